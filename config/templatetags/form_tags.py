"""Tags that draw forms as the design system means them; a builtin: templates load nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from django import template
from django.forms import (
    BaseForm,
    BaseFormSet,
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    DateInput,
    DecimalField,
    FileInput,
    RadioSelect,
    Select,
    Widget,
)
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@dataclass(frozen=True)
class FieldParts:
    """What `components/field.html` draws of one bound field."""

    bound: BoundField
    kind: str
    control: SafeString
    hint: str
    optional: bool
    unit: str

    @property
    def describedby(self) -> str:
        return _described_by(self.bound, bool(self.hint))


def _kind(widget: Widget) -> str:
    """Which of the design system's shapes a widget takes."""
    if isinstance(widget, RadioSelect):  # also CheckboxSelectMultiple, which derives from it
        return "checkboxes" if isinstance(widget, CheckboxSelectMultiple) else "radios"
    if isinstance(widget, CheckboxInput):
        return "checkbox"
    if isinstance(widget, FileInput):
        return "upload"
    return "select" if isinstance(widget, Select) else "input"


def _described_by(bound: BoundField, has_hint: bool) -> str:
    ids = [f"{bound.auto_id}_helptext"] if has_hint else []
    return " ".join(ids + ([f"{bound.auto_id}_error"] if bound.errors else []))


def _control(bound: BoundField, kind: str, has_hint: bool) -> SafeString:
    """The widget itself, with the design system's class and tied to its hint and its errors."""
    widget = bound.field.widget
    css = {"select": "fr-select", "upload": "fr-upload", "input": "fr-input"}.get(kind, "")
    attrs: dict[str, str | bool] = {}
    if css:
        attrs["class"] = f"{widget.attrs.get('class', '')} {css}".strip()
    if described := _described_by(bound, has_hint):
        attrs["aria-describedby"] = described
    if isinstance(widget, DateInput):
        widget.input_type = "date"
        widget.format = "%Y-%m-%d"  # what <input type="date"> takes, whatever the language
    return bound.as_widget(attrs=attrs)


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, unit: str = "", hint: str = "", quiet: bool = False) -> dict[str, FieldParts]:
    """A form field: label, hint, control, errors, tied together for assistive technologies.

    A field that is not required says « facultatif », unless `quiet` (filters) or unless its form has
    `partial = True`: such a form saves what there is, and its page says what the dossier needs in the end.
    """
    kind = _kind(bound.field.widget)
    hint = hint or str(bound.help_text)
    silent = quiet or bound.field.required or kind == "checkbox" or getattr(bound.form, "partial", False)
    control = _control(bound, kind, bool(hint))
    return {"part": FieldParts(bound, kind, control, hint, not silent, unit)}


@register.inclusion_tag("components/cell_field.html")
def cell_field(bound: BoundField, row: int) -> dict[str, object]:
    """A field in a table's cell: the column names it for the eye, a hidden label for the ear."""
    kind = _kind(bound.field.widget)
    return {"part": FieldParts(bound, kind, _control(bound, kind, False), "", False, ""), "row": row}


@register.simple_tag
def row_columns(formset: BaseFormSet) -> str:
    """The columns of a formset's rows, for `datatable`: the labels of its visible fields."""
    return "|".join(
        f"{bound.label}:number" if isinstance(bound.field, DecimalField) else str(bound.label)
        for bound in formset.empty_form.visible_fields()
    )


@dataclass(frozen=True)
class Problem:
    """One line of the error summary: where it is, and what is wrong."""

    anchor: str
    label: str
    message: str


def _problems(form: BaseForm, row: int = 0) -> Iterator[Problem]:
    line = _("ligne %(row)s") % {"row": row} if row else ""
    place = ", ".join(filter(None, [getattr(form, "table", ""), line]))  # which of the page's tables, when it says so
    for message in form.non_field_errors():
        yield Problem("", place, str(message))
    for bound in form:
        # A group of radios or boxes has no id of its own: its first control has.
        group = _kind(bound.field.widget) in {"radios", "checkboxes"}
        anchor = f"{bound.auto_id}_0" if group else bound.id_for_label
        for message in bound.errors:
            label = ", ".join(filter(None, [str(bound.label or "").rstrip("."), place]))
            yield Problem("" if bound.is_hidden else anchor, label, str(message))


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | BaseFormSet) -> dict[str, list[Problem]]:
    """What is wrong in these forms and formsets (or lists of them), each line a link to its field; nothing when all is
    well.
    """
    problems: list[Problem] = []
    for one in (each for given in forms for each in (given if isinstance(given, list) else [given])):
        if isinstance(one, BaseFormSet):
            problems += [Problem("", "", str(message)) for message in one.non_form_errors()]
            problems += [problem for row, form in enumerate(one, 1) for problem in _problems(form, row)]
        else:
            problems += _problems(one)
    return {"problems": problems}
