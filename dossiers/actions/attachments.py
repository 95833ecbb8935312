"""Joining files to a dossier, taking them away. What hangs on something else than the form uses `receive` and `keep`.

The content is read, checked and written before the lock; the row under it. A refusal takes the written content back.
"""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.actions.doing import lock, require, verb, wrong_state
from dossiers.files import scanning, storage
from dossiers.files.kinds import Unacceptable, recognise
from dossiers.files.names import cleaned, distinct
from dossiers.models import Attachment, Dossier, FileKind, Verdict
from dossiers.wording import weight
from workflow import clock, log
from workflow.gesture import Actor
from workflow.verdict import Refusal, Refused, unmet

logger = logging.getLogger("jalon.files")
YOU = "vous"


@dataclass(frozen=True)
class Received:
    """A content that was checked and written, and has no row yet."""

    id: UUID
    name: str
    kind: FileKind
    size: int
    sha256: str
    path: str


def attach(*, dossier: Dossier, upload: File[Any], by: User, purpose: str = "") -> Attachment | Refusal:
    """Joins a file to the form being written, by one of its leaders, who may say what it is joined as (`Purpose`). The
    same content under the same name is kept once.

    Refused: what is empty, too heavy, or of a kind that is not accepted; over what one dossier may carry; FORBIDDEN to
    others, WRONG_STATE once the form is deposited.
    """
    try:
        with receive(upload) as received:
            outcome = _join(dossier=dossier, received=received, by=by, purpose=purpose)
            if not isinstance(outcome, Attachment):
                raise Refused(outcome)
            return outcome
    except Refused as stop:
        return stop.refusal


@verb
def _join(*, dossier: Dossier, received: Received, by: User, purpose: str) -> Attachment:
    case = _writable(dossier, by)
    kept = keep(case=case, received=received, by=by, added_in=case.submitted_version + 1, purpose=purpose)
    if purpose and kept.purpose != purpose:
        raise unmet("joined_already", _("Ce fichier est déjà joint : retirez-le d’abord."), lifted_by=YOU)
    return kept


@contextmanager
def receive(upload: File[Any]) -> Iterator[Received]:
    """Checks a file and writes its content; `keep` inside the block gives it its row, else the content is taken back.

    Raises Refused for what may not be joined at all.
    """
    checked = _checked(upload)
    received = replace(checked, path=storage.write(checked.id, upload))
    try:
        yield received
    finally:
        # Whatever happened inside, a refusal or a fault: only a row that stands keeps the content.
        if not Attachment.objects.filter(path=received.path).exists():
            storage.erase(received.path)


def keep(*, case: Dossier, received: Received, by: User, added_in: int | None = None, **link: Any) -> Attachment:
    """The row of a received file, on the locked case and in its transaction, queued for the antivirus.

    `added_in` is the version being written, for a file of the form; `link` names what else the file hangs on. Raises
    Refused over what one dossier may carry.
    """
    present = Attachment.objects.filter(dossier=case, removed_in=None)
    form = present.filter(added_in__isnull=False) if added_in is not None else present.none()
    same = form.filter(sha256=received.sha256, name=received.name).exclude(verdict=Verdict.INFECTED).first()
    if same is not None:
        return same
    _require_room(present, received)
    attachment = Attachment.objects.create(
        id=received.id,
        dossier=case,
        name=distinct(received.name, set(form.values_list("name", flat=True))),
        kind=received.kind,
        size=received.size,
        sha256=received.sha256,
        path=received.path,
        added_by=by,
        added_at=clock.now(),
        added_in=added_in,
        next_scan_at=timezone.now(),
        **link,
    )
    _record(case, by, "attachment_added", attachment, size=str(received.size))
    scanning.ask()
    return attachment


@verb
def remove_attachment(*, attachment: Attachment, by: User) -> Attachment:
    """Takes a file away from the form being written; versions already deposited keep theirs. Done twice, done once."""
    case = _writable(attachment.dossier, by)
    current = Attachment.objects.get(pk=attachment.pk)
    if current.added_in is None:
        raise unmet("of_the_form", _("Ce fichier n’appartient pas au formulaire."))
    if current.removed_in is None:
        current.removed_in = case.submitted_version + 1
        current.save(update_fields=["removed_in"])
        _record(case, by, "attachment_removed", current)
        if current.removed_in == current.added_in:
            transaction.on_commit(lambda: scanning.erase(current), robust=True)
    return current


def _writable(dossier: Dossier, by: User) -> Dossier:
    """The locked dossier, for one of its leaders while the form is open."""
    case = lock(dossier)
    roles = require(case, by, Role.LEADER)
    if not case.PROCESS.state(case.state).editable:
        raise wrong_state(case, roles)
    return case


def _checked(upload: File[Any]) -> Received:
    """What the file is, read from its bytes; nothing is written yet."""
    name = cleaned(upload.name or "")
    size = upload.size
    if size > settings.FILE_MAX_BYTES:
        raise unmet("file_small_enough", too_heavy(), lifted_by=YOU)
    if not size:
        raise unmet("file_not_empty", _("Ce fichier est vide."), lifted_by=YOU)
    try:
        kind = recognise(upload, size)
    except Unacceptable as why:
        raise unmet("file_kind", str(why), lifted_by=YOU) from why
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return Received(uuid4(), name, kind, size, digest.hexdigest(), "")


def too_heavy() -> str:
    return _("Ce fichier est trop lourd : %(limit)s au plus par fichier.") % {"limit": weight(settings.FILE_MAX_BYTES)}


def _require_room(present: Any, received: Received) -> None:
    held = present.order_by().aggregate(count=Count("pk"), size=Sum("size"))
    if held["count"] >= settings.DOSSIER_MAX_FILES:
        sentence = _("Un dossier porte %(limit)s fichiers au plus : retirez-en un d’abord.")
        raise unmet("room_left", sentence % {"limit": settings.DOSSIER_MAX_FILES}, lifted_by=YOU)
    left = settings.DOSSIER_MAX_BYTES - (held["size"] or 0)
    if received.size > left:
        sentence = _("Un dossier porte %(limit)s de fichiers au plus : il reste %(left)s, ce fichier pèse %(size)s.")
        words = {
            "limit": weight(settings.DOSSIER_MAX_BYTES),
            "left": weight(max(left, 0)),
            "size": weight(received.size),
        }
        raise unmet("room_left", sentence % words, lifted_by=YOU)


def _record(case: Dossier, by: User, event: str, attachment: Attachment, **data: str) -> None:
    log.record(
        case=case,
        actor=Actor(by),
        event=event,
        data={"file": str(attachment.pk), "sha256": attachment.sha256, **data},
        texts={"name": attachment.name},
    )
