"""The forms of votes that are not held by voices in session."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from copil.forms import ProposalForm, Reason
from copil.tally import Window
from workflow import clock


def hour(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))


class CancelBallotForm(forms.Form):
    """Why a vote is taken back."""

    reason = Reason(
        label=gettext_lazy("Pourquoi ce vote est annulé"),
        help_text=gettext_lazy("Les membres le lisent sur la page du point ; le procès-verbal le reprend."),
    )


class WindowMixin(forms.Form):
    """From when to when votes are taken, in the lab's time zone; no opening means now."""

    opens_on = forms.DateField(
        label=gettext_lazy("Ouverture, le"),
        help_text=gettext_lazy("Vide : le vote s’ouvre tout de suite."),
        widget=forms.DateInput,
        required=False,
    )
    opens_hour = forms.TimeField(
        label=gettext_lazy("à"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        required=False,
        initial=time(9, 0),
    )
    closes_on = forms.DateField(label=gettext_lazy("Clôture, le"), widget=forms.DateInput)
    closes_hour = hour(gettext_lazy("à"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        proposed = {"closes_on": clock.today() + timedelta(days=3), "closes_hour": time(18, 0)}
        super().__init__(*args, **{**kwargs, "initial": proposed | (kwargs.get("initial") or {})})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "closes_on" in said and "closes_hour" in said and "opens_on" in said:
            opens, closes = self._opens(), _instant(said["closes_on"], said["closes_hour"])
            if closes <= opens:
                self.add_error("closes_on", _("La clôture vient après l’ouverture."))
        return said

    def _opens(self) -> datetime:
        said = self.cleaned_data
        if not said.get("opens_on"):
            return clock.now()
        return _instant(said["opens_on"], said.get("opens_hour") or time(0, 0))

    def window(self) -> Window:
        said = self.cleaned_data
        return Window(self._opens(), _instant(said["closes_on"], said["closes_hour"]))


class OnlineProposalForm(WindowMixin, ProposalForm):
    """A proposal put to an asynchronous vote."""

    def said(self) -> Mapping[str, Any]:
        said = {name: value for name, value in super().said().items() if name not in WindowMixin.base_fields}
        return said | {"window": self.window()}


def _instant(day: Any, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))
