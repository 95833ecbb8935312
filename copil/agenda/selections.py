"""The agenda of a session as dossiers to rank together."""

from collections.abc import Sequence

from django.db.models import Q

from accounts.models import User
from copil.models import AgendaItem, Session
from dossiers.models import Call
from scoring.ranking.selections import Selection, register

#: Sessions whose ranking is still looked at: those to come, and the latest held.
SHOWN = 6


def agendas(user: User, call: Call) -> Sequence[Selection]:
    """The latest sessions this person may see that have dossiers of that call on their agenda; one statement."""
    on_agenda = AgendaItem.objects.filter(left_at=None, dossier__call=call)
    sessions = Session.objects.visible_to(user).filter(pk__in=on_agenda.order_by().values("session"))
    return [
        Selection(
            value=str(session.number),
            label=str(session),
            rows=Q(pk__in=AgendaItem.objects.filter(session=session, left_at=None).order_by().values("dossier")),
        )
        for session in sessions.order_by("-held_at", "-number")[:SHOWN]
    ]


register(agendas)
