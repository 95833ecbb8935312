"""Questions asked at nearly every gesture: Django writes their SQL once a process, then only the values change.

To write the SQL of a queryset takes Django ten times as long as the database takes to answer one that is asked by key.
A queryset that depends on who asks, beyond the values given, is not for this: its SQL would be another's.
"""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable
from django.db.transaction import TransactionManagementError

M = TypeVar("M", bound=Model)
#: Values that no row has, to find again in the SQL where the n-th one goes.
MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda n: 2_000_000_011 + n,
    UUID: lambda n: UUID(int=(0xA5 << 120) + n),
    date: lambda n: date(9500, 1, 1 + n),
    str: lambda n: f"\ue000 value {n} \ue000",
}


@dataclass(frozen=True)
class Written:
    """The SQL for one kind of database: its parameters, with the place of the value for each that is one, else None."""

    compiler: Any
    sql: str
    params: tuple[Any, ...]
    places: tuple[int | None, ...]


class Prepared(Generic[M]):
    """`Prepared(build, int, UUID)`, asked with 7 and a key, says what `build(7, key)` would say.

    `build` is called once, with values of those kinds.
    """

    def __init__(self, build: Callable[..., "QuerySet[M, Any]"], *kinds: type) -> None:
        self._build, self._kinds = build, kinds
        self._written: dict[str, Written] = {}

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a queryset that is `values_list` of plain texts or numbers, as the database gives them."""
        connection = connections[DEFAULT_DB_ALIAS]
        written = self._on(connection)
        with connection.cursor() as cursor:
            cursor.execute(written.sql, self._params(written, connection, values))
            return list(cursor.fetchall())

    def instances(self, *values: Any) -> Iterator[M]:
        """The objects of a queryset of them, joined ones included; their rows locked where it locks them."""
        connection = connections[DEFAULT_DB_ALIAS]
        written = self._on(connection)
        query = written.compiler.query
        if query.select_for_update and not connection.in_atomic_block:
            raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        compiler = copy.copy(written.compiler)
        compiler.connection = connection
        answer = written.sql, self._params(written, connection, values)
        compiler.as_sql = lambda *_args, **_named: answer
        asked = copy.copy(query)
        asked.get_compiler = lambda *_args, **_named: compiler
        asking: QuerySet[M, M] = QuerySet(query.model, query=asked, using=connection.alias)
        return iter(ModelIterable(asking))

    def _on(self, connection: Any) -> Written:
        found = self._written.get(connection.vendor)
        if found is None:
            found = self._written[connection.vendor] = self._write(connection)
        return found

    def _write(self, connection: Any) -> Written:
        marks = [MARKS[kind](n) for n, kind in enumerate(self._kinds)]
        compiler = self._build(*marks).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        told = [_adapted(connection, mark) for mark in marks]
        places = tuple(told.index(said) if said in told else None for said in params)
        if set(range(len(marks))) - set(places):
            raise ValueError(f"a value is asked for nowhere in {sql}")
        return Written(compiler, sql, tuple(params), places)

    def _params(self, written: Written, connection: Any, values: tuple[Any, ...]) -> tuple[Any, ...]:
        told = [_adapted(connection, _of(kind, value)) for kind, value in zip(self._kinds, values, strict=True)]
        return tuple(
            said if place is None else told[place] for said, place in zip(written.params, written.places, strict=True)
        )


def _of(kind: type, value: Any) -> Any:
    """A value of that kind, given as one or as text."""
    return value if value is None or isinstance(value, kind) else kind(value)


def _adapted(connection: Any, value: Any) -> Any:
    """A value as that database takes it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
