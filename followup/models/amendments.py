"""Amendments of a grant (avenants): what is asked for, and what is agreed until an act says it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decisions.models import Act
from dossiers.models import Attachment
from followup.models.obligation import Obligation
from followup.states import AMENDMENT
from workflow.grammar import Process

#: States of one that is not answered yet.
OPEN = ("asked", "to_sign")


class Amendment(Obligation):
    """One amendment as it was asked for: of which act, by whom (`by_team`: on the coordination's own initiative).

    The `wanted_…` are what is asked for, each empty where nothing of the kind is; the amount is in euros. `agreed` are
    the canonical bytes of the terms last agreed (`decisions.amending.Agreed`), `made` the act that says them. `key`
    names the gesture that asked. What was asked never changes, what was agreed only while it is examined (triggers).
    """

    PROCESS: ClassVar[Process] = AMENDMENT
    template: ClassVar[str] = "followup/parts/amendment_said.html"
    READ_WITH: ClassVar[tuple[str, ...]] = ("made",)

    key = models.UUIDField(unique=True, editable=False)
    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="amendments")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_team = models.BooleanField(default=False)
    asked_on = models.DateField(gettext_lazy("demandé le"))
    wanted_end = models.DateField(gettext_lazy("fin du projet"), null=True, blank=True)
    wanted_interim = models.DateField(gettext_lazy("compte rendu intermédiaire"), null=True, blank=True)
    wanted_report = models.DateField(gettext_lazy("compte rendu final"), null=True, blank=True)
    wanted_amount = models.DecimalField(gettext_lazy("montant"), max_digits=12, decimal_places=2, null=True, blank=True)
    wanted_plan = models.TextField(gettext_lazy("autres versements"), blank=True)
    reason = models.TextField(gettext_lazy("motif"))
    files = models.ManyToManyField(Attachment, related_name="+", blank=True)
    answer = models.TextField(gettext_lazy("réponse"), blank=True)
    agreed = models.TextField(editable=False, blank=True)
    made = models.OneToOneField(Act, on_delete=models.PROTECT, null=True, blank=True, related_name="makes_amendment")

    class Meta:
        verbose_name = gettext_lazy("avenant")
        ordering: ClassVar = ["dossier", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "number"], name="amendment_one_a_number"),
            models.UniqueConstraint(fields=["dossier"], condition=Q(state__in=OPEN), name="amendment_one_open"),
            models.CheckConstraint(
                condition=Q(state="asked", due_on__isnull=False) | ~Q(state="asked") & Q(due_on=None),
                name="amendment_due_while_asked",
            ),
            models.CheckConstraint(
                condition=Q(state="made", made__isnull=False) | ~Q(state="made") & Q(made=None),
                name="amendment_made_by_an_act",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["to_sign", "made"]) | ~Q(agreed=""), name="amendment_signed_as_agreed"
            ),
            models.CheckConstraint(
                condition=~Q(reason="")
                & (
                    Q(wanted_end__isnull=False)
                    | Q(wanted_interim__isnull=False)
                    | Q(wanted_report__isnull=False)
                    | Q(wanted_amount__gt=0)
                    | ~Q(wanted_plan="")
                ),
                name="amendment_asks_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} avenant {self.number}"

    @property
    def name(self) -> str:
        """What pages call it: it bears the number of its act once there is one."""
        if self.made is None:
            return _("Demande d’avenant %(number)s") % {"number": self.number}
        return _("Avenant n° %(number)s") % {"number": self.made.amendment}
