"""The discussion of a dossier's reviews: a thread for each criterion on which they are far apart."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dossiers.views.common import refused
from scoring import actions
from scoring.blindness.modes import Mode, closed_until
from scoring.board import scores_of
from scoring.discussion.forms import RemarkForm
from scoring.discussion.reading import may_close, may_open, reaches, talk_of
from scoring.models import Criterion
from scoring.rubrics import rubric_for
from scoring.stages import takes_reviews
from scoring.views.common import Place, Returned, place_or_404, returned
from workflow.verdict import Refusal, Why


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """Reads the discussion, and adds to it."""
    place = _place(request, reference)
    if request.method != "POST":
        return _page(request, place, None, None, Returned())
    said = request.POST.get("criterion", "")
    criterion = next((one for one in rubric_for(place.glance.dossier).criteria.all() if one.code == said), None)
    form = RemarkForm(request.POST)
    if criterion is None or not form.is_valid():
        return _page(request, place, criterion, form, Returned(422, _("Écrivez sous l’un des critères.")))
    outcome = actions.speak(
        dossier=place.glance.dossier,
        criterion=criterion,
        text=form.cleaned_data["text"],
        by=place.glance.user,
        key=form.cleaned_data["key"],
    )
    if isinstance(outcome, Refusal):
        if outcome.why is Why.FORBIDDEN:
            return refused(request, outcome, place.glance)
        return _page(request, place, criterion, form, returned(outcome, form))
    return redirect(f"{reverse('scoring:discussion', args=[reference])}#critere-{criterion.code}")


@require_POST
def open_(request: HttpRequest, reference: str) -> HttpResponse:
    """Opens the discussion, or opens it again."""
    place = _place(request, reference)
    outcome = actions.open_discussion(dossier=place.glance.dossier, by=place.glance.user)
    if isinstance(outcome, Refusal):
        return refused(request, outcome, place.glance)
    messages.success(request, _("La discussion est ouverte : les évaluateurs lisent les notes et se répondent."))
    return redirect("scoring:discussion", reference)


@require_POST
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """Closes it."""
    place = _place(request, reference)
    outcome = actions.close_discussion(dossier=place.glance.dossier, by=place.glance.user)
    if isinstance(outcome, Refusal):
        return refused(request, outcome, place.glance)
    messages.success(request, _("La discussion est close ; ce qui s’y est dit reste lisible."))
    return redirect("scoring:discussion", reference)


def _place(request: HttpRequest, reference: str) -> Place:
    """The person's place; 404 for who takes no part in the discussion and may not open it either."""
    place = place_or_404(request, reference)
    if not reaches(place.glance, place.standing):
        raise Http404
    return place


def _page(
    request: HttpRequest, place: Place, criterion: Criterion | None, form: RemarkForm | None, told: Returned
) -> HttpResponse:
    glance, standing = place.glance, place.standing
    dossier = glance.dossier
    scores = scores_of(glance.user, dossier) if standing.readable else None
    talk = talk_of(glance, standing, scores)
    context: dict[str, Any] = {
        "dossier": dossier,
        "glance": glance,
        "step": glance.step,
        "standing": standing,
        "scores": scores,
        "talk": talk,
        "opens": may_open(glance, standing, talk),
        "closes": may_close(glance, standing, talk),
        "revises": standing.own is not None and standing.own.is_submitted and takes_reviews(dossier),
        "closed_until": closed_until(standing.mode) if talk is None else "",
        "awaits_opening": standing.mode == Mode.DISCUSSION and talk is None,
        "form": form,
        "written": criterion.code if criterion else "",
        "returned": told,
        "failed": told.status != 200,
    }
    return render(request, "scoring/discussion.html", context, status=told.status)
