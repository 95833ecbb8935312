"""The spread of the scores on one criterion, as a drawing: a line from 0 to 5, a dot a reviewer, a mark for the mean.

Only where things stand, in the drawing's own units; colours belong to the style sheet.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.arithmetic import TOP, AxisSummary

LEFT, STEP, FIRST, RISE, BELOW = 12, 56, 18, 15, 26
WIDTH = 2 * LEFT + TOP * STEP
#: Room for two dots at least, so that drawings side by side look alike.
LEAST = 2


@dataclass(frozen=True)
class Dot:
    """`own` is the reader's."""

    x: str
    y: str
    own: bool = False


@dataclass(frozen=True)
class Tick:
    x: str
    label: str


@dataclass(frozen=True)
class Plot:
    """The drawing of one criterion: the line lies at 0, dots rise from it up to `top`, labels hang below.

    `mean` and `agreed` are abscissas, empty when there is none; `span` goes from the lowest to the highest score.
    """

    width: int
    top: int
    height: int
    ticks: tuple[Tick, ...]
    dots: tuple[Dot, ...]
    mean: str
    agreed: str
    span: tuple[str, str]


def tallest(summaries: Iterable[AxisSummary]) -> int:
    """How many equal scores stand on top of each other at the most, so that drawings side by side are as high."""
    return max((max(Counter(one.points).values(), default=0) for one in summaries), default=0)


def plot(summary: AxisSummary, agreed: Decimal | None = None, *, stack: int = 0, own: Decimal | None = None) -> Plot:
    """Equal scores stand on top of each other, with room for `stack` of them at least; `agreed` is the consensus, when
    there is one to show, `own` the reader's score, when one of the dots is theirs.
    """
    stacked: Counter[Decimal] = Counter()
    dots = []
    for points in summary.points:
        mine = points == own and not stacked[points]  # the lowest of its pile
        dots.append(Dot(_at(Fraction(points)), str(-FIRST - RISE * stacked[points]), mine))
        stacked[points] += 1
    low, high = (summary.points[0], summary.points[-1]) if summary.points else (Decimal(0), Decimal(0))
    rise = FIRST + RISE * max(LEAST, stack, *stacked.values(), 0)
    return Plot(
        width=WIDTH,
        top=-rise,
        height=rise + BELOW,
        ticks=tuple(Tick(_at(Fraction(n)), str(n)) for n in range(TOP + 1)),
        dots=tuple(dots),
        mean=_at(summary.mean) if summary.mean is not None else "",
        agreed=_at(Fraction(agreed)) if agreed is not None else "",
        span=(_at(Fraction(low)), _at(Fraction(high))),
    )


def _at(points: Fraction) -> str:
    """The abscissa of a score, to a tenth of a unit."""
    return f"{float(LEFT + points * STEP):.1f}"
