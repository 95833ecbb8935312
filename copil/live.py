"""Pages that follow a session: they ask again every few seconds, and are answered 304 while nothing has moved.

A mark is read before what it stands for, so that a page never bears a mark newer than what it shows; and it is opaque:
how often the log of a dossier grew is nobody's to count (docs/adr/0028-live-pages.md).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Count, IntegerField, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.utils.http import quote_etag
from django.utils.translation import get_language

from accounts.models import User
from accounts.prepared import Prepared
from copil.ballots.windows import over
from copil.models import AgendaItem, Ballot, Session, Turnout, Vote
from workflow import clock

#: Seconds between two looks: at a session under way, at one that is still to open.
EVERY, EVERY_BEFORE = 2, 15
#: By the session's step; one that is over is not followed.
LOOKS = {
    Session.Status.PLANNED: EVERY_BEFORE,
    Session.Status.UNDATED: EVERY_BEFORE,
    Session.Status.CONVOKED: EVERY_BEFORE,
    Session.Status.OPEN: EVERY,
}


def session_mark(session: Session, user: User) -> str:
    """What the pages of a session stand on: its revision, the logs of its dossiers (votes, interests), the hours of its
    asynchronous votes. One statement, however many seats.
    """
    (found,) = _session_asked.rows(session.pk, clock.now())
    return _opaque("session", session.pk, *found, user.pk)


def member_mark(session: Session, user: User) -> str:
    """The same for a member's own page, which tells no vote but theirs: sixty do not age at each of sixty votes.

    Every vote is logged once: what the logs hold besides, and one's own votes, are what ages the page. One statement.
    """
    (found,) = _member_asked.rows(session.pk, clock.now(), user.pk)
    revision, logged, passed, named, secret, *mine_cast = (figure or 0 for figure in found)
    return _opaque("member", session.pk, revision, logged - named - secret, passed, *mine_cast, user.pk)


def _session_figures(session: int, now: datetime) -> "QuerySet[Session, Any]":
    return Session.objects.filter(pk=session).values_list("revision", _logged(session), _passed(session, now))


def _member_figures(session: int, now: datetime, user: int) -> "QuerySet[Session, Any]":
    votes = Vote.objects.filter(ballot__item__session=session)
    turnout = Turnout.objects.filter(ballot__item__session=session)
    mine = Q(cast_by__person=user) | Q(cast_by__substitute=user)
    of_all, of_one = (votes, turnout), (votes.filter(person=user), turnout.filter(mine))
    cast, own = ([_of_session(rows, "ballot__item__session", Count("pk")) for rows in two] for two in (of_all, of_one))
    columns = (_logged(session), _passed(session, now), *cast, *own)
    return Session.objects.filter(pk=session).values_list("revision", *columns)


_session_asked: Prepared[Session] = Prepared(_session_figures, int, datetime)
_member_asked: Prepared[Session] = Prepared(_member_figures, int, datetime, int)


def _logged(session: int) -> Subquery:
    return _of_session(AgendaItem.objects.filter(session=session), "session", Sum("dossier__log_seq"))


def _passed(session: int, now: datetime) -> Subquery:
    """How many hours of asynchronous votes that are not counted yet have passed."""
    rows = Ballot.objects.filter(item__session=session, closed_at=None)
    passed = Count("pk", filter=Q(opens_at__lte=now)) + Count("pk", filter=Q(closes_at__lt=now))
    return _of_session(rows, "item__session", passed)


def _of_session(rows: "QuerySet[Any]", path: str, figure: Combinable) -> Subquery:
    """One figure over rows of one session, `path` leading from them to it."""
    found = rows.order_by().values(path).annotate(figure=figure).values("figure")
    return Subquery(found, output_field=IntegerField())


def item_mark(item: AgendaItem, user: User) -> str:
    """The same for one item: votes and interests are logged on its dossier; an asynchronous vote has its hours."""
    online = Ballot.objects.filter(item=item, closed_at=None).exclude(opens_at=None).first()
    return _opaque("item", item.pk, item.session.revision, item.dossier.log_seq, _hour(online), user.pk)


def _hour(online: Ballot | None) -> str:
    """Where an asynchronous vote stands by time alone, which moves nothing else."""
    if online is None or online.opens_at is None:
        return ""
    return "over" if over(online) else "taken" if clock.now() >= online.opens_at else "early"


def _opaque(*parts: object) -> str:
    told = "-".join(map(str, (*parts, get_language())))
    return salted_hmac("copil.live", told, algorithm="sha256").hexdigest()[:32]


def followed(request: HttpRequest, mark: str, draw: Callable[[], HttpResponse]) -> HttpResponse:
    """304 when the page already shows that mark; else what `draw` answers. Never kept by a cache that others share."""
    etag = quote_etag(mark)
    response = get_conditional_response(request, etag=etag) or draw()
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response
