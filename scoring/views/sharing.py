"""The page that shares reviews out: a proposal to read, to change by hand, to confirm once."""

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
from dossiers.models import Dossier
from dossiers.views.common import person
from scoring import actions
from scoring.reviewers.sharing import Shared, sharing
from workflow.verdict import Refusal


class PlacesForm(forms.Form):
    """The places of one dossier: each the proposed person, another one, or nobody for now."""

    def __init__(self, shared: Shared, data: QueryDict | None = None) -> None:
        self.shared = shared
        super().__init__(data, prefix=shared.dossier.reference)
        self.people = {str(option.person.ref): option.person for option in shared.options}
        choices = [
            ("", gettext_lazy("Personne pour l’instant")),
            *((str(o.person.ref), o.label) for o in shared.options),
        ]
        for n, place in enumerate(shared.places, start=1):
            self.fields[f"place{n}"] = forms.ChoiceField(
                label=_("Évaluateur proposé") if place.person else _("Évaluateur"),
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


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest) -> HttpResponse:
    """All dossiers under review that wait for reviewers."""
    user = person(request)
    if Role.TEAM not in user.roles:
        raise Http404
    found = sharing(user)
    if request.method != "POST":
        return _page(request, [PlacesForm(shared) for shared in found.dossiers], found.more)
    bound = [PlacesForm(shared, request.POST) for shared in found.dossiers]
    valid = [form.is_valid() for form in bound]  # each is asked, so that every fault shows
    if not all(valid):
        return _page(request, bound, found.more, status=422)
    refused = _assign(request, user, bound)
    if refused:
        left = sharing(user)
        return _page(request, [PlacesForm(s) for s in left.dossiers], left.more, refused, status=422)
    return redirect("scoring:share")


def _assign(request: HttpRequest, user: User, bound: list[PlacesForm]) -> list[Refused]:
    """One verb a pair, each its own transaction: what is refused undoes nothing of the others."""
    done, refused = 0, []
    for form in bound:
        for chosen in form.chosen():
            dossier = form.shared.dossier
            outcome = actions.assign_reviewer(dossier=dossier, reviewer=chosen, by=user)
            if isinstance(outcome, Refusal):
                refused.append(Refused(dossier, chosen, outcome.sentence))
            else:
                done += 1
    if done:
        told = ngettext(
            "%(count)s évaluation est confiée ; la personne est prévenue par courriel.",
            "%(count)s évaluations sont confiées ; les personnes sont prévenues par courriel.",
            done,
        )
        messages.success(request, told % {"count": done})
    elif not refused:
        messages.info(request, _("Personne n’a été désigné."))
    return refused


def _page(
    request: HttpRequest,
    places: list[PlacesForm],
    more: int,
    refused: list[Refused] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"places": places, "more": more, "refused": refused or [], "failed": status != 200}
    return render(request, "scoring/share.html", context, status=status)
