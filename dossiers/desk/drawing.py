"""A share of a whole as one horizontal bar: only where things stand; colours belong to the style sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

WIDTH, HEIGHT = 400, 16
#: What is not nothing is seen, however small.
LEAST = 3


@dataclass(frozen=True)
class Piece:
    """One part of a bar; `x` and `width` are the drawing's units."""

    code: str
    x: int
    width: int


@dataclass(frozen=True)
class Bar:
    pieces: tuple[Piece, ...]
    width: int = WIDTH
    height: int = HEIGHT


def bar(values: Sequence[tuple[str, int | Decimal]], *, whole: int | Decimal) -> Bar:
    """The parts one after the other, each as wide as its share of the whole; nothing is drawn of nothing.

    >>> [(piece.code, piece.x, piece.width) for piece in bar([("late", 1), ("on", 3)], whole=8).pieces]
    [('late', 0, 50), ('on', 50, 150)]
    """
    pieces, at = [], 0
    for code, value in values:
        if value <= 0 or whole <= 0:
            continue
        width = min(max(round(WIDTH * Fraction(value) / Fraction(whole)), LEAST), WIDTH - at)
        if width > 0:
            pieces.append(Piece(code, at, width))
            at += width
    return Bar(tuple(pieces))
