"""Asking back what was paid: the one thing owed that a person opens, the act opening all others."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dossiers.actions.doing import wrong_state
from dossiers.views.common import refused
from dossiers.wording import euros
from followup import actions
from followup.forms import AskRepaymentForm
from followup.models import FollowUp, Repayment
from followup.paying import ASKS_BACK, askable_back, overpaid
from followup.reading import may_ask_back
from followup.views.common import reader
from followup.views.gesture import tell_unmet
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Why


def _proposed(found: FollowUp) -> dict[str, Any]:
    """What the accepted final report makes the coordination ask back: how much, and why."""
    beyond = overpaid(found, Repayment.objects.filter(dossier=found.dossier_id))
    if not beyond or found.due is None:
        return {}
    said = {"due": euros(found.due), "paid": euros(found.paid)}
    why = _("Au vu des dépenses du compte rendu final, %(due)s sont dus ; %(paid)s ont été versés.")
    return {"amount": beyond, "reason": why % said}


@require_http_methods(["GET", "HEAD", "POST"])
def repayment(request: HttpRequest, reference: str) -> HttpResponse:
    """The form, or what came of it."""
    glance, found = reader(request, reference)
    if ASKS_BACK not in glance.roles:
        return refused(request, Refusal(Why.FORBIDDEN, FORBIDDEN), glance)
    if not may_ask_back(glance):
        return refused(request, wrong_state(glance.dossier, glance.roles).refusal, glance)
    context = {
        "dossier": glance.dossier,
        "glance": glance,
        "step": glance.step,
        "follow_up": found,
        "askable": askable_back(found),
        "label": _("Demander un reversement"),
        "consequence": _("Le porteur en est prévenu, puis relancé avant la date."),
    }
    if request.method != "POST":
        form = AskRepaymentForm(initial={**AskRepaymentForm.initial_for(None), **_proposed(found)})
        return render(request, "followup/repayment.html", {**context, "form": form})
    form = AskRepaymentForm(request.POST)
    if form.is_valid():
        outcome = actions.ask_repayment(dossier=glance.dossier, by=glance.user, **form.cleaned_data)
        if not isinstance(outcome, Refusal):
            messages.success(request, _("Le reversement est demandé au porteur."))
            return redirect("followup:page", glance.dossier.reference)
        if outcome.why is not Why.UNMET:
            return refused(request, outcome, glance)
        tell_unmet(form, outcome)
    return render(request, "followup/repayment.html", {**context, "form": form, "failed": True}, status=422)
