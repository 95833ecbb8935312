"""Questions whose answer hangs on who asks: their SQL is written once a process for each set of roles.

Rules of visibility read five things: the key of whoever asks, their roles, that their account is open, the day and the
hour. The roles choose the SQL, hence one writing for each set of them. It is written for a stand-in of whom nothing
else can be read, on days that never come, while the database answers nothing: whatever a rule would take of the person,
of the moment or of the database fails there, and never stands in what others will be given.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import Any, Generic, NoReturn, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet

from accounts.models import User
from accounts.prepared import Written, marks_of, write
from accounts.roles import Role
from workflow import clock

M = TypeVar("M", bound=Model)
More = Callable[["QuerySet[Any, Any]", User], "QuerySet[Any, Any]"]
#: What comes after the values: whose question it is, the day and the instant of the asking.
ASKER: tuple[type, ...] = (int, date, datetime)


class Unpreparable(Exception):
    """A question that reads more than it may, and so would be written with what is one person's or one moment's."""


class Asked(Generic[M]):
    """`Asked(build, str)`, asked by a person with a text, says what `build(person, text)` would say.

    What else makes the SQL other may not come from the values: `more`, a function of a module, may add to the rows.
    """

    def __init__(self, build: Callable[..., "QuerySet[M, Any]"], *kinds: type) -> None:
        self._build, self._kinds = build, kinds
        self._written: dict[tuple[str, frozenset[Role], More | None], Written | None] = {}

    def instances(self, user: User, *values: Any, more: More | None = None) -> Iterator[M]:
        """The objects that answer; one statement, besides the roles that this person holds."""
        if not (user.is_authenticated and user.is_active) or any(map(_is_large, values)):
            return iter(self.plain(user, *values, more=more))
        connection = connections[DEFAULT_DB_ALIAS]
        key = connection.vendor, user.roles, more
        if key not in self._written:
            self._written[key] = self._write(connection, user.roles, more)
        found = self._written[key]
        if found is None:
            return iter(self.plain(user, *values, more=more))
        now = clock.now()
        return found.instances(connection, (*values, user.pk, clock.day_of(now), now))

    def plain(self, user: User, *values: Any, more: More | None = None) -> "QuerySet[M, Any]":
        """The same as a queryset, its SQL to be written for this once; for who may ask nothing, nothing else is."""
        rows = self._build(user, *values)
        return rows if more is None else more(rows, user)

    def _write(self, connection: Any, roles: frozenset[Role], more: More | None) -> Written | None:
        """None where Django knows without asking that no row answers, as it may of these roles, or of a mark alone."""
        if more is not None and not _is_of_a_module(more):
            raise Unpreparable(f"{more!r} is made anew: it would be written anew each time, and kept")

        def build(*told: Any) -> "QuerySet[M, Any]":
            *values, key, _day, instant = told
            with clock.marked(instant):
                return self.plain(stand_in(key, roles), *values, more=more)

        connection.ensure_connection()  # its own first statements are nobody's answer
        with connection.execute_wrapper(_refuse), suppress(EmptyResultSet):
            return write(connection, build, self._marks, (*self._kinds, *ASKER), needed=len(self._kinds))
        return None

    def _marks(self, start: int) -> list[Any]:
        *marks, instant = marks_of((*self._kinds, int, date, datetime), start)
        return [*marks[:-1], clock.day_of(instant), instant]


def stand_in(key: int, roles: frozenset[Role]) -> User:
    """Somebody with an open account, of whom only the key and the roles may be read."""
    found = User.from_db(DEFAULT_DB_ALIAS, ["id", "is_active"], [key, True])
    found.__dict__["roles"] = roles
    found.__dict__["held_today"] = _Kept()
    found.__dict__["refresh_from_db"] = _untold
    return found


def _untold(*_args: object, fields: object = "held_today", **_named: object) -> NoReturn:
    raise Unpreparable(f"of whoever asks, a question written for many reads {fields}")


class _Kept:
    """The rows behind a stand-in's roles, which may not be looked at."""

    __iter__ = __bool__ = __len__ = __getitem__ = _untold


def _refuse(_execute: object, sql: str, *_rest: object) -> NoReturn:
    raise Unpreparable(f"a question written for many asks the database first: {sql}")


def _is_large(value: Any) -> bool:
    """Whether it is a number that a column may not hold: Django alone then knows that no row has it."""
    return isinstance(value, int) and value >= 2**31


def _is_of_a_module(function: Any) -> bool:
    """Whether it is found under its name in its module: then it is one, for good."""
    module = sys.modules.get(getattr(function, "__module__", ""))
    return module is not None and getattr(module, getattr(function, "__qualname__", ""), None) is function
