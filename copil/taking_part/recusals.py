"""Who is out of which point of an agenda, and why (R133-12): the whole agenda at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from copil.models import AgendaItem, Seat
from dossiers.models import Interest, Leadership


class Because(StrEnum):
    """What puts a seat out of a point."""

    DECLARED = "declared"
    SERVICE = "service"
    LEADS = "leads"


WORDS = {
    Because.DECLARED: _("lien d’intérêt déclaré"),
    Because.SERVICE: _("son service porte le dossier"),
    Because.LEADS: _("porte ou a porté le dossier"),
}


@dataclass(frozen=True)
class Recusal:
    """One seat out of one point. What was declared is the person's own: pages do not repeat it."""

    seat: Seat
    because: Because

    @property
    def words(self) -> str:
        return str(WORDS[self.because])


def recusals_of(items: Sequence[AgendaItem], seats: Iterable[Seat]) -> Mapping[int, tuple[Recusal, ...]]:
    """By item, the seats out of it, in their order; `items` come with their dossiers. Two statements."""
    seats = list(seats)
    dossiers = [item.dossier_id for item in items]
    declared = set(Interest.objects.filter(dossier__in=dossiers, withdrawn_at=None).values_list("dossier", "person"))
    led = set(Leadership.objects.filter(dossier__in=dossiers).values_list("dossier", "person"))

    def why(item: AgendaItem, seat: Seat) -> Because | None:
        if (item.dossier_id, seat.sitter.pk) in led:
            return Because.LEADS
        carrier = item.dossier.service_id
        if carrier is not None and carrier in {seat.service_id, seat.sitter.service_id}:
            return Because.SERVICE
        return Because.DECLARED if (item.dossier_id, seat.sitter.pk) in declared else None

    found = {}
    for item in items:
        reasons = ((seat, why(item, seat)) for seat in seats if seat.has_voice)
        found[item.pk] = tuple(Recusal(seat, because) for seat, because in reasons if because is not None)
    return found
