"""The agenda of a session, dossiers and other business in one order."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max

from accounts.models import User
from accounts.prepared import Prepared
from copil.models import AgendaItem, Business, Session
from copil.ranking import in_rank_order


@dataclass(frozen=True)
class Line:
    """One current line of an agenda: a dossier's item, or other business. `key` names it in a form."""

    key: str
    point: AgendaItem | Business

    @property
    def position(self) -> int:
        return self.point.position

    @property
    def rapporteur(self) -> User | None:
        return self.point.rapporteur

    @property
    def title(self) -> str:
        return self.point.dossier.title if isinstance(self.point, AgendaItem) else self.point.title


@dataclass(frozen=True, kw_only=True)
class Point:
    """One point as a notice tells it. `requested` is euros as text, empty without a dossier; so is what is unknown."""

    position: int
    title: str
    reference: str = ""
    service: str = ""
    requested: str = ""
    rapporteur: str = ""
    about: str = ""


def lines_of(session: Session) -> list[Line]:
    """The current agenda in its order; two statements."""
    found = [
        *(Line(f"d{item.pk}", item) for item in _items.instances(session.pk)),
        *(Line(f"o{one.pk}", one) for one in _business.instances(session.pk)),
    ]
    for line in found:
        line.point.session = session
    return sorted(found, key=lambda line: (line.position, line.key))


_items: Prepared[AgendaItem] = Prepared(
    lambda session: AgendaItem.objects.filter(session=session, left_at=None).select_related(
        "dossier__service", "rapporteur"
    ),
    int,
)
_business: Prepared[Business] = Prepared(
    lambda session: Business.objects.filter(session=session, left_at=None).select_related("rapporteur", "about"), int
)


def next_position(session: Session) -> int:
    """Where what is added goes: last. Two statements."""
    rows = (AgendaItem.objects.filter(session=session), Business.objects.filter(session=session))
    return max(found.aggregate(last=Max("position"))["last"] or 0 for found in rows) + 1


def by_default(lines: Sequence[Line]) -> list[Line]:
    """Former minutes and report first, dossiers by the rank of their consensus, then what remains. Two statements."""
    dossiers = {line.point.pk: line for line in lines if isinstance(line.point, AgendaItem)}
    ranked = in_rank_order([line.point for line in dossiers.values() if isinstance(line.point, AgendaItem)])
    first = [line for line in lines if isinstance(line.point, Business) and line.point.kind in Business.FIRST]
    last = [line for line in lines if isinstance(line.point, Business) and line.point.kind not in Business.FIRST]
    return [*first, *(dossiers[item.pk] for item in ranked), *last]


def renumber(lines: Sequence[Line]) -> None:
    """Gives the lines the positions 1, 2, 3… in that order; two statements."""
    for position, line in enumerate(lines, start=1):
        line.point.position = position
    AgendaItem.objects.bulk_update([p for p in _points(lines) if isinstance(p, AgendaItem)], ["position", "rapporteur"])
    Business.objects.bulk_update([p for p in _points(lines) if isinstance(p, Business)], ["position", "rapporteur"])


def _points(lines: Sequence[Line]) -> list[AgendaItem | Business]:
    return [line.point for line in lines]


def points_of(session: Session) -> tuple[Point, ...]:
    """The current agenda as a notice tells it; two statements."""
    return tuple(_told(line) for line in lines_of(session))


def _told(line: Line) -> Point:
    rapporteur = line.rapporteur.full_name if line.rapporteur else ""
    if isinstance(line.point, Business):
        about = "Mis aux voix" if line.point.proposal else ""
        return Point(position=line.position, title=line.title, rapporteur=rapporteur, about=about)
    dossier = line.point.dossier
    return Point(
        position=line.position,
        title=dossier.title,
        reference=dossier.reference,
        service=dossier.service.name if dossier.service else "",
        requested=f"{dossier.requested:.2f}",
        rapporteur=rapporteur,
    )
