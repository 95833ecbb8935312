"""The page that shares dossiers out among référents: a proposal to read, to change by hand, to confirm once."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.roles import Role
from dossiers import actions
from dossiers.challenge.sharing import Shared, sharing
from dossiers.models import Dossier
from dossiers.views.common import person
from workflow.verdict import Refusal


class PlacesForm(forms.Form):
    """The places of one dossier: each the proposed référent, another one, or nobody for now."""

    def __init__(self, shared: Shared, data: QueryDict | None = None) -> None:
        self.shared = shared
        super().__init__(data, prefix=shared.dossier.reference)
        self.people = {str(option.referent.person.ref): option.referent.person for option in shared.options}
        choices = [
            ("", gettext_lazy("Personne pour l’instant")),
            *((str(o.referent.person.ref), o.label) for o in shared.options),
        ]
        for n, place in enumerate(shared.places, start=1):
            self.fields[f"place{n}"] = forms.ChoiceField(
                label=_("Référent proposé") if place.referent else _("Référent"),
                help_text=place.reasons,
                choices=choices,
                initial=str(place.referent.person.ref) if place.referent else "",
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


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest) -> HttpResponse:
    """All dossiers that wait for référents, or the one that `dossier` names."""
    user = person(request)
    if Role.TEAM not in user.roles:
        raise Http404
    reference = request.GET.get("dossier", "")[:20].replace("\x00", "")
    found = sharing(user, reference=reference)
    if request.method != "POST":
        return _page(request, reference, [PlacesForm(shared) for shared in found.dossiers], found.more)
    bound = [PlacesForm(shared, request.POST) for shared in found.dossiers]
    valid = [form.is_valid() for form in bound]  # each is asked, so that every fault shows
    if not all(valid):
        return _page(request, reference, bound, found.more, status=422)
    refused = _assign(request, user, bound)
    if refused:
        left = sharing(user, reference=reference)
        return _page(request, reference, [PlacesForm(s) for s in left.dossiers], left.more, refused, status=422)
    if reference and found.dossiers:
        return redirect("dossiers:challenge", reference)
    return redirect("dossiers:referents")


def _assign(request: HttpRequest, user: User, bound: list[PlacesForm]) -> list[Refused]:
    """One verb a pair, each its own transaction: what is refused undoes nothing of the others."""
    done, refused = 0, []
    for form in bound:
        for chosen in form.chosen():
            dossier = form.shared.dossier
            outcome = actions.assign_referent(dossier=dossier, referent=chosen, by=user)
            if isinstance(outcome, Refusal):
                refused.append(Refused(dossier, chosen, outcome.sentence))
            else:
                done += 1
    if done:
        told = ngettext(
            "%(count)s référent est désigné, et prévenu par courriel.",
            "%(count)s référents sont désignés, et prévenus par courriel.",
            done,
        )
        messages.success(request, told % {"count": done})
    elif not refused:
        messages.info(request, _("Personne n’a été désigné."))
    return refused


def _page(
    request: HttpRequest,
    reference: str,
    bound: list[PlacesForm],
    more: int,
    refused: list[Refused] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "reference": reference,
        "places": bound,
        "more": more,
        "refused": refused or [],
        "failed": status != 200,
    }
    return render(request, "dossiers/share.html", context, status=status)
