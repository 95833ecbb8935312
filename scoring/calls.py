"""What scoring brings to a call: its rubric among the settings, its criteria on the page that leaders read."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from dossiers.calls.forms import SettingsForm
from dossiers.calls.registry import (
    Line,
    Part,
    Shown,
    register_clone,
    register_name,
    register_part,
    register_shown,
)
from dossiers.models import Call
from scoring.actions.rubrics import choose_rubric
from scoring.models import CallRubric, Rubric
from scoring.rubrics import call_rubric, held_by_reviews
from workflow.verdict import Refusal


class RubricForm(SettingsForm):
    """One of the versions there are; once reviews have begun, the one they are written on."""

    rubric = forms.ModelChoiceField(
        label=gettext_lazy("Grille"),
        queryset=Rubric.objects.order_by("title", "code", "version"),
        empty_label=None,
        help_text=gettext_lazy("Une grille qui sert ne change plus : une correction est une nouvelle version."),
    )

    def __init__(self, call: Call, data: Mapping[str, Any] | None) -> None:
        super().__init__(call, data)
        self.initial["rubric"] = call_rubric(call)
        if why := held_by_reviews(call):
            self.fields["rubric"].disabled = True
            self.fields["rubric"].help_text = why


def _lines(call: Call) -> list[Line]:
    rubric = call_rubric(call)
    criteria = list(rubric.criteria.all())
    total = sum(criterion.weight for criterion in criteria)
    said = [f"{c.label} ({100 * c.weight / total:.0f}\u00a0%)" for c in criteria]
    return [Line(_("Grille"), str(rubric)), Line(_("Critères"), "\n".join(said))]


def _change(call: Call, revision: int, by: User, said: Mapping[str, Any]) -> Call | Refusal:
    return choose_rubric(call=call, rubric=said["rubric"], revision=revision, by=by)


def _criteria(call: Call) -> Mapping[str, Any]:
    rubric = call_rubric(call)
    return {"rubric": rubric, "criteria": list(rubric.criteria.all())}


def _copy(model: Call, clone: Call) -> None:
    CallRubric.objects.create(call=clone, rubric=call_rubric(model))


register_name("rubric", gettext_lazy("grille"))
register_part(
    Part(
        "grille",
        gettext_lazy("Grille d’évaluation"),
        gettext_lazy("Les critères, leur poids et ce que veut dire chaque note. Les porteurs les lisent aussi."),
        50,
        _lines,
        RubricForm,
        _change,
    )
)
register_shown(Shown("scoring/parts/criteria.html", _criteria))
register_clone(_copy)
