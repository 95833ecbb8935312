"""Questions asked at nearly every gesture: Django writes their SQL once a process, then only the values change.

To write the SQL of a queryset takes Django ten times as long as the database takes to answer one that is asked by key.
A queryset that depends on who asks, beyond the values given, is not for `Prepared`: its SQL would be another's.
`workflow.asked` has it written once for each set of roles.

SQL is written twice, with other values and in another language, and compared. What differs elsewhere than where a value
goes was made out of a value, and what is a day or an hour without being a value is that of the writing: both are
refused. What a builder would take from the settings or from a module's state is not seen: it may take neither.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Case, ExpressionWrapper, Model, QuerySet, Subquery, Value
from django.db.models.query import RelatedPopulator, get_related_populators
from django.db.transaction import TransactionManagementError
from django.utils import translation

from accounts.among import Keys

M = TypeVar("M", bound=Model)

#: Values to find again in the SQL where the n-th one goes: numbers that the smallest column takes, texts that change
#: when they are trimmed or put in lower case.
MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda n: 31_013 - 53 * n,
    UUID: lambda n: UUID(int=(0xA5 << 120) + n),
    date: lambda n: date(9500, 1, 1) + timedelta(n),
    datetime: lambda n: datetime(9500, 1, 1, 10, 41, 27, 301_977, tzinfo=UTC) + timedelta(n),
    str: lambda n: f" \ue000 Value É {n} ",
    Keys: lambda n: Keys([UUID(int=(0x5A << 120) + n)]),
}
#: The numbers of the first marks of the two writings: in the second another year, month and day of the week, and a key
#: a dozen times smaller.
WRITINGS = (0, 537)
#: A day or an hour, as SQLite takes them.
DATED = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d.*)?")


@dataclass(frozen=True)
class Reader:
    """What makes objects of rows, joined ones included: worked out once, where Django does so at each answer."""

    model: type[Model]
    locks: bool
    names: list[str]
    own: slice
    joined: list[RelatedPopulator]
    annotated: dict[str, int]
    converters: tuple[tuple[int, list[Callable[..., Any]], Any], ...]

    def objects(self, connection: Any, rows: Iterable[Sequence[Any]]) -> Iterator[Any]:
        for told in rows:
            row = list(told)
            for at, converters, expression in self.converters:
                for convert in converters:
                    row[at] = convert(row[at], expression, connection)
            found = self.model.from_db(connection.alias, self.names, row[self.own])
            for joined in self.joined:
                joined.populate(row, found)
            for name, at in self.annotated.items():
                setattr(found, name, row[at])
            yield found


@dataclass(frozen=True)
class Written:
    """The SQL for one kind of database, for values of those kinds: its parameters, with the place of the value for each
    that is one, else None; no `reader` where it asks for values rather than objects. `wanted` are the places of keys
    without which Django asks nothing, since no row answers.
    """

    kinds: tuple[type, ...]
    reader: Reader | None
    sql: str
    params: tuple[Any, ...]
    places: tuple[int | None, ...]
    wanted: tuple[int, ...] = ()

    def rows(self, connection: Any, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The rows of a queryset that is `values_list` of plain texts or numbers, as the database gives them."""
        if self._is_void(values):
            return []
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self._params(connection, values))
            return list(cursor.fetchall())

    def instances(self, connection: Any, values: Sequence[Any]) -> Iterator[Any]:
        """The objects of a queryset of them, joined ones included; their rows locked where it locks them."""
        if self.reader is None:
            raise TypeError("that question asks for values, not for objects")
        if self.reader.locks and not connection.in_atomic_block:
            raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        return self.reader.objects(connection, self.rows(connection, values))

    def _is_void(self, values: Sequence[Any]) -> bool:
        return not all(values[place] for place in self.wanted)

    def _params(self, connection: Any, values: Sequence[Any]) -> tuple[Any, ...]:
        told = [_adapted(connection, _of(kind, value)) for kind, value in zip(self.kinds, values, strict=True)]
        return tuple(
            said if place is None else told[place] for said, place in zip(self.params, self.places, strict=True)
        )


def write(
    connection: Any,
    build: Callable[..., "QuerySet[Any, Any]"],
    marks: Callable[[int], Sequence[Any]],
    kinds: Sequence[type],
    *,
    needed: int,
) -> Written:
    """The SQL of what `build` makes of values of those kinds; of these, the first `needed` must be asked for somewhere.

    `marks` gives the marks from the n-th on. Raises EmptyResultSet where Django would ask nothing.
    """
    first = _written(connection, build, marks(WRITINGS[0]), tuple(kinds))
    with translation.override(next(code for code, _name in settings.LANGUAGES if code != translation.get_language())):
        second = _written(connection, build, marks(WRITINGS[1]), tuple(kinds))
    if (first.sql, first.places) != (second.sql, second.places):
        raise ValueError(f"the SQL itself hangs on a value: {first.sql}")
    fixed, again = (
        [getattr(said, "obj", said) for said, place in zip(one.params, one.places, strict=True) if place is None]
        for one in (first, second)  # JSON, as PostgreSQL takes it, is equal to nothing
    )
    if fixed != again:
        raise ValueError(f"something is made out of a value in {first.sql}")
    if any(_is_dated(said) for said in fixed):
        raise ValueError(f"a day or an hour is that of the writing in {first.sql}")
    if set(range(needed)) - set(first.places):
        raise ValueError(f"a value is asked for nowhere in {first.sql}")
    wanted = (n for n, kind in enumerate(kinds) if kind is Keys and _wants(connection, build, marks(WRITINGS[0]), n))
    return replace(first, wanted=tuple(wanted))


