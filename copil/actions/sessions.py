"""A session from plan to close: its rules, its seats, its agenda, its convocation."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from copil import messages, rights
from copil.actions import items, seats
from copil.actions.doing import (
    changed,
    forbidden,
    impossible,
    locked_session,
    note,
    require_status,
    verb,
    words,
)
from copil.actions.rules import default_rules
from copil.models import AgendaItem, Ballot, Seat, Session
from copil.ranking import in_rank_order
from copil.roll import roll_of_session
from dossiers.actions.doing import lock
from dossiers.form.values import one_line
from dossiers.models import Dossier
from dossiers.wording import written_day
from workflow import clock
from workflow.gesture import Actor, Gesture
from workflow.perform import perform
from workflow.verdict import Done, Refusal, Refused, unmet

Status = Session.Status


@verb
def plan_session(*, held_at: datetime, place: str = "", by: User) -> Session:
    """A new session under the latest house rules, with the seats of the session before it, or of today's members.

    Refused: in the past, or at the very hour of another session (so that a form sent twice plans one).
    """
    if not rights.plans(by):
        raise forbidden()
    rules = default_rules()
    _require_future(held_at)
    session = Session.objects.create(number=_next_number(), rules=rules, held_at=held_at, place=one_line(place)[:200])
    seats.as_usual(session)
    return session


def _next_number() -> int:
    return (Session.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def _require_future(held_at: datetime) -> None:
    if timezone.is_naive(held_at):
        raise ValueError("a session is held at an instant with a time zone")
    if held_at <= clock.now():
        raise unmet("session_to_come", _("Choisissez une date et une heure à venir."), lifted_by=_("vous"))
    if Session.objects.filter(held_at=held_at).exists():
        raise unmet("session_hour_free", _("Une séance est déjà planifiée à cette date et à cette heure."))


@verb
def put_on_agenda(
    *, dossier: Dossier, session: Session, by: User, key: str, version: int | None = None, urgency: str = ""
) -> Done:
    """Puts a reviewed dossier on a session's agenda; `urgency` is the chair's, with its reason, when the delay is past.

    The session is locked first, so that no dossier slips into one that opens or closes meanwhile.
    """
    here = locked_session(session)
    outcome = perform(
        model=Dossier,
        pk=dossier.pk,
        actor=Actor(by),
        gesture=Gesture("put_on_agenda", reason=words(urgency), about=str(here.pk), exception=bool(urgency.strip())),
        key=key,
        expected_version=version,
    )
    if isinstance(outcome, Refusal):
        raise Refused(outcome)
    Session.objects.filter(pk=here.pk).update(revision=here.revision + 1)
    return outcome


@verb
def convoke(*, session: Session, by: User, urgency: str = "") -> Session:
    """Sends the convocation with its agenda, in rank order, to every seat; convoked twice, it is sent once.

    Refused: fewer clear days than the rules ask for (R133-8), unless the urgency is recorded with its reason; no seat,
    no chair, an empty agenda.
    """
    if not rights.plans(by):
        raise forbidden()
    here = locked_session(session)
    if here.status == Status.CONVOKED:
        return here
    require_status(here, Status.PLANNED)
    seated = list(here.seats.select_related("person", "substitute"))
    if not any(seat.kind == Seat.Kind.CHAIR for seat in seated):
        raise unmet("has_one_chair", _("Désignez le siège de la présidence avant de convoquer."))
    agenda = _in_order(here)
    if not agenda:
        raise unmet("has_an_agenda", _("Inscrivez au moins un dossier à l’ordre du jour avant de convoquer."))
    reason = words(urgency)
    if here.held_at <= clock.now():
        raise impossible(_("La date de la séance est passée."))
    _require_delay(here, reason)
    here.status, here.convoked_at = Status.CONVOKED, clock.now()
    here.urgency_reason = "" if here.delay_holds(clock.today()) else reason
    changed(here)
    _log_convocation(here, agenda, by)
    messages.convoked(session=here, seats=seated, agenda=agenda)
    return here


def _require_delay(session: Session, reason: str) -> None:
    if session.delay_holds(clock.today()) or reason:
        return
    days = session.rules.clear_days
    asked = ngettext("Il faut %(days)s jour franc", "Il faut %(days)s jours francs", days) % {"days": days}
    sentence = _("%(asked)s entre la convocation et la séance du %(day)s : constatez l’urgence, avec son motif.") % {
        "asked": asked,
        "day": written_day(session.held_on),
    }
    raise unmet("convocation_delay_holds", sentence, lifted_by=_("la présidence du COPIL"))


def _in_order(session: Session) -> list[AgendaItem]:
    """The current agenda, put in the order of the scores when there are some; a taken up agenda keeps its order."""
    agenda = list(session.items.filter(left_at=None).select_related("dossier"))
    if session.first_id is None:
        agenda = in_rank_order(agenda)
        for position, item in enumerate(agenda, start=1):
            item.position = position
        AgendaItem.objects.bulk_update(agenda, ["position"])
    return agenda


def _log_convocation(session: Session, agenda: Sequence[AgendaItem], by: User) -> None:
    data = {"session": str(session.number), "held_at": session.held_at.isoformat(), "rules": str(session.rules.version)}
    for item in sorted(agenda, key=lambda i: i.dossier_id):
        note(lock(item.dossier), by, "session_convoked", data, {"urgency": session.urgency_reason})


@verb
def open_session(*, session: Session, by: User) -> Session:
    """Opens a convoked session, on its day or later; opened twice, it is opened once."""
    here = locked_session(session)
    if not rights.conducts(by, roll_of_session(here)):
        raise forbidden()
    if here.status == Status.OPEN:
        return here
    require_status(here, Status.CONVOKED)
    if clock.today() < here.held_on:
        sentence = _("La séance est convoquée pour le %(day)s.") % {"day": written_day(here.held_on)}
        raise unmet("session_day_come", sentence, by=here.held_on)
    here.status, here.opened_at = Status.OPEN, clock.now()
    changed(here)
    return here


@verb
def close_session(*, session: Session, by: User) -> Session:
    """Closes an open session, every item of its agenda settled; closed twice or by two people, it is closed once.

    What was called without anything adopted is deferred; what was not called is taken off the agenda; what lacked a
    quorum stays, for a second convocation. Refused while a vote is open.
    """
    here = locked_session(session)
    roll = roll_of_session(here)
    if not rights.conducts(by, roll):
        raise forbidden()
    if here.status == Status.CLOSED:
        return here
    require_status(here, Status.OPEN)
    if Ballot.objects.filter(item__session=here, closed_at=None).exists():
        raise impossible(_("Un vote est ouvert : clôturez-le avant de clore la séance."))
    agenda = here.items.filter(left_at=None, closed_at=None).select_related("session__rules", "dossier")
    for item in agenda.order_by("dossier_id"):
        items.settle(item, quorum_met=roll.quorum.met, by=by)
    here.status, here.closed_at = Status.CLOSED, clock.now()
    changed(here)
    return here


@verb
def convoke_again(*, session: Session, held_at: datetime, says_no_quorum: bool, place: str = "", by: User) -> Session:
    """A second session with what a closed one left for want of a quorum: same seats, same order, planned then convoked.

    `says_no_quorum`: the convocation will say that no quorum is required; without that clause it still is (R133-10).
    """
    if not rights.plans(by):
        raise forbidden()
    rules = default_rules()  # also the lock under which numbers are given
    former = locked_session(session)
    require_status(former, Status.CLOSED)
    if hasattr(former, "second"):
        raise impossible(_("Cette séance a déjà une seconde convocation."))
    left = former.items.filter(left_at=None, closed_at=None, dossier__state="copil").select_related("dossier")
    agenda = sorted(left, key=lambda item: item.dossier_id)
    if not agenda:
        raise unmet("left_without_quorum", _("Aucun point n’est resté faute de quorum."))
    _require_future(held_at)
    kind = Session.Second.WITH_CLAUSE if says_no_quorum else Session.Second.WITHOUT_CLAUSE
    here = Session.objects.create(
        number=_next_number(),
        rules=rules,
        held_at=held_at,
        place=one_line(place)[:200] or former.place,
        second_convocation=kind,
        first=former,
    )
    seats.again(former, here)
    for item in agenda:
        items.carry_over(item, here, by=by)
    return here
