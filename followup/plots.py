"""What was paid of a grant as one bar: only where things stand; colours belong to the style sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from followup.models import FollowUp, Payment

WIDTH, HEIGHT = 400, 24
ZERO = Decimal(0)
LABELS: tuple[tuple[str, str, str | Promise], ...] = (
    ("paid", "signed", _("Payé")),
    ("asked", "on", _("À payer")),
    ("planned", "left", _("Prévu")),
    ("dropped", "dropped", _("Abandonné")),
)


@dataclass(frozen=True)
class Piece:
    """One part of the bar; `x` and `width` are the drawing's units, `amount` euros."""

    mark: str
    label: str
    amount: Decimal
    x: int
    width: int


@dataclass(frozen=True)
class Bar:
    """What became of the grant, in euros; together the pieces are the act's amount."""

    pieces: tuple[Piece, ...]
    width: int = WIDTH
    height: int = HEIGHT


def bar(follow_up: FollowUp, payments: Sequence[Payment], *, ended: bool = False) -> Bar:
    """Each state as wide as its share of the act; what is neither paid, asked for nor planned was given up, and once
    the dossier has `ended` nothing is expected any more.
    """
    payments = () if ended else payments
    found = {
        "paid": follow_up.paid,
        "asked": sum((one.amount for one in payments if one.state == "asked"), ZERO),
        "planned": sum((one.planned for one in payments if one.state == "planned"), ZERO),
    }
    found["dropped"] = follow_up.granted - sum(found.values(), ZERO)
    pieces, before = [], ZERO
    for code, mark, label in LABELS:
        if found[code] <= 0:
            continue
        start, before = _at(before, follow_up.granted), before + found[code]
        pieces.append(Piece(mark, str(label), found[code], start, _at(before, follow_up.granted) - start))
    return Bar(tuple(pieces))


def _at(amount: Decimal, whole: Decimal) -> int:
    return round(WIDTH * amount / whole)
