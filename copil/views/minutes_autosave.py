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
from dossiers.actions import Autosaved
from dossiers.views import saving, texts
from workflow import clock
from workflow.verdict import Refusal


def answer(
    request: HttpRequest, desk: Desk, form: MinutesForm, typed: Mapping[str, str], *, revision: int
) -> JsonResponse:
    """Keeps the prose typed so far and says so, or says why not."""

    def save(said: Mapping[str, str], seen: int) -> Minutes | Refusal:
        return actions.save_minutes(session=desk.session, texts=said, by=desk.user, revision=seen)

    writing = texts.Writing(
        by=desk.user,
        names=typed,
        kept=prose.kept(desk.minutes, typed),
        tidy=lambda _name, text: prose.tidy(text),
        save=save,
        two_texts=lambda moved: two_texts(desk, moved),
        sentence=lambda refusal: refusal.sentence,
        saved=lambda outcome: _saved(request, desk, outcome),
    )
    return texts.answer(request, form, typed, writing, revision=revision)


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
        problems=texts.problems(outcome.problems, desk.labels),
        taken=taken,
        note=note,
    )
