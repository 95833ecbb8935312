"""What is written of an interest found late."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import User
from copil.forms import Reason


class LateInterestForm(forms.Form):
    """Whose tie, and which."""

    person = forms.ChoiceField(label=gettext_lazy("Personne"))
    reason = Reason(
        label=gettext_lazy("Nature du lien"),
        help_text=gettext_lazy("Le journal dira qu’il y en a un ; ce que vous écrivez ici reste à l’équipe."),
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.ref): person for person in people}
        choices = [("", "–"), *((ref, person.full_name) for ref, person in self.people.items())]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> User:
        """The person meant."""
        return self.people[self.cleaned_data["person"]]


class KeepForm(forms.Form):
    """Why a signed decision stands all the same."""

    reason = Reason(
        label=gettext_lazy("Pourquoi la décision est maintenue"),
        help_text=gettext_lazy("Le motif est conservé au journal du dossier."),
    )
