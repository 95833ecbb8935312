"""A sheet: what a person writes about each criterion and on the whole, before it is kept.

Review and consensus share it; what is missing comes back as `Unmet`, its code being the field's name on the page.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from dossiers.form.values import plain
from dossiers.wording import euros
from scoring.arithmetic import Mark, needs_rationale, points_of
from scoring.models import Criterion
from workflow.verdict import Unmet

MAX_TEXT = 4000
#: A draft may be far over what is allowed: the verb that submits says by how much a text is too long.
ANY_LENGTH = 20_000


@dataclass(frozen=True)
class Answer:
    """One criterion's score in half points (None: none given), or « sans avis », and what is written about it."""

    code: str
    half_points: int | None = None
    no_opinion: bool = False
    rationale: str = ""

    @property
    def points(self) -> Decimal | None:
        return None if self.half_points is None else points_of(self.half_points)

    @property
    def mark(self) -> Mark:
        return Mark(self.code, self.points)


@dataclass(frozen=True)
class Sheet:
    answers: tuple[Answer, ...]
    rationale: str = ""

    def answer(self, code: str) -> Answer:
        """What is said of that criterion; an empty answer when nothing is."""
        return next((answer for answer in self.answers if answer.code == code), Answer(code))

    def tidy(self, criteria: list[Criterion]) -> "Sheet":
        """One answer for each criterion in its order, texts without what cannot be seen."""
        found = (self.answer(criterion.code) for criterion in criteria)
        kept = tuple(replace(answer, rationale=plain(answer.rationale).strip()) for answer in found)
        return Sheet(kept, plain(self.rationale).strip())

    @property
    def marks(self) -> tuple[Mark, ...]:
        return tuple(answer.mark for answer in self.answers)


@dataclass(frozen=True)
class ConsensusSheet:
    """What the team concludes; the amount is in euros, None when none is recommended."""

    sheet: Sheet
    amount: Decimal | None = None
    conditions: str = ""


def points_field(code: str) -> str:
    """The page's field for that criterion's score."""
    return f"points-{code}"


def rationale_field(code: str) -> str:
    return f"rationale-{code}"


# -- what is missing ----------------------------------------------------------
def missing_in_review(sheet: Sheet, criteria: list[Criterion]) -> tuple[Unmet, ...]:
    """Everything that keeps a review from being submitted."""
    return tuple(_missing_in_review(sheet, criteria))


def _missing_in_review(sheet: Sheet, criteria: list[Criterion]) -> Iterator[Unmet]:
    for criterion in criteria:
        answer = sheet.answer(criterion.code)
        if answer.half_points is None and not answer.no_opinion:
            yield _unmet(points_field(criterion.code), _("Choisissez une note, ou « Sans avis »."))
        if needs_rationale(answer.points) and not answer.rationale:
            yield _unmet(rationale_field(criterion.code), _("Expliquez cette note, inférieure à 2 ou supérieure à 4."))
        yield from _too_long(rationale_field(criterion.code), answer.rationale)
    if criteria and all(sheet.answer(criterion.code).no_opinion for criterion in criteria):
        sentence = _("Donnez au moins une note. Si vous n’avez d’avis sur aucun critère, déclinez l’évaluation.")
        yield _unmet(points_field(criteria[0].code), sentence)
    yield from _words("rationale", sheet.rationale)


def missing_in_correction(sheet: Sheet, reason: str, criteria: list[Criterion]) -> tuple[Unmet, ...]:
    """Everything that keeps the correction of a submitted review from being submitted."""
    missing = missing_in_review(sheet, criteria)
    if not reason:
        missing += (_unmet("reason", _("Dites pourquoi vous corrigez votre évaluation.")),)
    return (*missing, *_too_long("reason", reason))


def missing_in_consensus(
    consensus: ConsensusSheet, criteria: list[Criterion], *, requested: Decimal
) -> tuple[Unmet, ...]:
    """Everything that keeps a consensus from being recorded; `requested` in euros."""
    return tuple(_missing_in_consensus(consensus, criteria, requested))


def _missing_in_consensus(consensus: ConsensusSheet, criteria: list[Criterion], requested: Decimal) -> Iterator[Unmet]:
    for criterion in criteria:
        answer = consensus.sheet.answer(criterion.code)
        if answer.half_points is None:
            yield _unmet(points_field(criterion.code), _("Choisissez la note du consensus."))
        yield from _words(rationale_field(criterion.code), answer.rationale)
    yield from _words("rationale", consensus.sheet.rationale)
    if consensus.amount is not None and not 0 < consensus.amount <= requested:
        sentence = _("Le montant recommandé va de 0,01 € au montant demandé, %(requested)s.")
        yield _unmet("amount", sentence % {"requested": euros(requested)})
    yield from _too_long("conditions", consensus.conditions)


def _words(field: str, text: str) -> Iterator[Unmet]:
    if not text:
        yield _unmet(field, _("Écrivez l’appréciation : elle motive la décision."))
    yield from _too_long(field, text)


def _too_long(field: str, text: str) -> Iterator[Unmet]:
    if len(text) > MAX_TEXT:
        over = {"max": MAX_TEXT, "over": len(text) - MAX_TEXT}
        yield _unmet(field, _("%(max)s caractères au plus : il y en a %(over)s de trop.") % over)


def _unmet(field: str, sentence: str) -> Unmet:
    return Unmet(field, sentence, _("vous"))


# -- kept as text -------------------------------------------------------------
def as_draft(sheet: Sheet) -> dict[str, Any]:
    """The sheet as a review's `draft` keeps it."""
    answers = {
        a.code: {"half_points": a.half_points, "no_opinion": a.no_opinion, "rationale": a.rationale}
        for a in sheet.answers
    }
    return {"answers": answers, "rationale": sheet.rationale}


def from_draft(draft: Mapping[str, Any]) -> Sheet:
    """The sheet that a draft keeps; empty when it keeps nothing."""
    answers = draft.get("answers", {})
    return Sheet(
        tuple(
            Answer(code, said["half_points"], said["no_opinion"], said["rationale"]) for code, said in answers.items()
        ),
        draft.get("rationale", ""),
    )


def digest(sheet: Sheet, *more: str) -> str:
    """SHA-256 of all that is said, for the log: it shows that nothing was changed, and tells nothing by itself."""
    said = json.dumps([as_draft(sheet), *more], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()
