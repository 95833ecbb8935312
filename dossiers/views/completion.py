"""The page of the missing pieces: what was asked, what came, and the forms that ask, give and check."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import Role
from dossiers import actions
from dossiers.actions.attachments import too_heavy
from dossiers.actions.completion import default_due
from dossiers.files.names import cleaned
from dossiers.files.uploads import oversized
from dossiers.models import CompletionRequest, MissingPiece
from dossiers.models.dossier import SETTLED
from dossiers.page.glance import Glance
from dossiers.receipt.completion import ShownRequest, completion, may_ask
from dossiers.views.common import glance_or_404, refused, sentence_for
from dossiers.views.completion_forms import (
    LINES,
    AskForm,
    Card,
    CheckForm,
    LineFormSet,
    ProvideForm,
    asked_of,
    check_prefix,
    provide_prefix,
)
from workflow import clock
from workflow.verdict import Refusal, Why


@dataclass
class Again:
    """What was typed and refused, shown again in its place; `refusal` stands at the top of the page."""

    typed: dict[str, forms.Form] = field(default_factory=dict)
    lines: BaseFormSet[Any] | None = None
    status: int = 200
    refusal: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that was asked of this dossier; for the team, a POST asks for more."""
    glance = glance_or_404(request, reference)
    return _ask(request, glance) if request.method == "POST" else _show(request, glance, Again())


def _ask(request: HttpRequest, glance: Glance) -> HttpResponse:
    form, lines = AskForm(request.POST, prefix="ask"), LineFormSet(request.POST, prefix="line")
    again = Again({"ask": form}, lines, 422)
    if "more" in request.POST:
        return _show(request, glance, _with_more_lines(request))
    if not (lines.is_valid() and form.is_valid()):
        return _show(request, glance, again)
    outcome = actions.ask_for_pieces(
        dossier=glance.dossier,
        pieces=asked_of(lines.forms),
        due_on=form.cleaned_data["due_on"],
        message=form.cleaned_data["message"],
        by=glance.user,
    )
    count = len(asked_of(lines.forms))
    done = ngettext(
        "La demande est envoyée au porteur : une pièce.", "La demande est envoyée au porteur : %(count)s pièces.", count
    )
    return _answered(request, glance, outcome, done % {"count": count}, again)


def _with_more_lines(request: HttpRequest) -> Again:
    """The page again with more lines, what was typed kept and not judged yet."""
    data = request.POST.copy()
    total = data.get("line-TOTAL_FORMS", "")
    # A number that no browser would send counts for none.
    data["line-TOTAL_FORMS"] = str((int(total) if total.isdecimal() and len(total) < 4 else 0) + LINES)
    typed = LineFormSet(data, prefix="line")
    initial = [{name: data.get(f"line-{n}-{name}", "") for name in ("label", "section")} for n in range(len(typed))]
    kept = {name: data.get(f"ask-{name}", "") for name in ("due_on", "message")}
    lines = LineFormSet(prefix="line", initial=initial)
    lines.extra = 0
    return Again({"ask": AskForm(prefix="ask", initial=kept)}, lines)


@require_POST
def provide(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """A leader gives one piece."""
    glance = glance_or_404(request, reference)
    pieces = MissingPiece.objects.select_related("request__dossier")
    piece = get_object_or_404(pieces, pk=pk, request__dossier=glance.dossier)
    form = ProvideForm(request.POST, request.FILES, piece=piece)
    again = Again({provide_prefix(pk): form}, status=422)
    heavy = oversized(request)
    if heavy:
        form.add_error(
            "joined", _("« %(name)s » : %(sentence)s") % {"name": cleaned(heavy[0]), "sentence": too_heavy()}
        )
    if not form.is_valid():
        return _show(request, glance, again)
    outcome = actions.provide_piece(
        piece=piece, answer=form.cleaned_data["answer"], uploads=form.cleaned_data["joined"], by=glance.user
    )
    return _answered(request, glance, outcome, _("C’est transmis à l’équipe projet."), again)


@require_POST
def check(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The team says what it makes of the pieces of one request."""
    glance = glance_or_404(request, reference)
    asked = get_object_or_404(CompletionRequest.objects.select_related("dossier"), pk=pk, dossier=glance.dossier)
    found = completion(glance)
    shown = next((one for one in found.requests if one.request.pk == asked.pk), None) if found else None
    form = CheckForm(request.POST, shown=shown or ShownRequest(asked, ()))
    again = Again({check_prefix(pk): form}, status=422)
    if not form.is_valid():
        return _show(request, glance, again)
    outcome = actions.check_pieces(
        request=asked,
        outcomes=form.said("outcome"),
        reasons=form.said("reason"),
        due_on=form.cleaned_data.get("due_on"),
        by=glance.user,
    )
    return _answered(request, glance, outcome, _("C’est noté, et le porteur le lit."), again)


def _answered(request: HttpRequest, glance: Glance, outcome: object, done: str, again: Again) -> HttpResponse:
    if isinstance(outcome, Refusal):
        if outcome.why is Why.FORBIDDEN:
            return refused(request, outcome, glance)
        again.status, again.refusal = outcome.status, sentence_for(outcome, glance)
        return _show(request, glance, again)
    messages.success(request, done)
    return redirect("dossiers:completion", glance.dossier.reference)


def _show(request: HttpRequest, glance: Glance, again: Again) -> HttpResponse:
    asks = may_ask(glance)
    due = {"due_on": default_due(glance.dossier)} if asks else {}
    found = completion(glance)
    context = {
        "dossier": glance.dossier,
        "glance": glance,
        "step": glance.step,
        "completion": found,
        "cards": [_card(glance, one, again) for one in (found.requests if found else ())],
        "ask_form": (again.typed.get("ask") or AskForm(prefix="ask", initial=due)) if asks else None,
        "stops_clock": (refuses_on := glance.dossier.implicit_decision_on) is not None and clock.today() < refuses_on,
        "lines": (again.lines or LineFormSet(prefix="line")) if asks else None,
        "refusal": again.refusal,
        "refused_forms": [] if again.status == 200 else [f for f in (*again.typed.values(), again.lines) if f],
        "failed": again.status != 200,
    }
    return render(request, "dossiers/completion.html", context, status=again.status)


def _card(glance: Glance, shown: ShownRequest, again: Again) -> Card:
    live = glance.state not in SETTLED
    gives = live and glance.as_leader and shown.request.completed_at is None
    forms_of: list[tuple[Any, ProvideForm | None]] = []
    for piece in shown.pieces:
        typed = again.typed.get(provide_prefix(piece.piece.pk))
        fresh = ProvideForm(piece=piece.piece) if gives and not piece.piece.outcome else None
        forms_of.append((piece, typed if isinstance(typed, ProvideForm) and fresh else fresh))
    check_form = None
    if live and Role.TEAM in glance.roles and shown.to_judge:
        typed = again.typed.get(check_prefix(shown.request.pk))
        check_form = (
            typed if isinstance(typed, CheckForm) else CheckForm(shown=shown, due_on=default_due(glance.dossier))
        )
    return Card(shown, tuple(forms_of), check_form)
