"""The challenge: référents assigned to a dossier, the questions they ask, the opinion they give."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier


class Assignment(models.Model):
    """A référent asked to challenge a dossier; `accepted_at` when they said yes, `ended_at` when it ended, with why."""

    class End(models.TextChoices):
        """How an assignment ended, before or after the opinion."""

        DECLINED = "declined", _("désistement")
        RELIEVED = "relieved", _("fin de mission")
        HANDED_OVER = "handed_over", _("passation")
        RECUSED = "recused", _("lien d’intérêt")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="assignments")
    referent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    due_on = models.DateField(_("avis attendu le"))
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_as = models.CharField(max_length=20, choices=End.choices, blank=True, default="")
    end_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("référent désigné")
        ordering: ClassVar = ["assigned_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["referent"], name="assignment_mine", condition=Q(ended_at=None)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier", "referent"], condition=Q(ended_at=None), name="assignment_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.referent_id} – {self.dossier_id}"


class HandOver(models.Model):
    """An assigned référent asks another one to take their place; it changes nothing until that one accepts."""

    class Outcome(models.TextChoices):
        PENDING = "", _("en attente")
        ACCEPTED = "accepted", _("acceptée")
        DECLINED = "declined", _("refusée")
        LAPSED = "lapsed", _("sans objet")

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="handovers")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="handovers_offered")
    reason = models.TextField(_("motif"))
    offered_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("passation")
        ordering: ClassVar = ["offered_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["to"], name="handover_pending", condition=Q(outcome=""))]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assignment"], condition=Q(outcome=""), name="handover_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at__isnull=True) | (~Q(outcome="") & Q(answered_at__isnull=False)),
                name="handover_answered_with_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} → {self.to_id}"


class Question(models.Model):
    """A question of a référent to the leader, beside the section it concerns; a blocking one holds the challenge."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="questions")
    section = models.CharField(_("rubrique"), max_length=20)
    text = models.TextField(_("question"))
    blocking = models.BooleanField(_("bloquante"), default=False)
    asked_at = models.DateTimeField()
    answer = models.TextField(_("réponse"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="question_answered_by_someone_with_words",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Opinion(models.Model):
    """A référent's opinion, on the version they read; after a new version they confirm or revise it."""

    class Sense(models.TextChoices):
        FAVOURABLE = "favourable", _("Favorable")
        RESERVED = "reserved", _("Favorable avec réserves")
        UNFAVOURABLE = "unfavourable", _("Défavorable")

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="opinion")
    sense = models.CharField(_("avis"), max_length=20, choices=Sense.choices)
    text = models.TextField(_("motivation"))
    on_version = models.PositiveSmallIntegerField(_("sur la version"))
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("avis")

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.sense}"
