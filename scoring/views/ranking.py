"""The ranking board: who would be funded, and what would change it. It only reads: what is tried is in its address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.paging import page_links
from dossiers.models import Call
from dossiers.views.common import person
from scoring.ranking import board as boards
from scoring.ranking.forms import TrialForm
from scoring.ranking.reading import Ranked, calls_for, opens, ranked_for
from scoring.ranking.selections import Selection, selections
from scoring.ranking.whatif import WhatIf, read

PAGE_SIZE = 50
CALL, SELECTION = "appel", "selection"


@dataclass(frozen=True)
class Choice:
    """Which dossiers are ranked: a call's, all that await a decision or a selection of them."""

    calls: Sequence[Call]
    call: Call
    selections: Sequence[Selection]
    selection: Selection | None

    @property
    def query(self) -> dict[str, str]:
        """What the address says of it."""
        said = {CALL: self.call.code}
        return said | ({SELECTION: self.selection.value} if self.selection else {})

    def url(self, more: Mapping[str, str] | None = None) -> str:
        return f"{reverse('scoring:ranking')}?{urlencode({**self.query, **(more or {})})}"


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The board of a call; what equals the amounts in force leaves the address."""
    user = person(request)
    choice = chosen(request, user)
    if choice is None:
        return render(request, "scoring/ranking.html", {"choice": None, "failed": False})
    ranked, criteria = ranked_for(user, choice.call, choice.selection.rows if choice.selection else None)
    limits = boards.limits(ranked, choice.call)
    whatif = read(request.GET, limits)
    if not whatif.problems and {name for name in limits if name in request.GET} != set(whatif.tried):
        return redirect(choice.url(whatif.written()))
    board = boards.board(choice.call, ranked, criteria, whatif)
    names = {user.pk: user.full_name for user in _reviewers(ranked)}
    shown = Paginator(board.rows, PAGE_SIZE).get_page(request.GET.get("page"))
    form = TrialForm(board, shown.object_list, whatif)
    context: dict[str, Any] = {
        "choice": choice,
        "board": board,
        "above": [(row, form.of(row)) for row in board.above if row in shown.object_list],
        "under": [(row, form.of(row)) for row in board.under if row in shown.object_list],
        "form": form,
        "elsewhere": form.elsewhere(whatif),
        "whatif": whatif,
        "failed": bool(whatif.problems),
        "offer_url": _offer_url(choice, board, whatif),
        "moves": boards.moves(ranked, whatif, board.envelope, names),
        "reviewers": len(names),
        "links": _links(request, shown),
    }
    return render(request, "scoring/ranking.html", context, status=422 if whatif.problems else 200)


def chosen(request: HttpRequest, user: User) -> Choice | None:
    """What is ranked; None when there is nothing yet; 404 for who ranks nothing, and for what one may not see."""
    if not opens(user):
        raise Http404
    calls = calls_for(user)
    code = request.GET.get(CALL, "")
    call = next((call for call in calls if call.code == code), None) if code else next(iter(calls), None)
    if call is None:
        if code:
            raise Http404
        return None
    found = selections(user, call)
    value = request.GET.get(SELECTION, "")
    selection = next((one for one in found if one.value == value), None)
    if value and selection is None:
        raise Http404
    return Choice(calls, call, found, selection)


def _reviewers(ranked: Sequence[Ranked]) -> list[User]:
    return list(User.objects.filter(pk__in={given.reviewer for one in ranked for given in one.scored.given}))


def _offer_url(choice: Choice, board: boards.Board, whatif: WhatIf) -> str:
    if board.offer is None:
        return ""
    return choice.url(whatif.written(**{board.offer.field: board.offer.partial.offered}))


def _links(request: HttpRequest, shown: Page) -> Any:
    total = shown.paginator.count
    summary = ngettext("%(total)s dossier", "%(total)s dossiers", total) % {"total": total}
    return page_links(shown, query=request.GET, summary=summary)
