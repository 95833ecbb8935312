"""Who takes part in the discussion of a dossier's reviews, and of which criteria."""

from accounts.models import User
from accounts.roles import Role
from dossiers.models import Dossier
from scoring.arithmetic import summarise
from scoring.board import readable_reviews
from scoring.models import Remark, Review, Score
from scoring.models.review import CURRENT, SUBMITTED
from workflow.gesture import Actor
from workflow.judgment import standing


def may_speak(user: User, dossier: Dossier) -> bool:
    """Whoever reads the scores, and reviewed the dossier or is of the team; three statements at most."""
    found = list(readable_reviews.instances(user, dossier.pk))
    if not found:
        return False
    own = any(review.reviewer_id == user.pk and review.is_counted for review in found)
    return own or Role.TEAM in standing(Actor(user), dossier)


def discussed(dossier: Dossier) -> frozenset[int]:
    """The criteria, by primary key, on which the reviews that count are far apart, or that were talked about already;
    two statements.
    """
    counted = Review.objects.filter(CURRENT, SUBMITTED, dossier=dossier)
    latest: dict[int, dict[int, Score]] = {}
    rows = Score.objects.filter(version__review__in=counted).select_related("version__review", "criterion")
    for score in rows:
        if score.version.number == score.version.review.version:
            latest.setdefault(score.version.review_id, {})[score.criterion_id] = score
    criteria = {score.criterion.code: score.criterion for sheet in latest.values() for score in sheet.values()}
    sheets = [tuple(score.mark for score in sheet.values()) for sheet in latest.values()]
    summary = summarise([criterion.axis for criterion in criteria.values()], sheets)
    apart = {criteria[axis.code].pk for axis in summary.axes if axis.flagged}
    spoken = Remark.objects.filter(discussion__dossier=dossier).order_by().values_list("criterion", flat=True)
    return frozenset(apart | set(spoken))
