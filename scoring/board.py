"""The reviews of a dossier as one person may read them: who is asked, who has answered, and what they gave.

Everything with a score in it comes from `scores_for`.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.among import Keys
from accounts.models import User
from accounts.prepared import Prepared
from accounts.roles import Role
from dossiers.models import Dossier, Interest
from dossiers.page.glance import Glance
from scoring.arithmetic import Summary, rounded, summarise, weighted
from scoring.models import CallBlindness, Criterion, Review, Score
from scoring.models.review import CURRENT
from scoring.plots import Plot, plot, tallest
from scoring.reading import SHOWN_PLACES
from scoring.stages import takes_reviews
from scoring.visibility import scores_q
from workflow.asked import Asked

Mode = CallBlindness.Mode
#: Who follows the reviews from one to the next, without their scores as long as the phase is blind.
FOLLOWERS = frozenset({Role.TEAM, Role.AUDITOR})


@dataclass(frozen=True)
class Progress:
    """How far the reviews are; says nothing of what they say."""

    received: int
    wanted: int
    pending: int

    @property
    def complete(self) -> bool:
        return self.received >= self.wanted

    @property
    def to_assign(self) -> int:
        """How many reviewers are still to be found."""
        return max(0, self.wanted - self.received - self.pending)


@dataclass(frozen=True)
class Standing:
    """The current reviews of a dossier, and what this person may read of them: how far they are, their scores.

    `mode` is their call's: from when they are read.
    """

    reviews: tuple[Review, ...]
    progress: Progress
    followable: bool
    readable: bool
    own: Review | None
    mode: Mode

    @property
    def blind(self) -> bool:
        """Whether this person still owes their own review."""
        return self.own is not None and self.own.is_pending


@dataclass(frozen=True)
class Given:
    """What one reviewer gave one criterion; `points` None is « sans avis »."""

    criterion: Criterion
    points: Decimal | None
    rationale: str


@dataclass(frozen=True)
class Row:
    """One submitted review with its scores; `mean` has two decimals."""

    review: Review
    mean: Decimal | None
    given: tuple[Given, ...]
    rationale: str
    corrected: str
    stale: bool


@dataclass(frozen=True)
class Column:
    """One criterion over all the reviews that count: figures with two decimals, the drawing, the words."""

    criterion: Criterion
    mean: Decimal | None
    median: Decimal | None
    spread: Decimal
    low: Decimal | None
    high: Decimal | None
    flagged: bool
    plot: Plot


@dataclass(frozen=True)
class Scores:
    """All that may be read of the scores of a dossier; the means count the rows that count."""

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    count: int
    mean: Decimal | None
    median: Decimal | None
    spread: Decimal

    @property
    def heads(self) -> str:
        """The heads of the table of who gave what, for `datatable`; a bar would cut a head in two."""
        labels = [f"{column.criterion.label.replace('|', '/')}:number" for column in self.columns]
        return "|".join([_("Évaluateur") + ":nowrap", *labels, _("Note pondérée") + ":number"])

    @property
    def stale(self) -> tuple[Row, ...]:
        """The reviews that count and were given on an earlier version, not confirmed since."""
        return tuple(row for row in self.rows if row.stale and row.review.is_counted)

    @property
    def gaps(self) -> tuple[Column, ...]:
        """The criteria on which reviewers are far enough apart to discuss."""
        return tuple(column for column in self.columns if column.flagged)


def standing_of(glance: Glance) -> Standing:
    """Who is asked and who has answered; one statement, the call being loaded with the dossier.

    The team and auditors follow the reviews, unless they declared an interest.
    """
    dossier, user = glance.dossier, glance.user
    reviews: tuple[Any, ...] = tuple(_asked.instances(user, dossier.pk))
    received = sum(review.is_submitted for review in reviews)
    wanted = dossier.call.reviewers_for(dossier.requested)
    return Standing(
        reviews,
        Progress(received, wanted, len(reviews) - received),
        bool(glance.roles & FOLLOWERS) and not (glance.aside or any(review.interested for review in reviews)),
        any(review.readable for review in reviews),
        next((review for review in reviews if review.reviewer_id == user.pk), None),
        Mode((reviews[0].mode if reviews else None) or Mode.OWN),
    )


def _current(user: User, dossier: UUID) -> "QuerySet[Review]":
    readable = ExpressionWrapper(scores_q(user), output_field=BooleanField())
    interested = Exists(Interest.objects.filter(dossier=OuterRef("dossier"), person=user, withdrawn_at=None))
    current = Review.objects.filter(CURRENT, dossier=dossier).annotate(
        readable=readable, interested=interested, mode=F("dossier__call__blindness_link__mode")
    )
    return current.select_related("reviewer__service")


_asked: Asked[Review] = Asked(_current, UUID)


def may_assign(glance: Glance, standing: Standing) -> bool:
    """Whether this person names reviewers: the team that follows the reviews, while the dossier takes some."""
    return takes_reviews(glance.dossier) and Role.TEAM in glance.roles and standing.followable


def lacks_reviewers(glance: Glance, standing: Standing) -> bool:
    """Whether this person sees that reviewers are missing at a step where none can be named."""
    late = not takes_reviews(glance.dossier) and standing.progress.to_assign > 0
    return late and Role.TEAM in glance.roles and standing.followable


def _readable(user: User, dossier: UUID) -> "QuerySet[Review]":
    return Review.objects.scores_for(user).filter(dossier=dossier).select_related("reviewer")


#: The submitted reviews of a dossier whose scores that person may read.
readable_reviews: Asked[Review] = Asked(_readable, UUID)
_scores: Prepared[Score] = Prepared(
    lambda reviews: Score.objects.filter(version__review__among=reviews).select_related("version", "criterion"), Keys
)


def own_row(user: User, review: Review) -> Row | None:
    """What this person submitted, whatever is open of the others'; two statements."""
    found = Review.objects.own_of(user).filter(pk=review.pk).select_related("reviewer").first()
    if found is None:
        return None
    rows = Score.objects.filter(version__review=found, version__number=found.version)
    return _row(found, list(rows.select_related("version", "criterion")), review.dossier)


