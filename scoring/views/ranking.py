"""The ranking board: who would be funded, and what would change it. It only reads: what is tried is in its address."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.paging import page_links
from accounts.roles import Role
from dossiers.views.common import person
from scoring.ranking import board as boards
from scoring.ranking.choice import Choice, chosen
from scoring.ranking.forms import TrialForm
from scoring.ranking.reading import Ranked, ranked_for
from scoring.ranking.whatif import WhatIf, read
from scoring.views.results import downloads

PAGE_SIZE = 50


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The board of a call; what equals the amounts in force leaves the address."""
    user = person(request)
    choice = chosen(request, user)
    if choice is None:
        return render(
            request, "scoring/ranking.html", {"choice": None, "failed": False, "shares": Role.TEAM in user.roles}
        )
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
        "downloads": downloads(choice),
        "shares": Role.TEAM in user.roles,
    }
    return render(request, "scoring/ranking.html", context, status=422 if whatif.problems else 200)


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
