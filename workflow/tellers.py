"""Who is told of what: each event of the log, and each kind of task, with its messages or the reason why it has none.

An event says who is told of it (`tells`), that the verb which logs it writes to them itself (`told_at_once`), or why
nobody needs to be (`untold`). Of which nothing is said cannot be recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workflow.telling import Letter, News

    Teller = Callable[[News], Iterable[Letter]]


@dataclass(frozen=True)
class Telling:
    """What is said of one event, or of one kind of task: the codes of its messages, or why there is none."""

    messages: tuple[str, ...] = ()
    why_not: str = ""


tellers: dict[str, list[Teller]] = {}
events: dict[str, Telling] = {}
tasks: dict[str, Telling] = {}


def tells(*told: str, by: tuple[str, ...]) -> Callable[[Teller], Teller]:
    """Declares who is told of these events, with the codes of the messages that say it. Several rooms may of one."""

    def declare(tell: Teller) -> Teller:
        for event in told:
            told_at_once(event, *by)
            tellers.setdefault(event, []).append(tell)
        return tell

    return declare


def told_at_once(event: str, *messages: str) -> None:
    """Says that the verb which logs that event queues these messages itself, in its own transaction."""
    known = events.get(event, Telling()).messages
    events[event] = Telling((*known, *(code for code in messages if code not in known)))


def untold(why: str, *silent: str) -> None:
    """Says why nobody is told of these events, in French: docs/MESSAGES.md tells it."""
    for event in silent:
        events[event] = Telling(why_not=why)


def task(kind: str, *messages: str, why_not: str = "") -> None:
    """Says which messages tell of a task of that kind when it opens, or why none does."""
    tasks[kind] = Telling(messages, why_not)


def require_event(event: str) -> None:
    """Raises ValueError for an event of which nobody has decided who is told."""
    if event not in events:
        raise ValueError(f"nobody says who is told of “{event}”: see workflow.tellers")


def require_task(kind: str) -> None:
    """Raises ValueError for a kind of task of which nobody has decided how it is told; a state's own is its move's.

    What may be open several times on one case bears its number after a colon.
    """
    if kind.partition(":")[0] not in {*tasks, "state"}:
        raise ValueError(f"nobody says how a task “{kind}” is told: see workflow.tellers")
