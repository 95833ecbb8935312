"""The arithmetic of the assignment: what always holds, whoever the people and whatever the dossiers."""

import itertools
import random
import time

from hypothesis import given
from hypothesis import strategies as st

from dossiers.challenge.assigning import Barred, Helper, Need, Plan, assign, bar, nearness

DEPARTMENTS, THEMES, SERVICES = ("09", "11", "31"), ("digital", "people"), ("", "ddt", "prefecture")


@st.composite
def helpers(draw: st.DrawFn, most: int = 8, *, max_load: int = 4) -> list[Helper]:
    return [
        Helper(
            f"h{n:02}",
            draw(st.frozensets(st.sampled_from(DEPARTMENTS))),
            draw(st.frozensets(st.sampled_from(THEMES))),
            draw(st.sampled_from(SERVICES)),
            draw(st.integers(0, max_load)),
        )
        for n in range(draw(st.integers(0, most)))
    ]


@st.composite
def needs(draw: st.DrawFn, most: int = 8) -> list[Need]:
    keys = st.sampled_from([f"h{n:02}" for n in range(8)])
    return [
        Need(
            f"d{n:02}",
            draw(st.sampled_from(DEPARTMENTS)),
            draw(st.sampled_from(THEMES)),
            draw(st.sampled_from(SERVICES)),
            draw(st.integers(0, 3)),
            draw(st.dictionaries(keys, st.sampled_from(Barred), max_size=4)),
        )
        for n in range(draw(st.integers(0, most)))
    ]


def loads(people: list[Helper], plan: Plan) -> dict[str, int]:
    found = {helper.key: helper.load for helper in people}
    for choice in plan.choices:
        found[choice.helper] += 1
    return found


@given(needs(), helpers())
def test_nobody_who_is_barred_is_ever_chosen_nor_anybody_twice_for_one_dossier(
    wanting: list[Need], people: list[Helper]
) -> None:
    by_key, of = {helper.key: helper for helper in people}, {need.key: need for need in wanting}
    plan = assign(wanting, people)
    for choice in plan.choices:
        assert bar(of[choice.need], by_key[choice.helper]) is None
    pairs = [(choice.need, choice.helper) for choice in plan.choices]
    assert len(pairs) == len(set(pairs))


@given(needs(), helpers())
def test_each_dossier_gets_all_it_wants_or_everybody_it_may_have_and_what_is_missing_is_said(
    wanting: list[Need], people: list[Helper]
) -> None:
    plan = assign(wanting, people)
    gaps = {gap.need: gap for gap in plan.gaps}
    for need in wanting:
        free = [helper for helper in people if bar(need, helper) is None]
        given_ = [choice for choice in plan.choices if choice.need == need.key]
        assert len(given_) == min(need.wanted, len(free))
        if need.key in gaps:
            assert gaps[need.key].missing == need.wanted - len(free)
            assert sum(count for _reason, count in gaps[need.key].why) == len(people) - len(free)
    assert set(gaps) == {n.key for n in wanting if len([c for c in plan.choices if c.need == n.key]) < n.wanted}


@given(needs(), helpers())
def test_no_dossier_could_go_to_somebody_with_two_less(wanting: list[Need], people: list[Helper]) -> None:
    plan = assign(wanting, people)
    after = loads(people, plan)
    of = {need.key: need for need in wanting}
    pairs = {(choice.need, choice.helper) for choice in plan.choices}
    for need, helper in pairs:
        for other in people:
            if (need, other.key) not in pairs and bar(of[need], other) is None:
                assert after[other.key] >= after[helper] - 1


@given(st.integers(1, 12), st.integers(1, 40), st.integers(1, 3), st.data())
def test_where_nobody_is_barred_and_all_start_alike_loads_differ_by_one_at_most(
    dossiers: int, people: int, wanted: int, data: st.DataObject
) -> None:
    wanting = [Need(f"d{n}", data.draw(st.sampled_from(DEPARTMENTS)), "digital", "", wanted) for n in range(dossiers)]
    asked = [
        Helper(f"h{n}", frozenset({data.draw(st.sampled_from(DEPARTMENTS))}), frozenset(), "", 2) for n in range(people)
    ]
    after = loads(asked, assign(wanting, asked)).values()
    assert max(after) - min(after) <= 1


@given(needs(), helpers(), st.randoms(use_true_random=False))
def test_the_order_of_dossiers_and_of_people_changes_nothing(
    wanting: list[Need], people: list[Helper], chance: random.Random
) -> None:
    plan = assign(wanting, people)
    chance.shuffle(wanting)
    chance.shuffle(people)
    assert assign(wanting, people) == plan


@given(needs(most=3), helpers(most=4))
def test_no_other_assignment_is_more_even_nor_as_even_and_nearer(wanting: list[Need], people: list[Helper]) -> None:
    """Against every assignment there is."""
    plan = assign(wanting, people)
    by_key, of = {helper.key: helper for helper in people}, {need.key: need for need in wanting}

    def worth(pairs: list[tuple[str, str]]) -> tuple[int, int]:
        after = {helper.key: helper.load for helper in people}
        for _need, helper in pairs:
            after[helper] += 1
        return sum(load**2 for load in after.values()), -sum(nearness(of[n], by_key[h]) for n, h in pairs)

    ways = []
    for need in wanting:
        free = [helper.key for helper in people if bar(need, helper) is None]
        ways.append(
            [[(need.key, h) for h in some] for some in itertools.combinations(free, min(need.wanted, len(free)))]
        )
    best = min(worth([pair for pairs in way for pair in pairs]) for way in itertools.product(*ways))
    assert worth([(choice.need, choice.helper) for choice in plan.choices]) == best


def test_the_near_one_is_chosen_among_equals_the_department_before_the_theme() -> None:
    need = Need("d", "09", "digital", "", 1)
    far = Helper("a", frozenset(), frozenset(), "", 0)
    theme = Helper("b", frozenset(), frozenset({"digital"}), "", 0)
    department = Helper("c", frozenset({"09"}), frozenset(), "", 0)
    busy = Helper("d", frozenset({"09"}), frozenset({"digital"}), "", 1)
    (choice,) = assign([need], [far, theme, department, busy]).choices
    assert (choice.helper, choice.near_department, choice.near_theme) == ("c", True, False)


def test_thirty_dossiers_among_forty_people_are_shared_out_at_once() -> None:
    chance = random.Random(349)  # noqa: S311 - the same case each time
    people = [
        Helper(f"h{n}", frozenset(chance.sample(DEPARTMENTS, 1)), frozenset(chance.sample(THEMES, 1)), "", n % 4)
        for n in range(40)
    ]
    wanting = [Need(f"d{n}", chance.choice(DEPARTMENTS), chance.choice(THEMES), "", 3) for n in range(30)]
    start = time.process_time()
    plan = assign(wanting, people)
    assert time.process_time() - start < 2
    assert len(plan.choices) == 90
    after = loads(people, plan).values()
    assert max(after) - min(after) <= 1
