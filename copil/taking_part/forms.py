"""What a member says before a session, and what the secretary records during it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from copil.forms import Reason
from copil.models import Seat
from copil.taking_part.wording import announced_choices

Choices = Sequence[tuple[str, str]]


class AnnounceForm(forms.Form):
    """Whether one will come, and how."""

    attends = forms.ChoiceField(label=gettext_lazy("À cette séance"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attends"].choices = announced_choices(seat)  # type: ignore[attr-defined]


class InterestForm(forms.Form):
    """A tie with a dossier of the agenda."""

    item = forms.ChoiceField(label=gettext_lazy("Dossier"))
    reason = Reason(
        label=gettext_lazy("Nature du lien"),
        help_text=gettext_lazy("Le procès-verbal dira le déport, pas ce que vous écrivez ici."),
    )

    def __init__(self, *args: Any, items: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [("", "–"), *items]  # type: ignore[attr-defined]


class RecordInterestForm(InterestForm):
    """The same for a seat, entered by the secretary."""

    seat = forms.ChoiceField(label=gettext_lazy("Siège"))
    field_order = ("item", "seat", "reason")

    def __init__(self, *args: Any, seats: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = [("", "–"), *seats]  # type: ignore[attr-defined]
