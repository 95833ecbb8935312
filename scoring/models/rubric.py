"""Rubrics (grilles): criteria, their weights and their descriptors, as data; a rubric in use never changes."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dossiers.models import Call
from scoring.arithmetic import Axis


class Rubric(models.Model):
    """One version of a rubric. As soon as a review uses it, triggers keep it and its criteria as they are."""

    code = models.CharField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("intitulé"), max_length=200)
    refusal_under = models.DecimalField(
        _("un critère sous ce seuil propose le refus"), max_digits=2, decimal_places=1, default=Decimal("2.0")
    )
    recommended_from = models.DecimalField(
        _("une note pondérée à partir de ce seuil recommande"), max_digits=2, decimal_places=1, default=Decimal("3.0")
    )
    created_at = models.DateTimeField(_("créée le"))
    # Who wrote it and why; the Lab-O's own first version was written by nobody here.
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(_("motif"), blank=True)

    class Meta:
        verbose_name = _("grille")
        ordering: ClassVar = ["code", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "version"], name="rubric_one_a_version"),
            models.CheckConstraint(condition=Q(version__gte=1), name="rubric_counts_from_one"),
            models.CheckConstraint(
                condition=Q(refusal_under__gte=0, recommended_from__lte=5, refusal_under__lte=F("recommended_from")),
                name="rubric_thresholds_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} (v{self.version})"

    @property
    def axes(self) -> tuple[Axis, ...]:
        """Its criteria as the arithmetic sees them, in order; no statement once `criteria` is prefetched."""
        return tuple(criterion.axis for criterion in self.criteria.all())


class Criterion(models.Model):
    """A criterion: its weight, and what each whole score from 0 to 5 means. `tie_break`: 1 settles ties first."""

    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="criteria")
    code = models.SlugField(_("code"), max_length=20)
    label = models.CharField(_("critère"), max_length=200)
    hint = models.CharField(_("précision"), max_length=200, blank=True)
    weight = models.PositiveSmallIntegerField(_("poids"))
    position = models.PositiveSmallIntegerField(_("place"))
    tie_break = models.PositiveSmallIntegerField(_("départage"), null=True, blank=True)
    level_0 = models.CharField(_("0"), max_length=200)
    level_1 = models.CharField(_("1"), max_length=200)
    level_2 = models.CharField(_("2"), max_length=200)
    level_3 = models.CharField(_("3"), max_length=200)
    level_4 = models.CharField(_("4"), max_length=200)
    level_5 = models.CharField(_("5"), max_length=200)

    class Meta:
        verbose_name = _("critère")
        verbose_name_plural = _("critères")
        ordering: ClassVar = ["rubric_id", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rubric", "code"], name="criterion_one_a_code"),
            models.UniqueConstraint(fields=["rubric", "position"], name="criterion_one_a_place"),
            models.UniqueConstraint(
                fields=["rubric", "tie_break"], condition=Q(tie_break__isnull=False), name="criterion_one_a_tie_break"
            ),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=100), name="criterion_weighs_something"),
            models.CheckConstraint(
                condition=~Q(level_0="")
                & ~Q(level_1="")
                & ~Q(level_2="")
                & ~Q(level_3="")
                & ~Q(level_4="")
                & ~Q(level_5=""),
                name="criterion_describes_each_level",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def axis(self) -> Axis:
        return Axis(self.code, self.weight)

    @property
    def levels(self) -> tuple[str, ...]:
        """What 0, 1, 2, 3, 4 and 5 mean, in that order."""
        return (self.level_0, self.level_1, self.level_2, self.level_3, self.level_4, self.level_5)


class CallRubric(models.Model):
    """The rubric of a call; reviews already begun keep the one frozen on them."""

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="rubric_link")
    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="call_links")

    class Meta:
        verbose_name = _("grille de l’appel")

    def __str__(self) -> str:
        return f"{self.call_id} – {self.rubric_id}"
