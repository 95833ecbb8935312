"""Who does what towards a consensus: its page shows it, the verbs check again."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.page.glance import Glance
from scoring.blindness.modes import closed_until
from scoring.board import Standing
from scoring.facts import ReviewFacts
from scoring.guards import reviews_missing
from scoring.models import Consensus
from scoring.stages import takes_consensus, takes_reviews
from workflow.verdict import Unmet


def writes(glance: Glance, standing: Standing, current: Consensus | None) -> bool:
    """Whether this person may draw the consensus, or draw it again: the team, once every review is in."""
    dossier = glance.dossier
    if Role.TEAM not in glance.roles or not standing.followable:
        return False
    if not standing.readable or not standing.progress.complete:
        return False
    stands = current is not None and current.on_version == dossier.submitted_version
    return takes_consensus(dossier) and (takes_reviews(dossier) or not stands)


def awaited(glance: Glance, standing: Standing) -> tuple[Unmet, ...]:
    """Why there is nothing to draw a consensus from yet."""
    dossier, progress = glance.dossier, standing.progress
    unmet: list[Unmet] = []
    if not takes_consensus(dossier):
        unmet.append(Unmet("state", _("Le consensus s’établit pendant la revue d’équipe.")))
    if standing.own is not None and standing.own.is_pending:
        unmet.append(Unmet("own_review_in", _("Remettez d’abord votre propre évaluation."), _("vous")))
    if not progress.complete:
        facts = ReviewFacts(progress.received, progress.wanted, 0, dossier.submitted_version)
        unmet.append(reviews_missing(facts))
    if not unmet and not standing.readable:
        unmet.append(Unmet("scores_open", closed_until(standing.mode)))
    return tuple(unmet)


def answers(glance: Glance, standing: Standing) -> bool:
    """Whether this person has an answer of their own to give: who reviewed the dossier, while it takes a consensus."""
    return standing.own is not None and standing.own.is_submitted and takes_consensus(glance.dossier)


def agrees(glance: Glance, standing: Standing, current: Consensus | None) -> bool:
    """Whether this reviewer has still to say that they agree; who drew the consensus has said so by drawing it."""
    if current is None or not answers(glance, standing) or current.author_id == glance.user.pk:
        return False
    return not any(answer.person_id == glance.user.pk and answer.agrees for answer in current.agreements.all())


def records_answers(glance: Glance) -> bool:
    """Whether this person writes down what reviewers told the team."""
    return Role.TEAM in glance.roles and takes_consensus(glance.dossier)


def answerer(glance: Glance, standing: Standing, named: str) -> User | None:
    """Whose answer is given: one's own, or that of the reviewer of that public key, for who writes it down."""
    if named and records_answers(glance):
        return next((one for one in _reviewers(standing) if str(one.ref) == named), None)
    return glance.user if answers(glance, standing) else None


def undecided(standing: Standing, current: Consensus | None) -> list[User]:
    """The reviewers who have not said yet whether they agree, the author apart."""
    if current is None:
        return []
    said = {current.author_id, *(agreement.person_id for agreement in current.agreements.all())}
    return [reviewer for reviewer in _reviewers(standing) if reviewer.pk not in said]


def _reviewers(standing: Standing) -> list[User]:
    return [review.reviewer for review in standing.reviews if review.is_submitted]
