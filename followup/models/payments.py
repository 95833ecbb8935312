"""What is paid of a grant, part by part, and what is asked back of it."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dossiers.models import Attachment
from followup.models.obligation import Obligation
from followup.models.reports import Report
from followup.states import PAYMENT, REPAYMENT
from workflow.grammar import Process


class Payment(Obligation):
    """One part of the schedule of the act: advance, instalment, balance. Amounts in euros.

    `planned` is what the act foresees, `amount` what is asked for and then paid, never more; `after` is the report that
    the act wants accepted first. `claim` and `files` are
    what its leader asked with. The references are those of the State's accounts (autorisation d'engagement, crédits de
    paiement, Chorus).
    """

    PROCESS: ClassVar[Process] = PAYMENT
    template: ClassVar[str] = "followup/parts/payment_said.html"

    label = models.CharField(_("versement"), max_length=100)
    when = models.CharField(_("quand"), max_length=200)
    after = models.CharField(_("après le compte rendu"), max_length=10, choices=Report.Kind.choices, blank=True)
    planned = models.DecimalField(_("montant prévu"), max_digits=12, decimal_places=2)
    amount = models.DecimalField(_("montant demandé"), max_digits=12, decimal_places=2, default=Decimal(0))
    claim = models.TextField(_("justification"), blank=True)
    files = models.ManyToManyField(Attachment, related_name="+", blank=True)
    asked_on = models.DateField(_("demandé le"), null=True, blank=True)
    paid_on = models.DateField(_("payé le"), null=True, blank=True)
    ae_reference = models.CharField(_("engagement (AE)"), max_length=40, blank=True)
    cp_reference = models.CharField(_("paiement (CP)"), max_length=40, blank=True)
    chorus = models.CharField(_("numéro Chorus"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("versement")
        ordering: ClassVar = ["dossier", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "number"], name="payment_one_a_number"),
            models.CheckConstraint(condition=Q(planned__gt=0), name="payment_of_some_amount"),
            models.CheckConstraint(condition=Q(amount__gte=0, amount__lte=F("planned")), name="payment_as_planned"),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "dropped"], amount=0, asked_on=None, paid_on=None)
                | Q(state="asked", amount__gt=0, asked_on__isnull=False, paid_on=None)
                | Q(state="paid", amount__gt=0, asked_on__isnull=False, paid_on__gte=F("asked_on")),
                name="payment_asked_then_paid",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} versement {self.number}"

    @property
    def name(self) -> str:
        return self.label

    @property
    def is_taken(self) -> bool:
        """Whether it is asked for or paid: another act leaves it as it is."""
        return self.state in {"asked", "paid"}

    @property
    def counted(self) -> Decimal:
        """What it takes of the grant as things stand, in euros."""
        return Decimal(0) if self.state == "dropped" else self.amount or self.planned


class Repayment(Obligation):
    """A sum asked back, in euros, by a day, and received or given up. `key` names the gesture that asked for it."""

    PROCESS: ClassVar[Process] = REPAYMENT
    template: ClassVar[str] = "followup/parts/repayment_said.html"

    key = models.UUIDField(unique=True, editable=False)
    amount = models.DecimalField(_("montant"), max_digits=12, decimal_places=2)
    reason = models.TextField(_("motif"))
    reference = models.CharField(_("titre de perception"), max_length=40, blank=True)
    wanted_on = models.DateField(_("à reverser au plus tard le"))
    received_on = models.DateField(_("reçu le"), null=True, blank=True)

    class Meta:
        verbose_name = _("reversement")
        ordering: ClassVar = ["dossier", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "number"], name="repayment_one_a_number"),
            models.CheckConstraint(condition=Q(amount__gt=0) & ~Q(reason=""), name="repayment_for_a_reason"),
            models.CheckConstraint(
                condition=Q(state="received", received_on__isnull=False)
                | ~Q(state="received") & Q(received_on__isnull=True),
                name="repayment_received_some_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} reversement {self.number}"

    def moved_to(self, day: date | None) -> None:
        """What is wanted of its leader is wanted later too."""
        if day is not None:
            self.wanted_on = day
            self.save(update_fields=["wanted_on"])
        super().moved_to(day)
