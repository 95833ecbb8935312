"""The excerpt of one point: what the minutes will say of it, as who validates it reads it; once validated, as a paper.

The paper tells the decision and nothing else: no score, no name beside a vote, no word of the debate. All that it says
is settled by then, so that it is laid out for whoever asks and kept nowhere.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from django.utils import translation

from accounts.models import User
from copil.board import led_by
from copil.events import reads
from copil.minutes.examined import examined_of
from copil.minutes.points import items_of, points_of
from copil.minutes.readers import point_as_read, reach_of, without_names, without_scores
from copil.minutes.reading import LANGUAGE, minutes_of, minutes_said
from copil.minutes.said import PointSaid
from copil.models import AgendaItem, Ballot
from copil.roll import Roll, roll_of_session
from copil.tally import Outcome
from dossiers.models import Dossier
from dossiers.page.glance import Glance
from dossiers.wording import written_day
from workflow import clock


@dataclass(frozen=True, kw_only=True)
class ExcerptSaid:
    """One decision of a session. `dated` is the day on which its excerpt was validated, `validated` says so in words;
    `superseded` is the day since which the vote no longer stands, in words, empty while it does.
    """

    session: int
    held: str
    mode: str
    place: str
    chair: str
    secretary: str
    rules: int
    dated: date
    validated: str
    superseded: str
    point: PointSaid


def excerpt_of(item: AgendaItem, roll: Roll, user: User) -> PointSaid | None:
    """The point as the minutes tell it now; None when it was never on the session's agenda."""
    session = item.session
    minutes = minutes_of(session)
    texts = minutes.texts if minutes is not None else {}
    items = [one for one in items_of(session) if one.pk == item.pk]
    with translation.override(LANGUAGE):
        points = points_of(session, examined_of(items, session), items, (), roll.seats, texts)
    reach = reach_of(user, session, roll)
    return point_as_read(points[0], reach) if points else None


#: Lays out the paper; stands above this room and registers itself.
LayOut = Callable[[ExcerptSaid], bytes]
_layers: list[LayOut] = []


def register(lay_out: LayOut) -> None:
    """The one who lays out excerpts."""
    _layers[:] = [lay_out]


def lay_out(excerpt: ExcerptSaid) -> bytes:
    """The paper, as a PDF: equal bytes for equal words."""
    return _layers[0](excerpt)


def validated_items(dossier: Dossier) -> list[AgendaItem]:
    """The points of that dossier whose excerpt is validated, the first session first; one statement."""
    rows = AgendaItem.objects.filter(dossier=dossier, excerpt_validated_at__isnull=False)
    return list(rows.select_related("session__rules", "dossier").order_by("session__number", "pk"))


def excerpts_read(glance: Glance) -> list[AgendaItem]:
    """Those of its dossier that this person reads: the team, the committee, who signs and who controls, none of whom
    leads it; two statements at most.
    """
    if not reads(glance) or led_by(glance.user, [glance.dossier.pk]):
        return []
    return validated_items(glance.dossier)


def excerpt_said(item: AgendaItem) -> ExcerptSaid | None:
    """The decision on that point; None until its excerpt is validated, and of a point that the minutes do not tell.

    Asks nobody's leave; some thirty statements.
    """
    session, at = item.session, item.excerpt_validated_at
    if at is None:
        return None
    with translation.override(LANGUAGE):
        minutes = minutes_said(session, minutes_of(session), roll_of_session(session))
        point = next((one for one in minutes.points if one.key == f"d{item.pk}"), None)
        if point is None:
            return None
        return ExcerptSaid(
            session=session.number,
            held=minutes.held,
            mode=minutes.mode,
            place=minutes.place,
            chair=minutes.chair,
            secretary=minutes.secretary,
            rules=minutes.rules,
            dated=clock.day_of(at),
            validated=point.excerpt,
            superseded=_superseded(item),
            point=_decision(point),
        )


def _decision(point: PointSaid) -> PointSaid:
    kept = without_names(without_scores(point))
    return replace(kept, discussion="", dissent="", dissent_withheld=False, excerpt="")


def _superseded(item: AgendaItem) -> str:
    adopted = Ballot.objects.filter(item=item, verdict=Outcome.ADOPTED).order_by("-number").first()
    if adopted is None or adopted.superseded_at is None:
        return ""
    return written_day(clock.day_of(adopted.superseded_at))
