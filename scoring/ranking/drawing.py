"""A ranking as a drawing: each dossier a column, as wide as what it would get, as high as its score, best on the left.

The envelope ends at one vertical line: what stands left of it is funded. Only where things stand, in percents of the
drawing's own box, so that it takes any width without stretching its words; colours belong to the style sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.arithmetic import TOP

#: The part of the box kept for the columns; the rest is for the words around them.
LEFT, RIGHT, ABOVE, BELOW = 4, 99, 12, 88
#: A column that is not nothing is seen, however small.
LEAST = Fraction(1, 10)


@dataclass(frozen=True)
class Piece:
    """One dossier: what it would get in euros, its score out of 5, how it stands (`code`), what a pointer reads."""

    code: str
    amount: Decimal
    score: Fraction
    words: str


@dataclass(frozen=True)
class Column:
    code: str
    x: str
    y: str
    width: str
    height: str
    words: str


@dataclass(frozen=True)
class Mark:
    """A line across the drawing with its label: `at` along the axis that it crosses."""

    at: str
    label: str


@dataclass(frozen=True)
class Drawing:
    """`envelope` is an abscissa, with the side of the line that its words take; `threshold` and `steps`, ordinates."""

    columns: tuple[Column, ...]
    envelope: str
    words_before: bool
    threshold: str
    steps: tuple[Mark, ...]
    left: str = f"{LEFT}%"
    right: str = f"{RIGHT}%"
    top: str = f"{ABOVE}%"
    bottom: str = f"{BELOW}%"


def drawing(pieces: Sequence[Piece], *, envelope: Decimal, threshold: Decimal) -> Drawing | None:
    """The columns one after the other, best first; None when nobody would get anything."""
    asked = sum((piece.amount for piece in pieces), Decimal(0))
    if asked <= 0:
        return None
    whole = Fraction(max(asked, envelope))
    wide = RIGHT - LEFT
    columns, total = [], Fraction(0)
    for piece in pieces:
        if piece.amount <= 0:
            continue
        high = (BELOW - ABOVE) * piece.score / TOP
        width = wide * Fraction(piece.amount) / whole
        columns.append(
            Column(
                code=piece.code,
                x=_percent(LEFT + wide * total / whole),
                y=_percent(BELOW - high),
                width=_percent(max(width, LEAST)),
                height=_percent(high),
                words=piece.words,
            )
        )
        total += Fraction(piece.amount)
    end = LEFT + wide * Fraction(max(envelope, Decimal(0))) / whole
    return Drawing(
        tuple(columns),
        envelope=_percent(end),
        words_before=end > (LEFT + RIGHT) // 2,
        threshold=_percent(_height(Fraction(threshold))),
        steps=tuple(Mark(_percent(_height(Fraction(n))), str(n)) for n in range(TOP + 1)),
    )


def _height(score: Fraction) -> Fraction:
    return BELOW - (BELOW - ABOVE) * score / TOP


def _percent(value: Fraction | int) -> str:
    """To a hundredth of a percent."""
    return f"{float(value):.2f}%"
