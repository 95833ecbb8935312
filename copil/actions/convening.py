"""A session called together: the urgency of its chair, the convocation, a second one for want of a quorum."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from copil import journal, rights
from copil.actions import items, seats
from copil.actions.doing import changed, forbidden, impossible, locked_session, note, require_status, verb, words
from copil.actions.mandates import require_mandates
from copil.actions.planning import next_number, require_future
from copil.actions.rules import default_rules
from copil.agenda.lines import Line, by_default, lines_of, renumber
from copil.convocation.sending import send
from copil.models import AgendaItem, Notice, Seat, Session
from copil.roll import roll_of_session
from dossiers.actions.doing import lock
from dossiers.form.values import one_line
from dossiers.wording import written_day
from workflow import clock
from workflow.verdict import unmet

Status = Session.Status


@verb
def record_urgency(*, session: Session, reason: str, by: User) -> Session:
    """The chair records, with its reason, that the session cannot wait for the clear days (R133-8)."""
    here = locked_session(session)
    if not rights.chairs(by, roll_of_session(here)):
        raise forbidden()
    require_status(here, Status.PLANNED, Status.CONVOKED)
    said = words(reason, code="urgency_has_a_reason", sentence=_("Écrivez le motif de l’urgence."))
    if here.urgency_reason == said:
        return here
    here.urgency_reason, here.urgency_by, here.urgency_at = said, by, clock.now()
    changed(here)
    journal.record(here, by, "urgency_recorded", said)
    return here


@verb
def convoke(*, session: Session, by: User) -> Session:
    """Sends the convocation with its agenda, in rank order, to every seat; convoked twice, it is sent once.

    The session is held from now on under the rules in force today. Refused: fewer clear days than they ask for, unless
    the chair recorded the urgency (R133-8); no seat, no chair, an empty agenda.
    """
    if not rights.plans(by):
        raise forbidden()
    here = locked_session(session)
    if here.status == Status.CONVOKED:
        return here
    require_status(here, Status.PLANNED)
    seated = seats.of(here)
    if not any(seat.kind == Seat.Kind.CHAIR for seat in seated):
        raise unmet("has_one_chair", _("Désignez le siège de la présidence avant de convoquer."))
    agenda = _in_order(here)
    if not agenda:
        raise unmet("has_an_agenda", _("Mettez au moins un point à l’ordre du jour avant de convoquer."))
    if here.held_at <= clock.now():
        raise impossible(_("La date de la séance est passée."))
    require_mandates(here, seated)
    require_delay(here)
    here.status, here.convoked_at = Status.CONVOKED, clock.now()
    if here.delay_holds(clock.today()):
        here.urgency_reason, here.urgency_by, here.urgency_at = "", None, None
    changed(here)
    _log_convocation(here, agenda, by)
    notice = send(session=here, kind=Notice.Kind.CONVOCATION, seats=seated, by=by)
    journal.record(here, by, "convoked", notice.reference)
    return here


def require_delay(session: Session) -> None:
    """Refused when a convocation of today leaves too few clear days, and the chair recorded no urgency."""
    if session.delay_holds(clock.today()) or session.urgency_reason:
        return
    days = session.rules.clear_days
    asked = ngettext("Il faut %(days)s jour franc", "Il faut %(days)s jours francs", days) % {"days": days}
    sentence = _(
        "%(asked)s entre la convocation et la séance du %(day)s : la présidence doit d’abord constater l’urgence, avec "
        "son motif."
    ) % {"asked": asked, "day": written_day(session.held_on)}
    raise unmet("convocation_delay_holds", sentence, lifted_by=_("la présidence du COPIL"))


def _in_order(session: Session) -> list[Line]:
    """The current agenda in the order of the scores, unless it was ordered by hand or is that of a first session."""
    lines = lines_of(session)
    if session.first_id is None and session.ordered_at is None:
        lines = by_default(lines)
    renumber(lines)
    return lines


def _log_convocation(session: Session, agenda: Sequence[Line], by: User) -> None:
    data = {"session": str(session.number), "held_at": session.held_at.isoformat(), "rules": str(session.rules.version)}
    items = [line.point for line in agenda if isinstance(line.point, AgendaItem)]
    for item in sorted(items, key=lambda i: i.dossier_id):
        note(lock(item.dossier), by, "session_convoked", data, {"urgency": session.urgency_reason})


@verb
def convoke_again(*, session: Session, held_at: datetime, says_no_quorum: bool, place: str = "", by: User) -> Session:
    """A second session with what a closed one left for want of a quorum: same seats, same order, planned then convoked.

    `says_no_quorum`: the convocation will say that no quorum is required; without that clause it still is (R133-10).
    """
    if not rights.plans(by):
        raise forbidden()
    rules = default_rules()  # also the lock under which numbers are given
    former = locked_session(session)
    require_status(former, *Session.HELD)
    if hasattr(former, "second"):
        raise impossible(_("Cette séance a déjà une seconde convocation."))
    left = former.items.filter(left_at=None, closed_at=None, dossier__state="copil").select_related("dossier")
    agenda = sorted(left, key=lambda item: item.dossier_id)
    if not agenda:
        raise unmet("left_without_quorum", _("Aucun point n’est resté faute de quorum."))
    require_future(held_at)
    kind = Session.Second.WITH_CLAUSE if says_no_quorum else Session.Second.WITHOUT_CLAUSE
    here = Session.objects.create(
        number=next_number(),
        rules=rules,
        held_at=held_at,
        duration=former.duration,
        place=one_line(place)[:200] or former.place,
        second_convocation=kind,
        first=former,
    )
    seats.again(former, here)
    places = {item.pk: n for n, item in enumerate(sorted(agenda, key=lambda item: item.position), start=1)}
    for item in agenda:  # locked in the order that all locks are taken in
        items.carry_over(item, here, position=places[item.pk], by=by)
    journal.record(here, by, "planned", _("Seconde convocation de la séance n° %(n)s") % {"n": former.number})
    return here
