"""The conditions of a grant, and what is shown to have them lifted."""

import uuid
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models import Attachment
from followup.models.obligation import Obligation
from followup.states import CONDITION
from workflow.grammar import Process


class Condition(Obligation):
    """One condition as the act states it. `wanted_on`: the day by which it is to be met, as last set.

    `stated_on` is the day that the act says, `before_payment` that nothing is paid until it is lifted.
    """

    PROCESS: ClassVar[Process] = CONDITION
    template: ClassVar[str] = "followup/parts/condition_said.html"

    text = models.TextField(_("réserve"))
    stated_on = models.DateField(_("date de l’acte"))
    wanted_on = models.DateField(_("à lever au plus tard le"))
    before_payment = models.BooleanField(_("avant tout versement"), default=True)

    class Meta:
        verbose_name = _("réserve")
        ordering: ClassVar = ["dossier", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "number"], name="condition_one_a_number"),
            models.CheckConstraint(
                condition=Q(state__in=["lifted", "dropped"], due_on=None)
                | Q(state__in=["awaited", "shown"], due_on__isnull=False),
                name="condition_due_until_over",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} réserve {self.number}"

    def moved_to(self, day: date | None) -> None:
        """What is wanted of its leader is wanted later too."""
        if self.state == "awaited" and day is not None:
            self.wanted_on = day
            self.save(update_fields=["wanted_on"])
        super().moved_to(day)


class Evidence(models.Model):
    """What was shown of a condition: words, files, or both; by its leader, or by the team itself.

    What the team makes of it comes later, once: it is enough, or not and why. The words are never changed.
    """

    class Verdict(models.TextChoices):
        OPEN = "", _("à examiner")
        ENOUGH = "enough", _("retenu")
        NOT_ENOUGH = "not_enough", _("insuffisant")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="evidence")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("ce qui est présenté"), blank=True)
    files = models.ManyToManyField(Attachment, related_name="+", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_team = models.BooleanField(default=False)
    at = models.DateTimeField()
    verdict = models.CharField(max_length=12, choices=Verdict.choices, blank=True, default="")
    reason = models.TextField(_("motif"), blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("élément présenté")
        ordering: ClassVar = ["condition", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["condition", "number"], name="evidence_one_a_number"),
            models.CheckConstraint(
                condition=Q(verdict="", judged_at=None, judged_by=None, reason="")
                | ~Q(verdict="") & Q(judged_at__isnull=False, judged_by__isnull=False),
                name="evidence_judged_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="not_enough") | ~Q(reason=""), name="evidence_refused_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.condition_id} {self.at}"
