"""The session aimed at, chosen from the dossier's page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dossiers.actions.aiming import choose_session
from dossiers.views.common import glance_or_404, refused, typed_number
from workflow.verdict import Refusal


@require_POST
def choose(request: HttpRequest, reference: str) -> HttpResponse:
    """Aims at the session of that number; an empty one leaves the choice to the calendar."""
    glance = glance_or_404(request, reference)
    typed = request.POST.get("session", "")
    outcome = choose_session(dossier=glance.dossier, number=typed_number(typed) if typed else None, by=glance.user)
    if isinstance(outcome, Refusal):
        return refused(request, outcome, glance)
    if outcome.aim_chosen:
        messages.success(request, _("La séance visée est enregistrée. Vous serez prévenu si elle n’est plus possible."))
    else:
        messages.success(request, _("Le dossier vise la première séance possible."))
    return redirect(f"{glance.dossier.get_absolute_url()}#aim-title")
