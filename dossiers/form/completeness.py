"""What is still missing before a deposit, question by question. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dossiers.form.budget import totals
from dossiers.form.length import Length, is_asked
from dossiers.form.questions import REPRESENTED, SECTIONS, Kind, Question, SectionDef
from dossiers.form.vocabulary import CERFA_JOINED

Contents = Mapping[str, Mapping[str, Any]]

#: The files' place among the sections of the form.
FILES = "attachments"


@dataclass(frozen=True)
class Missing:
    """One thing to complete: where it is, and how the page calls it."""

    section: str
    question: str
    label: str


@dataclass(frozen=True)
class Completeness:
    """How many of the required answers are given, and each one that is not."""

    given: int
    wanted: int
    missing: tuple[Missing, ...]

    @property
    def complete(self) -> bool:
        return not self.missing

    @property
    def percent(self) -> int:
        return 100 * self.given // self.wanted

    def missing_in(self, section: str) -> tuple[Missing, ...]:
        return tuple(m for m in self.missing if m.section == section)


def is_given(question: Question, answer: Any) -> bool:
    """Whether an answer counts: a table needs one row, and every row its required cells."""
    if question.kind is Kind.TABLE:
        rows = answer or []
        cells = [(column, row.get(column.name)) for row in rows for column in question.columns if column.required]
        return bool(rows) and all(is_given(column, cell) for column, cell in cells)
    return answer is not None and str(answer).strip() != ""


def _wanted(section: SectionDef, answers: Mapping[str, Any], length: Length) -> list[Question]:
    """The required questions of a section in that form, those that an answer makes required included."""
    wanted = [q for q in section.questions if q.required]
    if section.code == "interests" and answers.get("has_interest") == "yes":
        wanted.append(section.question("interest"))
    if section.code == "beneficiary" and answers.get("kind") in REPRESENTED:
        wanted += [section.question(f"representative_{part}") for part in ("quality", "first_name", "last_name")]
    if section.code == "beneficiary" and answers.get("kind") == "association":
        wanted += [section.question("pledge_on"), section.question("cerfa")]
    if section.code == "partners" and answers.get("partners"):
        wanted.append(section.question("partners"))
    return [question for question in wanted if is_asked(section.code, question.name, length)]


def says_cerfa_joined(contents: Contents) -> bool:
    """Whether an association says that its CERFA form is among the files, where it must then be."""
    answers = contents.get("beneficiary", {})
    return answers.get("kind") == "association" and answers.get("cerfa") == CERFA_JOINED


def completeness(contents: Contents, length: Length = Length.FULL, *, has_cerfa: bool = True) -> Completeness:
    """Every required question of that form, in its order; `has_cerfa`: that form is among the files of the draft."""
    given, missing = 0, []
    for section in SECTIONS:
        answers = contents.get(section.code, {})
        for question in _wanted(section, answers, length):
            if is_given(question, answers.get(question.name)):
                given += 1
            else:
                missing.append(Missing(section.code, question.name, question.label))
    budget = contents.get("budget", {})
    if budget.get("resources") and totals(budget).requested <= 0:
        missing.append(Missing("budget", "resources", _("Montant demandé au Lab-O")))
    calendar = contents.get("calendar", {})
    if (calendar.get("starts_on") or "") > (calendar.get("ends_on") or "9999"):
        missing.append(Missing("calendar", "ends_on", _("Une fin de projet après son début")))
    if says_cerfa_joined(contents) and not has_cerfa:
        missing.append(Missing(FILES, "cerfa", _("Le formulaire CERFA n°\u00a012156, à joindre")))
    return Completeness(given, given + len(missing), tuple(missing))
