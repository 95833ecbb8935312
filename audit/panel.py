"""The control's part of the dossier's page: its whole file, on a page and as an archive; what controls read of it."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.roles import Role
from audit.consultations.reading import may_read, reads_all
from audit.exports.taking import may_take
from dossiers.page.glance import Glance, Lead, Panel, register_lead, register_panel


def load(glance: Glance) -> Mapping[str, Any] | None:
    """Nothing to load: for an auditor alone."""
    return {} if glance.inside and Role.AUDITOR in glance.roles else None


def take(glance: Glance) -> Mapping[str, Any] | None:
    """Its whole file as an archive; nothing to load: for who may take it away."""
    return {} if may_take(glance) else None


def read_by_controls(glance: Glance) -> Lead | None:
    """What was read of a deposited dossier: by every control for the team, by themselves for an auditor."""
    if not glance.inside or glance.dossier.deposited_at is None or not may_read(glance.user):
        return None
    whole = reads_all(glance.user)
    label = _("Qui a consulté ce dossier, en contrôle") if whole else _("Ce que vous avez lu de ce dossier")
    return Lead(label, reverse("audit:consultations", query={"about": glance.dossier.reference}))


register_lead(read_by_controls)
register_panel(Panel("take", 96, "audit/parts/take_panel.html", take))
register_panel(Panel("audit", 1, "audit/parts/panel.html", load))
