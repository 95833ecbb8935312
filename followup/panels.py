"""The follow-up on the dossier's page, and the places of its tasks."""

from collections.abc import Mapping
from typing import Any

from dossiers.page.glance import Glance, Panel, register_panel, register_work_link
from followup.models import Condition, FollowUp
from followup.pausing import KINDS
from followup.reading import began, may_read, stage_of


def follow_up(glance: Glance) -> Mapping[str, Any] | None:
    """Where the follow-up stands, with the way to its page; two statements at most, none before a grant is told."""
    if not began(glance.dossier) or not may_read(glance):
        return None
    found: FollowUp | None = getattr(glance.dossier, "follow_up", None)
    if found is None:
        return None
    conditions = list(Condition.objects.filter(dossier=glance.dossier).order_by("number"))
    return {
        "follow_up": found,
        "conditions": [(one, stage_of(one, glance)) for one in conditions if not one.is_over],
        "lifted": sum(one.state == "lifted" for one in conditions),
    }


register_panel(Panel("followup", 4, "followup/parts/panel.html", follow_up))
for kind in KINDS:
    register_work_link(kind.PROCESS.code, "followup:page")
