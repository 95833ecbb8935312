"""The decision on the dossier's page, the pages of its verbs, the places of its tasks."""

from collections.abc import Mapping
from typing import Any

from accounts.roles import Role
from decisions.facts import is_agreement
from decisions.kinds import COUNTERSIGN, SIGNING_VERBS
from decisions.models import Act
from dossiers.page import Glance, Panel, register_own_page, register_panel, register_work_link


def decision(glance: Glance) -> Mapping[str, Any] | None:
    """The signed acts for whoever sees the dossier; what is being prepared for those who prepare it. One statement."""
    to_sign = glance.dossier.state == "signature" and Role.SIGNATORY in glance.roles
    leads = Role.TEAM_LEAD in glance.roles
    acts = list(
        Act.objects.filter(dossier=glance.dossier)
        .exclude(status=Act.Status.DROPPED)
        .defer("inputs", "words", "reasons_law", "reasons_fact")
        .order_by("-pk")
    )
    signed = [act for act in acts if act.signed_at]
    prepared = next((act for act in acts if not act.signed_at), None) if to_sign or leads else None
    if not signed and not prepared and not to_sign:
        return None
    agreement = prepared is not None and is_agreement(prepared)
    return {"signed": signed, "prepared": prepared, "agreement": agreement, "to_sign": to_sign, "leads": leads}


register_panel(Panel("decision", 5, "decisions/parts/panel.html", decision))
for verb in SIGNING_VERBS.values():
    register_own_page(verb, "decisions:sign")
register_work_link("state:signature", "decisions:sign")
register_work_link(COUNTERSIGN, "decisions:countersign")
