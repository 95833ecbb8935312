"""A vote as a member's page sends it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

MAX_ID = 2**63 - 1
#: The longest key of a vote: one a press, made by the page's script.
MAX_KEY = 64


class VoteForm(forms.Form):
    """For which seat, what, and on what: one ballot of a point, or a group of points. `key` is the page's own, one a
    press, empty where no script runs.
    """

    point = forms.SlugField(max_length=40, required=False)
    ballot = forms.IntegerField(min_value=1, max_value=32767, required=False)
    group = forms.IntegerField(min_value=1, max_value=32767, required=False)
    seat = forms.IntegerField(min_value=1, max_value=MAX_ID)
    choice = forms.CharField(max_length=20)
    key = forms.CharField(max_length=MAX_KEY, required=False)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not said.get("group") and not (said.get("point") and said.get("ballot")):
            raise ValidationError("on what", code="required")
        return said
