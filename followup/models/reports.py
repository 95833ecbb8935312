"""The reports that an act plans, what their leaders hand in, and what is being written of it."""

import uuid
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from dossiers.models import Attachment
from followup.models.judged import Judged, judged_by_someone
from followup.models.obligation import Obligation
from followup.states import REPORT
from workflow.grammar import Process

NAMES = {"interim": gettext_noop("Compte rendu intermédiaire"), "final": gettext_noop("Compte rendu final")}
TASKS = {
    ("interim", "expected"): gettext_noop("Remettre le compte rendu intermédiaire"),
    ("interim", "handed"): gettext_noop("Examiner le compte rendu intermédiaire"),
    ("final", "expected"): gettext_noop("Remettre le compte rendu final"),
    ("final", "handed"): gettext_noop("Examiner le compte rendu final"),
}


class Report(Obligation):
    """One report. `stated_on` is the day that the act says, `wanted_on` the day by which it is wanted, as last set.

    `draft` is what its leaders have typed and not handed in (`followup.reports.questions`), theirs alone to read;
    `draft_revision` counts what was kept, for two pages at once. `published_at`: since when anybody reads what of it
    others may reuse.
    """

    PROCESS: ClassVar[Process] = REPORT
    template: ClassVar[str] = "followup/parts/report_said.html"
    READ_WITH: ClassVar[tuple[str, ...]] = ("draft_saved_by",)

    class Kind(models.TextChoices):
        INTERIM = "interim", gettext_lazy("intermédiaire")
        FINAL = "final", gettext_lazy("final")

    kind = models.CharField(gettext_lazy("sorte"), max_length=10, choices=Kind.choices)
    stated_on = models.DateField(gettext_lazy("date de l’acte"))
    wanted_on = models.DateField(gettext_lazy("à remettre au plus tard le"))
    draft: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    draft_revision = models.PositiveIntegerField(default=0, editable=False)
    draft_saved_at = models.DateTimeField(null=True, blank=True, editable=False)
    draft_saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    published_at = models.DateTimeField(gettext_lazy("publié le"), null=True, blank=True)

    class Meta:
        verbose_name = gettext_lazy("compte rendu")
        ordering: ClassVar = ["dossier", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "number"], name="report_one_a_number"),
            models.UniqueConstraint(
                fields=["dossier", "kind"], condition=~Q(state="dropped"), name="report_one_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["accepted", "dropped"], due_on=None)
                | Q(state__in=["expected", "handed"], due_on__isnull=False),
                name="report_due_until_over",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(state="accepted", kind="final"),
                name="report_published_once_accepted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} compte rendu {self.number}"

    @property
    def is_final(self) -> bool:
        return self.kind == self.Kind.FINAL

    @property
    def name(self) -> str:
        return _(NAMES[self.kind])

    @property
    def task_label(self) -> str:
        return TASKS[self.kind, self.state]

    def moved_to(self, day: date | None) -> None:
        """What is wanted of its leader is wanted later too."""
        if self.state == "expected" and day is not None:
            self.wanted_on = day
            self.save(update_fields=["wanted_on"])
        super().moved_to(day)


class Handing(Judged):
    """What was handed in, one time: the answers as they were kept (`followup.reports.questions`) and files.

    `spent` repeats in euros the expense that it declares. What the team makes of it comes later, once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="handings")
    number = models.PositiveSmallIntegerField()
    answers: models.JSONField[Any, Any] = models.JSONField()
    spent = models.DecimalField(gettext_lazy("dépense faite"), max_digits=12, decimal_places=2)
    files = models.ManyToManyField(Attachment, related_name="+", blank=True)

    class Meta:
        verbose_name = gettext_lazy("remise d’un compte rendu")
        ordering: ClassVar = ["report", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "number"], name="handing_one_a_number"),
            models.CheckConstraint(condition=Q(spent__gte=0), name="handing_spent_not_negative"),
            *judged_by_someone("handing"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.number}"
