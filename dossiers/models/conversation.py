"""What leaders and the team write to each other about a dossier, and who has read it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier


class Side(models.TextChoices):
    """Who speaks to whom: the leader and co-leaders to the team, or the team to them."""

    LEADERS = "leaders", _("porteur")
    TEAM = "team", _("équipe projet")


class Exchange(models.Model):
    """One message. Corrected by its author for a few minutes, never after; withdrawn, it leaves its place and no text.

    The log keeps each text with its hash, so that what was said can be proved.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="exchanges")
    side = models.CharField(_("côté"), max_length=10, choices=Side.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    section = models.CharField(_("rubrique"), max_length=20, blank=True, default="")
    text = models.TextField(_("message"), blank=True)
    sent_at = models.DateTimeField(_("envoyé le"))
    corrected_at = models.DateTimeField(_("corrigé le"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        ordering: ClassVar = ["sent_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["dossier", "-sent_at"], name="exchange_latest")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) & ~Q(text="") | Q(withdrawn_at__isnull=False, text=""),
                name="exchange_says_something_or_is_withdrawn",
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.side} {self.sent_at}"


class Reading(models.Model):
    """That a message was for this person, and when they read it."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(_("lu le"), null=True, blank=True)

    class Meta:
        verbose_name = _("lecture")
        ordering: ClassVar = ["read_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["person"], name="reading_awaited", condition=Q(read_at=None))]
        constraints: ClassVar = [models.UniqueConstraint(fields=["exchange", "person"], name="reading_one_a_person")]

    def __str__(self) -> str:
        return f"{self.exchange_id} {self.person_id}"
