"""What a budget adds up to. Pure; amounts are euros, exact decimals."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from dossiers.form.questions import LAB

ZERO = Decimal("0.00")
#: No request to the lab comes near it: beyond, it is a slip of the keyboard.
ABSURD = Decimal("10000000.00")


@dataclass(frozen=True)
class Totals:
    """`requested` is the share of the resources asked of the lab."""

    expenses: Decimal
    resources: Decimal
    requested: Decimal

    @property
    def balanced(self) -> bool:
        return self.expenses == self.resources

    @property
    def distance(self) -> Decimal:
        """How far from balance, without its sign."""
        return abs(self.gap)

    @property
    def gap(self) -> Decimal:
        """Expenses less resources: positive when money is missing."""
        return self.expenses - self.resources


def amount(value: Any) -> Decimal:
    """An amount as kept in the answers; zero when it is absent or unreadable."""
    try:
        return Decimal(str(value)) if value not in (None, "") else ZERO
    except InvalidOperation:
        return ZERO


def totals(budget: Mapping[str, Any]) -> Totals:
    """The sums of the budget section's two tables."""
    expenses = budget.get("expenses") or []
    resources = budget.get("resources") or []
    return Totals(
        sum((amount(row.get("amount")) for row in expenses), ZERO),
        sum((amount(row.get("amount")) for row in resources), ZERO),
        sum((amount(row.get("amount")) for row in resources if row.get("source") == LAB), ZERO),
    )
