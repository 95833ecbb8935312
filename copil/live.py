"""Pages that follow a session: they ask again every few seconds, and are answered 304 while nothing has moved.

A mark is read before what it stands for, so that a page never bears a mark newer than what it shows; and it is opaque:
how often the log of a dossier grew is nobody's to count (docs/adr/0028-live-pages.md).
"""

from collections.abc import Callable

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from accounts.models import User
from copil.ballots.windows import over
from copil.models import AgendaItem, Ballot, Session
from workflow import clock

#: Seconds between two looks: at a session under way, at one that is still to open.
EVERY, EVERY_BEFORE = 2, 15


def session_mark(session: Session, user: User) -> str:
    """What the pages of a session stand on: its revision, the logs of its dossiers (votes, interests), the hours of its
    asynchronous votes. One statement, however many seats.
    """
    found = Session.objects.filter(pk=session.pk).values_list("revision", _logged(), _passed()).get()
    return _opaque("session", session.pk, *found, user.pk)


def _logged() -> Subquery:
    rows = AgendaItem.objects.filter(session=OuterRef("pk"))
    return _figure(rows, "session", Sum("dossier__log_seq"))


def _passed() -> Subquery:
    """How many hours of asynchronous votes that are not counted yet have passed."""
    rows, now = Ballot.objects.filter(item__session=OuterRef("pk"), closed_at=None), clock.now()
    passed = Count("pk", filter=Q(opens_at__lte=now)) + Count("pk", filter=Q(closes_at__lt=now))
    return _figure(rows, "item__session", passed)


def _figure(rows: "QuerySet[AgendaItem] | QuerySet[Ballot]", of: str, total: Combinable) -> Subquery:
    found = rows.order_by().values(of).annotate(total=total).values("total")
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
    shown = request.headers.get("If-None-Match", "").removeprefix("W/").strip('"')
    response = HttpResponseNotModified() if shown == mark else draw()
    response["ETag"] = f'"{mark}"'
    response["Cache-Control"] = "private, no-cache"
    return response
