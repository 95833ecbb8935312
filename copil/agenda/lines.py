"""The agenda as it is told outside of the site: one line a point."""

from dataclasses import dataclass

from copil.models import AgendaItem, Session


@dataclass(frozen=True, kw_only=True)
class Point:
    """One point of an agenda. `requested` is euros as text, empty without a dossier; so are the others when unknown."""

    position: int
    title: str
    reference: str = ""
    service: str = ""
    requested: str = ""
    rapporteur: str = ""
    about: str = ""


def points_of(session: Session) -> tuple[Point, ...]:
    """The current agenda in its order; one statement."""
    items = session.items.filter(left_at=None).select_related("dossier__service", "rapporteur")
    return tuple(_of_dossier(item) for item in items.order_by("position", "pk"))


def _of_dossier(item: AgendaItem) -> Point:
    dossier = item.dossier
    return Point(
        position=item.position,
        title=dossier.title,
        reference=dossier.reference,
        service=dossier.service.name if dossier.service else "",
        requested=f"{dossier.requested:.2f}",
        rapporteur=item.rapporteur.full_name if item.rapporteur else "",
    )
