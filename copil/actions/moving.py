"""A session that will not be held when it was to be: postponed, its agenda kept, or cancelled. Everyone is told."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from copil import journal, rights
from copil.actions import seats
from copil.actions.convening import require_delay
from copil.actions.doing import changed, forbidden, locked_session, move, note, require_status, verb, words
from copil.actions.items import follow_date
from copil.actions.mandates import require_mandates
from copil.actions.offering import leaving
from copil.actions.planning import require_future
from copil.actions.rules import default_rules
from copil.convocation.sending import send, tell_leaders
from copil.messages import written_moment
from copil.models import AgendaItem, Notice, Session
from dossiers.actions.doing import lock
from dossiers.form.values import one_line
from workflow import clock
from workflow.gesture import Gesture

Status = Session.Status


@verb
def postpone(*, session: Session, held_at: datetime, reason: str, place: str = "", by: User) -> Session:
    """Moves a session that is not open to another day, with its agenda, its seats and its proxies.

    Once convoked, what is sent is a new convocation: refused under the delay as the first was. Sent twice to the same
    hour, it is sent once.
    """
    if not rights.plans(by):
        raise forbidden()
    default_rules()  # the lock under which hours are given
    here = locked_session(session)
    require_status(here, Status.PLANNED, Status.CONVOKED)
    if here.held_at == held_at:
        return here
    said = words(reason, code="reason_given", sentence=_("Écrivez pourquoi la séance est reportée."))
    require_future(held_at, but=here)
    former, here.held_at = here.held_at, held_at
    if here.status == Status.CONVOKED:
        require_mandates(here, seats.of(here))
        require_delay(here)
    here.postponed_from = former
    here.place = one_line(place)[:200] or here.place
    changed(here)
    for item in agenda_of(here):
        _follow(item, here, former, by)
    journal.record(here, by, "postponed", f"{written_moment(former)} → {written_moment(held_at)}. {said}")
    if here.status == Status.CONVOKED:
        kind = Notice.Kind.POSTPONEMENT
        send(session=here, kind=kind, seats=seats.of(here), by=by, former=former, reason=said)
    return here


def agenda_of(session: Session) -> list[AgendaItem]:
    """The current items, in the order of the locks."""
    current = session.items.filter(left_at=None).select_related("dossier")
    return sorted(current, key=lambda item: item.dossier_id)


def _follow(item: AgendaItem, session: Session, former: datetime, by: User) -> None:
    """The dossier's due date follows the session; its leaders, who know the day, are told of the new one."""
    dossier = lock(item.dossier)
    item.dossier = dossier
    follow_date(dossier, session.held_on)
    data = {"session": str(session.number), "from": former.isoformat(), "to": session.held_at.isoformat()}
    note(dossier, by, "session_postponed", data)
    key = f"agenda_moved:{item.pk}:{session.revision}"
    tell_leaders(item=item, template="agenda_moved", session=session, former=former, key=key)


@verb
def cancel(*, session: Session, reason: str, by: User) -> Session:
    """A session that is not open will not be held: its dossiers go back to the team. Cancelled twice, it is once."""
    if not rights.plans(by):
        raise forbidden()
    here = locked_session(session)
    if here.status == Status.CANCELLED:
        return here
    require_status(here, Status.UNDATED, Status.PLANNED, Status.CONVOKED)
    said = words(reason, code="reason_given", sentence=_("Écrivez pourquoi la séance est annulée."))
    called = here.status == Status.CONVOKED
    here.status, here.cancelled_at = Status.CANCELLED, clock.now()
    changed(here)
    journal.record(here, by, "cancelled", said)
    if called:
        send(session=here, kind=Notice.Kind.CANCELLATION, seats=seats.of(here), by=by, reason=said)
    for item in agenda_of(here):
        _give_back(item, here, said, by)
    return here


def _give_back(item: AgendaItem, session: Session, reason: str, by: User) -> None:
    """The dossier leaves the agenda; one that sleeps keeps its place until it wakes, and the team then takes it off."""
    item.dossier = lock(item.dossier)
    if item.dossier.state == "copil":
        because = _("La séance est annulée : %(reason)s") % {"reason": reason}
        move(item.dossier, Gesture(leaving(item.dossier, "take_off_agenda"), reason=because), cause=by)
    key = f"agenda_left:{item.pk}"
    tell_leaders(item=item, template="agenda_left", session=session, key=key)
