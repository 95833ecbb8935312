"""What every verb of the committee begins with: locks in one order, rights, and refusals in words.

Locks: session, then dossier (which covers its item and its ballots, as each item has one dossier), then call. A
session is locked for no key update, so that putting a dossier on its agenda, which locks the dossier first, does not
cross it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.prepared import Prepared
from accounts.roles import Role
from copil import rights
from copil.models import AgendaItem, Seat, Session
from copil.roll import Roll, roll_of
from dossiers.actions.doing import lock, verb
from dossiers.form.values import plain
from dossiers.models import Dossier
from workflow import log
from workflow.gesture import Actor, Gesture, new_key
from workflow.perform import FORBIDDEN, perform
from workflow.verdict import Refusal, Refused, Why, unmet

__all__ = [
    "NOT_ALLOWED",
    "Floor",
    "changed",
    "floor",
    "forbidden",
    "impossible",
    "locked_session",
    "move",
    "note",
    "require_conduct",
    "require_one_seat_each",
    "require_status",
    "verb",
    "words",
]

MAX_TEXT = 4000
#: What is said to who may not, where there is no dossier.
NOT_ALLOWED = cast("str", gettext_lazy("Votre rôle ne permet pas ce geste."))


@dataclass(frozen=True)
class Floor:
    """One item under lock: its dossier as it is now, its roll, and the roles of who acts there."""

    item: AgendaItem
    dossier: Dossier
    roll: Roll
    roles: frozenset[Role]


def locked_session(session: Session) -> Session:
    """The session as it is now, its row locked until the end of the transaction."""
    (found,) = _locked.instances(session.pk)
    return found


_locked: Prepared[Session] = Prepared(
    lambda pk: Session.objects.select_for_update(of=("self",), no_key=True).select_related("rules").filter(pk=pk), int
)
_item: Prepared[AgendaItem] = Prepared(
    lambda pk: AgendaItem.objects.select_related("session__rules").filter(pk=pk), int
)


def floor(item: AgendaItem, by: User, *, of_session: bool = True) -> Floor:
    """Locks what the item hangs on and reads it again; a vote cast leaves the session's own row free."""
    session = locked_session(item.session) if of_session else None
    dossier = lock(item.dossier)
    (now,) = _item.instances(item.pk)
    now.dossier = dossier
    now.session = session or now.session
    return Floor(now, dossier, roll_of(now), rights.roles_on(by, dossier))


def require_conduct(here: Floor, by: User) -> None:
    """Refused to whoever neither presides the item nor keeps the secretariat."""
    if rights.conducts_item(by, here.roll, here.roles):
        return
    chair = here.roll.chair
    if chair is not None and chair.sitter.pk == by.pk and chair.pk in here.roll.recused:
        sentence = _("Votre siège est en déport sur ce point : le secrétariat désigne qui préside à votre place.")
        raise Refused(Refusal(Why.FORBIDDEN, sentence))
    raise forbidden(of_dossier=True)


def require_status(session: Session, *statuses: str) -> None:
    """Refused when the session stands elsewhere."""
    if session.status not in statuses:
        step = Session.Status(session.status).label
        raise impossible(_("Ce geste n’est pas possible : la séance est %(step)s.") % {"step": step})


def require_one_seat_each(seats: list[Seat]) -> None:
    """One person acts for one seat only."""
    sitting = [seat.sitter for seat in seats if seat.attends != Seat.Attends.NO]
    for seat in seats:
        if seat.attends != Seat.Attends.NO and sum(person.pk == seat.sitter.pk for person in sitting) > 1:
            sentence = _("%(person)s ne peut occuper qu’un siège à la fois.") % {"person": seat.sitter.full_name}
            raise unmet("one_seat_each", sentence)


def forbidden(*, of_dossier: bool = False) -> Refused:
    """Not theirs to do; `of_dossier` where the right is one on a dossier."""
    return Refused(Refusal(Why.FORBIDDEN, FORBIDDEN if of_dossier else NOT_ALLOWED))


def impossible(sentence: str) -> Refused:
    """Not from where things stand."""
    return Refused(Refusal(Why.WRONG_STATE, sentence))


def words(text: str, *, code: str = "", sentence: str = "") -> str:
    """What was written, without invisible characters; refused when far too long, or empty when a `code` asks for it."""
    said = plain(text).strip()
    if code and not said:
        raise unmet(code, sentence, lifted_by=_("vous"))
    if len(said) > MAX_TEXT:
        over = {"max": MAX_TEXT, "over": len(said) - MAX_TEXT}
        raise unmet(
            code or "text_too_long",
            _("%(max)s caractères au plus : il y en a %(over)s de trop.") % over,
            lifted_by=_("vous"),
        )
    return said


def changed(session: Session) -> None:
    """Saves the locked session, its revision moved on: pages that follow it know that they have aged."""
    session.revision += 1
    session.save()


def note(
    dossier: Dossier, by: User, event: str, data: Mapping[str, str], texts: Mapping[str, str] | None = None
) -> None:
    """Logs a happening of the committee on the locked dossier's chain; never a choice before the close."""
    log.record(case=dossier, actor=Actor(by), event=event, data=data, texts=texts)


def move(dossier: Dossier, gesture: Gesture, *, cause: User) -> None:
    """The automate moves the dossier, in this transaction; a refusal undoes all of it.

    The instance at hand is stale afterwards: `lock` it again before logging more.
    """
    outcome = perform(model=Dossier, pk=dossier.pk, actor=Actor.system(cause=cause), gesture=gesture, key=new_key())
    if isinstance(outcome, Refusal):
        raise Refused(outcome)
