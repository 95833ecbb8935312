"""One's own review: the scale beside its descriptors, the dossier at hand; corrected afterwards, with a reason."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dossiers.files.reading import shown_files
from dossiers.form.display import shown
from dossiers.versions import changed_since, may_compare
from dossiers.views.common import content_for, refused, typed_number
from scoring import actions
from scoring.board import own_sheet, scores_of
from scoring.forms import ReviewForm, initial
from scoring.models import Review
from scoring.sheet import from_draft
from scoring.views.common import Place, Returned, place_or_404, returned
from workflow.verdict import Refusal, Why

SAVE = "save"


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """Writes the review, or corrects it; reads it again once it is submitted."""
    place, review = _own(request, reference)
    criteria = list(review.rubric.criteria.all())
    correcting = review.is_submitted
    if request.method == "POST":
        form = ReviewForm(request.POST, criteria=criteria, correcting=correcting)
        return _carry_out(request, place, review, form)
    if correcting and "corriger" not in request.GET:
        return _page(request, place, review, None, Returned())
    sheet = own_sheet(review) if correcting else from_draft(review.draft)
    said = initial(sheet, criteria) | {"on_version": str(place.glance.dossier.submitted_version)}
    form = ReviewForm(criteria=criteria, correcting=correcting, initial=said)
    return _page(request, place, review, form, Returned())


@require_POST
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirms the scores on the last version of the dossier."""
    place, review = _own(request, reference)
    on_version = typed_number(request.POST.get("on_version", ""))
    outcome = actions.confirm_review(review=review, by=place.glance.user, on_version=on_version)
    if isinstance(outcome, Refusal):
        return refused(request, outcome, place.glance)
    messages.success(request, _("Votre évaluation est confirmée sur la dernière version."))
    return redirect("scoring:review", reference)


def _own(request: HttpRequest, reference: str) -> tuple[Place, Review]:
    """The person's own review of that dossier; 404 when they have none."""
    place = place_or_404(request, reference)
    own = place.standing.own
    if own is None:
        raise Http404
    review = Review.objects.select_related("rubric", "dossier", "reviewer").get(pk=own.pk)
    return place, review


def _carry_out(request: HttpRequest, place: Place, review: Review, form: ReviewForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, place, review, form, Returned(422))
    by, sheet, on_version = place.glance.user, form.sheet(), form.cleaned_data["on_version"]
    outcome: Review | Refusal
    if review.is_submitted:
        reason = str(form.cleaned_data["reason"])
        outcome = actions.correct_review(review=review, sheet=sheet, reason=reason, by=by, on_version=on_version)
        done = _("Votre évaluation est corrigée.")
    elif request.POST.get("do") == SAVE:
        outcome = actions.save_review(review=review, sheet=sheet, by=by)
        done = _("Brouillon enregistré. Vous seul le lisez ; remettez-le quand il est complet.")
    else:
        outcome = actions.submit_review(review=review, sheet=sheet, by=by, on_version=on_version)
        done = _("Votre évaluation est remise. Merci.")
    if isinstance(outcome, Refusal):
        if outcome.why is Why.FORBIDDEN:
            return refused(request, outcome, place.glance)
        return _page(request, place, review, form, returned(outcome, form))
    messages.success(request, done)
    return redirect("scoring:overview" if outcome.is_submitted else "scoring:review", place.glance.dossier.reference)


def _page(request: HttpRequest, place: Place, review: Review, form: ReviewForm | None, told: Returned) -> HttpResponse:
    glance, dossier = place.glance, place.glance.dossier
    content = content_for(glance)
    scores = scores_of(glance.user, dossier) if review.is_submitted else None
    open_ = dossier.state == "team_review"
    context: dict[str, Any] = {
        "dossier": dossier,
        "glance": glance,
        "step": glance.step,
        "review": review,
        "mine": next((row for row in scores.rows if row.review.pk == review.pk), None) if scores else None,
        "form": form,
        "open": open_,
        "comparison": changed_since(glance, review.on_version) if open_ and review.is_submitted else None,
        "sections": shown(content.contents, length=content.length),
        "version": content.version,
        "files": shown_files(glance, content.version),
        "compares": may_compare(glance),
        "returned": told,
        "failed": told.status != 200,
    }
    return render(request, "scoring/review.html", context, status=told.status)
