"""A vote as a member's page sends it."""

from django import forms

MAX_ID = 2**63 - 1


class VoteForm(forms.Form):
    """Which ballot, for which seat, what; `key` is the page's own, one a press, empty where no script runs."""

    point = forms.SlugField(max_length=40)
    ballot = forms.IntegerField(min_value=1, max_value=32767)
    seat = forms.IntegerField(min_value=1, max_value=MAX_ID)
    choice = forms.CharField(max_length=20)
    key = forms.CharField(max_length=64, required=False)
