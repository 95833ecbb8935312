"""The arithmetic of scores: means, gaps, advice and rank. Pure: no Django, no database, no clock.

A score is a number of points from 0 to 5 by halves; `None` is « sans avis » (n/a): no mean counts it, it is not zero.
Everything is computed in exact fractions and rounded once, at the end, so that both databases tell the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

TOP = 5
#: So far apart on one criterion, two reviewers have something to discuss.
GAP = Decimal(2)
#: Under or over these, a score is explained in writing.
EXPLAIN_UNDER, EXPLAIN_OVER = Decimal(2), Decimal(4)
#: Decimals of a mean kept in a column. Two means over weights that sum to W differ by 1/(4W²) at least: up to
#: W = 10 000 they stay apart, and in order, once rounded.
STORED_PLACES = 9


@dataclass(frozen=True)
class Axis:
    """A criterion as the arithmetic sees it: its code, and a weight greater than zero."""

    code: str
    weight: int


@dataclass(frozen=True)
class Mark:
    """What one person gave one criterion; `points` None is « sans avis »."""

    code: str
    points: Decimal | None


Sheet = tuple[Mark, ...]


@dataclass(frozen=True)
class AxisSummary:
    """One criterion over all the reviewers: the points given, lowest first, and what they make."""

    code: str
    points: tuple[Decimal, ...]
    mean: Fraction | None
    median: Fraction | None
    spread: Decimal

    @property
    def flagged(self) -> bool:
        """Whether two reviewers are far enough apart to discuss this criterion."""
        return self.spread >= GAP


@dataclass(frozen=True)
class Summary:
    """All the sheets of a dossier together; `median` and `spread` are those of the sheets' own weighted means."""

    axes: tuple[AxisSummary, ...]
    count: int
    mean: Fraction | None
    median: Fraction | None
    spread: Fraction


class Advice(StrEnum):
    """What the scores propose; people decide."""

    REFUSE = "refuse"
    RECOMMEND = "recommend"
    DISCUSS = "discuss"


@dataclass(frozen=True)
class Candidate:
    """A dossier in a ranking: weighted consensus, then the criteria that settle ties, then the earlier deposit.

    `amount` is what would be granted, in euros; `key` names the dossier.
    """

    key: str
    weighted: Fraction
    tie_breaks: tuple[Decimal, ...] | tuple[Fraction, ...]
    deposited_at: datetime
    amount: Decimal


@dataclass(frozen=True)
class Line:
    """One line of the board; `total` is what it and all before it ask for together, in euros."""

    rank: int
    candidate: Candidate
    total: Decimal
    fits: bool


@dataclass(frozen=True)
class Board:
    """A ranking under an envelope. The line is drawn before the first dossier that no longer fits, and stays there.

    `left` is what remains above the line, in euros: what the first dossier under it could be granted in part.
    """

    lines: tuple[Line, ...]
    left: Decimal

    @property
    def above(self) -> int:
        """How many dossiers stand above the line."""
        return sum(line.fits for line in self.lines)


def points_of(half_points: int) -> Decimal:
    """0..10 half points as points: 7 is 3.5. ValueError outside."""
    if not 0 <= half_points <= 2 * TOP:
        raise ValueError(f"{half_points} half points is off the scale")
    return Decimal(half_points) / 2


def needs_rationale(points: Decimal | None) -> bool:
    """Whether that score is to be explained in writing (under 2, over 4)."""
    return points is not None and not EXPLAIN_UNDER <= points <= EXPLAIN_OVER


def weighted(axes: Iterable[Axis], marks: Iterable[Mark]) -> Fraction | None:
    """The weighted mean of one sheet, 0 to 5, over the criteria with an opinion; None when there is none."""
    return weighted_points(axes, {mark.code: Fraction(mark.points) for mark in marks if mark.points is not None})


def weighted_points(axes: Iterable[Axis], points: Mapping[str, Fraction]) -> Fraction | None:
    """The same, from exact points by criterion."""
    return _weighted([(axis.weight, points.get(axis.code)) for axis in axes])


def _weighted(terms: Iterable[tuple[int, Fraction | None]]) -> Fraction | None:
    known = [(weight, value) for weight, value in terms if value is not None]
    if not known:
        return None
    return sum((weight * value for weight, value in known), Fraction(0)) / sum(weight for weight, _ in known)


def mean(values: Sequence[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None


def median(values: Sequence[Fraction]) -> Fraction | None:
    """The middle value, or half-way between the two in the middle."""
    ordered, half = sorted(values), len(values) // 2
    if not ordered:
        return None
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def summarise(axes: Sequence[Axis], sheets: Sequence[Sheet]) -> Summary:
    """Means, medians, spreads and gaps of several sheets; the overall mean weighs the criteria's own means."""
    found = tuple(_axis(axis.code, sheets) for axis in axes)
    own = [value for sheet in sheets if (value := weighted(axes, sheet)) is not None]
    return Summary(
        axes=found,
        count=len(sheets),
        mean=_weighted([(axis.weight, one.mean) for axis, one in zip(axes, found, strict=True)]),
        median=median(own),
        spread=max(own) - min(own) if own else Fraction(0),
    )


def _axis(code: str, sheets: Sequence[Sheet]) -> AxisSummary:
    points = sorted(mark.points for sheet in sheets for mark in sheet if mark.code == code and mark.points is not None)
    exact = [Fraction(value) for value in points]
    spread = points[-1] - points[0] if points else Decimal(0)
    return AxisSummary(code, tuple(points), mean(exact), median(exact), spread)


def advise(axes: Iterable[Axis], marks: Sheet, *, refusal_under: Decimal, recommended_from: Decimal) -> Advice:
    """A criterion under the first threshold proposes refusal, whatever the mean; a mean from the second recommends."""
    if any(mark.points is not None and mark.points < refusal_under for mark in marks):
        return Advice.REFUSE
    value = weighted(axes, marks)
    return Advice.RECOMMEND if value is not None and value >= recommended_from else Advice.DISCUSS


def rank(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Best first; the key settles what nothing else does, so that the order never depends on how they came."""
    return tuple(
        sorted(
            candidates,
            key=lambda c: (-c.weighted, tuple(-p for p in c.tie_breaks), c.deposited_at, c.key),
        )
    )


def under_envelope(ranked: Iterable[Candidate], envelope: Decimal) -> Board:
    """Goes down the ranking while the envelope (euros) lasts; under the line, nothing smaller slips through."""
    lines: list[Line] = []
    total, left = Decimal(0), envelope
    for place, candidate in enumerate(ranked, start=1):
        total += candidate.amount
        fits = total <= envelope  # amounts are positive: once passed, the envelope stays passed
        left = envelope - total if fits else left
        lines.append(Line(place, candidate, total, fits))
    return Board(tuple(lines), left)


def rounded(value: Fraction, places: int) -> Decimal:
    """A fraction as a decimal of so many places, halves away from zero: the only rounding there is."""
    whole, rest = divmod(abs(value.numerator) * 10**places, value.denominator)
    whole += 2 * rest >= value.denominator
    return Decimal(-whole if value < 0 else whole).scaleb(-places)


def stored(value: Fraction) -> Decimal:
    """A mean as its column keeps it."""
    return rounded(value, STORED_PLACES)
