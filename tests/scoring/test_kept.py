"""What is kept as it was: rubrics in use, submitted scores; and the Lab-O's own rubric."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from scoring.models import Criterion, ReviewVersion, Rubric, Score
from scoring.rubrics import LAB_O, bind, default_rubric, rubric_for
from tests import world
from tests.scoring.panel import assigned, submitted
from workflow import clock


# -- what the database itself refuses ---------------------------------------------
@pytest.mark.parametrize(
    "change",
    [
        lambda: Score.objects.update(half_points=10),
        lambda: Score.objects.filter(half_points=7).delete(),
        lambda: ReviewVersion.objects.update(rationale="Autre chose."),
        lambda: Criterion.objects.update(weight=1),
        lambda: Criterion.objects.create(
            rubric=Rubric.objects.get(),
            code="more",
            label="Autre",
            weight=1,
            position=9,
            **{f"level_{n}": "x" for n in range(6)},
        ),
        lambda: Rubric.objects.update(refusal_under=Decimal("0.0")),
    ],
    ids=["score", "score deleted", "rationale", "weight", "criterion added", "threshold"],
)
def test_nothing_submitted_and_no_rubric_in_use_ever_changes(panel, change):
    submitted(panel, panel.reviewers[0], 7, 6, 5)
    with pytest.raises(DatabaseError, match="jalon:"), transaction.atomic():
        change()


def test_a_rubric_nobody_uses_may_still_be_mended(db):
    default_rubric()
    Criterion.objects.filter(code="impact").update(weight=50)
    assert default_rubric().axes[0].weight == 50


@pytest.mark.parametrize("half_points", [3, 9, 11])
def test_the_database_refuses_an_extreme_score_without_words_or_off_the_scale(panel, half_points):
    review = submitted(panel, panel.reviewers[0], 7, 6, 5)
    number_two = ReviewVersion(
        review=review, number=2, submitted_at=clock.now(), on_version=1, rationale="x", reason="x", sha256="x"
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        write_a_score(number_two, half_points)


def write_a_score(version: ReviewVersion, half_points: int) -> None:
    """Past the verbs, as a mistaken script would."""
    version.save()
    Score.objects.create(version=version, criterion=Criterion.objects.first(), half_points=half_points)


# -- the rubric -----------------------------------------------------------------------
def test_the_default_rubric_is_the_calls_own_text(db):
    rubric = default_rubric()
    assert default_rubric() == rubric
    impact, partnership, innovation = rubric.criteria.all()
    assert [axis.weight for axis in rubric.axes] == [40, 30, 30]
    assert impact.levels[3] == "Irritant documenté, indicateur et cible"
    assert partnership.hint == "le meilleur axe, jamais la somme"
    assert innovation.levels == LAB_O[2].levels
    assert (impact.tie_break, partnership.tie_break, innovation.tie_break) == (1, 2, None)


def test_a_dossier_keeps_the_rubric_its_first_review_was_given(panel):
    first = assigned(panel, panel.reviewers[0])
    newer = Rubric.objects.create(code="lab-o", version=2, title="Grille", created_at=clock.now())
    bind(call=panel.world.call, rubric=newer)
    assert assigned(panel, panel.reviewers[1]).rubric == first.rubric
    assert rubric_for(world.in_review(panel.world)) == newer
