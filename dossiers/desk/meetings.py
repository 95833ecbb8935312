"""The meetings that someone takes part in, as the rooms that hold them say it, for the home page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User


@dataclass(frozen=True)
class Meeting:
    """A meeting to come or under way; `awaits` says what it still awaits of that person, empty when nothing."""

    title: str
    url: str
    held_at: datetime
    place: str
    awaits: str = ""
    under_way: bool = False


_rooms: list[Callable[[User], list[Meeting]]] = []


def register_meetings(found: Callable[[User], list[Meeting]]) -> Callable[[User], list[Meeting]]:
    _rooms.append(found)
    return found


def meetings_of(user: User) -> list[Meeting]:
    """Of all rooms, the soonest first."""
    return sorted((one for room in _rooms for one in room(user)), key=lambda one: one.held_at)
