"""Asking to amend a grant, and agreeing on the terms that its act will say."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dossiers.actions.attachments import too_heavy
from dossiers.files.names import cleaned
from dossiers.files.uploads import oversized
from dossiers.views.common import refused
from followup import actions
from followup.actions.amendments import ASKS, amendable, held, waiting, why_not_accept
from followup.amendments.forms import AskAmendmentForm, PartFormSet, TermsForm, lines_of, parts_of
from followup.amendments.reading import shown_amendment
from followup.amendments.terms import Ground, ground_of, proposed
from followup.models import Amendment
from followup.views.common import reader
from followup.views.gesture import tell_unmet
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Refused, Why


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """The form, or what came of it."""
    glance, found = reader(request, reference)
    if not glance.roles & ASKS:
        return refused(request, Refusal(Why.FORBIDDEN, FORBIDDEN), glance)
    try:
        ground = amendable(glance.dossier, glance.roles)
        # A form sent again is told by its verb that it arrived.
        if request.method != "POST" and (waits := waiting(glance.dossier)) is not None:
            raise waits
    except Refused as stop:
        return refused(request, stop.refusal, glance)
    context = {
        "dossier": glance.dossier,
        "glance": glance,
        "step": glance.step,
        "follow_up": found,
        "ground": ground,
        "label": _("Demander un avenant"),
        "consequence": _(
            "La coordination examine la demande. L’acte en vigueur s’applique jusqu’à ce qu’un autre soit signé."
        ),
    }
    if request.method != "POST":
        return render(request, "followup/amendment.html", {**context, "form": AskAmendmentForm.first(ground)})
    form = AskAmendmentForm(request.POST, request.FILES, ground=ground)
    if heavy := oversized(request):
        told = {"name": cleaned(heavy[0]), "sentence": too_heavy()}
        form.add_error("joined", _("« %(name)s » : %(sentence)s") % told)
    if form.is_valid():
        said = form.cleaned_data
        outcome = actions.ask_amendment(
            dossier=glance.dossier,
            wanted=form.wanted,
            reason=said["reason"],
            uploads=said["joined"],
            key=said["key"],
            by=glance.user,
        )
        if not isinstance(outcome, Refusal):
            messages.success(request, _("La demande d’avenant est transmise à la coordination."))
            return redirect("followup:page", glance.dossier.reference)
        if outcome.why is not Why.UNMET:
            return refused(request, outcome, glance)
        tell_unmet(form, outcome)
    return render(request, "followup/amendment.html", {**context, "form": form, "failed": True}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The terms, filled in from what is asked for; a POST brings the act to the signature."""
    glance, found = reader(request, reference)
    rows = Amendment.objects.select_related("dossier", "act", "made", "asked_by")
    amendment = get_object_or_404(rows, dossier=glance.dossier, number=number)
    if (refusal := why_not_accept(glance.dossier, amendment, glance.roles)) is not None:
        return refused(request, refusal, glance)
    ground = ground_of(found)
    if request.method != "POST":
        terms = proposed(amendment, ground)
        return _show(request, glance, amendment, ground, TermsForm.of(terms, ground), lines_of(terms, ground))
    form, lines = TermsForm(request.POST), PartFormSet(request.POST, prefix="part")
    if not (form.is_valid() and lines.is_valid()):
        return _show(request, glance, amendment, ground, form, lines, status=422)
    outcome = actions.accept_amendment(
        amendment=amendment, terms=form.terms(parts_of(lines)), seen=form.cleaned_data["seen"], by=glance.user
    )
    if not isinstance(outcome, Refusal):
        messages.success(request, _("L’avenant est soumis à la signature."))
        return redirect("followup:page", glance.dossier.reference)
    if outcome.why is Why.STALE:
        return _show_again(request, reference, amendment, lines, outcome)
    if outcome.why is not Why.UNMET:
        return refused(request, outcome, glance)
    tell_unmet(form, outcome)
    return _show(request, glance, amendment, ground, form, lines, status=422)


def _show_again(
    request: HttpRequest, reference: str, amendment: Amendment, lines: Any, outcome: Refusal
) -> HttpResponse:
    """What was typed, beside what act and schedule say by now: sent again, it is judged on that."""
    glance, found = reader(request, reference)
    ground = ground_of(found)
    typed = request.POST.copy()
    typed["seen"] = ground.mark
    form = TermsForm(typed)
    form.full_clean()
    form.add_error(None, outcome.sentence)
    return _show(request, glance, amendment, ground, form, lines, status=outcome.why.status)


def _show(
    request: HttpRequest,
    glance: Any,
    amendment: Amendment,
    ground: Ground,
    form: TermsForm,
    lines: Any,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "dossier": glance.dossier,
        "glance": glance,
        "step": glance.step,
        "thing": amendment,
        "shown": shown_amendment(amendment, glance),
        "ground": ground,
        "standing": ground.standing,
        "label": _("Préparer l’avenant"),
        "form": form,
        "lines": lines,
        "held": held(ground),
        "failed": status != 200,
    }
    return render(request, "followup/amendment_terms.html", context, status=status)
