"""What tests build again and again, played once by its verbs, then laid again from the rows that it left.

    @scene
    def in_review(world: World) -> Dossier: …

A scene is laid from its rows only where playing it would have made the very same ones: the database held the same
before, nothing has been written in this test but other scenes, the clock stands where it stood, the arguments say the
same, and nothing of the code or the settings is replaced at that moment. In any other case it is played by its verbs,
as if there were no decorator. What a test itself does is never laid from rows. The parallel workers of one run share
what each of them played: it stands in files of the run's folder.

Verification codes are drawn in the same order by every test, what its scenes bear counted in: a document that says the
same in two tests is then the same to the byte (see layouts.py).
"""

import enum
import functools
import hashlib
import os
import pickle
import re
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any, ParamSpec, TypeVar, cast
from unittest import mock
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import AutoField, Model
from django.db.models.fields.generated import GeneratedField

from decisions import verification
from tests import shelf
from workflow import clock

Row = tuple[Any, ...]
_READS = ("SELECT", "RELEASE", "PRAGMA", "EXPLAIN")
_SAVEPOINT = re.compile(r'(ROLLBACK TO )?SAVEPOINT "(\w+)"')
_WRITES = re.compile(r'(?:INSERT(?: OR IGNORE)? INTO|UPDATE|DELETE FROM) "(\w+)"')
#: Signing in: no scene and no rule depends on it.
_MARGINAL = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "django_session"|UPDATE "accounts_user" SET "last_login"')
_PLAIN = (str, int, float, bool, bytes, Decimal, date, datetime, time, timedelta, UUID, type(None))


class NotComparable(Exception):
    """An argument of which nobody can say whether it is the same as another."""


@dataclass(frozen=True)
class Table:
    """A table's own columns, the key first: what is generated is left to the database."""

    name: str
    columns: tuple[str, ...]
    numbered: bool

    def rows(self) -> dict[Any, Row]:
        """Every row as the database writes it, by its key; converted to nothing, so that it can be laid again."""
        as_written = "{}::text" if connection.vendor == "postgresql" else "+{}"
        columns = ", ".join(as_written.format(f'"{column}"') for column in self.columns)
        found = connection.connection.execute(f'SELECT {columns} FROM "{self.name}"').fetchall()  # noqa: S608
        return {row[0]: tuple(row) for row in found}

    def count_on_from(self, key: int) -> None:
        """PostgreSQL gives the next row a number above that key; SQLite does so by itself."""
        sequence = f"pg_get_serial_sequence('\"{self.name}\"', '{self.columns[0]}')::regclass"
        connection.connection.execute(
            f"SELECT setval({sequence}, %(key)s) WHERE coalesce(pg_sequence_last_value({sequence}), 0) < %(key)s",
            {"key": key},
        )


@functools.cache
def _tables() -> dict[str, Table]:
    found = {}
    for model in apps.get_models(include_auto_created=True):
        own = [f for f in model._meta.local_concrete_fields if not isinstance(f, GeneratedField)]
        own.sort(key=lambda f: not f.primary_key)
        name, numbered = model._meta.db_table, isinstance(own[0], AutoField)
        found[name] = Table(name, tuple(f.column for f in own), numbered)
    return found


@dataclass(frozen=True)
class Change:
    """What a scene did to a table: the keys of the rows that it changed or removed, and those that it left."""

    table: Table
    gone: tuple[Any, ...]
    rows: tuple[Row, ...]

    def lay(self) -> None:
        sql, columns = connection.connection.cursor(), ", ".join(f'"{column}"' for column in self.table.columns)
        mark = "%s" if connection.vendor == "postgresql" else "?"
        if self.gone:
            marks = ", ".join([mark] * len(self.gone))
            sql.execute(f'DELETE FROM "{self.table.name}" WHERE "{self.table.columns[0]}" IN ({marks})', self.gone)  # noqa: S608
        for start in range(0, len(self.rows), 200):
            rows = self.rows[start : start + 200]
            marks = ", ".join([f"({', '.join([mark] * len(self.table.columns))})"] * len(rows))
            sql.execute(f'INSERT INTO "{self.table.name}" ({columns}) VALUES {marks}', [v for row in rows for v in row])  # noqa: S608
        if self.rows and self.table.numbered and connection.vendor == "postgresql":
            self.table.count_on_from(max(int(row[0]) for row in self.rows))


@dataclass
class Recording:
    """The tables that a scene writes to, as they were before it; None once it wrote what cannot be followed."""

    before: dict[str, dict[Any, Row]] | None = field(default_factory=dict)

    def about_to_write(self, table: str | None) -> None:
        if table not in _tables():
            self.before = None
        elif self.before is not None and table not in self.before:
            self.before[table] = _tables()[table].rows()

    def changes(self) -> tuple[Change, ...]:
        found = []
        for name, before in (self.before or {}).items():
            after = _tables()[name].rows()
            gone = tuple(key for key, row in before.items() if after.get(key) != row)
            rows = tuple(row for key, row in after.items() if before.get(key) != row)
            found.append(Change(_tables()[name], gone, rows))
        return tuple(found)


@dataclass(frozen=True)
class Kept:
    """A scene that was played: what it changed, and what it answered, pickled: each test has objects of its own. Two
    workers may play one at once, each with keys of its own: `trail`, where it led, is never the same for both. `drawn`
    letters of codes had been drawn by then, all those that it bears among them.
    """

    changes: tuple[Change, ...]
    answer: bytes
    trail: bytes
    drawn: int


