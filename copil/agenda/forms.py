"""The forms of the agenda: its order and its rapporteurs, a point to add, what came of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from copil.actions.agenda import Arranged
from copil.agenda.lines import Line
from copil.forms import Words
from copil.models import Business, Seat, Session, Vote
from copil.roll import Roll
from dossiers.form.lines import Lines

_UNKNOWN = gettext_lazy("Ce point n’est plus reconnu : rechargez la page.")
_KEY_MESSAGES = {"required": _UNKNOWN, "invalid": _UNKNOWN}


class LineForm(forms.Form):
    """One line of the agenda."""

    key = forms.RegexField(
        r"^[-a-z0-9]{1,20}$", label=gettext_lazy("Point"), widget=forms.HiddenInput, error_messages=_KEY_MESSAGES
    )
    position = forms.IntegerField(label=gettext_lazy("Ordre"), min_value=0, max_value=9999)
    rapporteur = forms.ChoiceField(label=gettext_lazy("Rapporteur"), required=False)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rapporteur"].choices = [("", "–"), *people]  # type: ignore[attr-defined]

    def arranged(self, people: Mapping[str, User]) -> Arranged:
        said = self.cleaned_data
        return Arranged(said["key"], said["position"], people.get(said["rapporteur"]))


LineFormSet = forms.formset_factory(LineForm, formset=Lines, extra=0, max_num=200, absolute_max=240)


class WhyForm(forms.Form):
    """Why an order leaves the rank; asked once it does."""

    partial = True
    reason = Words(
        label=gettext_lazy("Pourquoi le rang n’est pas suivi"),
        help_text=gettext_lazy("Le procès-verbal le reprendra."),
        rows=3,
    )


def rows(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """The lines as the form shows them."""
    return [
        {"key": line.key, "position": line.position, "rapporteur": str(line.point.rapporteur_id or "")}
        for line in lines
    ]


class BusinessForm(forms.Form):
    """A point without a dossier."""

    partial = True  # which field is needed depends on the kind: the verb says
    kind = forms.ChoiceField(
        label=gettext_lazy("Nature du point"), choices=Business.Kind.choices, widget=forms.RadioSelect, required=False
    )
    about = forms.ChoiceField(
        label=gettext_lazy("Procès-verbal de la séance"),
        help_text=gettext_lazy("Pour une approbation de procès-verbal."),
        required=False,
    )
    title = forms.CharField(
        label=gettext_lazy("Intitulé"),
        help_text=gettext_lazy("Laissé vide, une approbation de procès-verbal prend le sien."),
        max_length=1000,
        required=False,
    )
    text = Words(label=gettext_lazy("Présentation"), help_text=gettext_lazy("Les membres la lisent avant la séance."))
    proposal = Words(
        label=gettext_lazy("Proposition mise aux voix"),
        help_text=gettext_lazy("Vide : le point est examiné sans vote."),
        rows=3,
    )

    def __init__(self, *args: Any, sessions: Iterable[Session], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(session.pk), str(session)) for session in sessions]
        self.fields["about"].choices = [("", "–"), *choices]  # type: ignore[attr-defined]


class ConclusionForm(forms.Form):
    """What came of a point; with a proposal, each seat's vote by show of hands."""

    partial = True
    conclusion = Words(
        label=gettext_lazy("Ce qui a été dit ou convenu"), help_text=gettext_lazy("Cela ira au procès-verbal.")
    )
    approved = forms.BooleanField(label=gettext_lazy("Le procès-verbal est approuvé"), required=False, initial=True)

    def __init__(self, *args: Any, business: Business, roll: Roll, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if business.about_id is None or business.proposal:
            del self.fields["approved"]
        if business.about_id is not None:
            self.fields["conclusion"].help_text = _(
                "Les corrections demandées s’écrivent ici : le procès-verbal soumis ne change pas."
            )
        self.voters = voters(roll) if business.proposal else []
        for seat in self.voters:
            self.fields[f"seat_{seat.pk}"] = forms.ChoiceField(
                label=seat.label, choices=[("", "–"), *Vote.Choice.choices], required=False
            )

    def words(self) -> list[forms.BoundField]:
        return [self[name] for name in ("conclusion", "approved") if name in self.fields]

    def votes(self) -> list[tuple[Seat, forms.BoundField]]:
        return [(seat, self[f"seat_{seat.pk}"]) for seat in self.voters]

    def choices(self) -> dict[int, str]:
        said = {seat.pk: self.cleaned_data.get(f"seat_{seat.pk}", "") for seat in self.voters}
        return {seat: choice for seat, choice in said.items() if choice}


def voters(roll: Roll) -> list[Seat]:
    """The seats whose vote can count: present, or represented by a proxy that the law takes."""
    return [s for s in roll.seats if s.has_voice and (roll.is_present(s) or s.pk in roll.holders)]
