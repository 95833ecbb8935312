"""An interest found late: recorded for somebody, and what the coordination makes of it once the decision is signed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from copil import actions
from copil.actions.late import KEEPING, RECORDING, awaits_word, concerned
from copil.late.forms import KeepForm, LateInterestForm
from copil.views.common import Returned, posted, returned
from dossiers.page.glance import Glance
from dossiers.views.common import glance_or_404, refused
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Why

#: Which field answers an unmet point.
FIELDS = {"person_concerned": "person", "reason_given": "reason"}


@require_http_methods(["GET", "HEAD", "POST"])
def late(request: HttpRequest, reference: str) -> HttpResponse:
    """Records the tie of somebody who had a part in judging the dossier."""
    glance = glance_or_404(request, reference)
    if not glance.inside:
        raise Http404
    if not glance.roles.intersection(RECORDING):
        return refused(request, Refusal(Why.FORBIDDEN, FORBIDDEN), glance)
    form = LateInterestForm(posted(request), people=concerned(glance.dossier))
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            said = form.cleaned_data
            outcome = actions.record_late_interest(
                dossier=glance.dossier, person=form.chosen(), reason=said["reason"], by=glance.user
            )
            if not isinstance(outcome, Refusal):
                messages.success(request, _("Le lien d’intérêt est consigné ; la page du dossier dit ce qui en suit."))
                return redirect(glance.dossier)
            result = returned(outcome, form, FIELDS)
    return _page(request, glance, form, KeepForm(), result)


@require_POST
def keep(request: HttpRequest, reference: str) -> HttpResponse:
    """The signed decision stands, and why."""
    glance = glance_or_404(request, reference)
    if not glance.inside:
        raise Http404
    if not glance.roles.intersection(KEEPING):
        return refused(request, Refusal(Why.FORBIDDEN, FORBIDDEN), glance)
    form = KeepForm(request.POST)
    result = Returned(422)
    if form.is_valid():
        outcome = actions.keep_decision(dossier=glance.dossier, reason=form.cleaned_data["reason"], by=glance.user)
        if not isinstance(outcome, Refusal):
            messages.success(request, _("La décision est maintenue, et le journal dit pourquoi."))
            return redirect(glance.dossier)
        if outcome.why is not Why.UNMET:
            return refused(request, outcome, glance)
        result = returned(outcome, form, FIELDS)
    return _page(request, glance, LateInterestForm(people=concerned(glance.dossier)), form, result)


def _page(
    request: HttpRequest, glance: Glance, form: LateInterestForm, keep_form: KeepForm, result: Returned
) -> HttpResponse:
    context = {
        "dossier": glance.dossier,
        "step": glance.step,
        "form": form,
        "keep_form": keep_form,
        "may_keep": bool(glance.roles.intersection(KEEPING)) and awaits_word(glance.dossier),
        "signed": glance.dossier.decided_at is not None,
        "returned": result,
    }
    return render(request, "copil/late.html", context, status=result.status)
