"""Recording that the beneficiary signed an agreement."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.roles import Role
from decisions import actions
from decisions.facts import is_agreement
from decisions.forms import CountersignForm
from decisions.models import Act
from decisions.reading import inputs_of
from dossiers.views.common import glance_or_404, refused
from dossiers.wording import written_day
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Why


@require_http_methods(["GET", "HEAD", "POST"])
def countersign(request: HttpRequest, reference: str) -> HttpResponse:
    """The agreement to send out, and the day it came back signed."""
    glance = glance_or_404(request, reference)
    if Role.TEAM_LEAD not in glance.roles:
        return refused(request, Refusal(Why.FORBIDDEN, FORBIDDEN), glance)
    act = Act.objects.filter(dossier=glance.dossier, status=Act.Status.PREPARED).first()
    if act is None or not is_agreement(act):
        sentence = _("Aucune convention n’attend de signature sur ce dossier.")
        return refused(request, Refusal(Why.WRONG_STATE, sentence), glance)
    form = CountersignForm(request.POST or None, initial={"terms": act.terms_sha256, "on": act.countersigned_on})
    context = {"dossier": glance.dossier, "step": glance.step, "act": act, "inputs": inputs_of(act), "form": form}
    if request.method != "POST":
        return render(request, "decisions/convention.html", context)
    if form.is_valid():
        said = form.cleaned_data
        outcome = actions.record_countersignature(
            dossier=glance.dossier, on=said["on"], terms=said["terms"], by=glance.user
        )
        if not isinstance(outcome, Refusal):
            sentence = _("Signature du bénéficiaire enregistrée au %(day)s : la convention peut être signée.")
            messages.success(request, sentence % {"day": written_day(said["on"])})
            return redirect(glance.dossier)
        if outcome.why is not Why.UNMET:
            return refused(request, outcome, glance)
        form.add_error("on", outcome.sentence)
    return render(request, "decisions/convention.html", {**context, "failed": True}, status=422)
