"""The guards on scores, each a pure function of facts."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.facts import ReviewFacts
from workflow.gesture import Gesture
from workflow.registry import guard
from workflow.verdict import Unmet


@guard(ReviewFacts)
def reviews_in(facts: ReviewFacts, gesture: Gesture | None) -> Unmet | None:
    """Le nombre d’évaluations indépendantes fixé par l’appel est atteint."""
    if facts.complete:
        return None
    return reviews_missing(facts)


def reviews_missing(facts: ReviewFacts) -> Unmet:
    """What to say while reviews are awaited; counts reviews, never what they say."""
    sentence = ngettext(
        "Il manque une évaluation indépendante (%(received)s sur %(wanted)s).",
        "Il manque %(missing)s évaluations indépendantes (%(received)s sur %(wanted)s).",
        facts.missing,
    ) % {"missing": facts.missing, "received": facts.received, "wanted": facts.wanted}
    return Unmet("reviews_in", sentence, _("les évaluateurs"))


@guard(ReviewFacts)
def consensus_recorded(facts: ReviewFacts, gesture: Gesture | None) -> Unmet | None:
    """Le consensus est établi sur la dernière version déposée."""
    if facts.settled:
        return None
    sentence = (
        _("Le consensus porte sur une version précédente du dossier : confirmez-le ou revoyez-le.")
        if facts.consensus_on
        else _("Le consensus n’est pas encore établi.")
    )
    return Unmet("consensus_recorded", sentence, _("l’équipe projet"))
