"""From the signatory's desk to a run that signs the acts ticked there."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.roles import Role
from decisions.parapheur.signing import begin
from decisions.register.desk import SHOWN
from dossiers.views.common import person
from workflow.verdict import Refusal


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """The acts ticked, named by the SHA-256 of what was prepared; confirmed on the next page."""
    user = person(request)
    if Role.SIGNATORY not in user.roles:
        raise Http404
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        messages.error(request, _("Le formulaire est arrivé incomplet : recommencez."))
        return redirect("decisions:list")
    chosen = [seal.replace("\x00", "")[:64] for seal in request.POST.getlist("seal")[:SHOWN]]
    run = begin(key=key, chosen=chosen, by=user)
    if isinstance(run, Refusal):
        messages.error(request, run.sentence if chosen else _("Choisissez au moins un acte préparé."))
        return redirect("decisions:list")
    return redirect("dossiers:bulk", run.pk)
