"""From when scores are read, among the settings of a call."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from dossiers.calls.forms import SettingsForm
from dossiers.calls.registry import Line, Part, register_clone, register_name, register_part
from dossiers.models import Call
from scoring.actions.blindness import choose_blindness
from scoring.blindness.modes import Mode, mode_of
from scoring.models import CallBlindness
from workflow.verdict import Refusal


class BlindnessForm(SettingsForm):
    """One of the three modes."""

    mode = forms.ChoiceField(
        label=gettext_lazy("Un évaluateur lit les notes des autres"),
        choices=Mode.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Qui doit encore rendre son évaluation ne lit jamais celles des autres. Un choix qui ouvrirait des notes, "
            "sur un dossier en cours, à qui ne l’a pas évalué est refusé."
        ),
    )

    def __init__(self, call: Call, data: Mapping[str, Any] | None) -> None:
        super().__init__(call, data)
        self.initial["mode"] = mode_of(call)


def _lines(call: Call) -> list[Line]:
    return [Line(_("Un évaluateur lit les notes des autres"), str(mode_of(call).label))]


def _change(call: Call, revision: int, by: User, said: Mapping[str, Any]) -> Call | Refusal:
    return choose_blindness(call=call, mode=Mode(said["mode"]), revision=revision, by=by)


def _copy(model: Call, clone: Call) -> None:
    mode = mode_of(model)
    if mode != Mode.OWN:
        CallBlindness.objects.create(call=clone, mode=mode)


register_name("mode", gettext_lazy("lecture des notes"))
register_part(
    Part(
        "lecture-des-notes",
        gettext_lazy("Lecture des notes"),
        gettext_lazy("À partir de quand les évaluateurs, et l’équipe, lisent les notes les uns des autres."),
        55,
        _lines,
        BlindnessForm,
        _change,
    )
)
register_clone(_copy)
