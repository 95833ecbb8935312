"""The control's part of the dossier's page: the way to its whole file, for who controls it."""

from collections.abc import Mapping
from typing import Any

from accounts.roles import Role
from dossiers.page.glance import Glance, Panel, register_panel


def load(glance: Glance) -> Mapping[str, Any] | None:
    """Nothing to load: for an auditor alone."""
    return {} if glance.inside and Role.AUDITOR in glance.roles else None


register_panel(Panel("audit", 1, "audit/parts/panel.html", load))
