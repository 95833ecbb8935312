"""The envelopes drawn to one scale, one bar a call and two a year: where things stand; the style sheet colours them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dossiers.desk.drawing import Bar, bar
from followup.envelopes.reading import Envelope, Year


@dataclass(frozen=True)
class DrawnEnvelope:
    """As wide as its envelope is beside the largest one shown: paid, signed and to be paid, reserved, left."""

    envelope: Envelope
    drawn: Bar


@dataclass(frozen=True)
class DrawnYear:
    year: Year
    signed: Bar
    paid: Bar


def draw_envelopes(found: Sequence[Envelope]) -> tuple[DrawnEnvelope, ...]:
    whole = max((one.opened for one in found), default=Decimal(0)) or Decimal(1)
    return tuple(DrawnEnvelope(one, bar(_pieces(one), whole=whole)) for one in found)


def _pieces(one: Envelope) -> list[tuple[str, Decimal]]:
    return [("paid", one.paid), ("due", one.to_pay), ("reserved", one.reserved), ("left", one.left)]


def draw_years(years: Sequence[Year]) -> tuple[DrawnYear, ...]:
    """A year in which acts gave less than they replaced has no bar for it: the table says the sum."""
    most = max((amount for one in years for amount in (one.signed, one.paid)), default=Decimal(0))
    whole = max(most, Decimal(1))
    return tuple(
        DrawnYear(
            one,
            bar([("due", max(one.signed, Decimal(0)))], whole=whole),
            bar([("paid", one.paid)], whole=whole),
        )
        for one in years
    )
