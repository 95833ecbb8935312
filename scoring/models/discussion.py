"""The discussion of a dossier's reviews: opened and closed by the team, a short thread for each criterion."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier
from scoring.models.rubric import Criterion


class Discussion(models.Model):
    """One a dossier; closed, it may be opened again, which the log keeps."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="discussion")
    opened_at = models.DateTimeField(_("ouverte le"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(_("close le"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("discussion")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="discussion_closed_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return str(self.dossier_id)


class Remark(models.Model):
    """What one person said of one criterion; never changed. `key` is the page's, so that sent twice it is said once."""

    discussion = models.ForeignKey(Discussion, on_delete=models.PROTECT, related_name="remarks")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="remarks")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()
    key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("intervention")
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(text=""), name="remark_says_something")]

    def __str__(self) -> str:
        return f"{self.discussion_id} {self.criterion_id}"
