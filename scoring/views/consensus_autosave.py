"""The answer to a consensus that is saved while the team types it: JSON for `static/js/autosave.js`."""

from collections.abc import Mapping

from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string

from dossiers.actions import Autosaved
from dossiers.views import saving, texts
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
    """Keeps what was typed so far of the consensus and says so, or says why not."""
    glance = table.place.glance

    def save(said: Mapping[str, str], seen: int) -> ConsensusDraft | Refusal:
        consensus = as_consensus(said, table.criteria)
        return actions.save_consensus(
            dossier=glance.dossier, said=consensus, by=glance.user, reason=said[REASON], revision=seen
        )

    writing = texts.Writing(
        by=glance.user,
        names=names(table.criteria),
        kept=table.texts,
        tidy=tidy,
        save=save,
        two_texts=lambda moved: two_texts(moved, table.criteria),
        sentence=lambda refusal: sentence_for(refusal, glance),
        saved=lambda outcome: _saved(request, table_of(table.place, table.current), outcome),
    )
    return texts.answer(request, form, typed, writing, revision=revision)


def _saved(request: HttpRequest, table: Table, outcome: Autosaved[ConsensusDraft]) -> JsonResponse:
    now, glance = table.texts, table.place.glance
    taken: dict[str, str] = {}
    note = ""
    if outcome.moved is not None:
        taken = _taken(request, table, now, outcome.moved.taken)
        context = {"moved": outcome.moved, "texts": two_texts(outcome.moved, table.criteria)}
        note = render_to_string("scoring/parts/consensus_taken.html", context, request)
    points = {"missing": missing(table, now), "concluding": True}
    others = {"hands": hands(glance.dossier, glance.user)}
    return saving.saved(
        revision=outcome.kept.revision,
        at=outcome.kept.saved_at,
        around={
            "review-missing": render_to_string("scoring/parts/missing.html", points, request),
            "consensus-hands": render_to_string("scoring/parts/hands.html", others, request),
        },
        problems=texts.problems(outcome.problems, labels(table.criteria)),
        taken=taken,
        note=note,
    )


def _taken(request: HttpRequest, table: Table, said: Mapping[str, str], fields: tuple[str, ...]) -> dict[str, str]:
    """The parts of the page that somebody else wrote, with what they wrote in them."""
    form = blank(table, said)
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
