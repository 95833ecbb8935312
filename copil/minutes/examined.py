"""What the committee had before it on each point: the deposit that stood when the point was settled.

A deferred dossier goes on: it is written again, deposited again, while its minutes are not submitted yet. They tell the
request that was examined.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from copil.models import AgendaItem, Session
from dossiers.form.budget import totals
from dossiers.form.completeness import Contents
from dossiers.models import Attachment, Dossier, Version
from workflow import clock


@dataclass(frozen=True)
class Examined:
    """A request as it stood at `at`; `requested` in euros, `version` 0 while nothing was deposited."""

    at: datetime
    version: int
    title: str
    beneficiary: str
    requested: Decimal


def settled_at(item: AgendaItem, session: Session) -> datetime:
    """When the point was over: closed, else left without a vote as it left the agenda or as the session closed; now
    while it still stands.
    """
    return item.closed_at or min(filter(None, (item.left_at, session.closed_at)), default=clock.now())


def examined_of(items: Sequence[AgendaItem], session: Session) -> Mapping[int, Examined]:
    """By item, what was examined; the items come with their dossiers. Two statements at most."""
    deposits: dict[UUID, list[tuple[int, datetime]]] = {}
    rows = Version.objects.filter(dossier__in=[item.dossier_id for item in items]).order_by("dossier", "number")
    for dossier, number, at in rows.values_list("dossier", "number", "submitted_at"):
        deposits.setdefault(dossier, []).append((number, at))
    stood = {
        item.pk: _last(deposits.get(item.dossier_id, ()), settled_at(item, session)) or item.dossier.submitted_version
        for item in items
    }
    former = [(item.dossier_id, stood[item.pk]) for item in items if stood[item.pk] != item.dossier.submitted_version]
    contents = _contents(former)
    return {
        item.pk: _examined(item, session, stood[item.pk], contents.get((item.dossier_id, stood[item.pk])))
        for item in items
    }


def _last(deposits: Iterable[tuple[int, datetime]], at: datetime) -> int:
    """The last deposit made by then; 0 for none."""
    return max((number for number, deposited in deposits if deposited <= at), default=0)


def _contents(wanted: Sequence[tuple[UUID, int]]) -> dict[tuple[UUID, int], Contents]:
    """What those deposits said, of dossiers that were deposited again since; one statement, none for none."""
    if not wanted:
        return {}
    rows = Version.objects.filter(dossier__in={dossier for dossier, _number in wanted})
    rows = rows.filter(number__in={number for _dossier, number in wanted})
    return {(row.dossier_id, row.number): row.content for row in rows}


def _examined(item: AgendaItem, session: Session, version: int, contents: Contents | None) -> Examined:
    """From the dossier's own columns, which repeat its last deposit, unless an earlier one was examined."""
    dossier: Dossier = item.dossier
    at = settled_at(item, session)
    if contents is None:
        service = dossier.service.name if dossier.service else ""
        return Examined(at, version, dossier.title, service, dossier.requested)
    project = contents.get("project", {})
    return Examined(
        at=at,
        version=version,
        title=project.get("title", ""),
        beneficiary=project.get("service", ""),
        requested=totals(contents.get("budget", {})).requested,
    )


def files_of(items: Sequence[AgendaItem], examined: Mapping[int, Examined]) -> Iterator[tuple[str, Attachment]]:
    """The reference of each dossier and the files of the deposit that was examined, once each; one statement."""
    versions: dict[UUID, set[int]] = {}
    for item in items:
        versions.setdefault(item.dossier_id, set()).add(examined[item.pk].version)
    files = Attachment.objects.filter(dossier__in=versions, added_in__isnull=False).select_related("dossier")
    for file in files.order_by("dossier__reference", "added_at", "pk"):
        if any(file.is_of_version(version) for version in versions[file.dossier_id] if version):
            yield file.dossier.reference, file
