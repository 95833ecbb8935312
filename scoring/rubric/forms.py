"""The form of a rubric's next version: its title and thresholds, then one part a criterion."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.form.lines import Lines
from scoring.models import Rubric
from scoring.rubric.drafting import MOST_CRITERIA, CriterionDraft, RubricDraft, draft_of

#: Far over what is allowed, so that the verb says what is too long.
ANY_LENGTH = 5000


class RubricForm(forms.Form):
    """Points are out of 5."""

    title = forms.CharField(label=_("Intitulé"), max_length=ANY_LENGTH)
    refusal_under = forms.DecimalField(
        label=_("Un critère sous ce seuil propose le refus"), max_digits=2, decimal_places=1, min_value=0, max_value=5
    )
    recommended_from = forms.DecimalField(
        label=_("Une note pondérée à partir de ce seuil recommande"),
        max_digits=2,
        decimal_places=1,
        min_value=0,
        max_value=5,
    )
    reason = forms.CharField(
        label=_("Pourquoi la grille change"),
        help_text=_("Ce motif reste avec la nouvelle version."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=20_000,
    )


class CriterionForm(forms.Form):
    """One criterion; emptied of its name, it leaves the rubric."""

    code = forms.RegexField(
        r"^[-a-zA-Z0-9_]{0,20}$",
        label=_("Critère"),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid": _("Ce critère n’est plus reconnu : rechargez la page.")},
    )
    label = forms.CharField(label=_("Critère"), max_length=ANY_LENGTH, required=False)
    hint = forms.CharField(label=_("Précision"), max_length=ANY_LENGTH, required=False)
    weight = forms.IntegerField(label=_("Poids"), min_value=1, max_value=100, required=False)
    tie_break = forms.IntegerField(
        label=_("Départage les égalités"),
        help_text=_("1 d’abord, puis 2 ; vide s’il n’en départage aucune."),
        min_value=1,
        max_value=MOST_CRITERIA,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for points in range(6):
            self.fields[f"level_{points}"] = forms.CharField(
                label=_("Ce que veut dire %(points)s") % {"points": points}, max_length=ANY_LENGTH, required=False
            )

    def draft(self) -> CriterionDraft:
        said = self.cleaned_data
        return CriterionDraft(
            code=said["code"],
            label=said["label"],
            hint=said["hint"],
            weight=said["weight"] or 0,
            tie_break=said["tie_break"],
            levels=tuple(said[f"level_{points}"] for points in range(6)),
        )


CriterionFormSet = forms.formset_factory(
    CriterionForm, formset=Lines, extra=1, max_num=MOST_CRITERIA, absolute_max=MOST_CRITERIA + 2
)


def initial(rubric: Rubric) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The version to start from, as the form's and the criteria's initial values."""
    draft = draft_of(rubric)
    rows = [
        {
            "code": one.code,
            "label": one.label,
            "hint": one.hint,
            "weight": one.weight,
            "tie_break": one.tie_break,
            **{f"level_{points}": text for points, text in enumerate(one.levels)},
        }
        for one in draft.criteria
    ]
    head = {
        "title": draft.title,
        "refusal_under": draft.refusal_under,
        "recommended_from": draft.recommended_from,
    }
    return head, rows


def draft(form: RubricForm, criteria: Any) -> RubricDraft:
    """What was typed; a criterion without a name is none."""
    said = form.cleaned_data
    named = (one.draft() for one in criteria.forms if one.cleaned_data.get("label", "").strip())
    zero = Decimal(0)
    return RubricDraft(said["title"], said["refusal_under"] or zero, said["recommended_from"] or zero, tuple(named))
