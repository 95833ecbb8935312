"""What the team found missing in a deposited file, and what the leader gave for it: the file stays where it is."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier


class CompletionRequest(models.Model):
    """One letter of the team: these pieces, by that day. It is never changed; what must be asked again is asked anew.

    `completed_at` is when its last piece came, or was done without: from then on nothing can be added to it.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="completion_requests")
    number = models.PositiveSmallIntegerField()
    message = models.TextField(_("message"), blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("à fournir au plus tard le"))
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("demande de compléments")
        ordering: ClassVar = ["dossier", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "number"], name="completion_one_a_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="completion_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} compléments {self.number}"


class MissingPiece(models.Model):
    """One line of a request: about a section of the form, or a file to join when `section` is empty.

    The leader gives an answer, files (`Attachment.piece`), or both; the team then says what it makes of it. `reason`
    tells why a piece already given is asked again.
    """

    class Outcome(models.TextChoices):
        OPEN = "", _("à vérifier")
        ACCEPTED = "accepted", _("conforme")
        AGAIN = "again", _("redemandée")
        WAIVED = "waived", _("n’est plus demandée")

    request = models.ForeignKey(CompletionRequest, on_delete=models.PROTECT, related_name="pieces")
    section = models.CharField(_("rubrique"), max_length=20, blank=True)
    label = models.CharField(_("ce qui manque"), max_length=200)
    reason = models.TextField(blank=True)
    answer = models.TextField(_("réponse"), blank=True)
    provided_at = models.DateTimeField(null=True, blank=True)
    provided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default="")
    judged_at = models.DateTimeField(null=True, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("pièce demandée")
        ordering: ClassVar = ["request", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(provided_at=None, provided_by=None, answer="")
                | Q(provided_at__isnull=False, provided_by__isnull=False),
                name="piece_provided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", judged_at=None, judged_by=None)
                | ~Q(outcome="") & Q(judged_at__isnull=False, judged_by__isnull=False),
                name="piece_judged_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["accepted", "again"]) | Q(provided_at__isnull=False),
                name="piece_judged_once_provided",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def awaited(self) -> bool:
        return self.provided_at is None and not self.outcome
