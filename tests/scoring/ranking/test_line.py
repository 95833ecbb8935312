"""What moves the line: an order that stands, a reviewer left out, a grant out of its rank."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.arithmetic import Axis, Mark, Sheet
from scoring.ranking.line import Given, Scored, candidate, drawn, funded, partial, passed_over, without_each, would_fit

AXES = (Axis("impact", 40), Axis("partnership", 30), Axis("innovation", 30))
CODES = [axis.code for axis in AXES]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def sheet(*points: Any) -> Sheet:
    found = (None if value is None else Decimal(str(value)) for value in points)
    return tuple(Mark(code, value) for code, value in zip(CODES, found, strict=True))


def scored(key: str, *points: Any, amount: int = 10, given: tuple[Given, ...] = (), hours: int = 0) -> Scored:
    deposited = NOON + timedelta(hours=hours)
    return Scored(key, AXES, sheet(*points), ("impact", "partnership"), deposited, Decimal(amount), given)


def order(*some: Scored, envelope: int = 100) -> list[str]:
    return [line.candidate.key for line in drawn(some, Decimal(envelope)).lines]


def test_ties_are_settled_by_impact_then_partnership_then_the_earlier_deposit():
    same = [
        scored("late", 3, 3, 3, hours=2),
        scored("early", 3, 3, 3, hours=1),
        scored("partnership", 3, 4, 2),
        scored("best", 4, 4, 4),
    ]
    assert order(*same) == ["best", "partnership", "early", "late"]
    assert order(scored("a", 3, 4, 2), scored("b", 3, 2, 4)) == ["a", "b"]
    assert order(scored("a", "1.5", 5, 3), scored("b", 3, 3, 3)) == ["b", "a"]  # both 3.0: impact first


def test_the_line_stops_before_the_first_that_no_longer_fits_and_offers_it_what_is_left():
    board = drawn([scored("a", 5, 5, 5, amount=60), scored("b", 4, 4, 4, amount=50), scored("c", 3, 3, 3, amount=30)],
                  Decimal(100))  # fmt: skip
    offer = partial(board)
    assert funded(board) == {"a"}
    assert offer is not None
    assert (offer.key, offer.offered, offer.missing, offer.share) == ("b", Decimal(40), Decimal(10), 80)
    assert would_fit(board) == ("c",)
    assert partial(drawn([scored("a", 5, 5, 5)], Decimal(10))) is None  # nobody is under the line
    assert partial(drawn([scored("a", 5, 5, 5), scored("b", 4, 4, 4)], Decimal(10))) is None  # nothing is left


def test_what_would_get_nothing_is_ranked_and_stops_no_line():
    board = drawn([scored("a", 5, 5, 5, amount=0), scored("b", 4, 4, 4, amount=100)], Decimal(100))
    assert funded(board) == {"b"}


def test_a_reviewer_left_out_may_move_the_line_and_only_where_they_weighed():
    given_ = (Given(1, sheet(5, 5, 5)), Given(2, sheet(3, 3, 3)), Given(3, sheet(3, 3, 3)))
    first, second = scored("first", 4, 4, 4, given=given_), scored("second", "3.5", "3.5", "3.5")
    one, two, three = without_each([first, second], Decimal(10))
    assert (one.up, one.down, one.moved) == (("second",), ("first",), 2)
    assert not two.moves_the_line
    assert two.moved == three.moved == 0
    assert candidate(first, without=1).weighted == Fraction(4) - Fraction(2, 3)


def test_a_criterion_that_nobody_else_scored_stays_as_it_is():
    alone = scored("a", 4, 4, 4, given=(Given(1, sheet(5, 5, 5)), Given(2, sheet(None, 5, 5))))
    assert candidate(alone, without=1).tie_breaks[0] == 4


@pytest.mark.parametrize(
    ("amount", "left", "better", "found"),
    [
        (10, 30, [("a", 20)], ()),  # both fit
        (15, 30, [("a", 20)], ("a",)),
        (10, 15, [("a", 20)], ("a",)),  # the better one no longer fits anyway: it is passed over all the same
        (40, 30, [("a", 20)], ()),  # would wait: takes nothing
        (0, 30, [("a", 40)], ()),
        (10, 30, [("a", 15), ("b", 10), ("c", 0)], ("b",)),
    ],
)
def test_a_grant_passes_over_the_better_ranked_that_it_leaves_without_theirs(amount, left, better, found):
    wanted = [(key, Decimal(value)) for key, value in better]
    assert passed_over(wanted, amount=Decimal(amount), left=Decimal(left)) == found


# -- what always holds --------------------------------------------------------------------
POINTS = st.integers(0, 10).map(lambda n: Decimal(n) / 2)
SHEETS = st.tuples(POINTS, POINTS, POINTS)
OPINIONS = st.tuples(*[st.one_of(st.none(), POINTS)] * 3)
REVIEWS = st.lists(st.tuples(st.integers(1, 4), OPINIONS), max_size=3, unique_by=lambda review: review[0])
DOSSIERS = st.lists(st.tuples(SHEETS, st.integers(0, 40), REVIEWS), min_size=1, max_size=4)


def drawn_from(dossiers: Any) -> list[Scored]:
    return [
        scored(str(n), *points, amount=amount, given=tuple(Given(who, sheet(*said)) for who, said in reviews))
        for n, (points, amount, reviews) in enumerate(dossiers)
    ]


@given(DOSSIERS, st.integers(0, 100))
def test_the_order_in_which_dossiers_and_reviews_come_changes_nothing(dossiers, envelope):
    some = drawn_from(dossiers)
    mixed = [replace(one, given=one.given[::-1]) for one in reversed(some)]
    assert drawn(some, Decimal(envelope)) == drawn(mixed, Decimal(envelope))
    assert without_each(some, Decimal(envelope)) == without_each(mixed, Decimal(envelope))


@given(DOSSIERS, st.integers(0, 2), st.integers(0, 100))
def test_a_higher_score_never_lowers_a_rank_nor_puts_a_dossier_under_the_line(dossiers, axis, envelope):
    some = drawn_from(dossiers)
    points = [mark.points for mark in some[0].agreed]
    points[axis] = min((points[axis] or Decimal(0)) + 1, Decimal(5))
    better = [scored("0", *points, amount=int(some[0].amount)), *some[1:]]
    before, after = drawn(some, Decimal(envelope)), drawn(better, Decimal(envelope))
    places = [next(line.rank for line in board.lines if line.candidate.key == "0") for board in (before, after)]
    assert places[1] <= places[0]
    assert ("0" in funded(after)) or ("0" not in funded(before))


@given(DOSSIERS, st.integers(0, 100))
def test_what_is_funded_never_passes_the_envelope_and_a_larger_one_funds_no_less(dossiers, envelope):
    some = drawn_from(dossiers)
    board = drawn(some, Decimal(envelope))
    total = sum(line.candidate.amount for line in board.lines if line.fits)
    assert total + board.left == envelope
    assert funded(board) <= funded(drawn(some, Decimal(envelope + 7)))


@given(DOSSIERS)
def test_who_gave_what_all_the_others_gave_moves_nothing(dossiers):
    some = drawn_from([(points, amount, [(1, (3, 3, 3)), (2, (3, 3, 3))]) for points, amount, _reviews in dossiers])
    assert all(shift.moved == 0 and not shift.moves_the_line for shift in without_each(some, Decimal(50)))


@given(st.tuples(SHEETS, st.integers(0, 40), REVIEWS))
def test_leaving_anyone_out_stays_on_the_scale(dossier):
    (one,) = drawn_from([dossier])
    assert all(0 <= candidate(one, without=who).weighted <= 5 for who in range(1, 5))
