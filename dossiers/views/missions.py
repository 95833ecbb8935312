"""A référent's mission through the pages: accepting it, passing it on, taking another's over."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.roles import Role
from dossiers import actions
from dossiers.challenge.reading import candidates
from dossiers.challenge.sharing import due_if_assigned
from dossiers.models import Dossier, HandOver
from dossiers.views.challenge_forms import HandOverForm, Returned
from dossiers.views.challenge_page import HAND_OVER, answered, challenge_glance, show
from dossiers.views.common import glance_or_404, refused
from workflow.verdict import Refusal, Why


class NoForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Pourquoi vous ne pouvez pas"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


@require_POST
def accept(request: HttpRequest, reference: str) -> HttpResponse:
    """The référent accepts their mission."""
    glance = challenge_glance(request, reference)
    outcome = actions.accept_assignment(dossier=glance.dossier, by=glance.user)
    return answered(request, glance, outcome, _("Vous avez accepté ce dossier."))


@require_POST
def hand_over(request: HttpRequest, reference: str) -> HttpResponse:
    """The référent asks another one to take their place."""
    glance = challenge_glance(request, reference)
    if Role.REFERENT not in glance.roles:
        return refused(request, Refusal(Why.FORBIDDEN, _("Seul un référent désigné passe son dossier.")), glance)
    form = HandOverForm(request.POST, prefix=HAND_OVER, people=candidates(glance))
    if not form.is_valid():
        return show(request, glance, Returned({HAND_OVER: form}, 422))
    to = User.objects.get(ref=UUID(form.cleaned_data["to"]))
    outcome = actions.offer_handover(dossier=glance.dossier, to=to, reason=form.cleaned_data["reason"], by=glance.user)
    done = _("%(name)s est prévenu(e). D’ici sa réponse, le dossier reste le vôtre.") % {"name": to.full_name}
    return answered(request, glance, outcome, done, form)


@require_POST
def do_without(request: HttpRequest, reference: str) -> HttpResponse:
    """The team leaves a référent who declined without a successor."""
    glance = challenge_glance(request, reference)
    outcome = actions.do_without(dossier=glance.dossier, by=glance.user)
    return answered(request, glance, outcome, _("Le désistement est noté sans remplaçant."))


@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest, reference: str) -> HttpResponse:
    """For the référent who is asked: what it is about, then yes or no."""
    glance = glance_or_404(request, reference)
    dossier: Dossier = glance.dossier
    offers = HandOver.objects.filter(assignment__dossier=dossier, to=glance.user, outcome=HandOver.Outcome.PENDING)
    offer = offers.select_related("assignment__dossier", "assignment__referent").first()
    if offer is None:
        raise Http404
    form = NoForm(request.POST if request.POST.get("answer") == "no" else None)
    status = 200
    if request.method == "POST":
        if request.POST.get("answer") == "yes":
            outcome: object = actions.accept_handover(offer=offer, by=glance.user)
            done = _("Le dossier est désormais le vôtre.")
        elif not form.is_valid():
            return _offer_page(request, offer, form, 422)
        else:
            outcome = actions.decline_handover(offer=offer, reason=form.cleaned_data["reason"], by=glance.user)
            done = _("Votre réponse est envoyée.")
        if not isinstance(outcome, Refusal):
            messages.success(request, done)
            taken = request.POST.get("answer") == "yes"
            return redirect("dossiers:challenge", reference) if taken else redirect("home")
        if outcome.why is not Why.UNMET or not form.is_bound:
            return refused(request, outcome, glance)
        form.add_error(None, outcome.sentence)
        status = outcome.status
    return _offer_page(request, offer, form, status)


def _offer_page(request: HttpRequest, offer: HandOver, form: NoForm, status: int) -> HttpResponse:
    dossier = offer.assignment.dossier
    context = {
        "offer": offer,
        "dossier": dossier,
        "form": form,
        "due": due_if_assigned(dossier),
        "failed": status != 200,
    }
    return render(request, "dossiers/take_over.html", context, status=status)
