"""« Et si » : amounts tried on a ranking. They live in the page's address and nowhere else: nothing here is kept.

An address holds only what differs from the amounts in force, so that it stays short and says what was tried.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _

from dossiers.form.questions import Kind, Question
from dossiers.form.values import Invalid, parse
from dossiers.wording import euros

ENVELOPE = "enveloppe"
AMOUNT = Question("amount", "", Kind.MONEY, required=False)


def field_of(reference: str) -> str:
    """The name, in the address and on the page, of what is tried for a dossier."""
    return f"montant-{reference}"


@dataclass(frozen=True)
class Limit:
    """The amount in force and the most that may be tried, in euros."""

    base: Decimal
    most: Decimal


@dataclass(frozen=True)
class WhatIf:
    """What is tried, by field; `problems` says what could not be read, `typed` what was typed there."""

    tried: Mapping[str, Decimal] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.tried)

    def written(self, **more: Decimal) -> dict[str, str]:
        """What the address says of it, with `more` tried as well."""
        return {name: as_typed(amount) for name, amount in sorted({**self.tried, **more}.items())}


def read(query: QueryDict, limits: Mapping[str, Limit]) -> WhatIf:
    """What an address tries, of those fields; what equals the amount in force is no trial."""
    tried: dict[str, Decimal] = {}
    problems: dict[str, str] = {}
    typed: dict[str, str] = {}
    for name, limit in limits.items():
        if name not in query:
            continue
        typed[name] = str(query[name])[:40]
        try:
            amount = _amount(typed[name], limit)
        except Invalid as wrong:
            problems[name] = str(wrong)
            continue
        if amount != limit.base:
            tried[name] = amount
    return WhatIf(tried, problems, typed)


def _amount(typed: str, limit: Limit) -> Decimal:
    """An amount in euros, the one in force when nothing is typed; Invalid beyond what may be tried."""
    read_amount = parse(AMOUNT, typed)
    if not read_amount:
        return limit.base
    amount = Decimal(read_amount)
    if amount > limit.most:
        raise Invalid(_("De 0 € à %(most)s.") % {"most": euros(limit.most)})
    return amount


def as_typed(amount: Decimal) -> str:
    """An amount as one would type it.

    >>> as_typed(Decimal("18000.00")), as_typed(Decimal("1250.50"))
    ('18000', '1250,50')
    """
    return f"{amount:.2f}".removesuffix(".00").replace(".", ",")
