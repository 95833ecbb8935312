"""The forms of votes that are not held by voices in session."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from copil.ballots.paper import Paper
from copil.forms import ProposalForm, Reason, Words, instant, no_such_hour
from copil.models import Vote
from copil.tally import Choice, Totals, Window
from workflow import clock


def hour(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))


class CancelBallotForm(forms.Form):
    """Why a vote is taken back."""

    reason = Reason(
        label=gettext_lazy("Pourquoi ce vote est annulé"),
        help_text=gettext_lazy("Les membres le lisent sur la page du point ; le procès-verbal le reprend."),
    )


URN, HANDS = "urn", "hands"


class Total(forms.IntegerField):
    """How many voices."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.NumberInput(attrs={"inputmode": "numeric"})
        super().__init__(min_value=0, max_value=999, initial=0, widget=widget, **kwargs)


class PaperForm(forms.Form):
    """What a vote in the room gave. Of closed papers, nobody asks what the chair voted."""

    how = forms.ChoiceField(
        label=gettext_lazy("Comment a-t-on voté ?"),
        widget=forms.RadioSelect,
        choices=[
            (URN, gettext_lazy("Sur des bulletins fermés – scrutin secret, sans voix prépondérante")),
            (HANDS, gettext_lazy("À main levée")),
        ],
    )
    pour = Total(label=gettext_lazy("Pour"))
    contre = Total(label=gettext_lazy("Contre"))
    abstention = Total(label=gettext_lazy("Abstentions, bulletins blancs ou nuls"))
    nppv = Total(label=gettext_lazy("Ne prennent pas part au vote"))
    chair = forms.ChoiceField(
        label=gettext_lazy("Vote de la présidence, à main levée"),
        help_text=gettext_lazy("Ne sert qu’en cas d’égalité."),
        choices=[("", "–"), *Vote.Choice.choices],
        required=False,
    )

    def __init__(self, *args: Any, secret: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if secret:
            del self.fields["how"], self.fields["chair"]

    @staticmethod
    def nothing() -> Paper:
        return Paper(Totals(0, 0, 0, 0))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        chair = said.get("chair")
        if chair and said.get("how") == HANDS and not said.get(chair):
            self.add_error("chair", _("Aucune voix n’est comptée pour ce choix."))
        return said

    def paper(self) -> Paper:
        said = self.cleaned_data
        secret = said.get("how", URN) == URN
        chair = Choice(said["chair"]) if said.get("chair") and not secret else None
        return Paper(Totals(said["pour"], said["contre"], said["abstention"], said["nppv"], chair), secret)


class WindowMixin(forms.Form):
    """From when to when votes are taken, in the lab's time zone; no opening means now."""

    opens_on = forms.DateField(
        label=gettext_lazy("Ouverture, le"),
        help_text=gettext_lazy("Vide : le vote s’ouvre tout de suite."),
        widget=forms.DateInput,
        required=False,
    )
    opens_hour = forms.TimeField(
        label=gettext_lazy("Heure d’ouverture"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        required=False,
        initial=time(9, 0),
    )
    closes_on = forms.DateField(label=gettext_lazy("Clôture, le"), widget=forms.DateInput)
    closes_hour = hour(gettext_lazy("Heure de clôture"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        proposed = {"closes_on": clock.today() + timedelta(days=3), "closes_hour": time(18, 0)}
        super().__init__(*args, **{**kwargs, "initial": proposed | (kwargs.get("initial") or {})})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "closes_on" in said and "closes_hour" in said and "opens_on" in said:
            opens, closes = self._opens(), instant(said["closes_on"], said["closes_hour"])
            for field, moment in (("opens_hour", opens), ("closes_hour", closes)):
                if moment is None:
                    self.add_error(field, no_such_hour())
            if opens is not None and closes is not None and closes <= opens:
                self.add_error("closes_on", _("La clôture vient après l’ouverture."))
            elif opens is not None and closes is not None:
                said["window"] = Window(opens, closes)
        return said

    def _opens(self) -> datetime | None:
        said = self.cleaned_data
        if not said.get("opens_on"):
            return clock.now()
        return instant(said["opens_on"], said.get("opens_hour") or time(0, 0))

    def window(self) -> Window:
        return self.cleaned_data["window"]


class WindowForm(WindowMixin):
    """The hours of one online vote on several items."""

    departure = Words(
        label=gettext_lazy("Pourquoi le rang n’est pas suivi"),
        help_text=gettext_lazy("Ce motif est conservé au journal des dossiers concernés et repris au procès-verbal."),
        rows=3,
    )


class OnlineProposalForm(WindowMixin, ProposalForm):
    """A proposal put to an asynchronous vote."""

    def said(self) -> Mapping[str, Any]:
        said = {
            name: value for name, value in super().said().items() if name not in {*WindowMixin.base_fields, "window"}
        }
        return said | {"window": self.window()}
