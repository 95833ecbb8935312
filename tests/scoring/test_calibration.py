"""Calibration: a decided dossier scored again as an exercise, of which nothing real ever reads a row."""

import re
from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from accounts.roles import Role
from dossiers import actions as dossier_actions
from dossiers.models import Dossier
from scoring import actions
from scoring.arithmetic import Mark, points_of
from scoring.board import scores_of
from scoring.calibration.leanings import leanings
from scoring.candidates import candidates
from scoring.models import Consensus, Exercise, ExerciseScore, Review
from scoring.reading import ranks
from scoring.reviewers.sharing import reviewers
from tests import world
from tests.decisions.desk import Desk, desk
from tests.scoring.panel import Panel, codes, sheet
from tests.scoring.test_pages import signed_in
from tests.world import ok
from workflow import clock
from workflow.invariants import violations
from workflow.verdict import Why


def real(dossier: Dossier, lead: User) -> list[object]:
    """Everything that a score weighs on: ranks, means, counts, loads, candidates, what is exported."""
    again = User.objects.get(pk=lead.pk)
    scores = scores_of(again, dossier)
    client = signed_in(again)
    return [
        ranks([dossier]),
        (scores.mean, scores.median, scores.spread, scores.count) if scores else None,
        list(Review.objects.order_by("pk").values_list("pk", "version", "weighted")),
        list(Consensus.objects.order_by("pk").values_list("pk", "weighted")),
        [(one.person.pk, one.load) for one in candidates(dossier)],
        [(person.pk, person.load) for person in reviewers()],  # type: ignore[attr-defined] # annotated
        client.get("/classement/resultats.csv").content,
        re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", client.get("/classement/").text),
    ]


@pytest.fixture
def bureau(db: None) -> Iterator[Desk]:
    """A lab where a dossier has just been granted and signed."""
    with desk(amount="18000.00") as found:
        found.signed()
        yield found


def test_an_exercise_is_scored_blind_then_its_spread_is_read_and_nothing_real_moves(bureau: Desk) -> None:
    sitting, dossier = bureau.committee, bureau.dossier
    lead, url = sitting.lead, reverse("scoring:calibration")
    referent, one, two = world.person("far", Role.REFERENT), *sitting.reviewers[:2]
    tied = world.person("tied", Role.TEAM)
    ok(dossier_actions.declare_interest(dossier=dossier, reason="Un parent.", by=tied))
    before = real(dossier, lead)
    until = clock.today() + timedelta(9)
    assert codes(actions.open_exercise(dossier=dossier, closes_on=clock.today(), by=lead)) == ["closes_on"]
    client = signed_in(lead)
    assert client.post(url, {"dossier": str(dossier.pk), "closes_on": "hier"}).status_code == 422
    assert client.post(url, {"dossier": str(dossier.pk), "closes_on": until.isoformat()}).status_code == 302
    exercise = Exercise.objects.get()
    assert ok(actions.open_exercise(dossier=dossier, closes_on=until, by=lead)) == exercise
    page = reverse("scoring:exercise", args=[exercise.pk])
    # Everyone who reviews, a référent who sees nothing else of that dossier too; nobody tied to it, nor its leader.
    assert signed_in(referent).get(page).status_code == 200
    assert signed_in(referent).get(dossier.get_absolute_url()).status_code == 404
    for person in (tied, sitting.world.leader, sitting.members[1], sitting.world[Role.AUDITOR]):
        assert signed_in(person).get(page).status_code == 404
        refusal = actions.give_sheet(exercise=exercise, sheet=sheet(5, 5, 5), by=person)
        assert refusal.why is Why.FORBIDDEN
    assert signed_in(tied).get(url).context["running"] == []
    # Blind: what is asked for is missing, then given once; nobody reads anything before the end.
    partial = signed_in(one).post(page, {"points-impact": "8"})
    assert (partial.status_code, partial.context["form"]["points-impact"].value()) == (422, "8")
    whole = {"points-impact": "8", "points-partnership": "8", "points-innovation": "na"}
    for _twice in range(2):
        assert signed_in(one).post(page, whole).status_code in {302, 409}
    assert ExerciseScore.objects.count() == 3
    ok(actions.give_sheet(exercise=exercise, sheet=sheet(2, 4, 6), by=two))
    ok(actions.give_sheet(exercise=exercise, sheet=sheet(6, 6, 6), by=referent))
    for person in (one, lead):
        assert signed_in(person).get(page).context["outcome"] is None
    assert real(dossier, lead) == before
    with clock.at(clock.now() + timedelta(10)):
        over = signed_in(one).get(page)
        found = over.context["outcome"]
        assert found.people[0].name == two.full_name
        assert found.sentence.startswith(two.full_name)
        assert "plus sévère de 1,3 point par critère" in over.text
        assert [spread.own for spread in found.spreads] == [4, 4, None]
        assert [sum(dot.own for dot in spread.plot.dots) for spread in found.spreads] == [1, 1, 0]
        late = world.person("late", Role.TEAM)
        assert actions.give_sheet(exercise=exercise, sheet=sheet(5, 5, 5), by=late).why is Why.WRONG_STATE
        absent = signed_in(world.person("absent", Role.REFERENT))
        assert absent.get(page).status_code == 404
        slow = absent.post(page, whole)  # it ended while they were scoring
        assert (slow.status_code, slow.context["outcome"]) == (409, None)
        assert slow.context["form"]["points-impact"].value() == "8"
    assert signed_in(one).post(reverse("scoring:close_exercise", args=[exercise.pk])).status_code == 302
    assert actions.close_exercise(exercise=exercise, by=referent).why is Why.FORBIDDEN
    assert list(violations()) == []
    with pytest.raises(DatabaseError), transaction.atomic():
        ExerciseScore.objects.update(half_points=10)


