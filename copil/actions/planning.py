"""A session put in the calendar: its number, its hour, its seats."""

from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from copil import journal, rights
from copil.actions import seats
from copil.actions.doing import forbidden, verb
from copil.actions.rules import default_rules
from copil.models import Session
from dossiers.form.values import one_line
from workflow import clock
from workflow.verdict import unmet

#: How long a session may be foreseen to last, in minutes.
SHORTEST, LONGEST = 15, 12 * 60
#: How far ahead: beyond two years, seats and calls are not known, and the year is a slip.
FURTHEST = timedelta(days=2 * 365)
#: Steps of a session that is not held at the hour it was planned for.
NOT_THEN = (Session.Status.UNDATED, Session.Status.CANCELLED)


@verb
def plan_session(*, held_at: datetime, place: str = "", duration: int = 120, by: User) -> Session:
    """A new session under the latest house rules, with the seats of the session before it, or of today's members.

    `duration` in minutes. Refused: in the past, or at the very hour of another session (so that a form sent twice plans
    one).
    """
    if not rights.plans(by):
        raise forbidden()
    rules = default_rules()
    require_future(held_at)
    if not SHORTEST <= duration <= LONGEST:
        raise unmet("duration_sound", _("De 15 minutes à 12 heures."), lifted_by=_("vous"))
    session = Session.objects.create(
        number=next_number(), rules=rules, held_at=held_at, place=one_line(place)[:200], duration=duration
    )
    seats.as_usual(session)
    journal.record(session, by, "planned")
    return session


def next_number() -> int:
    """The number of the next session; under the lock of `default_rules`."""
    return (Session.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def require_future(held_at: datetime, *, but: Session | None = None) -> None:
    """Refused in the past, beyond two years, or at the hour of another session than `but`; one cancelled or undated
    leaves it.
    """
    if timezone.is_naive(held_at):
        raise ValueError("a session is held at an instant with a time zone")
    if held_at <= clock.now():
        raise unmet("session_to_come", _("Choisissez une date et une heure à venir."), lifted_by=_("vous"))
    if held_at > clock.now() + FURTHEST:
        raise unmet("session_to_come", _("Une séance se planifie deux ans à l’avance au plus."), lifted_by=_("vous"))
    others = Session.objects.filter(held_at=held_at).exclude(status__in=NOT_THEN)
    if but is not None:
        others = others.exclude(pk=but.pk)
    if others.exists():
        raise unmet("session_hour_free", _("Une séance est déjà planifiée à cette date et à cette heure."))
