"""Making an archive: by a worker, on disc, whole or not at all; whoever asked follows it on its page.

A worker that dies leaves a part that the next one writes again from its first file: ten thousand acts take minutes.
"""

import hashlib
import os
from pathlib import Path
from uuid import UUID

from django_tasks import task

from accounts.models import User
from audit import rights
from audit.archive.composing import compose
from audit.exports.taking import rights_on
from audit.models import Export
from workflow import clock

_PIECE = 1 << 20


@task()
def build(pk: str) -> None:
    """The task that any worker runs; twice is once. What fails is told on the page, and asked for again there."""
    export = Export.objects.select_related("call", "session", "dossier").filter(pk=UUID(pk)).first()
    if export is None or not export.under_way:
        return
    row = Export.objects.filter(pk=export.pk, done_at=None)
    export.path.parent.mkdir(parents=True, exist_ok=True)
    part = export.path.with_suffix(f".{os.getpid()}.part")

    def told(dossiers: int, acts: int) -> None:
        row.update(dossiers_done=dossiers, acts_done=acts, beat_at=clock.now())

    try:
        reader = User.objects.get(pk=export.asked_by_id)  # with the roles of now
        made = compose(part, name=export.name, reader=reader, scope=export.scope, at=clock.now(), told=told)
        digest, size = _sealed(part)
    except Exception:
        part.unlink(missing_ok=True)
        row.update(failed_at=clock.now())
        raise
    part.rename(export.path)
    row.update(
        dossiers_done=made.dossiers,
        acts_done=made.acts,
        files=made.files,
        manifest_sha256=made.manifest_sha256,
        sha256=digest,
        size=size,
        done_at=clock.now(),
        failed_at=None,
    )


def _sealed(path: Path) -> tuple[str, int]:
    """The SHA-256 and the weight of the file, which is on disc for good when this returns."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            size += len(piece)
        os.fsync(file.fileno())
    return digest.hexdigest(), size


def open_to(user: User, pk: UUID) -> Export | None:
    """The archive for whoever asked, while every mission that opened it is in force, or while they read as much of the
    dossier that it holds; five statements at most.
    """
    export = Export.objects.select_related("call", "session", "dossier").filter(pk=pk, asked_by=user).first()
    if export is None:
        return None
    if export.dossier is not None:
        return export if rights_on(user, export.dossier) == export.rights else None
    if (
        not rights.audits(user)
        or export.missions.exclude(pk__in=rights.missions_of(user).order_by().values("pk")).exists()
    ):
        return None
    return export
