"""The forms of the room. They read what was typed; what is missing or wrong, the verbs say."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.scope import Kind, Scope
from copil.models import Session
from dossiers.models import Call

SINGLE = [
    (Kind.SESSIONS.value, gettext_lazy("une séance du COPIL")),
    (Kind.CALLS.value, gettext_lazy("un appel")),
    (Kind.PERIOD.value, gettext_lazy("une période")),
    (Kind.ALL.value, gettext_lazy("tout ce que couvre votre mission")),
]


class PeriodFields(forms.Form):
    """The two days of a period, needed when the kind is one."""

    starts_on = forms.DateField(
        label=gettext_lazy("Premier jour"), help_text=gettext_lazy("Pour une période."), required=False,
        widget=forms.DateInput(),
    )  # fmt: skip
    ends_on = forms.DateField(
        label=gettext_lazy("Dernier jour"), help_text=gettext_lazy("Pour une période."), required=False,
        widget=forms.DateInput(),
    )  # fmt: skip

    def period_is_whole(self, said: dict[str, Any]) -> None:
        """Says what lacks to a period, on its field."""
        for name in ("starts_on", "ends_on"):
            if not said.get(name) and not self.has_error(name):
                self.add_error(name, _("Indiquez ce jour."))
        first, last = said.get("starts_on"), said.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("La fin est avant le début."))


class ExportForm(PeriodFields):
    """Which dossiers an archive shall hold: `calls` and `sessions` are those that the person may choose."""

    partial = True  # which field is needed depends on the kind
    kind = forms.ChoiceField(label=gettext_lazy("L’archive porte sur"), choices=SINGLE, widget=forms.RadioSelect)
    session = forms.ModelChoiceField(
        label=gettext_lazy("Séance"), queryset=Session.objects.none(), required=False,
        empty_label=gettext_lazy("Choisir"), to_field_name="number",
    )  # fmt: skip
    call = forms.ModelChoiceField(
        label=gettext_lazy("Appel"), queryset=Call.objects.none(), required=False,
        empty_label=gettext_lazy("Choisir"), to_field_name="code",
    )  # fmt: skip
    field_order = ("kind", "session", "call", "starts_on", "ends_on")

    def __init__(self, *args: Any, sessions: Any, calls: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = sessions  # type: ignore[attr-defined]
        self.fields["call"].queryset = calls  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        kind = said.get("kind")
        needed: Iterable[tuple[str, str, str]] = (
            (Kind.SESSIONS.value, "session", _("Choisissez une séance.")),
            (Kind.CALLS.value, "call", _("Choisissez un appel.")),
        )
        for of, name, sentence in needed:
            if kind == of and not said.get(name) and not self.has_error(name):
                self.add_error(name, sentence)
        if kind == Kind.PERIOD:
            self.period_is_whole(said)
        return said

    def scope(self) -> Scope:
        """The valid form as a choice of dossiers; what belongs to another kind is left out."""
        said = self.cleaned_data
        kind = Kind(said["kind"])
        return Scope(
            kind,
            calls=(said["call"],) if kind is Kind.CALLS else (),
            sessions=(said["session"],) if kind is Kind.SESSIONS else (),
            starts_on=said["starts_on"] if kind is Kind.PERIOD else None,
            ends_on=said["ends_on"] if kind is Kind.PERIOD else None,
        )
