"""The form's pages, made from the questions: one Django form a section, tables as rows of small forms.

Nothing is required, each value is checked by its kind (`values`), and what was typed is always shown again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext, gettext_lazy

from dossiers.form.display import said
from dossiers.form.merging import answer_in
from dossiers.form.questions import Kind, Question, SectionDef
from dossiers.form.values import Invalid, parse, too_many_rows

#: A choice among so few is shown whole; among more, in a list.
RADIOS_UP_TO = 4
#: A text limited to so many characters says so beforehand.
SHORT_TEXT = 2000
#: Rows read from a request, however many it holds; beyond the table's own limit they are refused in words.
ROWS_READ = 60
#: Buttons that change the number of rows without saving: "expenses" adds one, "expenses-2" takes the third away.
ADD, REMOVE = "add_row", "remove_row"
#: Asks to see again what was typed and not saved.
RESTORE = "restore"
#: Two texts of one answer: "choose-title" says which one is kept, "choose" says it for all of them.
CHOOSE, THEIRS = "choose", "theirs"


class AnswerField(forms.Field):
    """One question as a form field; its value, once clean, is the text that is kept."""

    def __init__(self, question: Question, *, in_table: bool = False) -> None:
        self.question = question
        super().__init__(
            required=False,
            label=said(question.label),
            help_text=hint(question, said(question.help)),
            widget=_widget(question, in_table=in_table),
        )

    def clean(self, value: Any) -> str:
        try:
            return parse(self.question, value)
        except Invalid as invalid:
            raise forms.ValidationError(str(invalid), code=self.question.kind.value) from invalid

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or "") != (data or "")


def hint(question: Question, told: str) -> str:
    """What is told beside the question, and how long a text may be when that is short."""
    limit = ""
    if question.kind is Kind.TEXT and question.max_length <= SHORT_TEXT:
        limit = gettext("%(max)s caractères au plus.") % {"max": question.max_length}
    return " ".join(filter(None, [told, limit]))


def _widget(question: Question, *, in_table: bool) -> forms.Widget:
    """The control of a kind. Limits are checked on arrival: `maxlength` would cut a pasted text in silence."""
    choices = [(code, said(label)) for code, label in question.choices]
    match question.kind:
        case Kind.CHOICE if in_table or len(choices) > RADIOS_UP_TO:
            return forms.Select(choices=[("", gettext_lazy("Choisir")), *choices])
        case Kind.CHOICE:
            return forms.RadioSelect(choices=choices)
        case Kind.TEXT:
            return forms.Textarea(attrs={"rows": 4 if question.max_length <= 1000 else 6})
        case Kind.DATE:
            return forms.DateInput()
        case Kind.MONEY | Kind.NUMBER:
            return forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        case Kind.SIRET:
            return forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        case _:
            return forms.TextInput()


class AnswersForm(forms.Form):
    """The plain questions of a section. `partial`: nothing is « facultatif », it may all come later."""

    partial = True

    def __init__(self, section: SectionDef, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in section.questions:
            if question.kind is not Kind.TABLE:
                self.fields[question.name] = AnswerField(question)


class RowForm(forms.Form):
    """One row of a table; the question comes from the formset."""

    partial = True

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = said(question.label)  # the error summary says in which table a row is wrong
        for column in question.columns:
            self.fields[column.name] = AnswerField(column, in_table=True)


class Rows(BaseFormSet[RowForm]):
    """The rows of a table; too many are refused with a sentence, and shown."""

    question: Question

    def clean(self) -> None:
        if self.total_form_count() > self.question.max_rows:
            raise forms.ValidationError(too_many_rows(self.question), code="too_many_rows")


@dataclass(frozen=True)
class Table:
    """A table of a section: its question and its rows."""

    question: Question
    rows: Rows


@dataclass(frozen=True)
class SectionForm:
    """A whole section as a page shows it."""

    section: SectionDef
    form: AnswersForm
    tables: tuple[Table, ...]

    def is_valid(self) -> bool:
        # Each is asked, so that every problem shows at once.
        return all([self.form.is_valid(), *(table.rows.is_valid() for table in self.tables)])

    @property
    def answers(self) -> dict[str, Any]:
        """The clean answers of a valid form, ready to be kept."""
        tables = {t.question.name: [dict(row.cleaned_data) for row in t.rows] for t in self.tables}
        return {**self.form.cleaned_data, **tables}


def blank(section: SectionDef, answers: Mapping[str, Any], *, spare_rows: bool = True) -> SectionForm:
    """The section with its kept answers in it; without `spare_rows`, only a table that is empty has a row to write."""
    form = AnswersForm(section, initial=_for_display(section.questions, answers))
    tables = (
        _table(q, initial=[_for_display(q.columns, row) for row in answers.get(q.name) or []], spare=spare_rows)
        for q in _tables(section)
    )
    return SectionForm(section, form, tuple(tables))


def bound(section: SectionDef, typed: Mapping[str, Any]) -> SectionForm:
    """The section with what was typed (`typed_answers`), to be judged."""
    tables = tuple(_table(q, data=_row_data(q, typed[q.name])) for q in _tables(section))
    return SectionForm(section, AnswersForm(section, typed), tables)


def typed_answers(section: SectionDef, data: Mapping[str, str], *, without: str = "") -> dict[str, Any]:
    """What was sent, in the shape of answers, unjudged; empty rows are dropped, and the row named `without`."""
    typed: dict[str, Any] = {}
    for question in section.questions:
        if question.kind is Kind.TABLE:
            kept = (n for n in range(_row_count(question, data)) if f"{question.name}-{n}" != without)
            rows = (_typed_row(question, n, data) for n in kept)
            typed[question.name] = [row for row in rows if any(value.strip() for value in row.values())]
        else:
            typed[question.name] = data.get(question.name, "")
    return typed


def settled(section: SectionDef, data: Mapping[str, str], kept: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, with the kept answer wherever the person chose the other's text, one by one or all at once."""
    typed = typed_answers(section, data)
    for question in section.questions:
        if data.get(CHOOSE) == THEIRS or (CHOOSE not in data and data.get(f"{CHOOSE}-{question.name}") == THEIRS):
            typed[question.name] = answer_in(kept, question)
    return typed


