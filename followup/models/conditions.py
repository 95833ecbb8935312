"""The conditions of a grant, and what is shown to have them lifted."""

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models import Attachment
from followup.models.judged import Judged, judged_by_someone
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


class Evidence(Judged):
    """What was shown of a condition: words, files, or both; by its leader, or by the team itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="evidence")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("ce qui est présenté"), blank=True)
    files = models.ManyToManyField(Attachment, related_name="+", blank=True)
    by_team = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("élément présenté")
        ordering: ClassVar = ["condition", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["condition", "number"], name="evidence_one_a_number"),
            *judged_by_someone("evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.condition_id} {self.at}"
