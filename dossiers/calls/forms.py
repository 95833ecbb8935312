"""The forms of a call's settings: what is said is judged by the verbs, what may no longer change is told here."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.fields import LineField
from dossiers.calls.frozen import deposited, frozen
from dossiers.calls.limits import FIGURES, MAX_CODE
from dossiers.form.questions import Kind, Question
from dossiers.form.values import Invalid, parse
from dossiers.models import Call
from dossiers.wording import euros

AMOUNT = Question("amount", "", Kind.MONEY)
#: Far more than the verbs accept: they say by how much a text is too long.
READ = 20_000


class AmountField(forms.CharField):
    """An amount in euros as one types it here: 280 000,00."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=40, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,.2f}".replace(",", "\u202f").replace(".", ",") if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal:
        try:
            return Decimal(parse(AMOUNT, super().clean(value)))
        except Invalid as invalid:
            raise forms.ValidationError(str(invalid), code="amount") from invalid


def day(label: Any, hint: Any = "", **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, help_text=hint, widget=forms.DateInput(), **kwargs)


def figure(field: str, label: Any, hint: Any = "") -> forms.IntegerField:
    least, most = FIGURES[field]
    return forms.IntegerField(label=label, help_text=hint, min_value=least, max_value=most)


def lines(label: Any, hint: Any = "", rows: int = 4, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=READ, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


class SettingsForm(forms.Form):
    """A part of a call's settings as it stands, or as it was sent; a field that may no longer change says why."""

    revision = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(self, call: Call, data: Mapping[str, Any] | None) -> None:
        initial = {name: getattr(call, name) for name in self.base_fields if hasattr(call, name)}
        super().__init__(data, initial=initial)
        for name, why in frozen(call).items():
            if name in self.fields:
                self.fields[name].disabled = True
                self.fields[name].help_text = why


class DescriptionForm(SettingsForm):
    title = LineField(label=_("Intitulé"), max_length=READ)
    presentation = lines(
        _("Présentation"), _("Ce que l’appel finance, pour qui. Les porteurs la lisent avant de commencer."), rows=8,
        required=False,
    )  # fmt: skip
    contact_name = LineField(
        label=_("Contact"), max_length=READ, required=False, help_text=_("Le service ou la personne à qui s’adresser.")
    )
    contact_email = LineField(label=_("Adresse électronique du contact"), max_length=READ, required=False)


class DatesForm(SettingsForm):
    opens_on = day(_("Premier jour des dépôts"))
    closes_on = day(_("Dernier jour des dépôts"), _("Ce jour compte encore. Les porteurs de brouillons sont prévenus."))
    ends_on = day(
        _("Fin de l’appel"),
        _("Ce jour-là, ce qui reste en liste complémentaire est proposé au refus, faute de crédits."),
    )
    reason = lines(_("Motif du changement"), rows=3, required=False)

    def __init__(self, call: Call, data: Mapping[str, Any] | None) -> None:
        super().__init__(call, data)
        if deposited(call):
            self.fields["reason"].required = True
            self.fields["reason"].help_text = _("Des dossiers sont déposés : le motif reste dans l’historique.")


class EnvelopeForm(SettingsForm):
    envelope = AmountField(label=_("Enveloppe, en euros"))
    budget_line = LineField(
        label=_("Imputation budgétaire"), max_length=READ, help_text=_("Telle que les actes la citent.")
    )
    reason = lines(_("Motif du changement"), rows=3)
    reference = LineField(
        label=_("Référence des crédits"),
        max_length=READ,
        help_text=_("La pièce qui les ouvre ou les retire : notification, décision, numéro d’engagement."),
    )

    def __init__(self, call: Call, data: Mapping[str, Any] | None) -> None:
        super().__init__(call, data)
        if engaged := call.reserved + call.signed:
            told = gettext("%(amount)s sont déjà engagés : l’enveloppe ne descend pas en dessous.")
            self.fields["envelope"].help_text = told % {"amount": euros(engaged)}


class PeopleForm(SettingsForm):
    referents_wanted = figure("referents_wanted", _("Référents par dossier"))
    reviewers_wanted = figure(
        "reviewers_wanted",
        _("Évaluateurs par dossier"),
        _("Un dossier ne va au COPIL qu’avec ce nombre d’évaluations indépendantes."),
    )
    reviewers_wanted_small = figure("reviewers_wanted_small", _("Évaluateurs pour une petite demande"))
    small_request = AmountField(label=_("Une demande est petite jusqu’à, en euros"), help_text=_("Ce montant compris."))
    challenger_may_review = forms.BooleanField(
        label=_("Un référent peut aussi évaluer le dossier qu’il challenge"), required=False
    )


class ClocksForm(SettingsForm):
    draft_days = figure("draft_days", _("Pour compléter un dossier renvoyé"))
    pieces_days = figure(
        "pieces_days",
        _("Pour fournir les pièces manquantes"),
        _("La date proposée à l’équipe quand elle en demande ; elle peut en choisir une autre."),
    )
    challenge_days = figure("challenge_days", _("Pour le challenge par les référents"))
    review_days = figure("review_days", _("Pour la revue d’équipe"), _("Arrêté par le consensus."))
    signature_days = figure("signature_days", _("Pour signer"))
    invitation_days = figure(
        "invitation_days", _("Pour répondre à une invitation"), _("En jours de calendrier : on invite aussi au-dehors.")
    )


class NewCallForm(forms.Form):
    """A new call: its name and its days, the rest comes afterwards."""

    code = LineField(
        label=_("Code"),
        max_length=READ,
        help_text=_("Il ne changera plus. Lettres sans accent, chiffres et tirets, %(max)s au plus : LABO-2027.")
        % {"max": MAX_CODE},
    )
    title = LineField(label=_("Intitulé"), max_length=READ)
    opens_on = day(_("Premier jour des dépôts"))
    closes_on = day(_("Dernier jour des dépôts"), _("Ce jour compte encore."))
    ends_on = day(_("Fin de l’appel"))


class CloneForm(forms.Form):
    """A call like another: a code, a title, a first day; the other days follow at the same distance."""

    code = NewCallForm.base_fields["code"]
    title = LineField(label=_("Intitulé"), max_length=READ)
    opens_on = day(_("Premier jour des dépôts"), _("Les autres dates suivent, au même écart."))


class OpenForm(forms.Form):
    revision = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    closes_on = day(_("Dernier jour des dépôts"), _("Ce jour compte encore."))
    reason = lines(_("Motif"), rows=3, required=False)


class CloseForm(forms.Form):
    revision = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    reason = lines(_("Motif"), rows=3)
