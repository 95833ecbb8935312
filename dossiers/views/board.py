"""The team's board."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dossiers.desk.board import board
from dossiers.desk.listing import FILTERING
from dossiers.views.common import person


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Where the dossiers are, what is late, what waits on whom; of all calls, or of the one that `call` names."""
    user = person(request)
    if not user.roles & FILTERING:
        raise Http404
    return render(request, "dossiers/board.html", {"board": board(user, code=request.GET.get("call", ""))})
