"""What a session examines besides dossiers: former minutes, an activity report, orientations, any other business."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from copil.models.session import Session


class Business(models.Model):
    """One point of an agenda without a dossier; its position is among those of the dossiers' points.

    `about`: the session whose minutes it approves. `proposal`: what is put to the vote, empty without one; `case` and
    `result` are then what the tally was given and answered, both kept as they were. `conclusion`: what was said.
    """

    class Kind(models.TextChoices):
        MINUTES = "minutes", _("approbation d’un procès-verbal")
        REPORT = "report", _("rapport d’activité")
        ORIENTATIONS = "orientations", _("orientations")
        OTHER = "other", _("question diverse")

    #: Examined before the dossiers, unless the order is set by hand.
    FIRST: ClassVar = (Kind.MINUTES, Kind.REPORT)

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="business")
    position = models.PositiveSmallIntegerField(_("ordre"))
    kind = models.CharField(_("nature"), max_length=20, choices=Kind.choices)
    title = models.CharField(_("intitulé"), max_length=200)
    text = models.TextField(_("présentation"), blank=True)
    proposal = models.TextField(_("proposition mise aux voix"), blank=True)
    about = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="approvals")
    rapporteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    conclusion = models.TextField(_("conclusion"), blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    left_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=10, blank=True)  # the tally's outcome
    case: "models.JSONField[Any, Any]" = models.JSONField(null=True, blank=True)
    result: "models.JSONField[Any, Any]" = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = _("autre point de l’ordre du jour")
        ordering: ClassVar = ["session", "position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="minutes", about__isnull=False) | (~Q(kind="minutes") & Q(about=None)),
                name="business_minutes_of_a_session",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="business_closed_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", case=None, result=None)
                | (~Q(verdict="") & ~Q(proposal="") & Q(closed_at__isnull=False)),
                name="business_vote_on_a_proposal",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("copil:business", args=[self.session.number, self.pk])
