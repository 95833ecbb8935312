"""The session that a dossier can still make, on its page: for its leaders, its référents and the team."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from dossiers.aim.plan import Meeting, Pace, Plan, reachable
from dossiers.page.glance import Glance, Panel, register_panel
from workflow import clock

#: The sessions to come, brought by the room of the committee.
Agenda = Callable[[], Sequence[Meeting]]
_agendas: list[Agenda] = []
#: What is still to be done at each state, as the date of a plan that bounds it.
STEPS = {"draft": "deposit_by", "challenge": "opinions_by", "team_review": "consensus_by"}
READERS = frozenset({Role.LEADER, Role.REFERENT, Role.TEAM, Role.TEAM_LEAD})
LABELS: Mapping[str, str | Promise] = {
    "deposit_by": _("Dossier déposé"),
    "opinions_by": _("Avis des référents"),
    "reviews_by": _("Évaluations"),
    "consensus_by": _("Consensus"),
    "agenda_by": _("Ordre du jour"),
}


def register_agenda(agenda: Agenda) -> Agenda:
    """Says which sessions are to come; one statement."""
    _agendas.append(agenda)
    return agenda


@dataclass(frozen=True)
class Milestone:
    """For `components/journey.html`'s picture: a step with its last day; `status` is done, current or todo."""

    label: str
    status: str
    day: date


def step_of(glance: Glance) -> str:
    """What the reader may know is left to do; empty where no session is aimed at.

    A consensus stops the review's clock. A leader who is not told of a move reads nothing of what follows from it.
    """
    dossier = glance.dossier
    if not glance.inside and dossier.leader_state != dossier.state:
        return ""
    if dossier.state == "draft" and dossier.returned_from:
        return STEPS.get(dossier.returned_from, "")
    if dossier.state == "team_review" and dossier.due_on is None and glance.inside:
        return "agenda_by"
    return STEPS.get(dossier.state, "")


def aim(glance: Glance) -> Mapping[str, Any] | None:
    """The first session that this dossier can still make; one statement."""
    step = step_of(glance)
    if not step or not glance.roles & READERS:
        return None
    meetings = [meeting for agenda in _agendas for meeting in agenda()]
    if not meetings:
        return None
    call = glance.dossier.call
    if step == "deposit_by" and not call.is_open(clock.today()):
        return None  # no session at all: the call receives nothing
    found = reachable(meetings, Pace(call.challenge_days, call.review_days), step, clock.today())
    if found is None:
        return {"plan": None, "missed": meetings}
    plan = found.plan
    if step == "deposit_by":  # the call may close before the session asks for it
        plan = replace(plan, deposit_by=min(plan.deposit_by, call.closes_on))
    return {"plan": plan, "missed": found.missed, "steps": milestones(plan, step), "next": LABELS[step]}


def milestones(plan: Plan, step: str) -> list[Milestone]:
    """The way to that session: what is done, what is being done, what follows, then the session itself."""
    names = list(LABELS)
    here = names.index(step)
    found = [
        Milestone(str(LABELS[name]), "done" if n < here else "current" if n == here else "todo", getattr(plan, name))
        for n, name in enumerate(names)
    ]
    return [*found, Milestone(plan.meeting.name, "todo", plan.meeting.held_on)]


register_panel(Panel("aim", 8, "dossiers/parts/aim_panel.html", aim))
