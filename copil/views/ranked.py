"""What the session's page says of the rank: where its dossiers are ranked, what left it, for who may read it."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

from django.urls import reverse

from copil.agenda.departures import Departure, departures
from copil.board import Board
from dossiers.models import Call


def rankings(board: Board) -> list[tuple[Call, str]]:
    """Each call of which this person reads scores on the agenda, with the address of its ranking there."""
    calls = {line.dossier.call_id: line.dossier.call for line in board.lines if line.consensus is not None}
    return [
        (call, f"{reverse('scoring:ranking')}?{urlencode({'appel': call.code, 'selection': board.session.number})}")
        for call in calls.values()
    ]


def told_departures(board: Board) -> Iterator[Departure]:
    """The departures on the dossiers whose scores this person reads, naming only such dossiers; three statements."""
    readable = {line.dossier.reference: line.dossier for line in board.lines if line.consensus is not None}
    for found in departures(board.session, readable.values()):
        yield replace(found, passed_over=tuple(ref for ref in found.passed_over if ref in readable))
