"""Calibration: a decided dossier scored by everyone who reviews, as an exercise. Its rows are of its own tables."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier
from scoring.arithmetic import Mark, points_of
from scoring.models.consensus import Consensus
from scoring.models.rubric import Criterion


class Exercise(models.Model):
    """A past dossier to score until `closes_on` included; `consensus` is that of the time, shown once it is over."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="exercises")
    consensus = models.ForeignKey(Consensus, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("ouvert le"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closes_on = models.DateField(_("jusqu’au"))
    closed_at = models.DateTimeField(_("clos avant son terme le"), null=True, blank=True)

    class Meta:
        verbose_name = _("exercice de calibrage")
        ordering: ClassVar = ["-opened_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.dossier_id} – {self.closes_on}"


class ExerciseSheet(models.Model):
    """What one person gave in an exercise; given once, kept as it is."""

    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="sheets")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["given_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exercise", "person"], name="exercise_sheet_once_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.exercise_id} – {self.person_id}"


class ExerciseScore(models.Model):
    """What a sheet gives one criterion: half points, 0 to 10; null is « sans avis »."""

    sheet = models.ForeignKey(ExerciseSheet, on_delete=models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    half_points = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["sheet_id", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="exercise_score_one_a_criterion"),
            models.CheckConstraint(
                condition=Q(half_points=None) | Q(half_points__lte=10), name="exercise_score_on_the_scale"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.criterion_id}: {self.half_points}"

    @property
    def points(self) -> Decimal | None:
        return None if self.half_points is None else points_of(self.half_points)

    @property
    def mark(self) -> Mark:
        return Mark(self.criterion.code, self.points)
