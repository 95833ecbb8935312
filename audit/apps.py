"""Brings to the site what a control reads and takes away."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = _("Contrôle")

    def ready(self) -> None:
        from audit import invited, panel, triggers, visibility
        from audit.exports import keeping, making
