"""What became of each call's envelope: opened, reserved, signed, paid, returned; few statements whatever there is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, ExtractYear

from accounts.models import User
from accounts.roles import Role
from decisions.models import Act
from decisions.untold import UNTOLD
from dossiers.audited import calls_in_scope
from dossiers.models import Call, Dossier
from dossiers.withheld import as_read, beside
from followup.models import Payment, Repayment

ZERO = Decimal(0)
#: Euros by call and civil year.
Sums = dict[tuple[int, int], Decimal]
#: Who reads the money of every call; an auditor, that of the mission's. A member of the committee reads on their own
#: sessions what concerns them: the sums of a call would tell of decisions taken where they do not sit.
EVERY_CALL = frozenset({Role.TEAM, Role.SIGNATORY, Role.COPIL_SECRETARY})
READERS = EVERY_CALL | {Role.AUDITOR}


@dataclass(frozen=True)
class Year:
    """What happened in a civil year, in euros. `signed`: by acts, less what they replaced; `returned`: to the envelope,
    when a grant ended without being spent, or was lowered by the act that amends it.
    """

    year: int
    signed: Decimal = ZERO
    paid: Decimal = ZERO
    repaid: Decimal = ZERO
    returned: Decimal = ZERO

    def __add__(self, other: "Year") -> "Year":
        return Year(
            self.year,
            self.signed + other.signed,
            self.paid + other.paid,
            self.repaid + other.repaid,
            self.returned + other.returned,
        )


@dataclass(frozen=True)
class Money:
    """Where the money stands today, in euros."""

    opened: Decimal
    reserved: Decimal
    years: tuple[Year, ...]

    @property
    def granted(self) -> Decimal:
        """All that acts ever gave."""
        return sum((one.signed for one in self.years), ZERO)

    @property
    def returned(self) -> Decimal:
        """What of it came back."""
        return sum((one.returned for one in self.years), ZERO)

    @property
    def signed(self) -> Decimal:
        """What acts hold of the envelope now."""
        return self.granted - self.returned

    @property
    def paid(self) -> Decimal:
        """What was paid and kept."""
        return sum((one.paid - one.repaid for one in self.years), ZERO)

    @property
    def to_pay(self) -> Decimal:
        return self.signed - self.paid

    @property
    def left(self) -> Decimal:
        """What may still be granted."""
        return self.opened - self.reserved - self.signed


@dataclass(frozen=True)
class Envelope(Money):
    """A call's money; `years` in their order."""

    call: Call


def envelopes(user: User) -> list[Envelope]:
    """Of the calls whose money this person reads, the latest first; seven statements.

    Whoever leads a dossier learns nothing here of a decision that they were not told: it counts as not taken.
    """
    calls = as_read(user, calls_read(user))
    acts = Act.objects.signed().exclude(UNTOLD, dossier__in=beside(user).values("pk"))
    changed = F("amount") - Coalesce("supersedes__amount", ZERO)
    lowered = Q(amount__lt=F("supersedes__amount"))
    raised = Q(supersedes=None) | Q(amount__gte=F("supersedes__amount"))
    closed = Dossier.objects.filter(state="closed", acts__status=Act.Status.IN_FORCE)
    paid, received = Payment.objects.filter(state="paid"), Repayment.objects.filter(state="received")
    years = _years(
        signed=_sums(acts.filter(raised), "dossier__call", "signed_at", changed),
        paid=_sums(paid, "dossier__call", "paid_on", F("amount")),
        repaid=_sums(received, "dossier__call", "received_on", F("amount")),
        returned=_both(
            _sums(closed, "call", "entered_at", F("acts__amount") - F("granted")),
            _sums(acts.filter(lowered), "dossier__call", "signed_at", F("supersedes__amount") - F("amount")),
        ),
    )
    return [
        Envelope(
            call=call,
            opened=call.envelope,
            reserved=call.reserved,
            years=years.get(call.pk, ()),
        )
        for call in calls
    ]


def calls_read(user: User) -> QuerySet[Call]:
    """The calls whose money this person reads, once decided to be opened; no statement."""
    whole = bool(user.roles & EVERY_CALL)
    calls = Call.objects.all() if whole else calls_in_scope(user) if user.roles & READERS else Call.objects.none()
    return calls.filter(published=True)


def total(found: Sequence[Envelope]) -> Money:
    """Several calls together."""
    return Money(sum((one.opened for one in found), ZERO), sum((one.reserved for one in found), ZERO), by_year(found))


def by_year(found: Iterable[Envelope]) -> tuple[Year, ...]:
    """The years of several calls together, the latest first."""
    years: dict[int, Year] = {}
    for one in (year for envelope in found for year in envelope.years):
        years[one.year] = years[one.year] + one if one.year in years else one
    return tuple(years[year] for year in sorted(years, reverse=True))


def _sums(rows: QuerySet[Any], call: str, when: str, amount: Combinable) -> Sums:
    """That amount summed by call and civil year; one statement."""
    years = rows.order_by().annotate(year=ExtractYear(when)).values(call, "year").annotate(sum=Sum(amount))
    return {(one, year): amount for one, year, amount in years.values_list(call, "year", "sum")}


def _both(one: Sums, other: Sums) -> Sums:
    return {key: one.get(key, ZERO) + other.get(key, ZERO) for key in {*one, *other}}


def _years(signed: Sums, paid: Sums, repaid: Sums, returned: Sums) -> dict[int, tuple[Year, ...]]:
    """The years of each call, in their order."""
    keys = sorted({*signed, *paid, *repaid, *returned})
    found: dict[int, tuple[Year, ...]] = {}
    for call, year in keys:
        each = (sums.get((call, year), ZERO) for sums in (signed, paid, repaid, returned))
        found[call] = (*found.get(call, ()), Year(year, *each))
    return found
