"""The decision on the dossier's page, the pages of its verbs, the places of its tasks."""

from collections.abc import Mapping
from typing import Any

from accounts.roles import Role
from copil.actions.excerpt import TELL_DEFERRAL
from decisions.conditions.days import awaits_days
from decisions.facts import is_agreement
from decisions.kinds import COUNTERSIGN, READ_DRAFTS, SIGNING_VERBS
from decisions.models import Act
from decisions.receipts.making import owed
from decisions.release.moment import RELEASING, TELL
from dossiers.page.glance import Glance, Panel, register_own_page, register_panel, register_work_link


def decision(glance: Glance) -> Mapping[str, Any] | None:
    """The signed acts for whoever sees the dossier, told ones for its leaders; what is being prepared for those who
    prepare it. One statement.
    """
    acts = Act.objects.filter(dossier=glance.dossier).exclude(status=Act.Status.DROPPED)
    if not glance.inside:
        acts = acts.filter(notified_at__isnull=False)
    elif not glance.roles & READ_DRAFTS:
        acts = acts.signed()
    found = list(acts.defer("inputs", "words", "reasons_law", "reasons_fact").order_by("-pk"))
    dates = glance.inside and Role.TEAM in glance.roles and awaits_days(glance.dossier)
    if not found and not dates:
        return None
    prepared = next((act for act in found if not act.signed_at), None)
    return {
        "signed": [act for act in found if act.signed_at],
        "prepared": prepared,
        "to_date": dates,
        "to_tell": bool(glance.roles & RELEASING) and any(act.awaits_telling for act in found),
        "to_countersign": prepared is not None and is_agreement(prepared) and Role.TEAM_LEAD in glance.roles,
    }


def receipts(glance: Glance) -> Mapping[str, Any] | None:
    """The receipts of a deposited request, or that one is being made; no statement: the dossier counts its own."""
    dossier = glance.dossier
    if not (glance.as_leader or glance.inside) or not (dossier.receipts_made or owed(dossier)):
        return None
    return {"last": dossier.receipts_made, "earlier": range(1, dossier.receipts_made)}


def paper(glance: Glance) -> Mapping[str, Any]:  # noqa: ARG001 - the signature of a panel: for whoever reads the page
    """The dossier as one file; no statement."""
    return {}


register_panel(Panel("decision", 5, "decisions/parts/panel.html", decision))
register_panel(Panel("receipts", 6, "decisions/parts/receipts_panel.html", receipts))
register_panel(Panel("paper", 95, "decisions/parts/paper_panel.html", paper))
for verb in SIGNING_VERBS.values():
    register_own_page(verb, "decisions:sign")
register_work_link("state:signature", "decisions:sign")
register_work_link(COUNTERSIGN, "decisions:countersign")
register_work_link(TELL, "decisions:notify")
register_work_link(TELL_DEFERRAL, "decisions:notify")
