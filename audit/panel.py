"""The control's part of the dossier's page: the way to its whole file, on a page and as an archive."""

from collections.abc import Mapping
from typing import Any

from accounts.roles import Role
from audit.exports.taking import may_take
from dossiers.page.glance import Glance, Panel, register_panel


def load(glance: Glance) -> Mapping[str, Any] | None:
    """Nothing to load: for an auditor alone."""
    return {} if glance.inside and Role.AUDITOR in glance.roles else None


def take(glance: Glance) -> Mapping[str, Any] | None:
    """Its whole file as an archive; nothing to load: for who may take it away."""
    return {} if may_take(glance) else None


register_panel(Panel("take", 96, "audit/parts/take_panel.html", take))
register_panel(Panel("audit", 1, "audit/parts/panel.html", load))
