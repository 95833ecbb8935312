"""The results of a ranking to download: the amounts in force, never those that are tried."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from dossiers.page.glance import real_step
from dossiers.views.common import person
from scoring.ranking import board as boards
from scoring.ranking.choice import Choice, chosen
from scoring.ranking.files import FORMATS_BY_EXTENSION
from scoring.ranking.reading import ranked_for
from scoring.ranking.results import results
from scoring.ranking.whatif import WhatIf
from workflow import clock


@require_safe
def download(request: HttpRequest, extension: str) -> HttpResponse:
    """What this person may rank, as a file; 404 for who ranks nothing, and for another kind of file."""
    choice = chosen(request, person(request))
    kind = FORMATS_BY_EXTENSION.get(extension)
    if choice is None or kind is None:
        raise Http404
    ranked, criteria = ranked_for(person(request), choice.call, choice.selection.rows if choice.selection else None)
    board = boards.board(choice.call, ranked, criteria, WhatIf())
    steps = [str(real_step(row.dossier).label) for row in board.rows]
    response = HttpResponse(kind.write(results(board, steps)), content_type=kind.content_type)
    name = "-".join(filter(None, ["classement", choice.call.code.lower(), _part(choice), f"{clock.today():%Y-%m-%d}"]))
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.{extension}")
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def _part(choice: Choice) -> str:
    return f"copil-{choice.selection.value}" if choice.selection else ""


def downloads(choice: Choice) -> list[tuple[str, str]]:
    """Each kind of file, with its address."""
    query = urlencode(choice.query)
    return [
        (extension.upper(), f"{reverse('scoring:results', args=[extension])}?{query}")
        for extension in FORMATS_BY_EXTENSION
    ]
