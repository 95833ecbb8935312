"""The words in which a process is written: states, transitions, clocks. Pure data, no Django.

A process is a tuple of frozen `State`s, one file each under `workflow/states/`. Guards, effects and dates are named
here and brought by the packages that know them (`workflow.registry`); the start-up checks refuse a name nobody brought.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum

from accounts.roles import Role


def _(text: str) -> str:
    """Marks a French label for translation without importing Django."""
    return text


class Recall(Enum):
    """A target that the case remembers: the column of the same name holds the state to come back to."""

    SUSPENDED_FROM = "suspended_from"
    RETURNED_FROM = "returned_from"


class When(Enum):
    """Some verbs of `draft` are for a first deposit, others for a dossier that a later state sent back."""

    ALWAYS = "always"
    FIRST = "first"
    RETURNED = "returned"


class Page(StrEnum):
    """Where a person finds the verb: the plain form of the dossier's page, or a page of its own."""

    FORM = "form"
    OWN = "own"


@dataclass(frozen=True)
class Clock:
    """How long a state may wait: French working days (the call may change them), or the date of something.

    `days` and `date_of` exclude each other; `date_of` names a date brought by `registry.due_date`.
    """

    key: str
    days: int | None = None
    date_of: str = ""


@dataclass(frozen=True)
class Transition:
    """One verb from one state. `event` is what the timeline says of it afterwards.

    `asks_reason` is the R of the design; `asks_until` wants a date; `asks_exception` offers to waive a guard, the
    reason saying why. `told_to_leader=False` keeps the event out of the leader’s timeline and mail; after a `silent`
    move they still see the step before.
    """

    verb: str
    target: str | Recall
    roles: tuple[Role, ...]
    label: str
    event: str
    guards: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    when: When = When.ALWAYS
    asks_reason: bool = False
    asks_until: bool = False
    asks_exception: str = ""
    page: Page = Page.FORM
    told_to_leader: bool = True
    silent: bool = False


@dataclass(frozen=True)
class State:
    """One state: whose move it is, what is expected of them, how long, what may be edited, where it leads."""

    code: str
    label: str
    owner: Role | None
    task: str
    transitions: tuple[Transition, ...] = ()
    clock: Clock | None = None
    editable: bool = False
    leader_label: str = ""  # what the leader reads instead, while the outcome is not theirs to know
    end: bool = False


@dataclass(frozen=True)
class Process:
    """A whole process. `common` holds verbs that many states share, each with the states it leaves from."""

    code: str
    label: str
    initial: str
    states: tuple[State, ...]
    common: tuple[tuple[Transition, tuple[str, ...]], ...] = ()
    #: Sets of roles that one person never holds together on one case.
    incompatible: tuple[tuple[Role, frozenset[Role]], ...] = ()
    #: (from, to): no single person may lead a case from the one to the other.
    separated: tuple[str, str] = ("", "")
    #: Moves that pause the work items of the state they leave, and moves that wake them again.
    pausing: frozenset[str] = frozenset()
    resuming: frozenset[str] = frozenset()

    def state(self, code: str) -> State:
        """The state of that code; KeyError when the process has none."""
        return next_or_raise((s for s in self.states if s.code == code), code)

    def edges(self) -> Iterator[tuple[str, Transition]]:
        """Every (source, transition), own and common ones, in the order of the states."""
        for state in self.states:
            yield from ((state.code, t) for t in self.transitions_from(state.code))

    def transitions_from(self, code: str) -> tuple[Transition, ...]:
        """The verbs of one state, its own first."""
        shared = tuple(t for t, sources in self.common if code in sources)
        return self.state(code).transitions + shared

    def targets(self, transition: Transition) -> tuple[str, ...]:
        """The states a verb may lead to: one, or all those that the recalled column may hold."""
        if isinstance(transition.target, str):
            return (transition.target,)
        mark = {Recall.SUSPENDED_FROM: "suspended", Recall.RETURNED_FROM: self.initial}[transition.target]
        return tuple(source for source, t in self.edges() if t.target == mark and t.verb in self.pausing)


def next_or_raise(states: Iterator[State], code: str) -> State:
    for state in states:
        return state
    raise KeyError(code)
