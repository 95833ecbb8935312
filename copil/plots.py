"""The four counts of a ballot as one bar: only where things stand; colours belong to the style sheet."""

from collections.abc import Iterator
from dataclasses import dataclass

from copil.models import Vote
from copil.tally import Counts

WIDTH, HEIGHT, GAP = 400, 28, 2


@dataclass(frozen=True)
class Piece:
    """One choice's share of the bar; `x` and `width` are the drawing's units."""

    code: str
    label: str
    count: int
    x: int
    width: int


@dataclass(frozen=True)
class Bar:
    """The bar and its legend: pieces with no vote are in the legend only."""

    pieces: tuple[Piece, ...]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def drawn(self) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.pieces if piece.count)


def bar(counts: Counts) -> Bar:
    """Each choice as wide as its share of all ballots, in the order pour, contre, abstention, NPPV."""
    return Bar(tuple(_pieces(counts)))


def _pieces(counts: Counts) -> Iterator[Piece]:
    numbers = (counts.pour, counts.contre, counts.abstention, counts.nppv)
    total, before = sum(numbers), 0
    for choice, count in zip(Vote.Choice, numbers, strict=True):
        start, before = _at(before, total), before + count
        yield Piece(choice.value, str(choice.label), count, start, max(_at(before, total) - start - GAP, 0))


def _at(count: int, total: int) -> int:
    return round(WIDTH * count / total) if total else 0
