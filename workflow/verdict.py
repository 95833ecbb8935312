"""What the engine answers: done, or refused with every reason. Values, never exceptions.

`Refused` is the one exception: an effect raises it to undo the whole transaction; `perform` turns it back into a value.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from workflow.grammar import Transition


@dataclass(frozen=True)
class Unmet:
    """One guard that does not hold: the sentence for the person, who can lift it, by when."""

    code: str
    sentence: str
    lifted_by: str = ""
    by: date | None = None

    def __post_init__(self) -> None:
        _say(self, "sentence", "lifted_by")


def _say(value: object, *names: str) -> None:
    """Words kept as constants are lazy: they are said when the answer is made, in the language of the site."""
    for name in names:
        object.__setattr__(value, name, str(getattr(value, name)))


class Why(Enum):
    """Why a gesture was refused, with the HTTP status that says so."""

    FORBIDDEN = ("forbidden", 403)
    WRONG_STATE = ("wrong_state", 409)
    STALE = ("stale", 409)
    KEY_REUSED = ("key_reused", 409)
    UNMET = ("unmet", 422)

    def __init__(self, code: str, status: int) -> None:
        self.code = code
        self.status = status


@dataclass(frozen=True)
class Refusal:
    """Nothing was written. `sentence` stands alone; `unmet` lists every guard that did not hold."""

    why: Why
    sentence: str
    unmet: tuple[Unmet, ...] = ()

    def __post_init__(self) -> None:
        _say(self, "sentence")

    @property
    def status(self) -> int:
        return self.why.status


@dataclass(frozen=True)
class Done:
    """The case moved (or had moved already, when the same key was sent twice)."""

    verb: str
    state: str
    version: int
    replayed: bool = False


@dataclass(frozen=True)
class Option:
    """A verb that the person's role allows from here, and what still stands in its way."""

    transition: Transition
    unmet: tuple[Unmet, ...] = field(default=())

    @property
    def allowed(self) -> bool:
        return not self.unmet


class Refused(Exception):
    """Raised inside the transaction to undo it; carries the value that the caller receives."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.sentence)
        self.refusal = refusal


def all_unmet(found: Iterable[Unmet]) -> Refused:
    """The exception that says every one of these at once."""
    reasons = tuple(found)
    return Refused(Refusal(Why.UNMET, " ".join(one.sentence for one in reasons), reasons))


def unmet(code: str, sentence: str, *, lifted_by: str = "", by: date | None = None) -> Refused:
    """The exception an effect raises when one condition, seen only under the lock, does not hold."""
    return Refused(Refusal(Why.UNMET, sentence, (Unmet(code, sentence, lifted_by, by),)))
