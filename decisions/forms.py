"""What the pages of the room ask for."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from decisions.models import Act
from decisions.verification import normalised

_SHA256 = re.compile("[0-9a-f]{64}")


class SignForm(forms.Form):
    """One gesture on one act: `seal` is the SHA-256 of the PDF that was shown."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=Act.Kind.choices, widget=forms.HiddenInput)
    seal = forms.RegexField("^[0-9a-f]{64}$", widget=forms.HiddenInput)


class ReasonsForm(forms.Form):
    """The reasons of a refusal. What is missing or too long is the verb's to refuse."""

    law = forms.CharField(
        label=_("En droit"),
        help_text=_("Le texte qui fonde la décision. Un paragraphe par ligne."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    fact = forms.CharField(
        label=_("En fait"),
        help_text=_("Ce qui, dans ce dossier, conduit à cette décision. Un paragraphe par ligne."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class CountersignForm(forms.Form):
    """When the beneficiary signed; `terms` is the hash of the agreement that was shown."""

    terms = forms.RegexField("^[0-9a-f]{64}$", widget=forms.HiddenInput)
    on = forms.DateField(label=_("Signée par le bénéficiaire le"), widget=forms.DateInput)


class CodeForm(forms.Form):
    """The code that a document bears, as somebody typed it."""

    code = forms.CharField(
        label=_("Code de vérification"),
        help_text=_("Douze lettres et chiffres, au bas de chaque page du document, par exemple 7KQ4-M2XT-9DRA."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """The code in its only form."""
        code = normalised(str(self.cleaned_data["code"]))
        if not code:
            raise forms.ValidationError(_("Un code compte douze lettres et chiffres : vérifiez votre saisie."))
        return code


class FileForm(forms.Form):
    """The SHA-256 of a file, and the code of the document that it is meant to be, if any."""

    sha256 = forms.CharField(
        label=_("Empreinte SHA-256"),
        help_text=_("64 chiffres et lettres de a à f."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "decisions-hash"}),
    )
    code = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)

    def clean_sha256(self) -> str:
        """The hash in its only form; spaces and capitals are forgiven, as the tools of each system write it."""
        sha256 = "".join(str(self.cleaned_data["sha256"]).split()).lower()
        if not _SHA256.fullmatch(sha256):
            raise forms.ValidationError(_("Une empreinte SHA-256 compte 64 chiffres et lettres de a à f."))
        return sha256


class ReleaseForm(forms.Form):
    """Which of the decisions shown are to be told: all those ticked, or `only` one."""

    chosen = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)
    only = forms.ChoiceField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, seals: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("chosen", "only"):
            self.fields[name].choices = [(seal, seal) for seal in seals]  # type: ignore[attr-defined]

    def seals(self) -> frozenset[str]:
        """What is to be told, as the page named it."""
        only = self.cleaned_data["only"]
        return frozenset([only] if only else self.cleaned_data["chosen"])


class GroupedForm(forms.Form):
    """How the decisions of a session reach their leaders."""

    partial = True  # one of the two always holds
    grouped = forms.ChoiceField(
        label=_("Les décisions de cette séance sont notifiées"),
        choices=[
            ("", _("chacune dès sa signature")),
            ("yes", _("ensemble, quand le secrétariat le décide")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
