"""What was agreed in place of what an act in force says: brought by the room that follows grants up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from decisions.canonical import Hashed
from decisions.document import Payment
from dossiers.models import Dossier


@dataclass(frozen=True, kw_only=True)
class Agreed(Hashed):
    """The terms of a grant once amended, all of them, changed or not; amounts in euros.

    `payments` begin with the parts already paid or asked for, which stay. `reason` is what the act quotes.
    """

    number: int
    asked_on: date
    by_beneficiary: bool
    reason: str
    ends_on: date
    report_due: date
    amount: Decimal
    payments: tuple[Payment, ...]
    interim_due: date | None = None


Finder = Callable[[Dossier], Agreed | None]
_finders: list[Finder] = []


def agreed_by(find: Finder) -> Finder:
    """Declares where the terms agreed for a grant that waits for its amending act come from."""
    _finders.append(find)
    return find


def agreed(dossier: Dossier) -> Agreed | None:
    """Those of that dossier, None for a mere correction; one statement."""
    return next((found for find in _finders if (found := find(dossier)) is not None), None)
