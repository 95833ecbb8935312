"""What the acts of a register add up to: how many of each outcome, of how many euros, by call, by year, how fast."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Case, Count, DurationField, ExpressionWrapper, F, QuerySet, Sum, Value, When
from django.db.models.fields import CharField
from django.db.models.functions import ExtractYear
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from decisions.models import Act
from decisions.register.acts import PARTIAL, PARTIAL_Q
from dossiers.desk import drawing

ZERO = Decimal(0)
#: Outcomes in the order in which they are told, each with its mark in drawings.
OUTCOMES: tuple[tuple[str, str, str | Promise], ...] = (
    (Act.Kind.GRANT.value, "signed", _("accord")),
    (PARTIAL, "on", _("accord partiel")),
    (Act.Kind.REFUSAL.value, "late", _("refus")),
    (Act.Kind.INADMISSIBILITY.value, "left", _("irrecevabilité")),
)


@dataclass(frozen=True)
class Share:
    """One outcome: its acts, their euros, their part of all acts in per cent."""

    mark: str
    label: str
    count: int
    amount: Decimal
    percent: int


@dataclass(frozen=True)
class Line:
    """The acts of one call or of one year."""

    name: str
    count: int
    grants: int
    amount: Decimal


@dataclass(frozen=True)
class Figures:
    """`median` is that of the grants, in euros; `days` the mean from deposit to signature; None of nothing."""

    count: int
    amount: Decimal
    shares: tuple[Share, ...]
    by_call: tuple[Line, ...]
    by_year: tuple[Line, ...]
    median: Decimal | None
    days: int | None
    bar: drawing.Bar


def figures_of(rows: "QuerySet[Act]") -> Figures:
    """Two statements, whatever the number of acts."""
    outcome = Case(When(PARTIAL_Q, then=Value(PARTIAL)), default=F("kind"), output_field=CharField())
    took = ExpressionWrapper(F("signed_at") - F("dossier__deposited_at"), output_field=DurationField())
    grouped = rows.order_by().annotate(outcome=outcome, year=ExtractYear("signed_at"))
    groups = grouped.values("outcome", "year", "dossier__call__code", "dossier__call__title")
    found: list[Any] = list(groups.annotate(count=Count("pk"), euros=Sum("amount"), took=Sum(took)))
    count = sum(one["count"] for one in found)
    took_all = sum((one["took"] or timedelta() for one in found), timedelta())
    shares = tuple(_shares(found, count))
    grants = sum(share.count for share in shares[:2])
    return Figures(
        count=count,
        amount=sum((share.amount for share in shares), ZERO),
        shares=shares,
        by_call=_lines(found, lambda one: f"{one['dossier__call__title']} ({one['dossier__call__code']})"),
        by_year=_lines(found, lambda one: str(one["year"])),
        median=_median(rows, grants),
        days=round(took_all / timedelta(days=1) / count) if count else None,
        bar=drawing.bar([(share.mark, share.count) for share in shares], whole=count),
    )


def _shares(found: list[dict[str, Any]], whole: int) -> Iterable[Share]:
    for code, mark, label in OUTCOMES:
        own = [one for one in found if one["outcome"] == code]
        count = sum(one["count"] for one in own)
        amount = sum((one["euros"] for one in own), ZERO)
        yield Share(mark, str(label), count, amount, round(Fraction(100 * count, whole)) if whole else 0)


def _lines(found: list[dict[str, Any]], named: Any) -> tuple[Line, ...]:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in found:
        groups[named(one)].append(one)
    granting = {Act.Kind.GRANT.value, PARTIAL}
    return tuple(
        Line(
            name,
            sum(one["count"] for one in own),
            sum(one["count"] for one in own if one["outcome"] in granting),
            sum((one["euros"] for one in own), ZERO),
        )
        for name, own in sorted(groups.items(), reverse=True)
    )


def _median(rows: "QuerySet[Act]", grants: int) -> Decimal | None:
    """Of the grants, in their order: the middle one, or half-way between the two in the middle; one statement."""
    if not grants:
        return None
    ordered = rows.filter(kind=Act.Kind.GRANT).order_by("amount", "pk").values_list("amount", flat=True)
    middle = list(ordered[(grants - 1) // 2 : grants // 2 + 1])
    return sum(middle, ZERO) / len(middle) if middle else None
