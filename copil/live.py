"""Pages that follow a session: they ask again every few seconds, and are answered 304 while nothing has moved."""

from collections.abc import Callable

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.translation import get_language

from accounts.models import User
from copil.ballots.windows import over
from copil.models import AgendaItem, Ballot, Session
from workflow import clock

#: Seconds between two looks.
EVERY = 3


def session_mark(session: Session, user: User) -> str:
    """What the session's page stands on: everything that happens moves its revision, or the log of one dossier."""
    log = session.items.aggregate(total=Sum("dossier__log_seq"))["total"] or 0
    return f"{session.pk}-{session.revision}-{log}-{user.pk}-{get_language()}"


def item_mark(item: AgendaItem, user: User) -> str:
    """The same for one item: votes and interests are logged on its dossier; an asynchronous vote has its hours."""
    online = Ballot.objects.filter(item=item, closed_at=None).exclude(opens_at=None).first()
    return f"{item.pk}-{item.session.revision}-{item.dossier.log_seq}-{_hour(online)}-{user.pk}-{get_language()}"


def _hour(online: Ballot | None) -> str:
    """Where an asynchronous vote stands by time alone, which moves nothing else."""
    if online is None or online.opens_at is None:
        return ""
    return "over" if over(online) else "taken" if clock.now() >= online.opens_at else "early"


def followed(request: HttpRequest, mark: str, draw: Callable[[], HttpResponse]) -> HttpResponse:
    """304 when the page already shows that mark; else what `draw` answers. Never kept by a cache that others share."""
    shown = request.headers.get("If-None-Match", "").removeprefix("W/").strip('"')
    response = HttpResponseNotModified() if shown == mark else draw()
    response["ETag"] = f'"{mark}"'
    response["Cache-Control"] = "private, no-cache"
    return response
