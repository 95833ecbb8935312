"""Who may do what on a case now, and what stands in the way: the one place where gestures are judged."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.roles import Role
from workflow.gesture import Actor, Gesture
from workflow.grammar import Process, State, Transition, When
from workflow.models import Case
from workflow.registry import guards, loaders, standings
from workflow.verdict import Option, Unmet

Facts = dict[type, Any]


def standing(actor: Actor, case: Case) -> frozenset[Role]:
    """The roles of the actor on this case, links and exclusions applied; separation of duties at run time.

    Holding two incompatible roles on one case leaves only the first: a leader judges nothing of their own.
    """
    if actor.automate or actor.user is None:
        return frozenset({Role.SYSTEM})
    roles = standings[case.PROCESS.code](actor.user, case)
    for role, barred in case.PROCESS.incompatible:
        if role in roles:
            roles = roles - barred
    return roles


def applies(case: Case, transition: Transition) -> bool:
    """Whether the verb is for this kind of draft: first deposit, or returned."""
    if transition.when is When.ALWAYS:
        return True
    return bool(case.returned_from) == (transition.when is When.RETURNED)


def state_of(case: Case) -> State:
    return case.PROCESS.state(case.state)


def find(case: Case, verb: str) -> Transition | None:
    """That verb from the present state, if there is one and it applies."""
    steps = (t for t in case.PROCESS.transitions_from(case.state) if t.verb == verb and applies(case, t))
    return next(steps, None)


def open_to(case: Case, step: Transition, roles: frozenset[Role]) -> bool:
    """Whether those roles may carry out that step of the present state: nothing that tells of a move kept from them."""
    if not roles.intersection(step.roles):
        return False
    state = case.known_state(roles)
    return state == case.state or any(t.verb == step.verb for t in case.PROCESS.transitions_from(state))


def known(process: Process, verb: str) -> bool:
    return any(t.verb == verb for _, t in process.edges())


def load_facts(
    case: Case,
    actor: Actor,
    transitions: tuple[Transition, ...],
    gesture: Gesture | None,
    loaded: Facts | None = None,
) -> Facts:
    """The facts those transitions' guards ask for, each class loaded once."""
    found = loaded if loaded is not None else {}
    for name in dict.fromkeys(name for t in transitions for name in t.guards):
        cls = guards[name].facts
        if cls not in found:
            found[cls] = loaders[cls](case, actor, gesture)
    return found


def guard_unmet(name: str, case: Case, actor: Actor) -> Unmet | None:
    """What one guard of the process says now, for verbs that move nothing; None when it holds."""
    guard = guards[name]
    return guard.holds(loaders[guard.facts](case, actor, None), None)


def judge(transition: Transition, facts: Facts, gesture: Gesture | None) -> Option:
    """Every unmet guard of one transition, none left out; with a gesture, the words and dates it should hold too."""
    unmet = [
        reason
        for name in transition.guards
        if (reason := guards[name].holds(facts[guards[name].facts], gesture)) is not None
    ]
    if gesture is not None and transition.asks_reason and not gesture.reason.strip():
        sentence = _("Écrivez le motif : il est obligatoire et sera conservé.")
        unmet.append(Unmet("reason_given", sentence, _("vous")))
    if gesture is not None and transition.asks_until and gesture.until is None:
        unmet.append(Unmet("until_given", _("Indiquez une date de fin."), _("vous")))
    return Option(transition, tuple(unmet))


def options(case: Case, actor: Actor, *, roles: frozenset[Role] | None = None) -> tuple[Option, ...]:
    """What this actor's roles allow from the present state, each with what stands in its way."""
    held = roles if roles is not None else standing(actor, case)
    steps = tuple(t for t in case.PROCESS.transitions_from(case.state) if applies(case, t) and open_to(case, t, held))
    facts = load_facts(case, actor, steps, None)
    return tuple(judge(t, facts, None) for t in steps)


def believed(case: Case, roles: frozenset[Role]) -> tuple[Transition, ...]:
    """The steps of the state in which those roles know the case to be that it has left meanwhile, unknown to them.

    They are shown as they were: their not being offered any more would tell of the move.
    """
    state = case.known_state(roles)
    if state == case.state:
        return ()
    real = {t.verb for t in case.PROCESS.transitions_from(case.state)}
    steps = case.PROCESS.transitions_from(state)
    return tuple(t for t in steps if t.verb not in real and applies(case, t) and roles.intersection(t.roles))
