"""What a person may do with a session as it stands: its page shows it, the verbs check again."""

from dataclasses import dataclass

from accounts.models import User
from copil import rights
from copil.actions.agenda import ARRANGED
from copil.agenda.business import BusinessLine
from copil.board import Board, SeatLine
from copil.models import Seat, Session
from copil.roll import Roll
from workflow import clock

Status = Session.Status
LIVE = frozenset({Status.CONVOKED, Status.OPEN})
#: Steps from which there are minutes to write or to read.
TOLD = frozenset({Status.OPEN, Status.CLOSED, Status.APPROVED})


@dataclass(frozen=True)
class SessionStage:
    """A session before one person. `late`: convoking today would need the chair's urgency, not recorded yet."""

    session: Session
    late: bool
    plans: bool
    keeps: bool
    conducts: bool
    chairs: bool
    has_part: bool
    gives_proxy: bool
    second_due: bool

    @property
    def may_move(self) -> bool:
        """Compose its seats, postpone it."""
        return self.plans and self.session.status in Session.BEFORE

    @property
    def may_set_date(self) -> bool:
        return self.plans and not self.session.has_date

    @property
    def may_cancel(self) -> bool:
        return self.may_move or self.may_set_date

    @property
    def may_arrange(self) -> bool:
        return self.plans and self.session.status in ARRANGED

    @property
    def may_convoke(self) -> bool:
        return self.plans and self.session.status == Status.PLANNED

    @property
    def may_convoke_again(self) -> bool:
        return self.plans and self.second_due

    @property
    def may_record_urgency(self) -> bool:
        return self.chairs and self.late

    @property
    def may_open(self) -> bool:
        return self.conducts and self.session.status == Status.CONVOKED and clock.today() >= self.session.held_on

    @property
    def may_close(self) -> bool:
        return self.conducts and self.session.status == Status.OPEN

    @property
    def may_note(self) -> bool:
        """Who is there, who is out of what."""
        return self.keeps and self.session.status in LIVE

    @property
    def may_give(self) -> bool:
        return self.may_note or (self.gives_proxy and self.session.status in LIVE)

    @property
    def may_vote(self) -> bool:
        return self.has_part and self.session.status == Status.OPEN

    @property
    def may_group(self) -> bool:
        return self.conducts and self.session.status in LIVE

    @property
    def may_vote_online(self) -> bool:
        """Put all of it to the vote between two hours."""
        return self.conducts and self.session.status == Status.OPEN

    @property
    def may_show(self) -> bool:
        """The screen of the room."""
        return self.conducts and self.session.status in LIVE

    @property
    def may_release(self) -> bool:
        return self.plans and self.session.status != Status.CANCELLED

    @property
    def has_minutes(self) -> bool:
        return self.session.status in TOLD

    @property
    def has_binder(self) -> bool:
        return self.session.status != Status.CANCELLED

    @property
    def warns_of_delay(self) -> bool:
        return self.late and self.session.status == Status.PLANNED

    @property
    def is_mine(self) -> bool:
        """Whether the next step is this person's."""
        steps = (
            self.may_set_date,
            self.may_convoke,
            self.may_record_urgency,
            self.may_open,
            self.may_close,
            self.may_convoke_again,
        )
        return any(steps)


def session_stage(session: Session, roll: Roll, user: User, board: Board) -> SessionStage:
    """The session as this person stands before it; one statement at most."""
    return SessionStage(
        session=session,
        late=needs_urgency(session),
        plans=rights.plans(user),
        keeps=rights.keeps(user),
        conducts=rights.conducts(user, roll),
        chairs=rights.chairs(user, roll),
        has_part=rights.own_seat(user, roll) is not None,
        gives_proxy=any(_gives(line, user) for line in board.seats),
        second_due=session.is_held and board.left_without_quorum and not hasattr(session, "second"),
    )


def _gives(line: SeatLine, user: User) -> bool:
    """Whether this person has a proxy to give, or one that they gave: who attends votes for themselves (R133-9)."""
    seat = line.seat
    return seat.person_id == user.pk and seat.has_voice and (bool(line.gives_to) or seat.attends == Seat.Attends.NO)


@dataclass(frozen=True)
class BusinessStage:
    """What one person may do with a point without a dossier, as its page shows it; the verbs check again."""

    may_close: bool
    may_remove: bool


def business_stage(line: BusinessLine, session: Session, roll: Roll, user: User) -> BusinessStage:
    return BusinessStage(
        may_close=session.status == Status.OPEN and not line.closed and rights.conducts(user, roll),
        may_remove=session.status in ARRANGED and not line.closed and rights.plans(user),
    )


def needs_urgency(session: Session) -> bool:
    """Whether a convocation sent today would need the chair's urgency, which is not recorded yet."""
    before = session.status in Session.BEFORE
    return before and not session.urgency_reason and not session.delay_holds(clock.today())
