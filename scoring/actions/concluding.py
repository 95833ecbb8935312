"""Who may draw the consensus, and when: the text being written and the consensus itself ask the same here."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.actions.doing import require, require_state
from dossiers.models import Dossier
from scoring.bars import bars_of
from scoring.blindness.modes import closed_until, mode_of
from scoring.board import readable_reviews
from scoring.facts import ReviewFacts, reviews_of
from scoring.guards import reviews_missing
from scoring.models import Review
from scoring.stages import CONCLUDING
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Refused, Unmet, Why


def require_concluding(case: Dossier, by: User) -> ReviewFacts:
    """The facts of the locked case; refused to who is not of the team, or is barred from judging it."""
    roles = require(case, by, Role.TEAM)
    require_state(case, roles, *CONCLUDING)
    if bars_of(case).judging(by.pk):
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))
    return reviews_of(case)


def require_open(case: Dossier, facts: ReviewFacts, by: User) -> None:
    """Refused on the agenda unless an interest found late has undone the consensus; while reviews are missing; while
    the author still owes theirs and so must not read the others'.
    """
    if case.state == "copil" and facts.settled:
        sentence = _("Le dossier est à l’ordre du jour : retirez-le avant de revoir le consensus.")
        raise Refused(Refusal(Why.WRONG_STATE, sentence))
    if Review.objects.pending().filter(dossier=case, reviewer=by).exists():
        own = Unmet("own_review_in", _("Remettez d’abord votre propre évaluation."), _("vous"))
        raise Refused(Refusal(Why.UNMET, own.sentence, (own,)))
    if not facts.complete:
        missing = reviews_missing(facts)
        raise Refused(Refusal(Why.UNMET, missing.sentence, (missing,)))
    if not any(readable_reviews.instances(by, case.pk)):
        closed = Unmet("scores_open", closed_until(mode_of(case.call)), _("l’équipe projet"))
        raise Refused(Refusal(Why.UNMET, closed.sentence, (closed,)))
