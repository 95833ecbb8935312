"""The kinds of messages: when each is sent and to whom. Each room declares its own once, when the site starts."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Kind:
    """A mail and, for a person with an account, its line on the site.

    `code` is the name of its template, `when` the event, `to` who gets it, both in French. `alone`: it bears on rights
    (a receipt, a convocation, a decision), so it leaves by itself however many others there are.
    """

    code: str
    when: str | Promise
    to: str | Promise
    alone: bool = False


_kinds: dict[str, tuple[str, Kind]] = {}


def declare(room: str, *kinds: Kind) -> None:
    """Adds a room's kinds; the same code twice is a mistake."""
    for kind in kinds:
        if kind.code in _kinds:
            raise ValueError(f"the message {kind.code} is declared twice")
        _kinds[kind.code] = (room, kind)


def declared() -> list[tuple[str, Kind]]:
    """Every kind with its room, room by room, in the order in which they were declared."""
    return list(_kinds.values())


def what(code: str) -> str:
    """What a message tells of, in words that name nobody."""
    return str(_kinds[code][1].when) if code in _kinds else code


def alone() -> list[str]:
    return [kind.code for _room, kind in _kinds.values() if kind.alone]
