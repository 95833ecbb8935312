"""The answer to a consensus that is saved while the team types it: JSON for `static/js/autosave.js`."""

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
from scoring.concluding.drafts import AMOUNT, as_consensus, hands, names, tidy
from scoring.drafts import REASON
from scoring.forms import ConsensusForm
from scoring.models import ConsensusDraft
from scoring.views.consensus_page import Table, blank, labels, missing, table_of, two_texts
from workflow.verdict import Refusal


def answer(
    request: HttpRequest, table: Table, form: ConsensusForm, typed: Mapping[str, str], *, revision: int
) -> JsonResponse:
    """Keeps what was typed so far and says so, or says why not; nothing that was typed is ever in danger."""
    glance = table.place.glance
    if stranger := saving.not_the_writer(request, glance.user):
        return stranger
    started = saving.started_from(request.POST.dict())
    base = {name: tidy(name, started.get(name, "")) for name in names(table.criteria)} if started else None
    form.is_valid()
    wrong = {name: str(form.errors[name][0]) for name in typed if name in form.errors}

    def read(theirs: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
        texts = {name: theirs[name] if name in wrong else tidy(name, text) for name, text in typed.items()}
        return texts, [Problem(name, 0, "", sentence) for name, sentence in wrong.items()]

    def save(texts: Mapping[str, str], seen: int) -> ConsensusDraft | Refusal:
        said = as_consensus(texts, table.criteria)
        return actions.save_consensus(
            dossier=glance.dossier, said=said, by=glance.user, reason=texts[REASON], revision=seen
        )

    outcome = save_while_typing(
        read=read,
        merged=lambda mine, theirs: three_way(base=base, mine=mine, theirs=theirs),
        save=save,
        kept=table.texts,
        revision=revision,
    )
    if isinstance(outcome, TextMoved):
        return saving.moved(request, outcome, two_texts(outcome, table.criteria))
    if isinstance(outcome, Refusal):
        return saving.refused(outcome, sentence_for(outcome, glance))
    return _saved(request, table_of(table.place, table.current), outcome)


def _saved(request: HttpRequest, table: Table, outcome: Autosaved[ConsensusDraft]) -> JsonResponse:
    named, texts, glance = labels(table.criteria), table.texts, table.place.glance
    taken: dict[str, str] = {}
    note = ""
    if outcome.moved is not None:
        taken = _taken(request, table, texts, outcome.moved.taken)
        context = {"moved": outcome.moved, "texts": two_texts(outcome.moved, table.criteria)}
        note = render_to_string("scoring/parts/consensus_taken.html", context, request)
    points = {"missing": missing(table, texts), "concluding": True}
    others = {"hands": hands(glance.dossier, glance.user)}
    return saving.saved(
        revision=outcome.kept.revision,
        at=outcome.kept.saved_at,
        around={
            "review-missing": render_to_string("scoring/parts/missing.html", points, request),
            "consensus-hands": render_to_string("scoring/parts/hands.html", others, request),
        },
        problems=[
            saving.problem(label=named[one.question], sentence=one.sentence, anchor=f"id_{one.question}")
            for one in outcome.problems
        ],
        taken=taken,
        note=note,
    )


def _taken(request: HttpRequest, table: Table, texts: Mapping[str, str], fields: tuple[str, ...]) -> dict[str, str]:
    """The parts of the page that somebody else wrote, with what they wrote in them."""
    form = blank(table, texts)
    found: dict[str, str] = {}
    for scale in form.scales:
        if scale.points.name in fields:
            found[scale.points.name] = render_to_string("scoring/parts/levels.html", {"scale": scale}, request)
        if scale.rationale.name in fields:
            found[scale.rationale.name] = render_to_string("scoring/parts/words.html", {"scale": scale}, request)
    for name in fields:
        if name not in found and name in form.fields:
            part = "amount" if name == AMOUNT else "whole"
            found[name] = render_to_string(f"scoring/parts/{part}.html", {"field": form[name]}, request)
    return found