@dataclass
class Stage:
    """What one test has played so far: `trail` tells its scenes, or is None since something else was written."""

    trail: bytes | None
    changed: Callable[[], bool]
    played: bool = False
    drawn: int = 0
    _thread: int = field(default_factory=threading.get_ident)
    _savepoints: dict[str, bytes | None] = field(default_factory=dict)
    _recordings: list[Recording] = field(default_factory=list)

    @property
    def proven(self) -> bool:
        """Whether nothing stands in the database but scenes that an earlier test has left there: the one that played
        each of them was asked whether it leaves that database sound.
        """
        return self.trail is not None and not self.played

    def hear(self, execute: Any, sql: str, params: Any, many: bool, context: Mapping[str, Any]) -> Any:
        """Django's execute wrapper: what is written ends the trail, what is rolled back leads back to it."""
        words = sql.lstrip("( ")
        if moved := _SAVEPOINT.match(words):
            back, name = moved.groups()
            if back:
                self.trail = self._savepoints.get(name)
            else:
                self._savepoints[name] = self.trail
        elif not words.startswith(_READS) and not _MARGINAL.match(words):
            self.trail = None
            written = _WRITES.match(words)
            self._about_to_write(written[1] if written else None)
        return execute(sql, params, many, context)

    def choice(self, letters: str) -> str:
        """In place of `secrets.choice`, where codes are drawn: the next letter of a series, the same in every test. It
        never goes back, even when what bears a code is rolled back, and a scene that is laid counts for the codes that
        it bears: no two of a database are equal. A live server's threads draw at random, as other processes do.
        """
        if threading.get_ident() != self._thread:
            return secrets.choice(letters)
        self.drawn += 1
        return Random(str(self.drawn)).choice(letters)  # noqa: S311 - nobody is to be kept from guessing it

    def _about_to_write(self, table: str | None) -> None:
        for recording in self._recordings:
            recording.about_to_write(table)

    def lay(self, kept: Kept) -> Any:
        """The scene again, from its rows."""
        for change in kept.changes:
            self._about_to_write(change.table.name)
        for change in kept.changes:
            change.lay()
        self.trail, self.drawn = kept.trail, max(self.drawn, kept.drawn)
        return pickle.loads(kept.answer)  # noqa: S301 - our own, of this run

    def play(self, play: Callable[[], Any], trail: bytes) -> Any:
        """The scene by its verbs, kept for the next time."""
        recording, self.played = Recording(), True
        self._recordings.append(recording)
        try:
            answer = play()
        finally:
            self._recordings.pop()
        self.trail = None
        if recording.before is not None:
            self.trail = os.urandom(16)
            shelf.keep("scenes", trail, Kept(recording.changes(), pickle.dumps(answer), self.trail, self.drawn))
        return answer


_kept: dict[bytes, Kept] = {}
_stages: list[Stage] = []
_ground: dict[str, bytes] = {}


def _found(trail: bytes) -> Kept | None:
    """The scene of that trail, if this worker or another one has played it."""
    if trail not in _kept and (kept := shelf.found("scenes", trail)):
        _kept[trail] = kept
    return _kept.get(trail)


def _on_which_ground() -> bytes:
    """What the database holds before a test begins, and which it is: every trail starts from it."""
    vendor = connection.vendor
    if vendor not in _ground:
        rows = [(name, sorted(table.rows().values(), key=repr)) for name, table in sorted(_tables().items())]
        _ground[vendor] = hashlib.blake2b(repr((vendor, rows)).encode(), digest_size=16).digest()
    return _ground[vendor]


@contextmanager
def staged(*, by_verbs_alone: bool, changed: Callable[[], bool]) -> Iterator[Stage]:
    """One test: within it scenes are laid from their rows where they can be, or each is played `by_verbs_alone`, as it
    is while code or settings are `changed`. Codes are drawn from it; elsewhere they are the real ones.
    """
    stage = Stage(None if by_verbs_alone else _on_which_ground(), changed)
    _stages.append(stage)
    try:
        with connection.execute_wrapper(stage.hear), mock.patch.object(verification, "secrets", stage):
            yield stage
    finally:
        _stages.pop()


def forget() -> None:
    """The database was emptied and filled again: what it holds is to be read again."""
    _ground.pop(connection.vendor, None)


P = ParamSpec("P")
T = TypeVar("T")


def scene(play: Callable[P, T]) -> Callable[P, T]:
    """What a function builds is laid from its rows when it was built before in the same situation."""

    @functools.wraps(play)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        stage = _stages[-1] if _stages else None
        if stage is None or stage.trail is None or stage.changed():
            return play(*args, **kwargs)
        try:
            trail = _after(stage.trail, play, args, kwargs)
        except NotComparable:
            return play(*args, **kwargs)
        if kept := _found(trail):
            return cast("T", stage.lay(kept))
        return cast("T", stage.play(lambda: play(*args, **kwargs), trail))

    return wrapper


def _after(trail: bytes, play: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> bytes:
    """The trail with one more scene: whatever decides what it does enters it."""
    when = clock.now() if clock.is_set() else clock.today()
    told = repr((play.__module__, play.__qualname__, when, _told(args), _told(kwargs)))
    return hashlib.blake2b(trail + told.encode(), digest_size=16).digest()


def _told(value: Any) -> Any:
    """A value in words that are equal when it is; a row is told with all of its columns."""
    match value:
        case enum.Enum():
            return str(value)
        case _ if isinstance(value, _PLAIN):
            return value
        case Model():
            columns = [f.attname for f in value._meta.concrete_fields]
            return value._meta.label, [(c, repr(value.__dict__.get(c))) for c in columns]
        case Mapping():
            return [(_told(key), _told(held)) for key, held in value.items()]
        case list() | tuple():
            return [_told(held) for held in value]
    if is_dataclass(value) and not isinstance(value, type):
        return type(value).__qualname__, [(f.name, _told(getattr(value, f.name))) for f in fields(value)]
    raise NotComparable(type(value).__name__)