def rows_changed(section: SectionDef, data: Mapping[str, str]) -> SectionForm | None:
    """The section as it was typed, with a row more or less as a button asked; None when no button did.

    Nothing is judged nor saved. A text found again in the browser is shown the same way.
    """
    add, remove = data.get(ADD, ""), data.get(REMOVE, "")
    if not add and not remove and RESTORE not in data:
        return None
    typed = typed_answers(section, data, without=remove)
    tables = (_table(q, initial=typed[q.name]) for q in _tables(section))
    return SectionForm(section, AnswersForm(section, initial=typed), tuple(tables))


def _tables(section: SectionDef) -> list[Question]:
    return [question for question in section.questions if question.kind is Kind.TABLE]


def _table(
    question: Question,
    *,
    initial: list[dict[str, Any]] | None = None,
    data: Mapping[str, str] | None = None,
    spare: bool = True,
) -> Table:
    """The rows of a table, and an empty one to write in unless it is a refused form that is shown again."""
    extra = 1 if spare or not initial else 0
    rows_class = formset_factory(RowForm, formset=Rows, extra=extra, max_num=ROWS_READ, absolute_max=ROWS_READ)
    rows = cast(Rows, rows_class(data, initial=initial, prefix=question.name, form_kwargs={"question": question}))
    rows.question = question
    return Table(question, rows)


def _for_display(questions: tuple[Question, ...], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Kept amounts and numbers as one types them here: with a comma."""
    shown = dict(answers)
    for question in questions:
        if question.kind in {Kind.MONEY, Kind.NUMBER} and isinstance(shown.get(question.name), str):
            shown[question.name] = shown[question.name].replace(".", ",").removesuffix(",00")
    return shown


def _row_count(question: Question, data: Mapping[str, str]) -> int:
    """How many rows the request holds, counted by its own cells, within reason."""
    cell = re.compile(rf"{question.name}-([0-9]{{1,4}})-")
    numbers = (int(found[1]) for found in map(cell.match, data) if found)
    return min(max(numbers, default=-1) + 1, ROWS_READ)


def _typed_row(question: Question, number: int, data: Mapping[str, str]) -> dict[str, str]:
    return {c.name: data.get(f"{question.name}-{number}-{c.name}", "") for c in question.columns}


def _row_data(question: Question, rows: list[dict[str, str]]) -> dict[str, str]:
    """The rows as a formset reads them, renumbered without the empty ones."""
    data = {f"{question.name}-TOTAL_FORMS": str(len(rows)), f"{question.name}-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        data |= {f"{question.name}-{number}-{name}": value for name, value in row.items()}
    return data
