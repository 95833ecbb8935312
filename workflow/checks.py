"""Start-up checks: a process that could trap a dossier, or that nobody can carry out, does not start."""

from collections.abc import Iterable
from typing import Any

from django.core.checks import Error

from accounts.roles import Role
from workflow import registry, tellers
from workflow.grammar import Process, Recall
from workflow.models import case_models


def check_processes(app_configs: Any, **kwargs: Any) -> list[Error]:  # noqa: ARG001 - Django's signature
    """Django's system check over every installed process."""
    processes = {model.PROCESS.code: model.PROCESS for model in case_models()}
    return [
        Error(f"{process.code}: {fault}", id="workflow.E001")
        for process in processes.values()
        for fault in faults(process)
    ]


def faults(process: Process) -> list[str]:
    """Everything wrong with a process, in words; empty when it is sound."""
    return [
        *_unknown_targets(process),
        *_doubled_verbs(process),
        *_edges_without_role(process),
        *_states_without_way_out(process),
        *_waits_without_clock(process),
        *_names_nobody_brought(process),
        *_duties_not_separated(process),
        *_moves_told_to_nobody(process),
    ]


def _unknown_targets(process: Process) -> Iterable[str]:
    codes = {state.code for state in process.states}
    for source, step in process.edges():
        if not process.targets(step) and isinstance(step.target, Recall):
            yield f"{source}.{step.verb} recalls a state that no verb remembers"
        for target in process.targets(step) if isinstance(step.target, Recall) else (step.target,):
            if target not in codes:
                yield f"{source}.{step.verb} leads to {target}, which does not exist"
    for step, sources in process.common:
        yield from (f"{step.verb} leaves from {s}, which does not exist" for s in sources if s not in codes)


def _doubled_verbs(process: Process) -> Iterable[str]:
    for state in process.states:
        verbs = [step.verb for step in process.transitions_from(state.code)]
        yield from (f"{state.code} declares {v} twice" for v in sorted({v for v in verbs if verbs.count(v) > 1}))


def _edges_without_role(process: Process) -> Iterable[str]:
    return (f"{source}.{step.verb} belongs to nobody" for source, step in process.edges() if not step.roles)


def reachable(process: Process, start: str, *, without: Iterable[Role] = ()) -> set[str]:
    """The states that can be reached from `start` with no gesture that only the roles `without` can make."""
    barred = set(without)
    seen, ahead = {start}, [start]
    while ahead:
        state = ahead.pop()
        for step in process.transitions_from(state):
            if barred and barred.issuperset(step.roles):
                continue
            new = set(process.targets(step)) - seen
            seen |= new
            ahead += new
    return seen


def _states_without_way_out(process: Process) -> Iterable[str]:
    ends = {state.code for state in process.states if state.end}
    for state in process.states:
        if not reachable(process, state.code) & ends:
            yield f"from {state.code} no end can be reached"
        if state.code not in reachable(process, process.initial):
            yield f"{state.code} cannot be reached"


def _waits_without_clock(process: Process) -> Iterable[str]:
    for state in process.states:
        if state.end:
            continue
        if state.owner is None or not state.task:
            yield f"{state.code} waits on nobody, or for nothing"
        if state.clock is None or (state.clock.days is None) == (not state.clock.date_of):
            yield f"{state.code} waits without a clock"


def _names_nobody_brought(process: Process) -> Iterable[str]:
    for source, step in process.edges():
        yield from (f"{source}.{step.verb}: unknown guard {n}" for n in step.guards if n not in registry.guards)
        yield from (f"{source}.{step.verb}: unknown effect {n}" for n in step.effects if n not in registry.effects)
    for name, guard in registry.guards.items():
        if guard.facts not in registry.loaders:
            yield f"guard {name}: nobody loads {guard.facts.__name__}"
    for state in process.states:
        if state.clock and state.clock.date_of and state.clock.date_of not in registry.due_dates:
            yield f"{state.code}: nobody knows the date “{state.clock.date_of}”"
    if process.code not in registry.standings:
        yield "nobody says who has which role on a case"


def _gates(process: Process, roles: frozenset[Role]) -> bool:
    """Whether nothing goes from one end of `separated` to the other without a gesture of those roles."""
    start, end = process.separated
    return end not in reachable(process, start, without=roles)


def _duties_not_separated(process: Process) -> Iterable[str]:
    """No single person takes a case from the start to the end of `separated`.

    A role and the roles that its holder never has on the same case must each make a gesture on every way there.
    """
    start, end = process.separated
    if not start:
        return
    pairs = ((frozenset({role}), others) for role, others in process.incompatible)
    if not any(_gates(process, first) and _gates(process, second) for first, second in pairs):
        yield f"one person alone could take a case from {start} to {end}"


def _moves_told_to_nobody(process: Process) -> Iterable[str]:
    """Each verb has its messages, or the reason why it has none."""
    verbs = {step.verb: None for _source, step in process.edges()}
    yield from (f"nobody says who is told of {verb}" for verb in verbs if verb not in tellers.events)
    if process.code not in registry.sights:
        yield "nobody says who sees a case, and so may be told of it"
