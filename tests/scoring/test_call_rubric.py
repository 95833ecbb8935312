"""The rubric of a call: chosen among the versions there are, before any review, and followed by a clone."""

import pytest

from accounts.roles import Role
from dossiers.actions.call_opening import clone_call
from dossiers.models import CallChange
from scoring.actions.rubrics import choose_rubric
from scoring.models import Criterion, Rubric
from scoring.rubrics import call_rubric, default_rubric
from tests.scoring.panel import assigned, build, codes
from tests.world import ok
from workflow import clock
from workflow.verdict import Refusal, Why

pytestmark = pytest.mark.django_db


def second_version() -> Rubric:
    """The Lab-O's rubric with other weights."""
    first = default_rubric()
    rubric = Rubric.objects.create(code=first.code, version=2, title=first.title, created_at=clock.now())
    for criterion in first.criteria.all():
        criterion.pk, criterion.rubric, criterion.weight = None, rubric, 10
        criterion.save(force_insert=True)
    assert Criterion.objects.filter(rubric=rubric).count() == 3
    return rubric


def test_the_administration_chooses_a_version_and_the_history_says_which() -> None:
    panel = build()
    call, admin = panel.world.call, panel.world[Role.ADMIN]
    rubric = second_version()
    for _twice in range(2):
        ok(choose_rubric(call=call, rubric=rubric, revision=0, by=admin))
    assert call_rubric(call) == rubric
    assert CallChange.objects.get().moved == [["rubric", "Grille du Lab-O (v1)", "Grille du Lab-O (v2)"]]
    clone = ok(clone_call(call=call, code="SUITE", title="Suite", opens_on=clock.today(), by=admin))
    assert call_rubric(clone) == rubric


def test_nobody_else_does() -> None:
    panel = build()
    refusal = choose_rubric(call=panel.world.call, rubric=second_version(), revision=0, by=panel.lead)
    assert isinstance(refusal, Refusal)
    assert refusal.why is Why.FORBIDDEN


def test_once_a_review_has_begun_the_rubric_stays() -> None:
    panel = build()
    assigned(panel, panel.reviewers[0])
    call, rubric = panel.world.call, second_version()
    refusal = choose_rubric(call=call, rubric=rubric, revision=0, by=panel.world[Role.ADMIN])
    assert codes(refusal) == ["rubric"]
    assert call_rubric(call) == default_rubric()
