"""A session's day: what is put on its agenda, its opening, its close."""

from django.utils.translation import gettext as _

from accounts.models import User
from copil import journal, rights
from copil.actions import items
from copil.actions.doing import (
    changed,
    forbidden,
    impossible,
    locked_session,
    require_status,
    verb,
    words,
)
from copil.actions.in_group import end
from copil.minutes import decisions
from copil.minutes.envelopes import left_now
from copil.models import Ballot, Session
from copil.roll import roll_of_session
from dossiers.models import Dossier
from dossiers.wording import written_day
from workflow import clock
from workflow.gesture import Actor, Gesture
from workflow.perform import perform
from workflow.verdict import Done, Refusal, Refused, unmet

Status = Session.Status


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
    journal.record(here, by, "opened", left=left_now(here))
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
    if here.is_held:
        return here
    require_status(here, Status.OPEN)
    if Ballot.objects.filter(item__session=here, closed_at=None).exists():
        raise impossible(_("Un vote est ouvert : la séance se clôt après lui."))
    agenda = here.items.filter(left_at=None, closed_at=None).select_related("session__rules", "dossier")
    for item in agenda.order_by("dossier_id"):
        items.settle(item, quorum_met=roll.quorum.met, by=by)
    for group in here.groups.filter(ended_at=None):  # prepared, and never opened
        end(group)
    here.status, here.closed_at = Status.CLOSED, clock.now()
    changed(here)
    journal.record(here, by, "closed", left=left_now(here))
    decisions.establish(here, by)
    return here
