"""A version of a rubric as it is to be: what it says, and what is wrong with it. No statement here."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from scoring.models import Criterion, Rubric
from workflow.verdict import Unmet

MOST_CRITERIA, MOST_LINE, MOST_TEXT = 8, 200, 4000


@dataclass(frozen=True)
class CriterionDraft:
    """One criterion: its weight against the others, its place among those that settle ties (None: it settles none),
    what 0, 1, 2, 3, 4 and 5 mean.
    """

    code: str
    label: str
    hint: str
    weight: int
    tie_break: int | None
    levels: tuple[str, ...]


@dataclass(frozen=True)
class RubricDraft:
    """Thresholds are points out of 5."""

    title: str
    refusal_under: Decimal
    recommended_from: Decimal
    criteria: tuple[CriterionDraft, ...]


def draft_of(rubric: Rubric) -> RubricDraft:
    """What a version says; its criteria are loaded already, or cost one statement."""
    return RubricDraft(
        rubric.title,
        rubric.refusal_under,
        rubric.recommended_from,
        tuple(CriterionDraft(c.code, c.label, c.hint, c.weight, c.tie_break, c.levels) for c in rubric.criteria.all()),
    )


def rows_of(draft: RubricDraft, rubric: Rubric) -> list[Criterion]:
    """The rows of a version's criteria, in their order."""
    return [
        Criterion(
            rubric=rubric,
            code=one.code,
            label=one.label,
            hint=one.hint,
            weight=one.weight,
            tie_break=one.tie_break,
            position=place,
            **{f"level_{points}": text for points, text in enumerate(one.levels)},
        )
        for place, one in enumerate(draft.criteria, start=1)
    ]


def _twice(names: Iterable[str]) -> bool:
    return any(count > 1 for count in Counter(names).values())


def faults(draft: RubricDraft) -> Iterator[Unmet]:
    """Everything that keeps a version from being written; the code names the field."""
    if not 0 < len(draft.title) <= MOST_LINE:
        yield _unmet("title", _("Écrivez l’intitulé, en 200 caractères au plus."))
    if not 0 <= draft.refusal_under <= draft.recommended_from <= 5:
        yield _unmet("recommended_from", _("Les seuils vont de 0 à 5, celui du refus d’abord."))
    if not 1 <= len(draft.criteria) <= MOST_CRITERIA:
        yield _unmet("criteria", _("Une grille a de un à %(most)s critères.") % {"most": MOST_CRITERIA})
    if _twice(one.code for one in draft.criteria) or _twice(one.label.casefold() for one in draft.criteria):
        yield _unmet("criteria", _("Deux critères portent le même nom."))
    ties = [one.tie_break for one in draft.criteria if one.tie_break is not None]
    if len(set(ties)) != len(ties) or any(not 1 <= tie <= MOST_CRITERIA for tie in ties):
        yield _unmet("criteria", _("Deux critères ne départagent pas au même rang : 1 d’abord, puis 2…"))
    for one in draft.criteria:
        yield from _of_criterion(one)


def _of_criterion(one: CriterionDraft) -> Iterator[Unmet]:
    if not one.label or max(len(text) for text in (one.label, one.hint, *one.levels)) > MOST_LINE:
        yield _unmet("criteria", _("Chaque texte d’un critère tient en 200 caractères."))
    if not 1 <= one.weight <= 100:
        yield _unmet("criteria", _("« %(label)s » : un poids va de 1 à 100.") % {"label": one.label})
    if len(one.levels) != 6 or not all(one.levels):
        sentence = _("« %(label)s » : décrivez chaque note, de 0 à 5.") % {"label": one.label}
        yield _unmet("criteria", sentence)


def _unmet(code: str, sentence: str) -> Unmet:
    return Unmet(code, sentence, _("vous"))
