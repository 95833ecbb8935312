"""The one way to move what is owed in a follow-up, under the lock of its dossier and on its dossier's chain.

state → day → task → log, in the caller's transaction. A refusal is a value, as the engine's (`workflow.perform`).
"""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from django.utils.translation import gettext as _

from accounts.roles import Role
from dossiers.actions.doing import lock, wrong_state
from dossiers.models import Dossier
from followup.models import Obligation
from workflow import calendar, clock, workitems
from workflow.gesture import Actor
from workflow.grammar import State, Transition
from workflow.judgment import standing
from workflow.log import record
from workflow.models import WorkItem
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Refused, Why, unmet

MAX_REASON = 4000


Owed = TypeVar("Owed", bound=Obligation)


def locked(thing: Owed) -> tuple[Dossier, Owed]:
    """Its dossier under lock, and the thing as it is now."""
    case = lock(thing.dossier)
    return case, type(thing)._default_manager.select_related(*thing.READ_WITH).get(pk=thing.pk, dossier=case)


def find(thing: Obligation, verb: str) -> Transition | None:
    """The transition of that name from where it stands."""
    return next((step for step in thing.PROCESS.transitions_from(thing.state) if step.verb == verb), None)


def open_to(thing: Obligation, case: Dossier, roles: frozenset[Role]) -> tuple[Transition, ...]:
    """What those roles may do with it now."""
    if case.known_state(roles) not in thing.steps:
        return ()
    return tuple(step for step in thing.PROCESS.transitions_from(thing.state) if roles.intersection(step.roles))


def event_of(thing: Obligation | type[Obligation], verb: str) -> str:
    """How the log calls that move."""
    return f"{thing.PROCESS.code}_{verb}"


def why_not(case: Dossier, thing: Obligation, verb: str, roles: frozenset[Role]) -> Refusal | None:
    """Why those roles may not move it so; None when they may.

    FORBIDDEN to whom no state would allow it, WRONG_STATE otherwise.
    """
    if not any(step.verb == verb and roles.intersection(step.roles) for _source, step in thing.PROCESS.edges()):
        return Refusal(Why.FORBIDDEN, FORBIDDEN)
    if Role.SYSTEM not in roles and not thing.is_over and case.state not in thing.steps:
        return wrong_state(case, roles).refusal
    step = find(thing, verb)
    if step is None or not roles.intersection(step.roles):
        label = thing.stage.leader_label if Role.LEADER in roles else ""
        said = {"what": thing.name, "state": _(label or thing.stage.label)}
        sentence = _("Ce geste n’est plus possible : %(what)s, « %(state)s ».") % said
        return Refusal(Why.WRONG_STATE, sentence)
    return None


def require_open(case: Dossier, thing: Obligation, verb: str, actor: Actor, *, reason: str = "") -> Transition:
    """The transition asked for, once role and states allow it, and with its reason where it wants one."""
    if (refusal := why_not(case, thing, verb, standing(actor, case))) is not None:
        raise Refused(refusal)
    step = find(thing, verb)
    if step is None:
        raise AssertionError("what may be done has a transition")
    if step.asks_reason and not reason.strip():
        raise unmet("reason_given", _("Écrivez le motif."), lifted_by=_("vous"))
    if len(reason) > MAX_REASON:
        raise unmet("reason_given", _("Le motif fait %(max)s caractères au plus.") % {"max": MAX_REASON})
    return step


def advance(
    *,
    case: Dossier,
    thing: Obligation,
    step: Transition,
    actor: Actor,
    due_on: date | None = None,
    data: Mapping[str, str] | None = None,
    texts: Mapping[str, str] | None = None,
) -> None:
    """Moves it along `step`; the thing is saved whole. `due_on` is the day of the state entered, where its clock names
    a date; else its own working days count from today.
    """
    if not isinstance(step.target, str):
        raise TypeError(f"{step.verb} leads to no state of its own")
    if thing.stage.owner is not None:  # else nobody had anything to do
        workitems.close_items(case=case, kind=thing.task_kind)
    source, thing.state, thing.entered_at = thing.state, step.target, clock.now()
    thing.due_on = day_of(thing.stage, due_on)
    thing.save()
    open_task(case, thing)
    said = {"number": str(thing.number), "from": source, "to": thing.state, "due_on": str(thing.due_on or "")}
    record(
        case=case,
        actor=actor,
        event=event_of(thing, step.verb),
        data={name: value for name, value in {**said, **(data or {})}.items() if value},
        texts=texts,
    )


def day_of(stage: State, named: date | None) -> date | None:
    """When a state entered today is due."""
    if stage.clock is None:
        return None
    return calendar.add(clock.today(), stage.clock.days) if stage.clock.days is not None else named


def open_task(case: Dossier, thing: Obligation) -> None:
    """The task of the state it stands in, for its leader or for the office that has it to do."""
    stage = thing.stage
    if stage.owner is None:
        return
    leads = stage.owner is Role.LEADER
    workitems.open_item(
        case=case,
        kind=thing.task_kind,
        label=thing.task_label,
        assignee=case.leader if leads else None,
        role=None if leads else stage.owner,
        due_on=thing.due_on,
        state=thing.task_state,
    )


def move_task(thing: Obligation) -> None:
    """Brings the day of its open task in line with its own."""
    WorkItem.objects.filter(case_id=thing.dossier_id, kind=thing.task_kind, closed_at=None).update(due_on=thing.due_on)
