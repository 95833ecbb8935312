"""The forms of the room. They read what was typed; what is missing or wrong, the verbs say."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from audit.scope import OF_MISSIONS, Kind, Scope
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


class MissionForm(PeriodFields):
    """A mission of control to give: to whom, on what, until when, why."""

    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique de la personne"),
        help_text=gettext_lazy("Si personne n’a de compte à cette adresse, une invitation y est envoyée."),
        max_length=254,
    )
    reason = forms.CharField(
        label=gettext_lazy("Motif de la mission"),
        help_text=gettext_lazy("Par exemple : contrôle de la chambre régionale des comptes, lettre du 3 mars 2026."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    first_day = forms.DateField(label=gettext_lazy("La mission commence le"), widget=forms.DateInput())
    last_day = forms.DateField(
        label=gettext_lazy("Elle se termine le"),
        help_text=gettext_lazy("Ce jour compte encore ; le lendemain, plus rien n’est ouvert."),
        widget=forms.DateInput(),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Elle porte sur"), choices=OF_MISSIONS, widget=forms.RadioSelect)
    calls = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Appels"), queryset=Call.objects.order_by("-opens_on", "code"), required=False,
        to_field_name="code", widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    sessions = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Séances"), queryset=Session.objects.order_by("-number"), required=False,
        to_field_name="number", widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    partial = True  # which field is needed depends on the kind
    field_order = (
        "email", "reason", "first_day", "last_day", "kind", "calls", "sessions", "starts_on", "ends_on",
    )  # fmt: skip

    @property
    def known(self) -> User | None:
        """Who has an account at that address."""
        return User.objects.filter(email=self.cleaned_data["email"].strip().lower()).first()

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("kind") == Kind.PERIOD:
            self.period_is_whole(said)
        for kind, name in ((Kind.CALLS, "calls"), (Kind.SESSIONS, "sessions")):
            if said.get("kind") == kind and not said.get(name) and not self.has_error(name):
                self.add_error(name, _("Cochez-en au moins un."))
        return said

    def scope(self) -> Scope:
        """The valid form as a choice of dossiers; what belongs to another kind is left out."""
        said = self.cleaned_data
        kind = Kind(said["kind"])
        return Scope(
            kind,
            calls=tuple(said["calls"]) if kind is Kind.CALLS else (),
            sessions=tuple(said["sessions"]) if kind is Kind.SESSIONS else (),
            starts_on=said["starts_on"] if kind is Kind.PERIOD else None,
            ends_on=said["ends_on"] if kind is Kind.PERIOD else None,
        )


class ConsultationsForm(forms.Form):
    """Filters of what auditors read; anything unreadable counts as empty."""

    about = forms.CharField(
        label=gettext_lazy("Dossier ou acte"), help_text=gettext_lazy("Sa référence"), max_length=60, required=False
    )
    person = forms.ModelChoiceField(
        label=gettext_lazy("Personne"), queryset=User.objects.none(), required=False, to_field_name="ref",
        empty_label=gettext_lazy("Toutes"),
    )  # fmt: skip
    starts_on = forms.DateField(label=gettext_lazy("Du"), required=False, widget=forms.DateInput())
    ends_on = forms.DateField(label=gettext_lazy("Au"), required=False, widget=forms.DateInput())

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
