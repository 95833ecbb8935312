"""The consensus: saved while the team types it, drawn, read by those it concerns, agreed with by reviewers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import Role
from dossiers.actions import TextMoved
from dossiers.form.fields import CHOOSE, RESTORE, THEIRS
from dossiers.views.common import refused, typed_number
from dossiers.views.saving import AUTOSAVE, revision_of
from scoring import actions
from scoring.concluding.drafts import as_consensus, names, stands, tidy
from scoring.concluding.parts import writes
from scoring.drafts import REASON
from scoring.forms import ConsensusForm
from scoring.models import Consensus, ConsensusDraft
from scoring.reading import consensus_for
from scoring.views import consensus_autosave
from scoring.views.common import Place, Returned, place_or_404, returned
from scoring.views.consensus_page import REVISE, Drawing, Table, as_kept, blank, show, table_of, two_texts
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Why

#: What the buttons do; any other saves.
RECORD, SAVE, FORGET = "record", "save", "forget"


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """Reads the consensus, draws it, or says what is still awaited before it."""
    place = place_or_404(request, reference)
    current = consensus_for(place.glance.user, place.glance.dossier)
    if current is None and not place.standing.followable:
        raise Http404
    if request.method == "POST":
        return _receive(request, place, current)
    drawn = writes(place.glance, place.standing, current) and (current is None or REVISE in request.GET)
    return show(request, place, current, as_kept(table_of(place, current)) if drawn else None, Returned())


@require_POST
def agree(request: HttpRequest, reference: str) -> HttpResponse:
    """Says that one agrees with the consensus shown."""
    place = place_or_404(request, reference)
    readable = Consensus.objects.scores_for(place.glance.user).filter(dossier=place.glance.dossier)
    consensus = get_object_or_404(readable, number=typed_number(request.POST.get("number", "")))
    outcome = actions.agree_with_consensus(consensus=consensus, by=place.glance.user)
    if isinstance(outcome, Refusal):
        return refused(request, outcome, place.glance)
    messages.success(request, _("Votre accord est enregistré."))
    return redirect("scoring:consensus", reference)


def _receive(request: HttpRequest, place: Place, current: Consensus | None) -> HttpResponse:
    if Role.TEAM not in place.glance.roles:
        return refused(request, Refusal(Why.FORBIDDEN, FORBIDDEN), place.glance)
    table = table_of(place, current)
    typed = _typed(request, table)
    revision = revision_of(request.POST.get("revision", ""))
    shown = {name: request.POST.get(name, "") for name in ("seen", "on_version")}
    form = ConsensusForm(typed | shown, criteria=table.criteria, revising=current is not None)
    if AUTOSAVE in request.POST:
        return consensus_autosave.answer(request, table, form, typed, revision=revision)
    if RESTORE in request.POST and writes(place.glance, place.standing, current):
        # A text found again in the browser: shown, nothing more.
        texts = _readable(form, typed)
        return show(
            request, place, current, Drawing(table, blank(table, typed), texts, max(revision, 0), False), Returned()
        )
    if not form.is_valid():
        return show(request, place, current, _again(table, form, typed, revision), Returned(422))
    return _carry_out(request, table, form, typed, revision)


def _typed(request: HttpRequest, table: Table) -> dict[str, str]:
    """What was sent, with the kept text wherever the person chose the other's, one by one or all at once.

    Who may not read that text chooses nothing of it.
    """
    sent = request.POST
    typed = {name: sent.get(name, "") for name in names(table.criteria)}
    choices = {name for name in typed if sent.get(CHOOSE, sent.get(f"{CHOOSE}-{name}")) == THEIRS}
    if choices and writes(table.place.glance, table.place.standing, table.current):
        other = table.texts
        typed |= {name: other[name] for name in choices}
    if table.current is None:
        typed[REASON] = ""  # there is nothing to revise, and nothing to say why
    return typed


def _carry_out(
    request: HttpRequest, table: Table, form: ConsensusForm, typed: dict[str, str], revision: int
) -> HttpResponse:
    said, dossier = request.POST.get("do", RECORD), table.place.glance.dossier
    outcome: Consensus | ConsensusDraft | Refusal
    if said == RECORD:
        outcome = actions.record_consensus(
            dossier=dossier,
            said=form.consensus(),
            by=table.place.glance.user,
            seen=form.cleaned_data["seen"],
            on_version=form.cleaned_data["on_version"],
            reason=form.given_reason,
            revision=revision,
        )
        done = _("Le consensus est établi : le dossier est prêt pour le COPIL.")
    elif said == FORGET:
        former = as_consensus(stands(dossier, table.current, table.criteria), table.criteria)
        outcome = actions.save_consensus(dossier=dossier, said=former, by=table.place.glance.user, revision=revision)
        done = _("La révision est abandonnée : le consensus reste tel quel.")
    else:
        outcome = _save(table, form, revision)
        done = _("Brouillon enregistré : qui peut établir le consensus le retrouve et le complète.")
    if isinstance(outcome, Refusal):
        return _refused(request, table, form, typed, revision, outcome)
    messages.success(request, done)
    return redirect(table.url if said == SAVE else reading_url(table))


def reading_url(table: Table) -> str:
    """The consensus as one reads it."""
    return table.url.partition("?")[0]


def _save(table: Table, form: ConsensusForm, revision: int) -> ConsensusDraft | Refusal:
    return actions.save_consensus(
        dossier=table.place.glance.dossier,
        said=form.consensus(),
        by=table.place.glance.user,
        reason=form.given_reason,
        revision=revision,
    )


def _refused(
    request: HttpRequest, table: Table, form: ConsensusForm, typed: dict[str, str], revision: int, refusal: Refusal
) -> HttpResponse:
    """The page again, with what was typed; what is incomplete, or comes late, is kept as a draft all the same."""
    place, current = table.place, table.current
    if refusal.why is Why.FORBIDDEN:
        return refused(request, refusal, place.glance)
    texts = _readable(form, typed)
    if isinstance(refusal, TextMoved):
        choice = two_texts(refusal, table.criteria)
        again = Drawing(table, form, texts, refusal.revision, False, choice)
        return show(request, place, current, again, Returned(refusal.status))
    if refusal.why in {Why.UNMET, Why.STALE} and isinstance(saved := _save(table, form, revision), ConsensusDraft):
        revision = saved.revision
    return show(request, place, current, _again(table, form, typed, revision), returned(refusal, form))


def _again(table: Table, form: ConsensusForm, typed: dict[str, str], revision: int) -> Drawing:
    return Drawing(table, form, _readable(form, typed), max(revision, 0), False)


def _readable(form: ConsensusForm, typed: dict[str, str]) -> dict[str, str]:
    """What was typed, nothing where it cannot be read."""
    form.is_valid()
    return {
        name: "" if name in form.errors and name not in form.cleaned_data else tidy(name, text)
        for name, text in typed.items()
    }
