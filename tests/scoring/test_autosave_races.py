"""Real processes that save one review at the same instant, each from a page shown before the others saved."""

import pytest

from accounts.models import User
from dossiers.actions import TextMoved
from scoring.actions import save_review
from scoring.drafts import as_sheet, kept
from scoring.models import Review
from tests.processes import Making, at_once
from tests.scoring.panel import Panel, assigned

pytestmark = pytest.mark.django_db(transaction=True)


def saving(review: str, user: str, words: str) -> Making:
    mine, by = Review.objects.get(pk=review), User.objects.get(pk=user)
    criteria = list(mine.rubric.criteria.all())
    sheet = as_sheet({**kept(mine, criteria), "rationale": words}, criteria)
    yield
    outcome = save_review(review=mine, sheet=sheet, by=by, revision=0)
    return "moved" if isinstance(outcome, TextMoved) else "kept" if isinstance(outcome, Review) else str(outcome)


def test_of_four_texts_saved_at_once_one_is_kept_and_three_are_handed_back(
    children: dict[str, str], panel: Panel
) -> None:
    review = assigned(panel, panel.reviewers[0])
    texts = [f"Le texte de la page {n}." for n in range(4)]
    said = at_once(children, *((saving, review.pk, review.reviewer.pk, words) for words in texts))
    assert sorted(said) == ["kept", "moved", "moved", "moved"]
    review.refresh_from_db()
    assert review.draft_revision == 1
    assert review.draft["rationale"] in texts
