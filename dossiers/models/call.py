"""A call for projects: its dates, its envelope, and the figures that the process reads from it."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Phase(models.TextChoices):
    """Where a call stands on a given day."""

    PREPARING = "preparing", _("en préparation")
    COMING = "coming", _("à venir")
    OPEN = "open", _("ouvert")
    CLOSED = "closed", _("clos")
    ENDED = "ended", _("terminé")


class CallQuerySet(models.QuerySet["Call"]):
    def open_on(self, day: date) -> "CallQuerySet":
        """Those in which a first deposit is possible that day; says what `Call.is_open` says."""
        return self.filter(published=True, closed_at=None, opens_on__lte=day, closes_on__gte=day)


class Call(models.Model):
    """Amounts are euros, days are working days. `reserved` (adopted, not signed) and `signed` are kept by
    `dossiers.envelope` alone; what the administration sets is changed by `dossiers.actions.calls`, each time with a
    `CallChange`, and `revision` counts these changes.
    """

    code = models.CharField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("intitulé"), max_length=200)
    presentation = models.TextField(_("présentation"), blank=True)
    opens_on = models.DateField(_("dépôts ouverts le"))
    closes_on = models.DateField(_("dépôts clos le"))
    ends_on = models.DateField(_("fin de l’appel"))
    envelope = models.DecimalField(_("enveloppe"), max_digits=12, decimal_places=2)
    reserved = models.DecimalField(_("réservé"), max_digits=12, decimal_places=2, default=Decimal(0), editable=False)
    signed = models.DecimalField(_("signé"), max_digits=12, decimal_places=2, default=Decimal(0), editable=False)
    budget_line = models.CharField(_("imputation budgétaire"), max_length=200, blank=True)
    referents_wanted = models.PositiveSmallIntegerField(_("référents par dossier"), default=2)
    reviewers_wanted = models.PositiveSmallIntegerField(_("évaluateurs par dossier"), default=3)
    reviewers_wanted_small = models.PositiveSmallIntegerField(_("évaluateurs, petite demande"), default=2)
    small_request = models.DecimalField(
        _("seuil des petites demandes"), max_digits=12, decimal_places=2, default=Decimal("5000.00")
    )
    challenger_may_review = models.BooleanField(_("un référent peut évaluer le dossier qu’il challenge"), default=False)
    draft_days = models.PositiveSmallIntegerField(_("jours pour compléter"), default=20)
    pieces_days = models.PositiveSmallIntegerField(_("jours pour fournir les pièces manquantes"), default=20)
    challenge_days = models.PositiveSmallIntegerField(_("jours de challenge"), default=10)
    review_days = models.PositiveSmallIntegerField(_("jours de revue"), default=15)
    signature_days = models.PositiveSmallIntegerField(_("jours pour signer"), default=5)
    # Civil days, unlike those of the process's clocks: who is invited may be anybody.
    invitation_days = models.PositiveSmallIntegerField(_("jours pour répondre à une invitation"), default=15)
    contact_name = models.CharField(_("contact"), max_length=200, blank=True)
    contact_email = models.EmailField(_("adresse du contact"), blank=True)
    published = models.BooleanField(_("ouverture décidée"), default=True, editable=False)
    closed_at = models.DateTimeField(_("clos avant son terme le"), null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("appel à projets")
        verbose_name_plural = _("appels à projets")
        ordering: ClassVar = ["-opens_on", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on"), ends_on__gte=F("closes_on")),
                name="call_dates_in_order",
            ),
            models.CheckConstraint(condition=Q(envelope__gte=0), name="call_envelope_not_negative"),
            models.CheckConstraint(condition=Q(reserved__gte=0, signed__gte=0), name="call_sums_not_negative"),
            models.CheckConstraint(condition=Q(signed__lte=F("envelope")), name="call_never_signed_over_envelope"),
        ]

    def __str__(self) -> str:
        return self.title

    def is_open(self, day: date) -> bool:
        """Whether a first deposit is possible that day, both bounds included."""
        return self.phase(day) is Phase.OPEN

    def phase(self, day: date) -> Phase:
        """Where the call stands that day; a call closed before its last day is closed from that moment on."""
        if not self.published:
            return Phase.PREPARING
        if day > self.ends_on:
            return Phase.ENDED
        if self.closed_at is not None or day > self.closes_on:
            return Phase.CLOSED
        return Phase.OPEN if day >= self.opens_on else Phase.COMING

    @property
    def left(self) -> Decimal:
        """What is neither reserved nor signed, in euros."""
        return self.envelope - self.reserved - self.signed

    def is_small(self, requested: Decimal) -> bool:
        """Whether that amount, in euros, makes a small request: a short form is enough for it, and fewer reviews."""
        return requested <= self.small_request

    def reviewers_for(self, requested: Decimal) -> int:
        """How many independent reviews a request of that amount needs."""
        return self.reviewers_wanted_small if self.is_small(requested) else self.reviewers_wanted

    def working_days(self, clock: str, default: int) -> int:
        """The call's own figure for a clock of the process, else the process's."""
        return {
            "draft": self.draft_days,
            "challenge": self.challenge_days,
            "team_review": self.review_days,
            "signature": self.signature_days,
        }.get(clock, default)
