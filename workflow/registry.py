"""What a process needs from the packages above the engine, brought by them in `AppConfig.ready()`.

Facts are loaded once per gesture, one frozen value a package; guards are pure functions of one such value; effects run
inside the transaction; dates feed the clocks. The start-up checks compare the names brought with the names used.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from workflow.gesture import Actor, Gesture
from workflow.verdict import Unmet

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.roles import Role
    from workflow.grammar import Transition
    from workflow.models import Case

F = TypeVar("F")


@dataclass(frozen=True)
class Move:
    """What an effect is told: the case after its state was set, who moved it, how, and the facts the guards read.

    What an effect puts in `said` goes into the hashed payload of the move's log entry: nothing personal.
    """

    case: Any
    actor: Actor
    gesture: Gesture
    transition: Transition
    source: str
    facts: dict[type, Any]
    said: dict[str, str] = field(default_factory=dict)


Loader = Callable[["Case", Actor, Gesture | None], Any]
GuardFunction = Callable[[Any, Gesture | None], Unmet | None]
Effect = Callable[[Move], None]


@dataclass(frozen=True)
class Guard:
    name: str
    facts: type
    holds: GuardFunction
    sentence: str  # what it asks for, for docs/PROCESS.md


loaders: dict[type, Loader] = {}
guards: dict[str, Guard] = {}
effects: dict[str, Effect] = {}
due_dates: dict[str, Callable[[Any], date | None]] = {}
standings: dict[str, Callable[[User, Any], frozenset[Role]]] = {}
sights: dict[str, Callable[[User, Any], bool]] = {}
followers: list[Callable[[Move], None]] = []
sequels: list[Callable[[Move], Gesture | None]] = []


def facts(
    cls: type[F],
) -> Callable[[Callable[[Any, Actor, Gesture | None], F]], Callable[[Any, Actor, Gesture | None], F]]:
    """Declares how facts of that class are loaded: `(case, actor, gesture or None) -> cls`, two statements at most."""

    def declare(load: Callable[[Any, Actor, Gesture | None], F]) -> Callable[[Any, Actor, Gesture | None], F]:
        loaders[cls] = load
        return load

    return declare


def guard(
    cls: type[F],
) -> Callable[[Callable[[F, Gesture | None], Unmet | None]], Callable[[F, Gesture | None], Unmet | None]]:
    """Declares a guard, named after the function: `(facts, gesture or None) -> Unmet or None`.

    Without a gesture (the page asks what is possible) a guard on what the gesture says holds. The docstring's first
    line says what the guard asks for.
    """

    def declare(
        holds: Callable[[F, Gesture | None], Unmet | None],
    ) -> Callable[[F, Gesture | None], Unmet | None]:
        name = holds.__name__
        guards[name] = Guard(name, cls, holds, (holds.__doc__ or name).splitlines()[0])
        return holds

    return declare


def effect(run: Effect) -> Effect:
    """Declares an effect, named after the function; it may raise `Refused`, which undoes everything."""
    effects[run.__name__] = run
    return run


def due_date(key: str) -> Callable[[Callable[[Any], date | None]], Callable[[Any], date | None]]:
    """Declares where the date of a clock comes from."""

    def declare(find: Callable[[Any], date | None]) -> Callable[[Any], date | None]:
        due_dates[key] = find
        return find

    return declare


def standing(
    process: str,
) -> Callable[[Callable[[User, Any], frozenset[Role]]], Callable[[User, Any], frozenset[Role]]]:
    """Declares which roles a person has on one case of that process: role *and* link, exclusions applied."""

    def declare(find: Callable[[User, Any], frozenset[Role]]) -> Callable[[User, Any], frozenset[Role]]:
        standings[process] = find
        return find

    return declare


def sight(process: str) -> Callable[[Callable[[User, Any], bool]], Callable[[User, Any], bool]]:
    """Declares whether a person sees one case of that process: nobody is told of what they may not see."""

    def declare(sees: Callable[[User, Any], bool]) -> Callable[[User, Any], bool]:
        sights[process] = sees
        return sees

    return declare


def follower(follow: Callable[[Move], None]) -> Callable[[Move], None]:
    """Declares what else a move sets going in a room, once it is logged; it runs inside the transaction."""
    followers.append(follow)
    return follow


def sequel(then: Callable[[Move], Gesture | None]) -> Callable[[Move], Gesture | None]:
    """Declares what the automate does next, in the same transaction, once a move and all that follows it are whole.

    The gesture answered is carried out on the same case; refused, it undoes the move that led to it.
    """
    sequels.append(then)
    return then
