"""The sessions to come: for the dossiers that may still be on their agenda, and for who sits in them."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from copil.models import Seat, Session
from dossiers.aim.keeping import register_agenda
from dossiers.aim.plan import Meeting as Deadline
from dossiers.desk.meetings import Meeting, register_meetings
from workflow import clock


@register_agenda
def sessions_to_come() -> list[Deadline]:
    """Planned or convoked, from tomorrow on; one statement."""
    coming = Session.objects.filter(
        status__in=[Session.Status.PLANNED, Session.Status.CONVOKED], held_at__gt=clock.now()
    )
    sessions = coming.select_related("rules").order_by("held_at")
    return [Deadline(str(s), s.held_on, s.rules.clear_days, s.number) for s in sessions]


@register_meetings
def sessions_of(user: User) -> list[Meeting]:
    """Those that this person is convoked to, or sits in now, as titular or substitute; one statement, for members."""
    if Role.COPIL_MEMBER not in user.roles:
        return []
    seats = Seat.objects.filter(
        Q(person=user) | Q(substitute=user), session__status__in=[Session.Status.CONVOKED, Session.Status.OPEN]
    )
    return [_meeting(seat, user) for seat in seats.select_related("session").order_by("session", "position")]


def _meeting(seat: Seat, user: User) -> Meeting:
    session = seat.session
    under_way = session.status == Session.Status.OPEN
    asked = not (under_way or seat.announced) and seat.person_id == user.pk
    page = "voting" if under_way else "mine" if asked else "session"
    return Meeting(
        title=str(session),
        url=reverse(f"copil:{page}", args=[session.number]),
        held_at=session.held_at,
        place=session.place,
        awaits=_("dites si vous viendrez, et vos liens avec les dossiers") if asked else "",
        under_way=under_way,
    )
