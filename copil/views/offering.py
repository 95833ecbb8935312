"""The page on which what is left of an envelope is offered in part to a dossier that waits."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from copil import actions
from copil.forms import OfferForm
from copil.models import Session
from copil.views.common import Returned, posted, returned
from dossiers.page.verbs import why_not
from dossiers.views.common import glance_or_404, refused, sentence_for
from workflow.gesture import Actor, new_key
from workflow.judgment import find, judge, load_facts, open_to
from workflow.verdict import Refusal, Unmet, Why

#: Which field answers an unmet point.
FIELDS = {
    "in_rank_order_or_reason": "reason",
    "session_open_to_items": "session",
    "convocation_delay_holds": "session",
}


@require_http_methods(["GET", "HEAD", "POST"])
def offer_part(request: HttpRequest, reference: str) -> HttpResponse:
    """Chooses the session that will vote on a lower amount."""
    glance = glance_or_404(request, reference)
    step = find(glance.dossier, "offer_part")
    if step is None or not open_to(glance.dossier, step, glance.roles):
        return refused(request, why_not(glance, "offer_part"), glance)
    sessions = list(Session.objects.filter(status__in=Session.BEFORE).order_by("held_at", "number"))
    initial = {"key": new_key(), "version": glance.dossier.version, "session": str(sessions[0].pk) if sessions else ""}
    form = OfferForm(posted(request), sessions=sessions, initial=initial)
    result, unmet = Returned(), tuple[Unmet, ...]()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            said = form.cleaned_data
            outcome = actions.offer_part(
                dossier=glance.dossier,
                session=next(s for s in sessions if str(s.pk) == said["session"]),
                by=glance.user,
                key=said["key"],
                version=said["version"],
                reason=said["reason"],
            )
            if not isinstance(outcome, Refusal):
                messages.success(request, _("Le dossier est inscrit à l’ordre du jour, pour un accord partiel."))
                return redirect(glance.dossier)
            result = returned(outcome, form, FIELDS)
            if outcome.why is not Why.UNMET:
                result = Returned(outcome.status, sentence_for(outcome, glance))
    else:
        unmet = judge(step, load_facts(glance.dossier, Actor(glance.user), (step,), None), None).unmet
    context = {"dossier": glance.dossier, "step": glance.step, "form": form, "returned": result, "unmet": unmet}
    return render(request, "copil/offer_part.html", context, status=result.status)
