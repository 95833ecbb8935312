"""What one says of a criterion, and what a reviewer answers to the consensus."""

from django import forms
from django.utils.translation import gettext_lazy as _

from scoring.sheet import ANY_LENGTH


class RemarkForm(forms.Form):
    """A word in a thread; `key` is the page's."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Votre message"),
        max_length=ANY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


class DissentForm(forms.Form):
    """Why one does not agree with the consensus."""

    sentence = forms.CharField(
        label=_("Ce que vous retenez, en une ou deux phrases"),
        help_text=_("Cette phrase est conservée avec le consensus ; qui le lit la lit aussi."),
        max_length=ANY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
