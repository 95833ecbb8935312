"""What the pages of an appeal ask for."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.views.completion_forms import FilesField
from followup.actions.appeals import MAX_TEXT, MAX_WHO
from followup.forms import GestureForm
from workflow import clock


class LodgeForm(GestureForm):
    """An appeal as it was received; `key` makes a second sending harmless."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    received_on = forms.DateField(label=_("Reçu le"), widget=forms.DateInput, required=False)
    by_whom = forms.CharField(
        label=_("Formé par"),
        help_text=_("La personne ou l’organisme, et sa qualité."),
        max_length=MAX_WHO,
        required=False,
    )
    text = forms.CharField(
        label=_("Ce qui est demandé, et pourquoi"),
        help_text=_("Les mots du recours, ou leur résumé fidèle ; joignez la lettre."),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
    )
    joined = FilesField(label=_("La lettre et ses pièces"), required=False)

    @classmethod
    def first(cls) -> dict[str, Any]:
        return {"key": uuid4(), "received_on": clock.today()}


class ReplyForm(GestureForm):
    text = forms.CharField(
        label=_("La réponse"),
        help_text=_("Le porteur la lit. Dites pourquoi la décision demeure, et devant quel tribunal la contester."),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 10}),
        required=False,
    )
