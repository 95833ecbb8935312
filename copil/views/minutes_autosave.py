"""The answer to minutes that are saved while they are being typed: JSON for `static/js/autosave.js`."""

from collections.abc import Mapping

from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string

from copil import actions
from copil.minutes import prose
from copil.minutes.desk import Desk
from copil.minutes.forms import MinutesForm
from copil.models import Minutes
from copil.views.minutes_page import blank, two_texts
from dossiers.actions import Autosaved, TextMoved
from dossiers.actions.autosave import save_while_typing
from dossiers.form.merging import three_way
from dossiers.form.values import Problem
from dossiers.views import saving
from workflow import clock
from workflow.verdict import Refusal


def answer(
    request: HttpRequest, desk: Desk, form: MinutesForm, typed: Mapping[str, str], *, revision: int
) -> JsonResponse:
    """Keeps what was typed so far and says so, or says why not; nothing that was typed is ever in danger."""
    if stranger := saving.not_the_writer(request, desk.user):
        return stranger
    started = saving.started_from(request.POST.dict())
    base = {name: prose.tidy(started.get(name, "")) for name in typed} if started else None
    form.is_valid()
    wrong = {name: str(form.errors[name][0]) for name in typed if name in form.errors}

    def read(theirs: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
        texts = {name: theirs[name] if name in wrong else prose.tidy(text) for name, text in typed.items()}
        return texts, [Problem(name, 0, "", sentence) for name, sentence in wrong.items()]

    def save(texts: Mapping[str, str], seen: int) -> Minutes | Refusal:
        return actions.save_minutes(session=desk.session, texts=texts, by=desk.user, revision=seen)

    outcome = save_while_typing(
        read=read,
        merged=lambda mine, theirs: three_way(base=base, mine=mine, theirs=theirs),
        save=save,
        kept=prose.kept(desk.minutes, typed),
        revision=revision,
    )
    if isinstance(outcome, TextMoved):
        return saving.moved(request, outcome, two_texts(desk, outcome))
    if isinstance(outcome, Refusal):
        return saving.refused(outcome, outcome.sentence)
    return _saved(request, desk, outcome)


def _saved(request: HttpRequest, desk: Desk, outcome: Autosaved[Minutes]) -> JsonResponse:
    minutes = outcome.kept
    taken: dict[str, str] = {}
    note = ""
    if outcome.moved is not None:
        form = blank(desk, prose.kept(minutes, desk.names))
        taken = {
            name: render_to_string("copil/parts/prose.html", {"bound": form[name]}, request)
            for name in outcome.moved.taken
        }
        note = render_to_string("copil/parts/taken.html", {"texts": two_texts(desk, outcome.moved)}, request)
    return saving.saved(
        revision=minutes.revision,
        at=minutes.saved_at or clock.now(),
        around={},
        problems=[
            saving.problem(label=desk.labels[one.question], sentence=one.sentence, anchor=f"id_{one.question}")
            for one in outcome.problems
        ],
        taken=taken,
        note=note,
    )