def test_its_pages_cost_the_same_however_many_exercises_and_sheets(bureau: Desk, statements: Any) -> None:
    lead, dossier = bureau.lead, bureau.dossier
    until = clock.today() + timedelta(9)
    exercise = ok(actions.open_exercise(dossier=dossier, closes_on=until, by=lead))
    client, costs = signed_in(lead), []
    for wanted in (1, 3, 30):
        for n in range(exercise.sheets.count(), wanted):
            by = world.person(f"scores{n}", Role.TEAM)
            ok(actions.give_sheet(exercise=exercise, sheet=sheet(n % 11, 5, None), by=by))
        over = {"consensus": exercise.consensus, "opened_at": clock.now(), "opened_by": lead, "closes_on": until}
        rows = (
            Exercise(dossier=dossier, closed_at=clock.now(), **over) for _ in range(Exercise.objects.count(), wanted)
        )
        Exercise.objects.bulk_create(rows)
        with statements(at_most=10) as listed:
            page = client.get(reverse("scoring:calibration"))
        with statements(at_most=16) as scored:
            assert client.get(reverse("scoring:exercise", args=[exercise.pk])).status_code == 200
        with clock.at(clock.now() + timedelta(10)), statements(at_most=16) as read:
            over_now = client.get(reverse("scoring:exercise", args=[exercise.pk])).context["outcome"]
        assert (len(page.context["running"]), len(page.context["over"]), over_now.count) == (1, wanted - 1, wanted)
        costs.append((len(listed), len(scored), len(read)))
    assert len(set(costs)) == 1, costs


def test_no_exercise_on_what_is_not_decided(panel: Panel) -> None:
    refusal = actions.open_exercise(dossier=panel.dossier, closes_on=clock.today() + timedelta(5), by=panel.lead)
    assert codes(refusal) == ["dossier"]
    assert not signed_in(panel.lead).get(reverse("scoring:calibration")).context["form"].fields["dossier"].queryset


def test_no_other_module_knows_the_tables_of_the_exercises() -> None:
    """By construction: only the calibration's own modules name them."""
    own = {"calibration", "calibrating.py", "calibration.py", "triggers.py", "__init__.py"}
    root = Path(__file__).resolve().parents[2]
    named = {
        path.relative_to(root)
        for room in ("scoring", "copil", "decisions", "dossiers", "lab")
        for path in (root / room).rglob("*.py")
        if re.search(r"\bExercise(Sheet|Score)?\b|\.exercises\b", path.read_text()) and "migrations" not in path.parts
    }
    assert {path for path in named if not own.intersection(path.parts)} == set()


sheets = st.dictionaries(
    st.integers(1, 6),
    st.tuples(*(st.one_of(st.none(), st.integers(0, 10)) for _criterion in range(3))),
    max_size=5,
)


@given(sheets)
def test_one_leans_by_the_others_whatever_the_order(found: dict[int, tuple[int | None, ...]]) -> None:
    """And where all have scored everything, what the stricter take the more lenient give back."""

    def marks(points: dict[int, tuple[int | None, ...]]) -> dict[int, tuple[Mark, ...]]:
        return {
            who: tuple(Mark(f"c{n}", None if p is None else points_of(p)) for n, p in enumerate(given))
            for who, given in points.items()
        }

    told = leanings(marks(found))
    assert told == leanings(marks(dict(reversed(found.items()))))
    if all(p is not None for given in found.values() for p in given):
        assert sum((one.points for one in told), Fraction(0)) == 0
