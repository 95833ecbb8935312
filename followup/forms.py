"""What the pages of the follow-up ask for. What is missing or absurd is the verbs' to refuse, not the forms'."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.views.completion_forms import FilesField
from followup.actions.conditions import MAX_TEXT
from followup.models import Condition, Evidence
from followup.moving import MAX_REASON


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
    def initial_for(cls, thing: Condition) -> dict[str, Any]:
        return {"until": thing.wanted_on}
