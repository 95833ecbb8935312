"""One's own review: saved while one types, submitted, corrected with a reason, confirmed on a new version."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dossiers.actions import TextMoved
from dossiers.form.fields import CHOOSE, RESTORE, THEIRS
from dossiers.views.common import refused, typed_number
from dossiers.views.saving import AUTOSAVE, revision_of
from scoring import actions
from scoring.drafts import begun_on, kept, names, submitted
from scoring.forms import ReviewForm
from scoring.models import Review
from scoring.views import autosave
from scoring.views.common import Place, Returned, place_or_404, returned
from scoring.views.review_page import CORRECT, Desk, Written, as_kept, blank, desk_of, show, two_texts
from workflow.verdict import Refusal, Why

#: What the buttons do; any other saves.
SUBMIT, FORGET = "submit", "forget"


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """Writes the review, or corrects it; reads it again once it is submitted."""
    place, review = _own(request, reference)
    desk = desk_of(place, review, correcting=CORRECT in request.GET)
    if request.method == "POST":
        return _receive(request, desk)
    return show(request, desk, as_kept(desk) if desk.writes else None, Returned())


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


def _receive(request: HttpRequest, desk: Desk) -> HttpResponse:
    typed = _typed(request, desk)
    revision = revision_of(request.POST.get("revision", ""))
    form = ReviewForm(typed | _version(request), criteria=desk.criteria, correcting=desk.correcting)
    if AUTOSAVE in request.POST:
        return autosave.answer(request, desk, form, typed, revision=revision)
    if RESTORE in request.POST and desk.writes:  # a text found again in the browser: shown, neither judged nor saved
        again = Written(blank(desk, typed), _readable(form, typed), max(revision, 0), False)
        return show(request, desk, again, Returned())
    if not form.is_valid():
        return show(request, desk, _again(form, typed, revision), Returned(422))
    return _carry_out(request, desk, form, typed, revision)


def _typed(request: HttpRequest, desk: Desk) -> dict[str, str]:
    """What was sent, with the kept text wherever the person chose the other's, one by one or all at once."""
    sent = request.POST
    typed = {name: sent.get(name, "") for name in names(desk.criteria)}
    choices = {name for name in typed if sent.get(CHOOSE, sent.get(f"{CHOOSE}-{name}")) == THEIRS}
    if choices:
        other = kept(desk.review, desk.criteria)
        typed |= {name: other[name] for name in choices}
    return typed


def _version(request: HttpRequest) -> dict[str, str]:
    return {"on_version": request.POST.get("on_version", "")}


def _carry_out(
    request: HttpRequest, desk: Desk, form: ReviewForm, typed: dict[str, str], revision: int
) -> HttpResponse:
    by, said = desk.place.glance.user, request.POST.get("do", "")
    sheet, reason, on_version = form.sheet(), form.given_reason, form.cleaned_data["on_version"]
    outcome: Review | Refusal
    if said == SUBMIT and desk.correcting:
        outcome = actions.correct_review(
            review=desk.review, sheet=sheet, reason=reason, by=by, on_version=on_version, revision=revision
        )
        done = _("Votre évaluation est corrigée.")
    elif said == SUBMIT:
        outcome = actions.submit_review(
            review=desk.review, sheet=sheet, by=by, on_version=on_version, revision=revision
        )
        done = _("Votre évaluation est remise. Merci.")
    elif said == FORGET and desk.correcting:
        outcome = actions.save_correction(
            review=desk.review, sheet=submitted(desk.review), reason="", by=by, revision=revision
        )
        done = _("La correction est abandonnée : votre évaluation reste telle que vous l’aviez remise.")
    else:
        outcome = _save(desk, form, revision)
        done = _("Brouillon enregistré. Vous seul le lisez ; remettez-le quand il est complet.")
    if isinstance(outcome, Refusal):
        return _refused(request, desk, form, typed, revision, outcome)
    messages.success(request, done)
    if said == SUBMIT:
        return redirect("scoring:overview", desk.place.glance.dossier.reference)
    if said == FORGET:
        return redirect("scoring:review", desk.place.glance.dossier.reference)
    return redirect(desk.url)


def _save(desk: Desk, form: ReviewForm, revision: int) -> Review | Refusal:
    by = desk.place.glance.user
    if desk.correcting:
        return actions.save_correction(
            review=desk.review, sheet=form.sheet(), reason=form.given_reason, by=by, revision=revision
        )
    return actions.save_review(review=desk.review, sheet=form.sheet(), by=by, revision=revision)


def _refused(
    request: HttpRequest, desk: Desk, form: ReviewForm, typed: dict[str, str], revision: int, refusal: Refusal
) -> HttpResponse:
    """The page again, with what was typed; what is incomplete, or speaks of a former version, is kept as a draft.

    Once the page shows what the new version changed, it may be submitted on that one.
    """
    if refusal.why is Why.FORBIDDEN:
        return refused(request, refusal, desk.place.glance)
    if isinstance(refusal, TextMoved):
        choice = two_texts(refusal, desk.criteria)
        again = Written(form, _readable(form, typed), refusal.revision, False, choice)
        return show(request, desk, again, Returned(refusal.status))
    if refusal.why in {Why.UNMET, Why.STALE} and isinstance(saved := _save(desk, form, revision), Review):
        revision = saved.draft_revision
    last = desk.place.glance.dossier.submitted_version
    if refusal.why is Why.STALE and 0 < begun_on(desk.review) < last:
        form.data = {**form.data, "on_version": str(last)}
    return show(request, desk, _again(form, typed, revision), returned(refusal, form))


def _again(form: ReviewForm, typed: dict[str, str], revision: int) -> Written:
    return Written(form, _readable(form, typed), max(revision, 0), False)


def _readable(form: ReviewForm, typed: dict[str, str]) -> dict[str, str]:
    """What was typed, nothing where it cannot be read."""
    form.is_valid()
    return {name: "" if name in form.errors and name not in form.cleaned_data else text for name, text in typed.items()}