def _wants(connection: Any, build: Callable[..., "QuerySet[Any, Any]"], marks: Sequence[Any], place: int) -> bool:
    """Whether no row answers without a key in that place."""
    told = [Keys() if n == place else mark for n, mark in enumerate(marks)]
    try:
        build(*told).query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return True
    return False


def _written(
    connection: Any, build: Callable[..., "QuerySet[Any, Any]"], marks: Sequence[Any], kinds: tuple[type, ...]
) -> Written:
    rows: Any = build(*marks)
    if rows._prefetch_related_lookups:
        raise ValueError("what is fetched by statements of its own is not in the SQL")
    compiler = rows.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    told = [_adapted(connection, mark) for mark in marks]
    places = tuple(told.index(said) if said in told else None for said in params)
    return Written(kinds, _reader(connection, compiler), sql, tuple(params), places)


def _reader(connection: Any, compiler: Any) -> Reader | None:
    """How `django.db.models.query.ModelIterable` reads what that compiler has just written."""
    if compiler.klass_info is None:
        return None
    # Without the conditions and the tables that they were made of, which would be kept as long as the process.
    select = [(_read_alike(expression), sql, alias) for expression, sql, alias in compiler.select]
    own = compiler.klass_info["select_fields"]
    expressions = [expression for expression, _sql, _alias in select]
    compiler.connection = connection.copy()  # converters hold on to it: one that is never opened keeps nothing open
    return Reader(
        model=compiler.klass_info["model"],
        locks=compiler.query.select_for_update,
        names=[expression.target.attname for expression in expressions[own[0] : own[-1] + 1]],
        own=slice(own[0], own[-1] + 1),
        joined=get_related_populators(compiler.klass_info, select, connection.alias),  # type: ignore[call-arg]  # of Django 6
        annotated=compiler.annotation_col_map,
        converters=tuple((at, *how) for at, how in compiler.get_converters(expressions).items()),
    )


def _read_alike(expression: Any) -> Any:
    """What an answer in that place is read as, without the conditions in it."""
    heavy = isinstance(expression, Subquery | ExpressionWrapper | Case)
    return Value(None, expression.output_field) if heavy else expression


class Prepared(Generic[M]):
    """`Prepared(build, int, UUID)`, asked with 7 and a key, says what `build(7, key)` would say; None equals no row's.

    `build` is called for the first asking alone, with values of those kinds.
    """

    def __init__(self, build: Callable[..., "QuerySet[M, Any]"], *kinds: type) -> None:
        self._build, self._kinds = build, kinds
        self._by_vendor: dict[str, Written] = {}

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a queryset that is `values_list` of plain texts or numbers, as the database gives them."""
        connection = connections[DEFAULT_DB_ALIAS]
        return self._on(connection).rows(connection, values)

    def instances(self, *values: Any) -> Iterator[M]:
        """The objects of a queryset of them, joined ones included; their rows locked where it locks them."""
        connection = connections[DEFAULT_DB_ALIAS]
        return self._on(connection).instances(connection, values)

    def _on(self, connection: Any) -> Written:
        found = self._by_vendor.get(connection.vendor)
        if found is None:
            found = write(connection, self._build, self._marks, self._kinds, needed=len(self._kinds))
            self._by_vendor[connection.vendor] = found
        return found

    def _marks(self, start: int) -> list[Any]:
        return marks_of(self._kinds, start)


def fetch_related(found: Sequence[Model], name: str, asked: Prepared[Any]) -> None:
    """Gives each of `found` its rows of `name`, as `prefetch_related` does; `asked` is for the keys of them all."""
    by_key: dict[Any, Model] = {one.pk: one for one in found}
    rows: dict[Any, list[Any]] = {key: [] for key in by_key}
    for row in asked.instances(Keys(by_key)):
        link: Any = found[0]._meta.get_field(name).remote_field
        rows[getattr(row, link.attname)].append(row)
        setattr(row, link.name, by_key[getattr(row, link.attname)])
    for one in found:
        held = getattr(one, name).all()
        held._result_cache, held._prefetch_done = rows[one.pk], True
        vars(one).setdefault("_prefetched_objects_cache", {})[name] = held


def marks_of(kinds: Sequence[type], start: int) -> list[Any]:
    """A mark for each kind, none twice."""
    return [MARKS[kind](n) for n, kind in enumerate(kinds, start)]


def _is_dated(said: Any) -> bool:
    return isinstance(said, date) or (isinstance(said, str) and DATED.fullmatch(said) is not None)


def _of(kind: type, value: Any) -> Any:
    """A value of that kind, given as one or as text."""
    return value if value is None or isinstance(value, kind) else kind(value)


def _adapted(connection: Any, value: Any) -> Any:
    """A value as that database takes it."""
    if isinstance(value, Keys):
        return value.adapted(connection)
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
