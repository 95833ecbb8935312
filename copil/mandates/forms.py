"""A mandate to give, to end, or to give a substitute. What is wrong, the verbs say."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from copil.models import Mandate

Choices = Sequence[tuple[str, str]]


class MandateForm(forms.Form):
    """Who, in what quality, between which dates."""

    label = forms.CharField(label=gettext_lazy("Qualité"), max_length=1000)
    kind = forms.ChoiceField(
        label=gettext_lazy("Nature"), choices=Mandate.Kind.choices, initial="member", widget=forms.RadioSelect
    )
    person = forms.ChoiceField(label=gettext_lazy("Titulaire"))
    substitute = forms.ChoiceField(label=gettext_lazy("Suppléant"), required=False)
    starts_on = forms.DateField(label=gettext_lazy("À compter du"), widget=forms.DateInput)
    ends_on = forms.DateField(
        label=gettext_lazy("Jusqu’au"),
        help_text=gettext_lazy("Ce jour compris ; vide, tant qu’on n’y met pas fin."),
        widget=forms.DateInput,
        required=False,
    )
    reference = forms.CharField(label=gettext_lazy("Acte de nomination"), max_length=1000, required=False)

    def __init__(self, *args: Any, members: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("person", "substitute"):
            self.fields[name].choices = [("", "–"), *members]  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """The last day of a mandate."""

    ends_on = forms.DateField(label=gettext_lazy("Dernier jour"), widget=forms.DateInput)


class SubstituteForm(forms.Form):
    """Who may stand in from now on."""

    substitute = forms.ChoiceField(label=gettext_lazy("Suppléant"), required=False)

    def __init__(self, *args: Any, members: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["substitute"].choices = [("", "–"), *members]  # type: ignore[attr-defined]
