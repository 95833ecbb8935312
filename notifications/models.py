"""What leaves the house and when: mails to deliver, due dates already spoken of, workers alive.

These tables know no dossier: a case is named by its UUID, a task by its number, like everywhere below the engine.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """One mail to one person: written with what it tells of, delivered later, kept with its error when it cannot be.

    `address` is the person's when the mail was queued; without a person, it is all that is known of who will
    read it. `next_try_at` is also the lease of whoever is delivering: claiming a message pushes it into the future, and
    a worker killed meanwhile leaves a message that falls due again.
    Messages of one `thread` leave together. What was put into another mail (`grouped_in`) leaves with that one alone.
    The same row is the line that the person finds on the site, unread until `read_at`.
    """

    key = models.CharField(_("clé"), max_length=200, unique=True)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("destinataire"),
    )
    address = models.EmailField(_("adresse"))
    template = models.CharField(_("modèle"), max_length=60)
    context: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField(default=dict)
    thread = models.CharField(_("fil"), max_length=100, blank=True, default="")
    grouped_in = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="grouped", verbose_name=_("regroupé dans")
    )
    created_at = models.DateTimeField(_("créé le"))
    next_try_at = models.DateTimeField(_("prochain essai"))
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    sent_at = models.DateTimeField(_("parti le"), null=True, blank=True)
    failed_at = models.DateTimeField(_("abandonné le"), null=True, blank=True)
    last_error = models.TextField(_("dernière erreur"), blank=True)
    read_at = models.DateTimeField(_("lu le"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        ordering: ClassVar = ["created_at", "pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"], name="message_due", condition=Q(sent_at=None, failed_at=None, grouped_in=None)
            ),
            models.Index(fields=["recipient", "-created_at"], name="message_of_person"),
            models.Index(fields=["recipient", "sent_at"], name="message_sent_to"),
            models.Index(fields=["recipient", "thread"], name="message_unread", condition=Q(read_at=None)),
            models.Index(fields=["failed_at"], name="message_failed", condition=Q(failed_at__isnull=False)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(failed_at__isnull=True),
                name="message_sent_or_failed_not_both",
            )
        ]

    def __str__(self) -> str:
        return f"{self.template} – {self.address}"


class DueNotice(models.Model):
    """That time has spoken of a due date: which task, which date, which step. Once each, so a second tick is silent.

    A due date that was moved (a pause, an extension) is another date: its steps begin again.
    """

    class Step(models.TextChoices):
        WEEK_BEFORE = "week_before", _("rappel, sept jours avant")
        TWO_DAYS_BEFORE = "two_days_before", _("rappel, deux jours avant")
        SAME_DAY = "same_day", _("rappel, le jour même")
        WEEK_AFTER = "week_after", _("rappel, sept jours après")
        PASSED = "passed", _("délai dépassé")

    case_id = models.UUIDField()
    task_id = models.BigIntegerField()
    due_on = models.DateField(_("échéance"))
    step = models.CharField(_("étape"), max_length=20, choices=Step.choices)
    at = models.DateTimeField(_("le"))

    class Meta:
        verbose_name = _("rappel d’échéance")
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [models.Index(fields=["case_id", "at"], name="duenotice_case")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task_id", "due_on", "step"], name="duenotice_once_a_step")
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.due_on} {self.step}"


class WorkerBeat(models.Model):
    """That a worker process was alive at `beat_at`; a task whose worker no longer beats is taken up by another."""

    worker_id = models.CharField(primary_key=True, max_length=64)
    beat_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["worker_id"]

    def __str__(self) -> str:
        return self.worker_id
