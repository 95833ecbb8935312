"""The answer to a review that is saved while it is being typed: JSON for `static/js/autosave.js`."""

from collections.abc import Mapping

from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string

from dossiers.actions import Autosaved, TextMoved
from dossiers.actions.autosave import save_while_typing
from dossiers.form.merging import three_way
from dossiers.form.values import Problem
from dossiers.views import saving
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
    """Keeps what was typed so far and says so, or says why not; nothing that was typed is ever in danger."""
    if stranger := saving.not_the_writer(request, desk.place.glance.user):
        return stranger
    started = saving.started_from(request.POST.dict())
    base = {name: tidy(started.get(name, "")) for name in names(desk.criteria)} if started else None
    form.is_valid()
    wrong = {name: str(form.errors[name][0]) for name in typed if name in form.errors}

    def read(theirs: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
        texts = {name: theirs[name] if name in wrong else tidy(text) for name, text in typed.items()}
        return texts, [Problem(name, 0, "", sentence) for name, sentence in wrong.items()]

    def save(texts: Mapping[str, str], seen: int) -> Review | Refusal:
        sheet, by = as_sheet(texts, desk.criteria), desk.place.glance.user
        if desk.correcting:
            return actions.save_correction(review=desk.review, sheet=sheet, reason=texts[REASON], by=by, revision=seen)
        return actions.save_review(review=desk.review, sheet=sheet, by=by, revision=seen)

    outcome = save_while_typing(
        read=read,
        merged=lambda mine, theirs: three_way(base=base, mine=mine, theirs=theirs),
        save=save,
        kept=kept(desk.review, desk.criteria),
        revision=revision,
    )
    if isinstance(outcome, TextMoved):
        return saving.moved(request, outcome, two_texts(outcome, desk.criteria))
    if isinstance(outcome, Refusal):
        return saving.refused(outcome, sentence_for(outcome, desk.place.glance))
    return _saved(request, desk, outcome)


def _saved(request: HttpRequest, desk: Desk, outcome: Autosaved[Review]) -> JsonResponse:
    review, named = outcome.kept, labels(desk.criteria)
    texts = kept(review, desk.criteria)
    taken: dict[str, str] = {}
    note = ""
    if outcome.moved is not None:
        taken = _taken(request, desk, texts, outcome.moved.taken)
        context = {"texts": two_texts(outcome.moved, desk.criteria)}
        note = render_to_string("scoring/parts/taken.html", context, request)
    points = {"missing": missing(desk, texts), "concluding": False}
    around = render_to_string("scoring/parts/missing.html", points, request)
    return saving.saved(
        revision=review.draft_revision,
        at=review.draft_saved_at or clock.now(),
        around={"review-missing": around},
        problems=[
            saving.problem(label=named[one.question], sentence=one.sentence, anchor=f"id_{one.question}")
            for one in outcome.problems
        ],
        taken=taken,
        note=note,
    )


def _taken(request: HttpRequest, desk: Desk, texts: Mapping[str, str], fields: tuple[str, ...]) -> dict[str, str]:
    """The parts of the page that another one wrote, with what it wrote in them."""
    form = blank(desk, texts)
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
