"""What the pages of the follow-up ask for. What is missing or absurd is the verbs' to refuse, not the forms'."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.calls.forms import AmountField
from dossiers.views.completion_forms import FilesField
from followup.actions.conditions import MAX_TEXT
from followup.actions.payments import MAX_REFERENCE
from followup.models import Condition, Evidence, Handing, Payment, Report
from followup.moving import MAX_REASON
from workflow import clock


class GestureForm(forms.Form):
    """A gesture on one thing owed."""

    partial = True  # what must be written is said by the refusal; « facultatif » on the rest would only be noise

    @classmethod
    def initial_for(cls, thing: Any) -> dict[str, Any]:  # noqa: ARG003 - for those that look at it
        """What the form holds before anything is typed."""
        return {}


class Keyed(GestureForm):
    """`key` makes a second sending harmless."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    @classmethod
    def initial_for(cls, thing: Any) -> dict[str, Any]:
        return {**super().initial_for(thing), "key": uuid4()}


class Seen(GestureForm):
    """`seen`: how many elements the page showed."""

    seen = forms.IntegerField(min_value=0, max_value=100_000, widget=forms.HiddenInput)

    @classmethod
    def initial_for(cls, thing: Any) -> dict[str, Any]:
        return {**super().initial_for(thing), "seen": Evidence.objects.filter(condition=thing).count()}


def _text(label: Any, help_text: Any = "", *, limit: int = MAX_TEXT, rows: int = 5) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, max_length=limit, widget=area, required=False)


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, help_text=help_text, widget=forms.DateInput, required=False)


class SeenReport(GestureForm):
    """`seen`: how many times the page showed it handed in."""

    seen = forms.IntegerField(min_value=0, max_value=100_000, widget=forms.HiddenInput)

    @classmethod
    def initial_for(cls, thing: Any) -> dict[str, Any]:
        return {**super().initial_for(thing), "seen": Handing.objects.filter(report=thing).count()}


class SendReportBackForm(SeenReport):
    reason = _text(_("Ce qui manque"), _("Le porteur le lit."), limit=MAX_REASON)
    until = _day(_("À compléter au plus tard le"), _("Sans date, celle du compte rendu, et dix jours ouvrés au moins."))


class ShowForm(Keyed):
    text = _text(
        _("Ce qui montre que la réserve est levée"),
        _("Quelques phrases suffisent ; joignez une pièce si elle le montre mieux."),
    )
    joined = FilesField(label=_("Vos fichiers"), required=False)


class LiftForm(Keyed, Seen):
    text = _text(
        _("Ce que l’équipe constate"),
        _("Facultatif quand le porteur a présenté ce qu’il faut ; sinon, dites ce qui lève la réserve."),
        rows=4,
    )
    joined = FilesField(label=_("Fichiers"), required=False)


class SendBackForm(Seen):
    reason = _text(_("Ce qui manque encore"), _("Le porteur le lit."), limit=MAX_REASON)
    until = forms.DateField(
        label=_("À présenter au plus tard le"),
        help_text=_("Sans date, celle de la réserve, et dix jours ouvrés au moins."),
        widget=forms.DateInput,
        required=False,
    )


class PostponeForm(GestureForm):
    until = forms.DateField(label=_("Nouvelle date"), widget=forms.DateInput, required=False)
    reason = _text(_("Motif"), _("Le porteur le lit ; il est conservé au journal du dossier."), limit=MAX_REASON)

    @classmethod
    def initial_for(cls, thing: Condition | Report) -> dict[str, Any]:
        return {"until": thing.wanted_on}


# -- payments --------------------------------------------------------------------------
class Amount(AmountField):
    """Euros; one left empty is the verb's to refuse."""

    def clean(self, value: Any) -> Any:
        return super().clean(value) if str(value or "").strip() else None


def _reference(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=MAX_REFERENCE, required=False)


class AskPaymentForm(GestureForm):
    amount = Amount(label=_("Montant demandé"), help_text=_("En euros, au plus le montant prévu par l’acte."))
    text = _text(
        _("Ce qui rend ce versement dû"),
        _("L’avancement du projet, les dépenses faites. Joignez l’état des dépenses si l’acte le demande."),
    )
    joined = FilesField(label=_("Fichiers"), required=False)

    @classmethod
    def initial_for(cls, thing: Payment) -> dict[str, Any]:
        return {"amount": thing.planned}


class PayForm(GestureForm):
    paid_on = _day(_("Payé le"))
    ae = _reference(_("Engagement juridique (AE)"))
    cp = _reference(_("Demande de paiement (CP)"))
    chorus = _reference(_("Numéro Chorus"))

    @classmethod
    def initial_for(cls, thing: Payment) -> dict[str, Any]:  # noqa: ARG003 - the day is today whatever is paid
        return {"paid_on": clock.today()}


class ReasonForm(GestureForm):
    reason = _text(_("Motif"), _("Le porteur le lit ; il est conservé au journal du dossier."), limit=MAX_REASON)


class ReceiveForm(GestureForm):
    received_on = _day(_("Reçu le"))

    @classmethod
    def initial_for(cls, thing: Any) -> dict[str, Any]:  # noqa: ARG003 - the day is today whatever is received
        return {"received_on": clock.today()}


class AskRepaymentForm(Keyed):
    amount = Amount(label=_("Montant à reverser"), help_text=_("En euros, au plus ce qui a été versé."))
    reason = _text(_("Motif"), _("Le porteur le lit ; il est conservé au journal du dossier."), limit=MAX_REASON)
    until = _day(_("À reverser au plus tard le"))
    reference = _reference(_("Titre de perception"))
