"""A session postponed without a new date (report sine die), and the date that it is given later.

Its agenda, its seats and its proxies are kept; nothing on it is due meanwhile. Once it has a date it is in preparation
again: its convocation is sent as the first was, under the same delay.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from copil import journal, rights
from copil.actions import seats
from copil.actions.doing import changed, forbidden, locked_session, note, require_status, verb, words
from copil.actions.items import follow_date
from copil.actions.moving import agenda_of
from copil.actions.planning import require_future
from copil.actions.rules import default_rules
from copil.convocation.sending import send, tell_leaders
from copil.messages import written_moment
from copil.models import Notice, Session
from dossiers.actions.doing import lock
from dossiers.form.values import one_line

Status = Session.Status


@verb
def postpone_undated(*, session: Session, reason: str, by: User) -> Session:
    """A session that is not open will be held another day, which nobody knows yet; said twice, it is said once.

    Who was called is told, and the event leaves their calendars; what they had announced for that day is forgotten, as
    is the urgency of a convocation that no longer stands.
    """
    if not rights.plans(by):
        raise forbidden()
    here = locked_session(session)
    if here.status == Status.UNDATED:
        return here
    require_status(here, Status.PLANNED, Status.CONVOKED)
    said = words(reason, code="reason_given", sentence=_("Écrivez pourquoi la séance est reportée."))
    called = here.status == Status.CONVOKED
    here.status, here.convoked_at, here.postponed_from = Status.UNDATED, None, here.held_at
    here.urgency_reason, here.urgency_by, here.urgency_at = "", None, None
    changed(here)
    here.seats.update(announced="", announced_at=None)
    if called:
        send(session=here, kind=Notice.Kind.UNDATED, seats=seats.of(here), by=by, reason=said)
    for item in agenda_of(here):
        item.dossier = lock(item.dossier)
        follow_date(item.dossier, None)
        note(item.dossier, by, "session_undated", {"session": str(here.number), "from": here.held_at.isoformat()})
        key = f"agenda_undated:{item.pk}:{here.revision}"
        tell_leaders(item=item, template="agenda_undated", session=here, key=key)
    journal.record(here, by, "undated", f"{written_moment(here.held_at)}. {said}")
    return here


@verb
def set_date(*, session: Session, held_at: datetime, place: str = "", by: User) -> Session:
    """Gives a session postponed without a date its day and hour: it is to be convoked again. Said twice, it is once.

    Refused in the past, at the hour of another session, and on a session that has a date, which is postponed instead.
    """
    if not rights.plans(by):
        raise forbidden()
    default_rules()  # the lock under which hours are given
    here = locked_session(session)
    if here.status == Status.PLANNED and here.held_at == held_at:
        return here
    require_status(here, Status.UNDATED)
    require_future(held_at, but=here)
    former, here.held_at, here.status = here.held_at, held_at, Status.PLANNED
    here.place = one_line(place)[:200] or here.place
    changed(here)
    for item in agenda_of(here):
        item.dossier = lock(item.dossier)
        follow_date(item.dossier, here.held_on)
        data = {"session": str(here.number), "from": former.isoformat(), "to": held_at.isoformat()}
        note(item.dossier, by, "session_dated", data)
        key = f"agenda_dated:{item.pk}:{here.revision}"
        tell_leaders(item=item, template="agenda_dated", session=here, former=former, key=key)
    journal.record(here, by, "dated", written_moment(held_at))
    return here
