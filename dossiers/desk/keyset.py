"""Pages of a long list by the row they start from (keyset), not by counting rows: as quick at the end as at the start.

A row keeps its place whatever comes before it, so a page neither repeats nor skips. See docs/adr/0010-keyset.md.
"""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, F, Field, Func, GeneratedField, Model, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan
from django.http import QueryDict

from accounts.paging import PageLinks

M = TypeVar("M", bound=Model)
#: Between the value and the key in a mark; a value may contain it, a key never does.
BETWEEN = "~"
LONGEST_MARK = 400


@dataclass(frozen=True)
class Order:
    """By one column that is never null, the primary key settling ties; an index on both answers it."""

    column: str
    descending: bool = False

    def reverse(self) -> "Order":
        return Order(self.column, not self.descending)


@dataclass(frozen=True)
class Slice(Generic[M]):
    """The rows of one page, and the marks of its first and last rows where there is something before or after."""

    rows: tuple[M, ...]
    before: str
    after: str


class Row(Func):
    """A row value, `(a, b)`: both databases compare it through the index on its columns."""

    template = "(%(expressions)s)"
    output_field = BooleanField()  # never read: a row value is only compared


def page(rows: QuerySet[M], order: Order, *, size: int, after: str = "", before: str = "") -> Slice[M]:
    """The rows that follow the mark `after`, or precede `before`; the first ones without a mark, or with a wrong one.

    One statement, two when nothing is left before the mark.
    """
    if before and (start := _read(rows.model, order, before)):
        found = list(_beyond(rows, order.reverse(), start)[: size + 1])
        if found:
            shown = tuple(reversed(found[:size]))
            return Slice(shown, _mark(shown[0], order) if len(found) > size else "", _mark(shown[-1], order))
    start = _read(rows.model, order, after) if after else None
    found = list(_beyond(rows, order, start)[: size + 1])
    shown = tuple(found[:size])
    return Slice(
        shown,
        _mark(shown[0], order) if shown and start else "",
        _mark(shown[-1], order) if len(found) > size else "",
    )


def _beyond(rows: QuerySet[M], order: Order, start: tuple[Any, Any] | None) -> QuerySet[M]:
    sign = "-" if order.descending else ""
    ordered = rows.order_by(f"{sign}{order.column}", f"{sign}pk")
    if start is None:
        return ordered
    value, key = start
    field, pk = _field(rows.model, order), rows.model._meta.pk
    compare = LessThan if order.descending else GreaterThan
    mark = Row(Value(value, output_field=field), Value(key, output_field=pk))
    return ordered.filter(compare(Row(F(order.column), F("pk")), mark))


def _field(model: type[Model], order: Order) -> "Field[Any, Any]":
    field: Any = model._meta.get_field(order.column)
    if isinstance(field, GeneratedField):
        return cast("Field[Any, Any]", field.output_field)
    return cast("Field[Any, Any]", field.target_field if field.remote_field else field)


def _mark(row: Model, order: Order) -> str:
    field: Any = row._meta.get_field(order.column)
    value = getattr(row, field.attname)
    key = row.pk.hex if isinstance(row.pk, UUID) else row.pk
    return f"{value.isoformat() if hasattr(value, 'isoformat') else value}{BETWEEN}{key}"


def links(cut: Slice[Any], query: QueryDict, summary: str = "") -> PageLinks:
    """The links around such a page, every filter kept."""

    def url(**mark: str) -> str:
        kept = query.copy()
        for name in ("after", "before"):
            kept.pop(name, None)
        kept.update(mark)
        return f"?{kept.urlencode()}"

    return PageLinks(summary, url(before=cut.before) if cut.before else "", url(after=cut.after) if cut.after else "")


def _read(model: type[Model], order: Order, mark: str) -> tuple[Any, Any] | None:
    """The value and the key that a mark holds; None for what is none."""
    said, _between, key = mark.rpartition(BETWEEN)
    if len(mark) > LONGEST_MARK or "\0" in mark:
        return None
    field: Any = _field(model, order)
    pk: Any = model._meta.pk
    try:
        value, found = field.to_python(said), pk.to_python(key)
        field.run_validators(value)
        pk.run_validators(found)
    except (ValidationError, ValueError, OverflowError):
        return None
    return (value, found) if value is not None and found is not None else None