def scores_of(user: User, dossier: Dossier, *, agreed: dict[str, Decimal] | None = None) -> Scores | None:
    """The scores of a dossier, or None when this person may not read them; two statements.

    `agreed` gives the consensus by criterion, to be drawn beside the scores.
    """
    found = {review.pk: review for review in readable_reviews.instances(user, dossier.pk)}
    by_review: dict[int, list[Score]] = {}
    for score in _scores.instances(Keys(found)):
        if score.version.number == found[score.version.review_id].version:
            by_review.setdefault(score.version.review_id, []).append(score)
    rows = tuple(_row(review, by_review[pk], dossier) for pk, review in found.items())
    if not rows:
        return None
    criteria = [given.criterion for given in rows[0].given]
    counted = [by_review[row.review.pk] for row in rows if row.review.is_counted]
    summary = summarise([c.axis for c in criteria], [tuple(score.mark for score in sheet) for sheet in counted])
    return Scores(
        rows=rows,
        columns=_columns(criteria, summary, agreed or {}),
        count=summary.count,
        mean=_shown(summary.mean),
        median=_shown(summary.median),
        spread=rounded(summary.spread, SHOWN_PLACES),
    )


def _row(review: Review, scores: list[Score], dossier: Dossier) -> Row:
    version = scores[0].version
    return Row(
        review=review,
        mean=_shown(weighted((score.criterion.axis for score in scores), (score.mark for score in scores))),
        given=tuple(Given(score.criterion, score.points, score.rationale) for score in scores),
        rationale=version.rationale,
        corrected=version.reason,
        stale=review.on_version < dossier.submitted_version,
    )


def _columns(criteria: list[Criterion], summary: Summary, agreed: dict[str, Decimal]) -> tuple[Column, ...]:
    stack = tallest(summary.axes)
    return tuple(
        Column(
            criterion=criterion,
            mean=_shown(axis.mean),
            median=_shown(axis.median),
            spread=axis.spread,
            low=axis.points[0] if axis.points else None,
            high=axis.points[-1] if axis.points else None,
            flagged=axis.flagged,
            plot=plot(axis, agreed.get(criterion.code), stack=stack),
        )
        for criterion, axis in zip(criteria, summary.axes, strict=True)
    )


def _shown(value: Fraction | None) -> Decimal | None:
    return None if value is None else rounded(value, SHOWN_PLACES)
