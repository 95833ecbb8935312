"""What the team notes for itself about a dossier, and whom a note mentions. Nobody else ever reads any of it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier


class TeamNote(models.Model):
    """One note of the team, read by the team alone; removed, it leaves its place and no text. The log holds no text."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="team_notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("note"), blank=True)
    written_at = models.DateTimeField(_("écrite le"))
    pinned_at = models.DateTimeField(_("épinglée le"), null=True, blank=True)
    removed_at = models.DateTimeField(_("retirée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("note d’équipe")
        verbose_name_plural = _("notes d’équipe")
        ordering: ClassVar = ["-written_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["dossier", "-written_at"], name="teamnote_latest")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(removed_at=None) & ~Q(text="") | Q(removed_at__isnull=False, text="", pinned_at=None),
                name="teamnote_says_something_or_is_removed",
            ),
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(pinned_at__isnull=False), name="teamnote_one_pinned_a_dossier"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.written_at}"


class Mention(models.Model):
    """That a note names a colleague, and when they saw it."""

    note = models.ForeignKey(TeamNote, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(_("vue le"), null=True, blank=True)

    class Meta:
        verbose_name = _("mention")
        ordering: ClassVar = ["note", "pk"]
        indexes: ClassVar = [models.Index(fields=["person"], name="mention_unseen", condition=Q(seen_at=None))]
        constraints: ClassVar = [models.UniqueConstraint(fields=["note", "person"], name="mention_once_a_note")]

    def __str__(self) -> str:
        return f"{self.note_id} @{self.person_id}"
