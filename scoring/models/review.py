"""Independent reviews: who scores what, by which rubric, and each submitted version of it, kept for ever."""

from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from dossiers.models import Dossier
from scoring.arithmetic import STORED_PLACES, Mark, points_of
from scoring.models.rubric import Criterion, Rubric

#: Still the reviewer's to write, or written and counted: neither ended without a review nor set aside.
CURRENT = Q(ended_at=None, set_aside_at=None)
SUBMITTED = Q(submitted_at__isnull=False)
#: Under 4 half points or over 8, a score is explained in writing.
EXPLAINED = Q(half_points__isnull=True) | Q(half_points__gte=4, half_points__lte=8) | ~Q(rationale="")


class ReviewQuerySet(models.QuerySet["Review"]):
    def scores_for(self, user: User) -> "ReviewQuerySet":
        """The submitted reviews whose scores this person may read: the only way to scores, counts and averages."""
        from scoring.visibility import scores_q

        visible = Dossier.objects.visible_to(user)
        return self.filter(SUBMITTED, scores_q(user), dossier__in=visible)

    def own_of(self, user: User) -> "ReviewQuerySet":
        """The submitted reviews that this person wrote: their own words and scores, which nobody hides from them."""
        return self.filter(CURRENT, SUBMITTED, reviewer=user, dossier__in=Dossier.objects.visible_to(user))

    def counted(self) -> "ReviewQuerySet":
        """Submitted and not set aside: those that make the means and the number of independent reviews."""
        return self.filter(CURRENT, SUBMITTED)

    def pending(self) -> "ReviewQuerySet":
        return self.filter(CURRENT, submitted_at=None)


class Review(models.Model):
    """A person asked to score a dossier by a rubric, frozen here; `weighted` is their mean, 0 to 5, once submitted.

    `draft` is what they have typed and not submitted (`scoring.drafts` reads and writes it), theirs alone to read; of
    a submitted review, a correction begun. `draft_revision` counts what was kept, for two pages at once.
    `version` is the number of the submitted version in force; `on_version`, the dossier's version it is about.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="reviews")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(_("confiée le"))
    due_on = models.DateField(_("attendue le"))
    started_at = models.DateTimeField(_("commencée le"), null=True, blank=True)
    draft: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    draft_revision = models.PositiveIntegerField(default=0, editable=False)
    draft_saved_at = models.DateTimeField(null=True, blank=True, editable=False)
    submitted_at = models.DateTimeField(_("remise le"), null=True, blank=True)
    version = models.PositiveSmallIntegerField(default=0)
    on_version = models.PositiveSmallIntegerField(_("sur la version"), default=0)
    weighted = models.DecimalField(
        _("note pondérée"), max_digits=STORED_PLACES + 1, decimal_places=STORED_PLACES, null=True, blank=True
    )
    ended_at = models.DateTimeField(_("retirée le"), null=True, blank=True)
    end_reason = models.TextField(_("motif du retrait"), blank=True)
    set_aside_at = models.DateTimeField(_("écartée le"), null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("évaluation")
        ordering: ClassVar = ["assigned_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["reviewer"], name="review_mine", condition=Q(CURRENT, submitted_at=None))
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "reviewer"], condition=CURRENT, name="review_once_at_a_time"),
            models.CheckConstraint(
                condition=Q(submitted_at=None, version=0, on_version=0, weighted=None)
                | Q(SUBMITTED, started_at__isnull=False, version__gte=1, on_version__gte=1, weighted__isnull=False),
                name="review_submitted_with_its_mean",
            ),
            models.CheckConstraint(
                condition=Q(weighted=None) | Q(weighted__gte=0, weighted__lte=5), name="review_mean_on_the_scale"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end_reason="") | (Q(ended_at__isnull=False, submitted_at=None)),
                name="review_submitted_never_ends",
            ),
            models.CheckConstraint(
                condition=Q(set_aside_at=None) | Q(SUBMITTED, ended_at=None), name="review_set_aside_once_submitted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} – {self.reviewer_id}"

    @property
    def is_submitted(self) -> bool:
        return self.submitted_at is not None

    @property
    def is_counted(self) -> bool:
        """Submitted and not set aside; what is submitted never ends (`review_submitted_never_ends`)."""
        return self.is_submitted and self.set_aside_at is None

    @property
    def is_pending(self) -> bool:
        return self.submitted_at is None and self.ended_at is None


class ReviewVersion(models.Model):
    """A review as it was submitted, or corrected with a reason; never changed. `sha256` is also in the log."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    submitted_at = models.DateTimeField()
    on_version = models.PositiveSmallIntegerField()
    rationale = models.TextField(_("appréciation d’ensemble"))
    reason = models.TextField(_("motif de la correction"), blank=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["review_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "number"], name="review_version_one_a_number"),
            models.CheckConstraint(condition=Q(number__gte=1, on_version__gte=1), name="review_version_from_one"),
            models.CheckConstraint(condition=~Q(rationale=""), name="review_version_says_why"),
            models.CheckConstraint(
                condition=Q(number=1, reason="") | (Q(number__gt=1) & ~Q(reason="")),
                name="review_corrected_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} v{self.number}"


class Score(models.Model):
    """What a version gives one criterion: half points, 0 to 10, exact; null is « sans avis »."""

    version = models.ForeignKey(ReviewVersion, on_delete=models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    half_points = models.PositiveSmallIntegerField(null=True, blank=True)
    rationale = models.TextField(_("appréciation"), blank=True)

    class Meta:
        ordering: ClassVar = ["version_id", "pk"]  # written in the order of the criteria
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "criterion"], name="score_one_a_criterion"),
            models.CheckConstraint(condition=Q(half_points=None) | Q(half_points__lte=10), name="score_on_the_scale"),
            models.CheckConstraint(condition=EXPLAINED, name="score_explained_when_low_or_high"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.criterion_id}: {self.half_points}"

    @property
    def points(self) -> Decimal | None:
        return None if self.half_points is None else points_of(self.half_points)

    @property
    def mark(self) -> Mark:
        return Mark(self.criterion.code, self.points)
