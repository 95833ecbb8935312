"""The consensus: its own record after discussion, one in force a dossier; the individual scores stay."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from dossiers.models import Dossier
from scoring.arithmetic import STORED_PLACES, Mark, points_of
from scoring.models.rubric import Criterion, Rubric


class ConsensusQuerySet(models.QuerySet["Consensus"]):
    def scores_for(self, user: User) -> "ConsensusQuerySet":
        """The consensus this person may read, as for the reviews it was drawn from."""
        from scoring.visibility import scores_q

        return self.filter(scores_q(user), dossier__in=Dossier.objects.visible_to(user))

    def in_force(self) -> "ConsensusQuerySet":
        return self.filter(superseded_at=None)


class Consensus(models.Model):
    """What the team concludes from the reviews, on one version of the dossier; amounts are euros.

    Never changed but to be superseded, with the reason why. `weighted` is kept with the scores, in one transaction.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="consensuses")
    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="consensuses")
    number = models.PositiveSmallIntegerField()
    on_version = models.PositiveSmallIntegerField(_("sur la version"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("établi le"))
    rationale = models.TextField(_("appréciation d’ensemble"))
    weighted = models.DecimalField(_("note pondérée"), max_digits=STORED_PLACES + 1, decimal_places=STORED_PLACES)
    recommended_amount = models.DecimalField(
        _("montant recommandé"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    conditions = models.TextField(_("conditions proposées"), blank=True)
    sha256 = models.CharField(max_length=64)
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_because = models.TextField(_("pourquoi il n’est plus en vigueur"), blank=True)

    objects = ConsensusQuerySet.as_manager()

    class Meta:
        verbose_name = _("consensus")
        ordering: ClassVar = ["dossier_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "number"], name="consensus_one_a_number"),
            models.UniqueConstraint(fields=["dossier"], condition=Q(superseded_at=None), name="consensus_one_in_force"),
            models.CheckConstraint(condition=Q(number__gte=1, on_version__gte=1), name="consensus_counts_from_one"),
            models.CheckConstraint(condition=~Q(rationale=""), name="consensus_says_why"),
            models.CheckConstraint(condition=Q(weighted__gte=0, weighted__lte=5), name="consensus_mean_on_the_scale"),
            models.CheckConstraint(
                condition=Q(recommended_amount=None) | Q(recommended_amount__gt=0), name="consensus_amount_positive"
            ),
            models.CheckConstraint(
                condition=Q(superseded_at=None, superseded_because="")
                | (Q(superseded_at__isnull=False) & ~Q(superseded_because="")),
                name="consensus_superseded_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} n° {self.number}"


class ConsensusScore(models.Model):
    """What the consensus gives one criterion (half points, 0 to 10) and why: a considérant of the act."""

    consensus = models.ForeignKey(Consensus, on_delete=models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="consensus_scores")
    half_points = models.PositiveSmallIntegerField()
    rationale = models.TextField(_("appréciation"))

    class Meta:
        ordering: ClassVar = ["consensus_id", "pk"]  # written in the order of the criteria
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["consensus", "criterion"], name="consensus_score_one_a_criterion"),
            models.CheckConstraint(condition=Q(half_points__lte=10), name="consensus_score_on_the_scale"),
            models.CheckConstraint(condition=~Q(rationale=""), name="consensus_score_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.consensus_id} {self.criterion_id}: {self.half_points}"

    @property
    def points(self) -> Decimal:
        return points_of(self.half_points)

    @property
    def mark(self) -> Mark:
        return Mark(self.criterion.code, self.points)


class Agreement(models.Model):
    """What a reviewer answers to a consensus: that they agree, or why not. Kept as said; the last answer stands.

    `recorded_by` is who wrote it down, None when the reviewer said it on their own page.
    """

    consensus = models.ForeignKey(Consensus, on_delete=models.PROTECT, related_name="agreements")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()
    agrees = models.BooleanField(default=True)
    sentence = models.TextField(_("pourquoi pas"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("réponse d’un évaluateur au consensus")
        ordering: ClassVar = ["agreed_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["consensus", "person", "agrees"], name="agreement_once_a_person"),
            models.CheckConstraint(
                condition=Q(agrees=True, sentence="") | (Q(agrees=False) & ~Q(sentence="")),
                name="agreement_dissent_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consensus_id} – {self.person_id}"
