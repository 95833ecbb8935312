"""What the lab adds to a dossier's page: where it was brought from."""

from collections.abc import Mapping
from typing import Any

from dossiers.page.glance import Glance, Panel, register_panel
from lab.models import ImportedProject


def load_source(glance: Glance) -> Mapping[str, Any] | None:
    """The source of an imported dossier; one statement."""
    imported = ImportedProject.objects.filter(dossier=glance.dossier).first()
    return {"imported": imported} if imported else None


register_panel(Panel("source", 90, "lab/source_panel.html", load_source))
