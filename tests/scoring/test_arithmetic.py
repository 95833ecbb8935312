"""The arithmetic of scores: a table of cases, then what holds of every set of sheets."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.arithmetic import (
    TOP,
    Advice,
    Axis,
    Candidate,
    Mark,
    Sheet,
    advise,
    median,
    needs_rationale,
    points_of,
    rank,
    rounded,
    stored,
    summarise,
    under_envelope,
    weighted,
)

AXES = (Axis("impact", 40), Axis("partnership", 30), Axis("innovation", 30))
DEPOSIT = datetime(2026, 10, 1, 9, tzinfo=UTC)


def sheet(*points: str | None) -> Sheet:
    return tuple(
        Mark(axis.code, None if given is None else Decimal(given)) for axis, given in zip(AXES, points, strict=True)
    )


# -- the table ----------------------------------------------------------------
@pytest.mark.parametrize(
    ("points", "expected"),
    [
        (("5", "5", "5"), Fraction(5)),
        (("0", "0", "0"), Fraction(0)),
        (("4", "3", "2"), Fraction(31, 10)),
        (("3.5", "4", "2.5"), Fraction(67, 20)),
        ((None, "4", "2"), Fraction(3)),  # two criteria of equal weight are left
        (("4", None, "2"), Fraction(22, 7)),  # (40 × 4 + 30 × 2) / 70
        ((None, None, "1.5"), Fraction(3, 2)),
        ((None, None, None), None),
    ],
)
def test_weighted_mean_leaves_out_what_has_no_opinion(points, expected):
    assert weighted(AXES, sheet(*points)) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], None),
        ([3], Fraction(3)),
        ([1, 4], Fraction(5, 2)),
        ([5, 1, 2], Fraction(2)),
        ([4, 1, 2, 3], Fraction(5, 2)),
    ],
)
def test_median_of_an_even_number_is_half_way(values, expected):
    assert median([Fraction(v) for v in values]) == expected


def test_summary_of_three_reviewers():
    summary = summarise(AXES, [sheet("4", "3", "2"), sheet("3", "3.5", "4"), sheet("4.5", None, "3")])
    impact, partnership, innovation = summary.axes
    assert impact.points == (Decimal(3), Decimal(4), Decimal("4.5"))
    assert (impact.mean, impact.median, impact.spread) == (Fraction(23, 6), Fraction(4), Decimal("1.5"))
    assert (partnership.mean, partnership.spread) == (Fraction(13, 4), Decimal("0.5"))
    assert (innovation.spread, innovation.flagged) == (Decimal(2), True)
    assert (impact.flagged, partnership.flagged) == (False, False)
    assert summary.count == 3
    assert summary.mean == (40 * Fraction(23, 6) + 30 * Fraction(13, 4) + 30 * Fraction(3)) / 100
    assert summary.median == Fraction(69, 20)  # 3.1, 3.45 and 27/7
    assert summary.spread == Fraction(27, 7) - Fraction(31, 10)


def test_summary_of_nobody_is_empty():
    summary = summarise(AXES, [])
    assert (summary.count, summary.mean, summary.median, summary.spread) == (0, None, None, Fraction(0))
    assert [one.points for one in summary.axes] == [(), (), ()]


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        (("5", "5", "1.5"), Advice.REFUSE),  # one criterion under 2, whatever the mean
        (("2", "2", "2"), Advice.DISCUSS),
        (("3", "3", "3"), Advice.RECOMMEND),
        (("3", "3", "2.5"), Advice.DISCUSS),
        (("5", None, "2"), Advice.RECOMMEND),
        ((None, None, None), Advice.DISCUSS),
    ],
)
def test_advice(points, expected):
    found = advise(AXES, sheet(*points), refusal_under=Decimal(2), recommended_from=Decimal(3))
    assert found is expected


@pytest.mark.parametrize(
    ("points", "expected"),
    [("1.5", True), ("2", False), ("4", False), ("4.5", True), ("0", True), ("5", True), (None, False)],
)
def test_scores_under_two_or_over_four_are_explained(points, expected):
    assert needs_rationale(None if points is None else Decimal(points)) is expected


@pytest.mark.parametrize("half_points", [-1, 11])
def test_half_points_off_the_scale_are_refused(half_points):
    with pytest.raises(ValueError, match="off the scale"):
        points_of(half_points)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (Fraction(22, 7), 2, "3.14"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 8), 2, "-0.13"),
        (Fraction(3), 9, "3.000000000"),
    ],
)
def test_rounding_takes_halves_away_from_zero(value, places, expected):
    assert str(rounded(value, places)) == expected


def candidate(key: str, weighted: str, *ties: str, day: int = 0, amount: str = "1000.00") -> Candidate:
    return Candidate(
        key, Fraction(weighted), tuple(Decimal(t) for t in ties), DEPOSIT + timedelta(days=day), Decimal(amount)
    )


def test_ranking_is_by_consensus_then_impact_then_partnership_then_deposit():
    first = candidate("a", "3.5", "3", "4")
    by_impact = candidate("b", "3.4", "4", "3")
    by_partnership = candidate("c", "3.4", "3.5", "4")
    earlier = candidate("d", "3.4", "3.5", "3", day=1)
    later = candidate("e", "3.4", "3.5", "3", day=2)
    assert rank([later, by_partnership, earlier, first, by_impact]) == (
        first,
        by_impact,
        by_partnership,
        earlier,
        later,
    )


def test_the_line_is_drawn_where_the_envelope_ends_and_nothing_smaller_slips_through():
    ranked = [
        candidate("a", "4", amount="40000.00"),
        candidate("b", "3.5", amount="50000.00"),
        candidate("c", "3", amount="20000.00"),
        candidate("d", "2.5", amount="5000.00"),
    ]
    board = under_envelope(ranked, Decimal("100000.00"))
    assert [(line.rank, line.fits) for line in board.lines] == [(1, True), (2, True), (3, False), (4, False)]
    assert board.lines[2].total == Decimal("110000.00")
    assert (board.above, board.left) == (2, Decimal("10000.00"))


def test_an_envelope_spent_to_the_cent_holds_the_last_dossier():
    board = under_envelope([candidate("a", "4", amount="999.99")], Decimal("999.99"))
    assert (board.above, board.left) == (1, Decimal(0))


# -- what always holds ----------------------------------------------------------
some_points = st.none() | st.integers(0, 2 * TOP).map(points_of)
sheets = st.builds(sheet, *(some_points.map(lambda p: None if p is None else str(p)) for _ in AXES))
weights = st.lists(st.integers(1, 100), min_size=3, max_size=3)
panels = st.lists(sheets, max_size=9)


def axes_of(found: list[int]) -> tuple[Axis, ...]:
    return tuple(Axis(axis.code, weight) for axis, weight in zip(AXES, found, strict=True))


@given(panels, st.randoms(use_true_random=False))
def test_permuting_the_reviewers_changes_nothing(panel, random):
    shuffled = panel[:]
    random.shuffle(shuffled)
    assert summarise(AXES, shuffled) == summarise(AXES, panel)


@given(panels, weights, st.integers(1, 50))
def test_weights_scale_out(panel, found, factor):
    plain = summarise(axes_of(found), panel)
    assert summarise(axes_of([factor * weight for weight in found]), panel) == plain


@given(panels, weights)
def test_means_stay_between_the_lowest_and_the_highest_score(panel, found):
    given_points = [mark.points for one in panel for mark in one if mark.points is not None]
    mean = summarise(axes_of(found), panel).mean
    if not given_points:
        assert mean is None
    else:
        assert min(given_points) <= mean <= max(given_points)


@given(sheets, weights)
def test_one_reviewer_alone_is_their_own_mean(one, found):
    axes = axes_of(found)
    summary = summarise(axes, [one])
    assert summary.mean == summary.median == weighted(axes, one)
    assert summary.spread == 0


@given(panels, sheets)
def test_a_reviewer_without_any_opinion_moves_no_mean(panel, one):
    silent = tuple(replace(mark, points=None) for mark in one)
    assert summarise(AXES, [*panel, silent]).mean == summarise(AXES, panel).mean


@given(panels.filter(bool), weights, st.data())
def test_a_higher_score_never_lowers_a_mean(panel, found, data):
    scored = [(i, j) for i, one in enumerate(panel) for j, m in enumerate(one) if m.points is not None and m.points < 5]
    if not scored:
        return
    i, j = data.draw(st.sampled_from(scored))
    raised = [list(one) for one in panel]
    mark = raised[i][j]
    raised[i][j] = replace(mark, points=mark.points + Decimal("0.5"))
    before, after = (summarise(axes_of(found), [tuple(one) for one in p]) for p in (panel, raised))
    assert after.mean > before.mean
    assert after.median >= before.median


candidates = st.lists(
    st.builds(
        Candidate,
        st.text("abcdef", min_size=3, max_size=6),
        st.builds(Fraction, st.integers(0, 100), st.just(20)),
        st.tuples(st.integers(0, 10).map(points_of), st.integers(0, 10).map(points_of)),
        st.integers(0, 3).map(lambda day: DEPOSIT + timedelta(days=day)),
        st.decimals("0.01", "50000.00", places=2),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda c: c.key,
)


@given(candidates, st.randoms(use_true_random=False))
def test_rank_does_not_depend_on_the_order_of_arrival(found, random):
    shuffled = found[:]
    random.shuffle(shuffled)
    assert rank(shuffled) == rank(found)


@given(candidates, st.data())
def test_a_higher_score_never_lowers_a_rank(found, data):
    chosen = data.draw(st.integers(0, len(found) - 1))
    better = found[:]
    ties = better[chosen].tie_breaks
    better[chosen] = replace(
        better[chosen],
        weighted=better[chosen].weighted + data.draw(st.sampled_from([Fraction(0), Fraction(1, 7)])),
        tie_breaks=tuple(t + data.draw(st.sampled_from([Decimal(0), Decimal("0.5")])) for t in ties),
    )
    assert rank(better).index(better[chosen]) <= rank(found).index(found[chosen])


@given(candidates, st.decimals("0.00", "200000.00", places=2))
def test_what_stands_above_the_line_fits_and_the_next_does_not(found, envelope):
    board = under_envelope(rank(found), envelope)
    above = [line.candidate.amount for line in board.lines if line.fits]
    assert board.left == envelope - sum(above, Decimal(0)) >= 0
    assert [line.fits for line in board.lines] == sorted((line.fits for line in board.lines), reverse=True)
    if board.above < len(found):
        assert board.lines[board.above].candidate.amount > board.left


@given(candidates, st.decimals("0.00", "100000.00", places=2), st.decimals("0.00", "100000.00", places=2))
def test_a_larger_envelope_never_pushes_anyone_under_the_line(found, envelope, more):
    ranked = rank(found)
    assert under_envelope(ranked, envelope + more).above >= under_envelope(ranked, envelope).above


@given(weights, weights, sheets, sheets)
def test_stored_means_keep_the_order_of_the_exact_ones(first, second, one, other):
    a, b = weighted(axes_of(first), one), weighted(axes_of(second), other)
    if a is None or b is None:
        return
    assert (stored(a) < stored(b)) == (a < b)
    assert (stored(a) == stored(b)) == (a == b)
