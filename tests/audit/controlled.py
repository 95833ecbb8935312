"""A lab to control: a session held, its minutes submitted, a grant and a refusal signed, two heads of the log."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from accounts.models import User
from accounts.roles import Role
from audit import actions
from audit.exports import making
from audit.models import Export
from audit.scope import Kind, Scope
from copil import actions as copil
from copil.minutes.papers import file_of
from copil.models import PaperFile
from decisions.models import Act
from dossiers.models import Dossier
from tests.copil import held
from tests.copil.committee import Committee
from tests.decisions.desk import Desk
from tests.world import ok
from workflow import clock
from workflow.sealing.anchoring import anchor


@dataclass
class Controlled:
    committee: Committee
    granted: Act
    refused: Act

    @property
    def auditor(self) -> User:
        return User.objects.get(pk=self.committee.world[Role.AUDITOR].pk)

    @property
    def dossiers(self) -> list[Dossier]:
        return list(Dossier.objects.order_by("reference"))


def decided() -> Controlled:
    """Everything but the heads; no scene: what is signed is kept by the database from being laid again."""
    committee = held.live()
    held.written(committee)
    conditional, refusal = (
        Dossier.objects.get(pk=item.dossier_id) for item in committee.session.items.order_by("position")[1:3]
    )
    with clock.at(held.HELD + timedelta(hours=3)):
        desk = Desk(committee, [conditional, refusal])
        granted, refused = desk.signed(Act.Kind.GRANT, conditional), desk.signed(Act.Kind.REFUSAL, refusal)
        ok(copil.submit_minutes(session=committee.again(), by=committee.secretary))
        for paper in committee.session.papers.all():
            file_of(paper, PaperFile.Edition.WHOLE)
    return Controlled(committee, granted, refused)


@contextmanager
def controlled() -> Iterator[Controlled]:
    """Within it, it is two days after the session, and each of these days has its head."""
    found = decided()
    with clock.at(held.HELD + timedelta(hours=5)):
        assert anchor()
    with clock.at(held.HELD + timedelta(days=1)):
        assert anchor()
    with clock.at(held.HELD + timedelta(days=2)):
        yield found


def made(by: User, scope: Scope | None = None) -> Export:
    """The archive of that auditor, as the worker makes it."""
    export = ok(actions.ask_export(scope=scope or Scope(Kind.ALL), by=by))
    making.build.func(str(export.pk))
    return Export.objects.get(pk=export.pk)


def unpacked(export: Export, into: Path) -> Path:
    """Its folder, as whoever downloaded it unpacks it."""
    with zipfile.ZipFile(io.BytesIO(export.path.read_bytes())) as file:
        file.extractall(into)
    return into / export.name
