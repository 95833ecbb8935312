"""The session that a dossier can still make, on its page: for its leaders, its référents and the team."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from dossiers.aim.keeping import aimed, aims_of, meetings, step_of
from dossiers.aim.plan import Plan
from dossiers.page.glance import Glance, Panel, register_panel
from workflow import clock

READERS = frozenset({Role.LEADER, Role.REFERENT, Role.TEAM, Role.TEAM_LEAD})
LABELS: Mapping[str, str | Promise] = {
    "deposit_by": _("Dossier déposé"),
    "opinions_by": _("Avis des référents"),
    "reviews_by": _("Évaluations"),
    "consensus_by": _("Consensus"),
    "agenda_by": _("Ordre du jour"),
}


#: What is under way at a step besides what it is named after: reviews are still awaited while a consensus is.
BESIDE: Mapping[str, tuple[str, ...]] = {"consensus_by": ("reviews_by",)}


@dataclass(frozen=True)
class Milestone:
    """For `components/journey.html`'s picture: a step with its last day; `status` is done, current or todo."""

    label: str
    status: str
    day: date


def step_for(glance: Glance) -> str:
    """What the reader may know is left to do: who is not told of a move reads nothing of what follows from it."""
    dossier = glance.dossier
    if not glance.inside and dossier.leader_state != dossier.state:
        return ""
    if not glance.inside and step_of(dossier) == "agenda_by":
        return "consensus_by"
    return step_of(dossier)


def aim(glance: Glance) -> Mapping[str, Any] | None:
    """The session that this dossier aims at, and the others that it can still make; one statement."""
    step, dossier = step_for(glance), glance.dossier
    if not step or not glance.roles & READERS:
        return None
    coming = meetings()
    if not coming or (step == "deposit_by" and not dossier.call.is_open(clock.today())):
        return None  # no session at all, or a call that receives nothing
    found = aims_of(dossier, coming, step)
    here = aimed(dossier, found)
    if here is None:
        return {"plan": None, "missed": coming}
    first = found[0].plan.meeting
    plan = replace(here.plan, deposit_by=here.until) if step == "deposit_by" else here.plan
    return {
        "plan": plan,
        "missed": [m for m in sorted(coming, key=lambda m: m.held_on) if m.held_on < first.held_on],
        "steps": milestones(plan, step),
        "next": LABELS[step],
        "chosen": dossier.aim_chosen and here.number == dossier.aim_number,
        "sessions": [one.plan.meeting for one in found] if may_choose(glance) else [],
    }


def may_choose(glance: Glance) -> bool:
    """Whether this person chooses the session aimed at."""
    told = glance.dossier.leader_state == glance.dossier.state
    return told and bool(glance.roles & {Role.LEADER, Role.TEAM})


def milestones(plan: Plan, step: str) -> list[Milestone]:
    """The way to that session: what is done, what is being done, what follows, then the session itself."""
    names = list(LABELS)
    here, under_way = names.index(step), (*BESIDE.get(step, ()), step)

    def status(n: int, name: str) -> str:
        return "current" if name in under_way else "done" if n < here else "todo"

    found = [Milestone(str(LABELS[name]), status(n, name), getattr(plan, name)) for n, name in enumerate(names)]
    return [*found, Milestone(plan.meeting.name, "todo", plan.meeting.held_on)]


register_panel(Panel("aim", 8, "dossiers/parts/aim_panel.html", aim))
