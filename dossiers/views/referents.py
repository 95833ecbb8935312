"""The référents, for the team: what each follows, has in hand, and when they are away."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.roles import Role
from dossiers.challenge.referents import referents
from dossiers.views.common import person
from workflow import clock


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Every référent of today, by name."""
    if Role.TEAM not in person(request).roles:
        raise Http404
    found = referents()
    context = {"referents": found, "in_hand": sum(r.load for r in found), "today": clock.today()}
    return render(request, "dossiers/referents.html", context)
