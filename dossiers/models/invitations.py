"""Invitations to take part in one dossier, each sent to an address: who has an account there is not asked."""

import uuid
from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self, day: date) -> Self:
        """Those that may still be answered that day."""
        return self.filter(outcome=Invitation.Outcome.PENDING, expires_on__gte=day)


class Invitation(models.Model):
    """An address asked to take part in a dossier; it changes nothing until who reads its mail accepts, signed in."""

    class Kind(models.TextChoices):
        CO_LEADER = "co_leader", _("co-porteur")
        READER = "reader", _("lecteur")
        LEADER = "leader", _("porteur principal")

    class Outcome(models.TextChoices):
        PENDING = "", _("en attente")
        ACCEPTED = "accepted", _("acceptée")
        DECLINED = "declined", _("déclinée")
        TAKEN_BACK = "taken_back", _("annulée")
        LAPSED = "lapsed", _("périmée")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(_("adresse électronique"))
    kind = models.CharField(_("invité comme"), max_length=20, choices=Kind.choices)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_on = models.DateField(_("dernier jour pour répondre"))
    # Of a handing over: whether who leads now stays as a co-leader; why, when somebody else asks for it.
    former_stays = models.BooleanField(default=False)
    reason = models.TextField(_("motif"), blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        ordering: ClassVar = ["invited_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["email"], name="dossierinvite_mine", condition=Q(outcome="")),
            models.Index(fields=["invited_by", "invited_at"], name="dossierinvite_by"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="leader") | Q(former_stays=False, reason=""),
                name="dossierinvite_terms_of_a_handing_over",
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="dossierinvite_lower_case"),
            models.UniqueConstraint(
                fields=["dossier", "email", "kind"], condition=Q(outcome=""), name="dossierinvite_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at__isnull=True) | (~Q(outcome="") & Q(answered_at__isnull=False)),
                name="dossierinvite_answered_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome="accepted", accepted_by__isnull=False)
                | (~Q(outcome="accepted") & Q(accepted_by__isnull=True)),
                name="dossierinvite_accepted_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} – {self.dossier_id}"

    def waits_on(self, day: date) -> bool:
        """Whether it may still be answered that day."""
        return self.outcome == self.Outcome.PENDING and day <= self.expires_on
