"""Who may not review a dossier, and why: read once for one person, or for a whole list of candidates."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Value
from django.utils.translation import gettext as _

from accounts.prepared import Prepared
from dossiers.models import Assignment, Dossier, Interest, Leadership
from scoring.models import Review
from scoring.models.review import CURRENT
from workflow.verdict import Unmet


@dataclass(frozen=True)
class Bars:
    """The people barred from reviewing one dossier, by primary key; one statement, whatever their number."""

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
    people: dict[str, set[int]] = {why: set() for why in ("led", "interested", "challenges", "reviews")}
    for why, person in _barred.rows(dossier.pk):
        people[why].add(person)
    return Bars(
        frozenset({dossier.leader_id, *people["led"]}),
        frozenset(people["interested"]),
        frozenset(people["challenges"]),
        frozenset(people["reviews"]),
        dossier.call.challenger_may_review,
    )


def _bars(dossier: UUID) -> "QuerySet[Any, Any]":
    heard = Q(ended_at=None) | Q(opinion__isnull=False)
    led, *others = (
        rows.order_by().values_list(Value(why), person)
        for why, person, rows in (
            ("led", "person", Leadership.objects.filter(dossier=dossier)),
            ("interested", "person", Interest.objects.filter(dossier=dossier, withdrawn_at=None)),
            ("challenges", "referent", Assignment.objects.filter(heard, dossier=dossier)),
            ("reviews", "reviewer", Review.objects.filter(CURRENT, dossier=dossier)),
        )
    )
    return led.union(*others)


_barred: Prepared[Any] = Prepared(_bars, UUID)
