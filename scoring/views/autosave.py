"""The answer to a review that is saved while it is being typed: JSON for `static/js/autosave.js`."""

from collections.abc import Mapping

from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string

from dossiers.actions import Autosaved
from dossiers.views import saving, texts
from dossiers.views.common import sentence_for
from scoring import actions
from scoring.drafts import REASON, as_sheet, kept, names, tidy
from scoring.forms import ReviewForm
from scoring.models import Review
from scoring.views.review_page import Desk, blank, labels, missing, two_texts
from workflow import clock
from workflow.verdict import Refusal


def answer(
    request: HttpRequest, desk: Desk, form: ReviewForm, typed: Mapping[str, str], *, revision: int
) -> JsonResponse:
    """Keeps what was typed so far of the review and says so, or says why not."""
    glance = desk.place.glance

    def save(said: Mapping[str, str], seen: int) -> Review | Refusal:
        sheet, by = as_sheet(said, desk.criteria), glance.user
        if desk.correcting:
            return actions.save_correction(review=desk.review, sheet=sheet, reason=said[REASON], by=by, revision=seen)
        return actions.save_review(review=desk.review, sheet=sheet, by=by, revision=seen)

    writing = texts.Writing(
        by=glance.user,
        names=names(desk.criteria),
        kept=kept(desk.review, desk.criteria),
        tidy=lambda _name, text: tidy(text),
        save=save,
        two_texts=lambda moved: two_texts(moved, desk.criteria),
        sentence=lambda refusal: sentence_for(refusal, glance),
        saved=lambda outcome: _saved(request, desk, outcome),
    )
    return texts.answer(request, form, typed, writing, revision=revision)


def _saved(request: HttpRequest, desk: Desk, outcome: Autosaved[Review]) -> JsonResponse:
    review = outcome.kept
    now = kept(review, desk.criteria)
    taken: dict[str, str] = {}
    note = ""
    if outcome.moved is not None:
        taken = _taken(request, desk, now, outcome.moved.taken)
        context = {"texts": two_texts(outcome.moved, desk.criteria)}
        note = render_to_string("scoring/parts/taken.html", context, request)
    points = {"missing": missing(desk, now), "concluding": False}
    around = render_to_string("scoring/parts/missing.html", points, request)
    return saving.saved(
        revision=review.draft_revision,
        at=review.draft_saved_at or clock.now(),
        around={"review-missing": around},
        problems=texts.problems(outcome.problems, labels(desk.criteria)),
        taken=taken,
        note=note,
    )


def _taken(request: HttpRequest, desk: Desk, said: Mapping[str, str], fields: tuple[str, ...]) -> dict[str, str]:
    """The parts of the page that another one wrote, with what it wrote in them."""
    form = blank(desk, said)
    found: dict[str, str] = {}
    for scale in form.scales:
        if scale.points.name in fields:
            found[scale.points.name] = render_to_string("scoring/parts/levels.html", {"scale": scale}, request)
        if scale.rationale.name in fields:
            found[scale.rationale.name] = render_to_string("scoring/parts/words.html", {"scale": scale}, request)
    for name in fields:
        if name not in found:
            found[name] = render_to_string("scoring/parts/whole.html", {"field": form[name]}, request)
    return found
