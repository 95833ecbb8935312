"""The solver's plan: nobody barred, places filled, loads even, services mixed, in that order; checked by trying all."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.reviewers.solver import EMPTY, FAR, LOAD, SAME_SERVICE, Barred, Helper, Need, Plan, assign, bar


def need(key: str, wanted: int = 1, **said: object) -> Need:
    return Need(key, **{"department": "11", "service": "", "wanted": wanted, **said})  # type: ignore[arg-type]


def helper(key: str, *, load: int = 0, service: str = "", near: str = "") -> Helper:
    return Helper(key, frozenset(near.split()), service, load)


def pairs(plan: Plan) -> set[tuple[str, str]]:
    return {(choice.need, choice.helper) for choice in plan.choices}


def test_loads_are_evened_whatever_the_order_of_the_dossiers():
    plan = assign([need("a", 2), need("b", 2)], [helper("x", load=3), helper("y"), helper("z"), helper("w")])
    assert {choice.helper for choice in plan.choices} == {"y", "z", "w"}
    assert max(choice.load_after for choice in plan.choices) == 2


def test_a_place_that_nobody_may_take_stays_empty_and_is_counted():
    barred = need("a", 2, barred={"x": Barred.INTEREST}, service="ddt")
    plan = assign([barred], [helper("x"), helper("y"), helper("z", service="ddt")])
    assert (pairs(plan), plan.gaps) == ({("a", "y")}, {"a": 1})


def test_two_reviewers_of_one_service_are_avoided_but_not_at_the_price_of_a_load():
    some = [helper("x", service="s"), helper("y", service="s"), helper("z", service="t")]
    assert pairs(assign([need("a", 2)], some)) in ({("a", "x"), ("a", "z")}, {("a", "y"), ("a", "z")})
    assert pairs(assign([need("a", 2)], [*some[:2], helper("z", service="t", load=5)])) == {("a", "x"), ("a", "y")}
    assert pairs(assign([need("a", 1, services=frozenset({"s"}))], some)) == {("a", "z")}


def test_somebody_who_knows_the_department_is_preferred_among_the_equally_busy():
    some = [helper("x"), helper("y", near="11 31"), helper("z")]
    (choice,) = assign([need("a")], some).choices
    assert (choice.helper, choice.near) == ("y", True)
    assert pairs(assign([need("a", covered=True)], some)) <= {("a", "x"), ("a", "y"), ("a", "z")}


def test_nothing_to_share_is_an_empty_plan():
    assert assign([], [helper("x")]) == assign([need("a", 0)], []) == Plan((), {})
    assert assign([need("a", 2)], []).gaps == {"a": 2}


# -- against every plan there is ------------------------------------------------------------
SERVICES = st.sampled_from(["", "s", "t"])
HELPERS = st.lists(st.tuples(st.integers(0, 3), SERVICES, st.sampled_from(["", "11"])), min_size=1, max_size=4)
NEEDS = st.lists(st.tuples(st.integers(1, 2), SERVICES, st.integers(0, 15)), min_size=1, max_size=2)


def drawn(
    needs: Sequence[tuple[int, str, int]], helpers: Sequence[tuple[int, str, str]]
) -> tuple[list[Need], list[Helper]]:
    people = [helper(f"h{n}", load=load, service=service, near=near) for n, (load, service, near) in enumerate(helpers)]
    wanting = [
        need(f"n{n}", wanted, service=service,
             barred={one.key: Barred.INTEREST for bit, one in enumerate(people) if mask & 1 << bit})
        for n, (wanted, service, mask) in enumerate(needs)
    ]  # fmt: skip
    return wanting, people


def every_plan(needs: list[Need], helpers: list[Helper]) -> Iterator[list[tuple[Need, Helper]]]:
    choices = []
    for one in needs:
        free = [h for h in helpers if bar(one, h) is None]
        sets = [c for size in range(min(one.wanted, len(free)) + 1) for c in combinations(free, size)]
        choices.append([(one, c) for c in sets])
    for picked in product(*choices):
        yield [(one, h) for one, c in picked for h in c]


def cost(needs: list[Need], helpers: list[Helper], plan: list[tuple[Need, Helper]]) -> float:
    total = 0.0
    for h in helpers:
        total += sum(LOAD * (h.load + step) for step in range(sum(one == h for _need, one in plan)))
    for one in needs:
        mine = [h for n, h in plan if n == one]
        total += EMPTY * (one.wanted - len(mine))
        total += SAME_SERVICE * sum(n - 1 for s, n in Counter(h.service for h in mine).items() if s)
        total += FAR * (not any("11" in h.departments for h in mine))
    return total


@settings(max_examples=40)
@given(NEEDS, HELPERS)
def test_no_plan_is_cheaper_and_the_order_of_the_input_changes_nothing(needs, helpers):
    wanting, people = drawn(needs, helpers)
    plan = assign(wanting, people)
    by_key = {one.key: one for one in [*wanting, *people]}
    found = [(by_key[n], by_key[h]) for n, h in pairs(plan)]
    assert all(bar(n, h) is None for n, h in found)  # type: ignore[arg-type]
    assert len(found) == len(plan.choices)
    best = min(cost(wanting, people, other) for other in every_plan(wanting, people))
    assert cost(wanting, people, found) == best  # type: ignore[arg-type]
    assert assign(reversed(wanting), reversed(people)) == plan
