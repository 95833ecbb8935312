"""The excerpt of one point: what the minutes will say of it, as who validates it reads it."""

from django.utils import translation

from accounts.models import User
from copil.minutes.examined import examined_of
from copil.minutes.points import items_of, points_of
from copil.minutes.readers import point_as_read, reach_of
from copil.minutes.reading import LANGUAGE, minutes_of
from copil.minutes.said import PointSaid
from copil.models import AgendaItem
from copil.roll import Roll


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
