"""A review as the fields of its page hold it, and what the site has of it now: its draft, or what was submitted.

A text is a value for each field of the page, by its name: a score in half points, « na » for « sans avis », words.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dossiers.form.values import plain
from scoring.models import Criterion, Review
from scoring.sheet import Answer, Sheet, as_draft, from_draft, points_field, rationale_field

NO_OPINION = "na"
#: The names of the fields besides those of the criteria.
RATIONALE, REASON = "rationale", "reason"

Texts = Mapping[str, str]


def names(criteria: Iterable[Criterion]) -> tuple[str, ...]:
    """The fields of a review's page, in their order."""
    of_criteria = [field(criterion.code) for criterion in criteria for field in (points_field, rationale_field)]
    return (*of_criteria, RATIONALE, REASON)


def as_texts(sheet: Sheet, criteria: Iterable[Criterion], reason: str = "") -> dict[str, str]:
    """A sheet as the page shows it, without what cannot be seen."""
    found = {RATIONALE: tidy(sheet.rationale), REASON: tidy(reason)}
    for criterion in criteria:
        answer = sheet.answer(criterion.code)
        points = "" if answer.half_points is None else str(answer.half_points)
        found[points_field(criterion.code)] = NO_OPINION if answer.no_opinion else points
        found[rationale_field(criterion.code)] = tidy(answer.rationale)
    return found


def as_sheet(texts: Texts, criteria: Iterable[Criterion]) -> Sheet:
    """What those fields say."""
    return Sheet(tuple(_answer(texts, criterion.code) for criterion in criteria), texts[RATIONALE])


def _answer(texts: Texts, code: str) -> Answer:
    chosen = texts[points_field(code)]
    half_points = int(chosen) if chosen and chosen != NO_OPINION else None
    return Answer(code, half_points, chosen == NO_OPINION, texts[rationale_field(code)])


def tidy(text: str) -> str:
    return plain(text).strip()


# -- what is kept ------------------------------------------------------------------
def kept(review: Review, criteria: Sequence[Criterion]) -> dict[str, str]:
    """What the site has of a review now: the draft, else what was submitted, else nothing; three statements at most."""
    if review.draft or not review.is_submitted:
        return as_texts(from_draft(review.draft), criteria, review.draft.get(REASON, ""))
    return as_texts(submitted(review), criteria)


def submitted(review: Review) -> Sheet:
    """What a submitted review says; two statements."""
    version = review.versions.get(number=review.version)
    answers = (
        Answer(score.criterion.code, score.half_points, score.half_points is None, score.rationale)
        for score in version.scores.select_related("criterion")
    )
    return Sheet(tuple(answers), version.rationale)


def draft_of(texts: Texts, criteria: Sequence[Criterion], on_version: int) -> dict[str, Any]:
    """Those fields as a review's `draft` keeps them, with the dossier's version on which it was begun."""
    return {**as_draft(as_sheet(texts, criteria)), REASON: texts[REASON], "on_version": on_version}


def begun_on(review: Review) -> int:
    """The dossier's version on which the draft was begun; 0 when there is none."""
    return int(review.draft.get("on_version", 0))
