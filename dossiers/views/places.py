"""The page that shares dossiers out: the places of each, and what is done when they are confirmed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from dossiers.models import Dossier
from dossiers.sharing import Shared
from workflow.verdict import Refusal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class PlacesForm(forms.Form):
    """The places of one dossier: each the proposed person, another one, or nobody for now."""

    #: What a place is called, with somebody proposed for it and without.
    proposed: ClassVar["StrOrPromise"]
    free: ClassVar["StrOrPromise"]

    def __init__(self, shared: Shared, data: QueryDict | None = None) -> None:
        self.shared = shared
        super().__init__(data, prefix=shared.dossier.reference)
        self.people = {str(option.person.ref): option.person for option in shared.options}
        choices = [
            ("", gettext_lazy("Personne pour l’instant")),
            *((str(option.person.ref), option.label) for option in shared.options),
        ]
        for n, place in enumerate(shared.places, start=1):
            self.fields[f"place{n}"] = forms.ChoiceField(
                label=self.proposed if place.person else self.free,
                help_text=place.reasons,
                choices=choices,
                initial=str(place.person.ref) if place.person else "",
                required=False,
                error_messages={
                    "invalid_choice": _("Cette personne ne peut plus être désignée : choisissez-en une autre.")
                },
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        seen: set[str] = set()
        for name, ref in list(cleaned.items()):
            if ref and ref in seen:
                self.add_error(name, _("La même personne est choisie deux fois pour ce dossier."))
            seen.add(ref)
        return cleaned

    def chosen(self) -> list[User]:
        return [self.people[ref] for ref in self.cleaned_data.values() if ref]


@dataclass(frozen=True)
class Refused:
    """A pair that the verb refused, and why."""

    dossier: Dossier
    person: User
    sentence: str


def all_valid(places: Iterable[PlacesForm]) -> bool:
    """Whether every dossier's places read well; each is asked, so that every fault shows."""
    valid = [form.is_valid() for form in places]
    return all(valid)


def carry_out(
    request: HttpRequest,
    places: Sequence[PlacesForm],
    assign: Callable[[Dossier, User], Any],
    told: Callable[[int], str],
) -> list[Refused]:
    """One verb a pair, each its own transaction: what is refused undoes nothing of the others."""
    done, refused = 0, []
    for form in places:
        dossier = form.shared.dossier
        for chosen in form.chosen():
            outcome = assign(dossier, chosen)
            if isinstance(outcome, Refusal):
                refused.append(Refused(dossier, chosen, outcome.sentence))
            else:
                done += 1
    if done:
        messages.success(request, told(done))
    elif not refused:
        messages.info(request, _("Personne n’a été désigné."))
    return refused
