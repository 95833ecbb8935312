"""The forms of the minutes: their prose, a follow-up, why they are taken back, the chair's remarks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from copil.actions.minutes import MOST_WHO, FollowUpDraft
from copil.forms import Reason, Words
from copil.minutes import prose
from copil.minutes.said import PointSaid


def labels(points: Sequence[PointSaid]) -> dict[str, str]:
    """What each text is about, by the name of its field, in the order of the page."""
    found = {prose.OPENING: _("Propos d’ouverture")}
    for point in points:
        about = {"position": point.position, "title": point.title}
        found[prose.discussion(point.key)] = _("Débats du point %(position)s, %(title)s") % about
        if point.about_a_dossier:
            found[prose.dissent(point.key)] = _("Opinion à consigner, point %(position)s, %(title)s") % about
    found[prose.CLOSING] = _("Propos de clôture")
    return found


@dataclass(frozen=True)
class PointRow:
    """A point beside the fields of its prose; neither for a reader, nor for a point that is closed to them."""

    point: PointSaid
    discussion: forms.BoundField | None = None
    dissent: forms.BoundField | None = None


class MinutesForm(forms.Form):
    """The prose of the minutes, as much of it as there is; each point's own fields beside what is derived of it."""

    partial = True  # all of it is free

    def __init__(self, *args: Any, points: Sequence[PointSaid], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = points
        for name in labels([point for point in points if not point.hidden]):
            self.fields[name] = Prose(label=_label(name), help_text=_hint(name))

    def rows(self) -> Iterator[PointRow]:
        for point in self.points:
            yield PointRow(point, self._bound(prose.discussion(point.key)), self._bound(prose.dissent(point.key)))

    def _bound(self, name: str) -> forms.BoundField | None:
        return self[name] if name in self.fields else None


class Prose(forms.CharField):
    """A text of the minutes."""

    def __init__(self, **kwargs: Any) -> None:
        sentence = gettext_lazy("%(limit_value)s caractères au plus : ce texte en a %(show_value)s.")
        messages = {"max_length": sentence}
        widget = forms.Textarea(attrs={"rows": 3})
        super().__init__(required=False, max_length=prose.MOST, widget=widget, error_messages=messages, **kwargs)


def _label(name: str) -> str:
    if name == prose.OPENING:
        return _("Propos d’ouverture")
    if name == prose.CLOSING:
        return _("Propos de clôture")
    return _("Opinion à consigner") if name.startswith(f"{prose.DISSENT}-") else _("Débats")


def _hint(name: str) -> str:
    """Who will read it: files have two editions, the reduced one without scores nor named votes."""
    if name.startswith(f"{prose.DISSENT}-"):
        return _(
            "À la demande d’un membre, avec son nom. L’édition réduite dit seulement qu’une opinion est consignée."
        )
    if name.startswith(f"{prose.DISCUSSION}-"):
        return _("Lus dans les deux éditions\u00a0: ni notes, ni votes nominatifs.")
    return ""


class FollowUpForm(forms.Form):
    """What is to be done after the session, by whom, until when."""

    what = Words(label=gettext_lazy("Ce qui est à faire"), rows=2)
    who = forms.CharField(label=gettext_lazy("Par qui"), max_length=MOST_WHO, required=False)
    due_on = forms.DateField(label=gettext_lazy("Pour le"), widget=forms.DateInput, required=False)
    partial = True

    def draft(self) -> FollowUpDraft:
        return FollowUpDraft(**self.cleaned_data)


class ReopenForm(forms.Form):
    """Why the minutes are written again."""

    reason = Reason(
        label=gettext_lazy("Pourquoi le procès-verbal est repris"),
        help_text=gettext_lazy("La version soumise est conservée, avec ce motif au journal de la séance."),
    )


class AdoptForm(forms.Form):
    """The remarks with which the chair adopts the minutes."""

    remarks = Words(
        label=gettext_lazy("Observations"),
        help_text=gettext_lazy("Elles suivent le procès-verbal, dont le texte ne change pas."),
    )
