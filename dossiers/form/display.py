"""The form's answers as pages show them: choices by their words, amounts and dates as France writes them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext
from stdnum.fr import siret

from dossiers.form.budget import amount
from dossiers.form.completeness import Contents
from dossiers.form.length import Length, is_asked
from dossiers.form.questions import SECTIONS, Kind, Question, SectionDef
from dossiers.wording import euros
from workflow import days


def said(text: str) -> str:
    """A text of the questions in the reader's language."""
    return gettext(text) if text else ""


@dataclass(frozen=True)
class ShownTable:
    """A table's heads (with the column's kind, for `datatable`) and its rows, all in words."""

    columns: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class ShownAnswer:
    """One question and its answer in words; `text` is empty when nothing was answered."""

    name: str
    label: str
    text: str
    table: ShownTable | None
    required: bool


@dataclass(frozen=True)
class ShownSection:
    code: str
    title: str
    answers: tuple[ShownAnswer, ...]


def shown(contents: Contents, *, every: bool = False, length: Length = Length.FULL) -> list[ShownSection]:
    """Every section in the order of the form; questions that may stay without an answer only when they have one.

    `every` shows those too: to who may still answer. What the form of that `length` does not ask is shown likewise only
    when it has an answer, given before in the longer one.
    """
    sections = (shown_section(section, contents.get(section.code, {})) for section in SECTIONS)
    return [replace(s, answers=tuple(a for a in s.answers if _stands(s, a, every, length))) for s in sections]


def _stands(section: ShownSection, answer: ShownAnswer, every: bool, length: Length) -> bool:
    if answer.text or answer.table:
        return True
    return (every or answer.required) and is_asked(section.code, answer.name, length)


def shown_section(section: SectionDef, answers: Mapping[str, Any]) -> ShownSection:
    return ShownSection(
        section.code,
        said(section.title),
        tuple(_answer(question, answers.get(question.name)) for question in section.questions),
    )


def in_words(question: Question, value: Any) -> str:
    """One answer as text; what cannot be read is shown as it is."""
    text = "" if value is None else str(value)
    if not text:
        return ""
    match question.kind:
        case Kind.CHOICE:
            return said(dict(question.choices).get(text, text))
        case Kind.MONEY:
            return euros(amount(text))
        case Kind.NUMBER:
            return text.replace(".", ",")
        case Kind.DATE:
            return _day(text)
        case Kind.SIRET:
            return siret.format(text, "\u00a0") if len(text) == 14 else text
        case _:
            return text


def as_text(question: Question, value: Any) -> str:
    """One answer as text, to be compared; the rows of a table are lines."""
    if question.kind is not Kind.TABLE:
        return in_words(question, value)
    rows = ([in_words(column, row.get(column.name)) for column in question.columns] for row in value or [])
    return "\n".join(" · ".join(cell for cell in row if cell) for row in rows)


def _day(text: str) -> str:
    try:
        return days.in_words(date.fromisoformat(text), "j F Y")
    except ValueError:
        return text


def _answer(question: Question, value: Any) -> ShownAnswer:
    if question.kind is not Kind.TABLE:
        return ShownAnswer(question.name, said(question.label), in_words(question, value), None, question.required)
    columns = "|".join(f"{said(c.label)}:number" if c.kind is Kind.MONEY else said(c.label) for c in question.columns)
    rows = tuple(tuple(in_words(c, row.get(c.name)) for c in question.columns) for row in value or [])
    return ShownAnswer(
        question.name, said(question.label), "", ShownTable(columns, rows) if rows else None, question.required
    )
