"""What the screen of the room and a member's page show of a session while it is held."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from copil import rights
from copil.agenda.business import BusinessLine, bar_of
from copil.groups.reading import GroupStage, group_stage
from copil.models import Ballot, Seat, Session
from copil.plots import Bar
from copil.reading import ResultReading
from copil.roll import Roll, roll_of, roll_of_session
from copil.room.course import Course, Step, course_of
from copil.stage import Closed, Mark, Stage, marks_of, stage
from copil.tally import Quorum


class Moment(StrEnum):
    """What the session is at."""

    BEFORE = "before"  # not open yet
    START = "start"  # open, nothing called yet
    TALK = "talk"  # a point is called
    VOTE = "vote"  # and voted on
    GROUP = "group"  # several points are voted on together
    RESULT = "result"  # the last point is settled, no other is called
    DONE = "done"  # nothing is left on the agenda
    OVER = "over"  # closed, or cancelled


@dataclass(frozen=True)
class Room:
    """A session at one moment. `stage` is the point in hand as this reader may follow it, None when there is none or
    they may not; `group` is the points voted on together; `roll` is the point's, else the session's own.
    """

    session: Session
    course: Course
    moment: Moment
    step: Step | None
    stage: Stage | None
    roll: Roll
    quorum: Quorum
    marks: tuple[Mark, ...]
    group: GroupStage | None = None

    @property
    def open(self) -> bool:
        return self.session.status == Session.Status.OPEN

    @property
    def sentence(self) -> str:
        """Where the session is, in one sentence: what changes for who hears the page instead of seeing it."""
        said = self._said()
        if self.step is None or (self.course.together and self.moment in {Moment.RESULT, Moment.DONE}):
            return said
        where = {"number": self.step.number, "total": self.course.total, "said": said}
        return _("Point %(number)s sur %(total)s : %(said)s") % where

    def _said(self) -> str:
        secret = self.stage is not None and self.stage.ballot is not None and self.stage.ballot.secret
        words = {
            Moment.BEFORE: _("la séance n’est pas encore ouverte"),
            Moment.START: _("aucun point n’est encore appelé"),
            Moment.TALK: _("en discussion"),
            Moment.VOTE: _("vote secret ouvert") if secret else _("vote ouvert"),
            Moment.GROUP: _("vote groupé ouvert"),
            Moment.RESULT: self._came_to(),
            Moment.DONE: self._came_to(),
            Moment.OVER: _("fin de la séance"),
        }
        return words[self.moment]

    def _came_to(self) -> str:
        if self.course.together:
            return _("vote groupé compté")
        if self.result is not None:
            return self.result.verdict
        return self.step.standing.label.lower() if self.step is not None and self.step.standing.label else _("examiné")

    @property
    def on(self) -> str:
        """What is voted on, as the page's script names it; empty when nothing is."""
        if self.group is not None:
            return f"group{self.group.group.pk}"
        return f"ballot{self.stage.ballot.pk}" if self.stage is not None and self.stage.ballot is not None else ""

    @property
    def awaits_presences(self) -> bool:
        """Whether nobody's presence is marked yet, so that nobody is absent either."""
        return self.moment is Moment.BEFORE and not any(mark.present for mark in self.marks)

    @property
    def out(self) -> tuple[Mark, ...]:
        """Who left the room for this point."""
        return tuple(mark for mark in self.marks if mark.recused)

    @property
    def told(self) -> Closed | None:
        """The last ballot closed on the point shown: the result of the point, or a proposal that decided nothing."""
        return self.step.told if self.step is not None else None

    @property
    def result(self) -> ResultReading | None:
        """The count that is shown, of a dossier's vote or of a show of hands."""
        if self.step is not None and isinstance(self.step.line, BusinessLine):
            return self.step.line.result
        return self.told.result if self.told is not None else None

    @property
    def bar(self) -> Bar | None:
        if self.step is not None and isinstance(self.step.line, BusinessLine):
            return bar_of(self.step.line)
        return self.told.bar if self.told is not None else None

    @property
    def conclusion(self) -> str:
        """What was said of a point without a dossier."""
        return self.step.line.business.conclusion if self.step and isinstance(self.step.line, BusinessLine) else ""


def room_of(session: Session, user: User, *, conducted: bool = False) -> Room:
    """The session as this person follows it; `session` has its rules. `conducted`: with the roles that they have on
    the point in hand, which a screen that everybody reads does without.
    """
    course = course_of(session, user)
    moment, step = _moment(session, course)
    in_hand = step if moment in {Moment.TALK, Moment.VOTE} else None
    if in_hand is None or in_hand.closed_to_reader:
        roll = roll_of_session(session)
        group = _group(session, user) if moment is Moment.GROUP else None
        return Room(session, course, moment, step, None, roll, roll.quorum, tuple(marks_of(roll)), group)
    roll = roll_of(in_hand.item)
    roles: frozenset[Role] = rights.roles_on(user, in_hand.item.dossier) if conducted else frozenset()
    shown = stage(in_hand.item, roll, user, roles)
    return Room(session, course, moment, step, shown, roll, shown.quorum, shown.marks)


def _group(session: Session, user: User) -> GroupStage | None:
    under_vote = Ballot.objects.filter(item__session=session, closed_at=None, mode=Ballot.Mode.LIVE)
    group = session.groups.filter(pk__in=under_vote.order_by().values("group")).first()
    if group is None:
        return None
    group.session = session
    return group_stage(group, user)


def _moment(session: Session, course: Course) -> tuple[Moment, Step | None]:
    if session.status in {*Session.BEFORE, Session.Status.UNDATED}:
        return Moment.BEFORE, None
    if session.status != Session.Status.OPEN:
        return Moment.OVER, None
    if course.grouped:
        return Moment.GROUP, None
    if course.current is not None:
        return (Moment.VOTE if course.current.standing.code == "voting" else Moment.TALK), course.current
    if course.last is not None:
        return Moment.RESULT if course.next is not None else Moment.DONE, course.last
    return Moment.START, None


@dataclass(frozen=True)
class Part:
    """What one member is in the session now: `seat` is the one they hold or may stand in for, `sits` whether they act
    for it, `present` whether the secretary marked it as there, `out` whether it is out of the point in hand.
    """

    seat: Seat
    sits: bool
    present: bool
    out: bool


def part_of(room: Room, user: User, seats: Iterable[Seat]) -> Part | None:
    """None for who has no seat in that session."""
    mine = [seat for seat in seats if user.pk in {seat.person_id, seat.substitute_id}]
    if not mine:
        return None
    acting = room.roll.seat_of(user)
    seat = acting or next((seat for seat in mine if seat.person_id == user.pk), mine[0])
    return Part(seat, acting is not None, room.roll.is_present(seat), seat.pk in room.roll.recused)
