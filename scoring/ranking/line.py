"""What moves the line of a ranking: an amount cut down, a reviewer left out, a grant out of its rank. Pure.

The order and the line itself are those of `scoring.arithmetic`; amounts are euros.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from scoring.arithmetic import TOP, Axis, Board, Candidate, Sheet, rank, under_envelope, weighted_points

ZERO = Decimal(0)


@dataclass(frozen=True)
class Given:
    """What one reviewer gave a dossier; `reviewer` is their key."""

    reviewer: int
    marks: Sheet


@dataclass(frozen=True)
class Scored:
    """A dossier with its consensus and the reviews behind it.

    `agreed` is the consensus, criterion by criterion; `ties` are the codes that settle ties, the first one first;
    `amount` is what would be granted.
    """

    key: str
    axes: tuple[Axis, ...]
    agreed: Sheet
    ties: tuple[str, ...]
    deposited_at: datetime
    amount: Decimal
    given: tuple[Given, ...] = ()


@dataclass(frozen=True)
class Partial:
    """What is left above the line, offered to the first dossier under it; `missing` is what it lacks to be whole."""

    key: str
    asked: Decimal
    offered: Decimal
    missing: Decimal

    @property
    def share(self) -> int:
        """The share of the amount that would be granted, in whole percents, never rounded up."""
        return int(100 * self.offered / self.asked)


@dataclass(frozen=True)
class Shift:
    """What the ranking would be without one reviewer: who would come above the line, who would fall under it.

    `moved` counts the dossiers whose rank would change.
    """

    reviewer: int
    reviews: int
    up: tuple[str, ...]
    down: tuple[str, ...]
    moved: int

    @property
    def moves_the_line(self) -> bool:
        return bool(self.up or self.down)


def candidate(scored: Scored, *, without: int | None = None) -> Candidate:
    """The dossier as the ranking sees it, with one reviewer left out when `without` names one of its own.

    Leaving a reviewer out moves each criterion of the consensus as far as it moves the reviews' own mean, and no
    further than the scale: the consensus itself was never a mean. A criterion that nobody else scored stays as it is.
    """
    points = {mark.code: Fraction(mark.points) for mark in scored.agreed if mark.points is not None}
    pulls = {} if without is None else _pulls(scored.given, without)
    points |= {code: _within(points[code] + pull) for code, pull in pulls.items() if code in points}
    value = weighted_points(scored.axes, points)
    if value is None:
        raise ValueError(f"{scored.key}: a consensus scores every criterion")
    ties = tuple(points[code] for code in scored.ties)
    return Candidate(scored.key, value, ties, scored.deposited_at, scored.amount)


def _pulls(given: Sequence[Given], without: int) -> dict[str, Fraction]:
    """How far the mean of the reviews moves on each criterion when that reviewer is left out, where others are left.

    Sums are exact decimals: a fraction is made once a criterion, as there may be thousands.
    """
    own = next((one.marks for one in given if one.reviewer == without), ())
    found = {}
    for mark in own:
        if mark.points is None:
            continue
        all_given = [m.points for one in given for m in one.marks if m.code == mark.code and m.points is not None]
        total, count = sum(all_given, ZERO), len(all_given)
        if count > 1:
            found[mark.code] = Fraction(total - count * mark.points) / (count * (count - 1))
    return found


def _within(value: Fraction) -> Fraction:
    return min(max(value, Fraction(0)), Fraction(TOP))


def drawn(scored: Iterable[Scored], envelope: Decimal) -> Board:
    """The ranking under that envelope."""
    return under_envelope(rank(candidate(one) for one in scored), envelope)


def funded(board: Board) -> frozenset[str]:
    """The dossiers above the line that would be granted something."""
    return frozenset(line.candidate.key for line in board.lines if line.fits and line.candidate.amount > 0)


def partial(board: Board) -> Partial | None:
    """The accord partiel that would use up what is left; None when nothing is left, or nobody is under the line."""
    first = next((line.candidate for line in board.lines if not line.fits and line.candidate.amount > 0), None)
    if first is None or board.left <= 0:
        return None
    return Partial(first.key, first.amount, board.left, first.amount - board.left)


def would_fit(board: Board) -> tuple[str, ...]:
    """The dossiers further down that what is left could grant whole, out of their rank: each alone, best first."""
    under = [line.candidate for line in board.lines if not line.fits and line.candidate.amount > 0]
    return tuple(one.key for one in under[1:] if one.amount <= board.left)


def without_each(scored: Sequence[Scored], envelope: Decimal) -> tuple[Shift, ...]:
    """The ranking again without each reviewer in turn, in the order of their keys."""
    base = drawn(scored, envelope)
    whole = {line.candidate.key: line.candidate for line in base.lines}
    places = {line.candidate.key: line.rank for line in base.lines}
    own: dict[int, list[Scored]] = {}
    for one in scored:
        for given in one.given:
            own.setdefault(given.reviewer, []).append(one)
    return tuple(_shift(reviewer, own[reviewer], whole, places, base, envelope) for reviewer in sorted(own))


def _shift(
    reviewer: int,
    own: Sequence[Scored],
    whole: dict[str, Candidate],
    places: dict[str, int],
    base: Board,
    envelope: Decimal,
) -> Shift:
    changed = whole | {one.key: candidate(one, without=reviewer) for one in own}
    board = under_envelope(rank(changed.values()), envelope)
    before, after = funded(base), funded(board)
    keys = [line.candidate.key for line in base.lines]
    return Shift(
        reviewer,
        len(own),
        up=tuple(key for key in keys if key in after - before),
        down=tuple(key for key in keys if key in before - after),
        moved=sum(places[line.candidate.key] != line.rank for line in board.lines),
    )


def passed_over(better: Iterable[tuple[str, Decimal]], *, amount: Decimal, left: Decimal) -> tuple[str, ...]:
    """The better ranked dossiers that a grant of `amount` would leave without theirs, out of what is `left`.

    `better` gives those that still await a decision with what each would get, best first. A grant that does not fit
    takes nothing: it goes on the waiting list, and passes nobody over.
    """
    if amount <= 0 or amount > left:
        return ()
    total, found = ZERO, []
    for key, wanted in better:
        total += wanted
        if wanted > 0 and total > left - amount:
            found.append(key)
    return tuple(found)
