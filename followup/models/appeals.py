"""Appeals lodged with the authority itself against its decision (recours gracieux)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from decisions.models import Act
from dossiers.models import Attachment
from followup.models.obligation import Obligation
from followup.states import APPEAL
from workflow import workitems
from workflow.grammar import Process


class Appeal(Obligation):
    """One appeal as the team recorded it: against which act, received when, from whom. `last_day` is until when it was
    in time, `answer_by` the day at whose end silence refuses it. `key` names the gesture that recorded it.
    """

    PROCESS: ClassVar[Process] = APPEAL
    template: ClassVar[str] = "followup/parts/appeal_said.html"
    steps: ClassVar[frozenset[str]] = frozenset({"refused", "inadmissible", "granted", "signature"})

    key = models.UUIDField(unique=True, editable=False)
    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="appeals")
    received_on = models.DateField(_("reçu le"))
    by_whom = models.CharField(_("formé par"), max_length=200)
    text = models.TextField(_("ce qui est demandé"))
    files = models.ManyToManyField(Attachment, related_name="+", blank=True)
    last_day = models.DateField(_("recevable jusqu’au"))
    answer_by = models.DateField(_("rejet implicite le"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reply = models.TextField(_("réponse"), blank=True)
    replied_on = models.DateField(_("répondu le"), null=True, blank=True)

    class Meta:
        verbose_name = _("recours gracieux")
        ordering: ClassVar = ["dossier", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "number"], name="appeal_one_a_number"),
            models.UniqueConstraint(fields=["act"], condition=Q(state="lodged"), name="appeal_one_open_an_act"),
            models.CheckConstraint(
                condition=Q(state="lodged", due_on__isnull=False) | ~Q(state="lodged") & Q(due_on=None),
                name="appeal_due_while_lodged",
            ),
            models.CheckConstraint(
                condition=Q(state="replied", replied_on__isnull=False) & ~Q(reply="")
                | ~Q(state="replied") & Q(replied_on=None, reply=""),
                name="appeal_replied_in_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} recours {self.number}"

    @property
    def is_late(self) -> bool:
        return self.received_on > self.last_day

    @property
    def task_state(self) -> str:
        """A refused dossier has ended, and its task stands all the same."""
        return super().task_state if self.dossier.state == "granted" else workitems.AFTER_END
