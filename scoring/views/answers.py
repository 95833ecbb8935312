"""What a reviewer answers to the consensus: a dissent with its sentence, or an answer that the team writes down."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from dossiers.views.common import refused
from scoring import actions
from scoring.concluding.parts import answerer
from scoring.discussion.forms import DissentForm
from scoring.models import Agreement, Consensus
from scoring.views.common import Place, Returned, place_or_404, returned
from workflow.verdict import Refusal, Why

#: In the address and the form: whose answer the team writes down.
WHOSE = "de"
AGREES = "agrees"


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """Answers the consensus in force; 404 for who has no answer to give, or to write down."""
    place = place_or_404(request, reference)
    found = Consensus.objects.scores_for(place.glance.user).in_force().filter(dossier=place.glance.dossier)
    consensus = get_object_or_404(found)
    reviewer = answerer(place.glance, place.standing, request.GET.get(WHOSE, ""))
    if reviewer is None:
        raise Http404
    form = DissentForm(request.POST or None)
    told = Returned()
    if request.method == "POST" and form.is_valid():
        outcome = _answer(request, place, consensus, reviewer, form)
        if not isinstance(outcome, Refusal):
            messages.success(request, _("La réponse est enregistrée."))
            return redirect("scoring:consensus", reference)
        if outcome.why is Why.FORBIDDEN:
            return refused(request, outcome, place.glance)
        told = returned(outcome, form)
        told = Returned(outcome.status, told.sentence, told.reasons)
    elif request.method == "POST":
        told = Returned(422)
    context = {
        "dossier": place.glance.dossier,
        "step": place.glance.step,
        "consensus": consensus,
        "reviewer": reviewer,
        "own": reviewer == place.glance.user,
        "form": form,
        "returned": told,
        "failed": told.status != 200,
    }
    return render(request, "scoring/answer.html", context, status=told.status)


def _answer(
    request: HttpRequest, place: Place, consensus: Consensus, reviewer: User, form: DissentForm
) -> Agreement | Refusal:
    by, agrees, sentence = place.glance.user, AGREES in request.POST, form.cleaned_data["sentence"]
    if reviewer != by:
        return actions.record_answer(consensus=consensus, reviewer=reviewer, agrees=agrees, sentence=sentence, by=by)
    if agrees:
        return actions.agree_with_consensus(consensus=consensus, by=by)
    return actions.dissent_from_consensus(consensus=consensus, sentence=sentence, by=by)
