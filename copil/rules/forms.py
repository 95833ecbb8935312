"""What the administration fills in to adopt a version. What is wrong with it, the verb says."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from copil.actions.rules import RulesDraft
from copil.forms import ANY_LENGTH
from copil.models import HouseRules


class RulesForm(forms.Form):
    """A version to be, filled in from the one in force."""

    shown = forms.IntegerField(min_value=0, max_value=32_000, widget=forms.HiddenInput)
    clear_days = forms.IntegerField(
        label=gettext_lazy("Jours francs entre la convocation et la séance"),
        help_text=gettext_lazy("5 par défaut (CRPA, art. R133-8)."),
        min_value=0,
        max_value=1000,
    )
    quorum = forms.CharField(
        label=gettext_lazy("Quorum, en part des sièges qui ont voix"),
        help_text=gettext_lazy("Une fraction : 1/2 par défaut (CRPA, art. R133-10)."),
        max_length=20,
    )
    majority = forms.ChoiceField(
        label=gettext_lazy("Majorité"), choices=HouseRules.Majority.choices, widget=forms.RadioSelect
    )
    casting_vote = forms.BooleanField(
        label=gettext_lazy("La voix de la présidence départage une égalité"), required=False
    )
    adopted_on = forms.DateField(label=gettext_lazy("Adopté par le COPIL le"), widget=forms.DateInput)
    reference = forms.CharField(
        label=gettext_lazy("Délibération"),
        help_text=gettext_lazy("Le procès-verbal ou la délibération qui l’adopte."),
        max_length=1000,
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Pourquoi ce changement"),
        help_text=gettext_lazy("Les membres le liront."),
        max_length=ANY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @classmethod
    def of(cls, rules: HouseRules) -> dict[str, Any]:
        """What a form shows of a version."""
        return {
            "shown": rules.version,
            "clear_days": rules.clear_days,
            "quorum": f"{rules.quorum_numerator}/{rules.quorum_denominator}",
            "majority": rules.majority,
            "casting_vote": rules.casting_vote,
        }

    def clean_quorum(self) -> tuple[int, int]:
        typed = re.fullmatch(r"\s*([0-9]{1,3})\s*(?:/\s*([0-9]{1,3})\s*)?", self.cleaned_data["quorum"])
        if typed is None:
            raise forms.ValidationError(_("Écrivez une fraction, comme 1/2 ou 2/3."))
        return int(typed[1]), int(typed[2] or 1)

    def draft(self) -> RulesDraft:
        said = self.cleaned_data
        return RulesDraft(
            quorum=said["quorum"],
            majority=said["majority"],
            casting_vote=said["casting_vote"],
            clear_days=said["clear_days"],
        )
