"""Who may not review a dossier, and why: read once for one person, or for a whole list of candidates."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from dossiers.models import Assignment, Dossier, Interest, Leadership
from scoring.models import Review
from scoring.models.review import CURRENT
from workflow.verdict import Unmet


@dataclass(frozen=True)
class Bars:
    """The people barred from reviewing one dossier, by primary key; four statements, whatever their number."""

    leaders: frozenset[int]
    interested: frozenset[int]
    challengers: frozenset[int]
    assigned: frozenset[int]
    challenger_may_review: bool

    def judging(self, person: int) -> Unmet | None:
        """What keeps that person from judging this dossier at all."""
        if person in self.leaders:
            return Unmet("not_own_dossier", _("Cette personne porte ou a porté ce dossier."))
        if person in self.interested:
            return Unmet("no_interest", _("Cette personne a déclaré un lien d’intérêt avec ce dossier."))
        return None

    def reviewing(self, person: int) -> Unmet | None:
        """What keeps that person from being asked for a review of it."""
        if barred := self.judging(person):
            return barred
        if person in self.challengers and not self.challenger_may_review:
            sentence = _("Cette personne challenge ce dossier : l’appel ne permet pas qu’elle l’évalue aussi.")
            return Unmet("not_challenger", sentence)
        if person in self.assigned:
            return Unmet("not_assigned_yet", _("Cette personne évalue déjà ce dossier."))
        return None


def bars_of(dossier: Dossier) -> Bars:
    """The bars of that dossier now. Challenger of record: assigned now, or once assigned and heard."""
    led = Leadership.objects.filter(dossier=dossier).values_list("person", flat=True)
    interested = Interest.objects.filter(dossier=dossier, withdrawn_at=None).values_list("person", flat=True)
    of_record = Assignment.objects.filter(Q(ended_at=None) | Q(opinion__isnull=False), dossier=dossier)
    assigned = Review.objects.filter(CURRENT, dossier=dossier).values_list("reviewer", flat=True)
    return Bars(
        frozenset({dossier.leader_id, *led}),
        frozenset(interested),
        frozenset(of_record.values_list("referent", flat=True)),
        frozenset(assigned),
        dossier.call.challenger_may_review,
    )
