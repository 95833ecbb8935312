"""What happened to a session itself; what happens to a dossier is on that dossier's own chain."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from copil.models.session import Session


class SessionEvent(models.Model):
    """One happening, never rewritten (triggers): who, when, what, with the words that tell it."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(_("le"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    event = models.CharField(_("événement"), max_length=30)
    data: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("événement de séance")
        ordering: ClassVar = ["session", "pk"]

    def __str__(self) -> str:
        return f"{self.session_id} {self.event}"
