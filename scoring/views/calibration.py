"""Calibration: the exercises there are, one to score blind, and what came of it once it is over."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from dossiers.form.display import shown
from dossiers.form.length import Length
from dossiers.views.common import person
from scoring import actions
from scoring.calibration.access import exercises_for, is_open, leads, reads_outcome
from scoring.calibration.forms import ExerciseForm, ExerciseSheetForm
from scoring.calibration.reading import outcome
from scoring.models import Exercise, ExerciseSheet
from scoring.views.common import Returned, returned
from scoring.visibility import REVIEWERS
from workflow.verdict import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The exercises that this person may open; the team opens others."""
    user = person(request)
    if not user.roles & REVIEWERS:
        raise Http404
    form = ExerciseForm(request.POST or None, user=user) if leads(user) else None
    told = Returned()
    if request.method == "POST":
        if form is None:
            raise Http404
        told = Returned(422)
        if form.is_valid():
            said = form.cleaned_data
            made = actions.open_exercise(dossier=said["dossier"], closes_on=said["closes_on"], by=user)
            if not isinstance(made, Refusal):
                messages.success(request, _("L’exercice est ouvert à toutes les personnes qui évaluent."))
                return redirect("scoring:exercise", made.pk)
            told = returned(made, form)
            told = Returned(made.status, told.sentence, told.reasons)
    found = list(exercises_for(user))
    context: dict[str, Any] = {
        "running": [one for one in found if is_open(one)],
        "over": [one for one in found if not is_open(one)],
        "form": form,
        "returned": told,
        "failed": told.status != 200,
    }
    return render(request, "scoring/calibration.html", context, status=told.status)


@require_http_methods(["GET", "HEAD", "POST"])
def exercise(request: HttpRequest, pk: int) -> HttpResponse:
    """The dossier to score; then that one's scores are in; then the spread."""
    user = person(request)
    sent = request.method == "POST"
    found = _exercise(user, pk, ended=sent)
    own = ExerciseSheet.objects.filter(exercise=found, person=user).prefetch_related("scores__criterion").first()
    criteria = list(found.consensus.rubric.criteria.all())
    takes = own is None and is_open(found)
    form = ExerciseSheetForm(request.POST or None, criteria=criteria) if takes or (sent and own is None) else None
    told = Returned()
    if sent:
        if form is None or not takes:
            told = Returned(409, _("Cet exercice ne prend plus de notes de votre part."))
        elif form.is_valid():
            given = actions.give_sheet(exercise=found, sheet=form.sheet(), by=user)
            if not isinstance(given, Refusal):
                messages.success(request, _("Vos notes sont remises. Merci."))
                return redirect("scoring:exercise", pk)
            told = returned(given, form)
            told = Returned(given.status, told.sentence, told.reasons)
        else:
            told = Returned(422)
    return _page(request, found, own, form, told)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends it before its day."""
    user = person(request)
    outcome_ = actions.close_exercise(exercise=_exercise(user, pk), by=user)
    if isinstance(outcome_, Refusal):
        raise Http404  # it shows its button to the team alone
    messages.success(request, _("L’exercice est terminé : la dispersion des notes se lit ici."))
    return redirect("scoring:exercise", pk)


def _exercise(user: User, pk: int, *, ended: bool = False) -> Exercise:
    rows = exercises_for(user, ended=ended).select_related("dossier__call", "opened_by", "consensus__rubric")
    return get_object_or_404(rows, pk=pk)


def _page(
    request: HttpRequest,
    found: Exercise,
    own: ExerciseSheet | None,
    form: ExerciseSheetForm | None,
    told: Returned,
) -> HttpResponse:
    user, dossier = person(request), found.dossier
    version = dossier.versions.get(number=dossier.submitted_version) if form is not None else None
    context: dict[str, Any] = {
        "exercise": found,
        "dossier": dossier,
        "own": list(own.scores.all()) if own else [],
        "form": form,
        "sections": shown(version.content, length=Length(version.form_length)) if version else [],
        "version": dossier.submitted_version,
        "over": not is_open(found),
        "outcome": outcome(found, user) if form is None and reads_outcome(user, found) else None,
        "count": ExerciseSheet.objects.filter(exercise=found).count(),
        "ends": leads(user) and is_open(found),
        "returned": told,
        "failed": told.status != 200,
    }
    return render(request, "scoring/exercise.html", context, status=told.status)
