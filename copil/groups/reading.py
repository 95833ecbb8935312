"""A group of items as one person may see it: proposals, who has voted (never what), what became of each.

As many statements however many items and seats.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from accounts.models import User
from accounts.prepared import Prepared
from accounts.roles import Role
from copil import rights, tally
from copil.board import led_by
from copil.models import AgendaItem, Ballot, GroupedItem, Seat, Session, Vote, VoteGroup
from copil.reading import ResultReading, result_of
from copil.roll import Roll, rolls_of
from copil.wording import proposal_words, why_not_vote
from dossiers.models import Dossier


@dataclass(frozen=True)
class Line:
    """One item of the group. `hidden`: they lead or led the dossier, and read nothing said or decided on it."""

    row: GroupedItem
    proposal: str
    roll: Roll
    ballot: Ballot | None
    hidden: bool
    may_detach: bool

    @property
    def detached(self) -> bool:
        return self.row.detached_by_id is not None

    @property
    def result(self) -> ResultReading | None:
        return result_of(self.ballot) if self.ballot is not None and not self.hidden else None

    @property
    def out(self) -> tuple[Seat, ...]:
        """The seats that step aside from this item."""
        return tuple(seat for seat in self.roll.seats if seat.has_voice and seat.pk in self.roll.recused)


@dataclass(frozen=True)
class Box:
    """One's vote for a seat: `choice` when the same on every item, `out` the places where the seat steps aside."""

    seat: Seat
    own: bool
    choice: str
    voted: bool
    out: tuple[int, ...]
    refused: str

    @property
    def key(self) -> str:
        return str(self.seat.pk)

    @property
    def choice_label(self) -> str:
        return str(Vote.Choice(self.choice).label) if self.choice else ""


@dataclass(frozen=True)
class Mark:
    """One seat before the group: `voted` on every item it may vote on."""

    seat: Seat
    present: bool
    represented_by: str
    out: tuple[int, ...]
    able: bool
    voted: bool


@dataclass(frozen=True)
class GroupStage:
    """`may_*` say what this person can do now; the verbs check again."""

    group: VoteGroup
    session: Session
    lines: tuple[Line, ...]
    boxes: tuple[Box, ...]
    marks: tuple[Mark, ...]
    conducts: bool

    @property
    def live(self) -> tuple[Line, ...]:
        """The items still voted together."""
        return tuple(line for line in self.lines if line.row.left_at is None)

    @property
    def is_open(self) -> bool:
        return self.group.opened_at is not None and self.group.ended_at is None

    @property
    def may_open(self) -> bool:
        ready = self.group.opened_at is None and self.group.ended_at is None and bool(self.live)
        return self.conducts and ready and self.session.status == Session.Status.OPEN

    @property
    def may_close(self) -> bool:
        return self.conducts and self.is_open

    @property
    def may_cancel(self) -> bool:
        return self.conducts and self.group.ended_at is None

    @property
    def voters(self) -> int:
        return sum(mark.able for mark in self.marks)

    @property
    def voted(self) -> int:
        return sum(mark.able and mark.voted for mark in self.marks)

    @property
    def silent(self) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.marks if mark.able and not mark.voted)

    @property
    def moves(self) -> bool:
        return self.group.ended_at is None and self.session.status in {Session.Status.CONVOKED, Session.Status.OPEN}


Votes = Mapping[tuple[int, int], Vote]


def group_stage(group: VoteGroup, user: User) -> GroupStage:
    """The group as this person sees it; `group` has its session and its rules."""
    visible = Dossier.objects.visible_to(user)
    rows = list(group.lines.filter(item__dossier__in=visible).select_related("item__dossier__service"))
    for row in rows:
        row.item.session = group.session
    rolls = rolls_of([row.item for row in rows])
    ballots = {ballot.item_id: ballot for ballot in group.ballots.all()}
    led = led_by(user, [row.item.dossier_id for row in rows])
    current = [row for row in rows if row.left_at is None and row.item.dossier_id not in led]
    conducts = bool(rows) and all(_conducts(user, rolls[row.item_id]) for row in current or rows)
    lines = tuple(
        Line(
            row=row,
            proposal=proposal_words(_as_put(row)),
            roll=rolls[row.item_id],
            ballot=ballots.get(row.item_id),
            hidden=row.item.dossier_id in led,
            may_detach=row in current and (_conducts(user, rolls[row.item_id]) or _votes_on(user, rolls[row.item_id])),
        )
        for row in rows
    )
    votes = _last_votes(group)
    live = [line for line in lines if line.row.left_at is None]
    open_now = group.opened_at is not None and group.ended_at is None
    return GroupStage(
        group=group,
        session=group.session,
        lines=lines,
        boxes=tuple(_boxes(live, user, votes)) if open_now else (),
        marks=tuple(_marks(live, votes)),
        conducts=conducts and group.session.status in {Session.Status.CONVOKED, Session.Status.OPEN},
    )


def _as_put(row: GroupedItem) -> Ballot:
    """The line as the ballot that it becomes, for its words alone."""
    return Ballot(outcome=row.outcome, amount=row.amount)


def _conducts(user: User, roll: Roll) -> bool:
    chair = roll.chair
    return rights.keeps(user) or (rights.chairs(user, roll) and chair is not None and chair.pk not in roll.recused)


def _votes_on(user: User, roll: Roll) -> bool:
    own = roll.seat_of(user)
    return own is not None and own.has_voice and own.pk not in roll.recused and Role.COPIL_MEMBER in user.roles


def _last_votes(group: VoteGroup) -> Votes:
    """Of each seat on each ballot, the vote that stands; one statement."""
    rows = Vote.objects.filter(ballot__group=group, ballot__closed_at=None).order_by("at", "pk")
    return {(vote.ballot_id, vote.seat_id): vote for vote in rows}


def _boxes(lines: Sequence[Line], user: User, votes: Votes) -> Iterator[Box]:
    """One's own seat first, then the seats whose proxy one holds."""
    if not lines or Role.COPIL_MEMBER not in user.roles:
        return
    own = lines[0].roll.seat_of(user)
    if own is None:
        return
    held = {giver: None for line in lines for giver, holder in line.roll.holders.items() if holder == own.pk}
    for seat in (own, *(lines[0].roll.by_pk[giver] for giver in held)):
        whys = {line.row.item.position: line.roll.why_not(own, seat) for line in lines}
        able = [line for line in lines if whys[line.row.item.position] is None]
        said = {_choice(line, seat, votes) for line in able}
        refused = next(iter(whys.values())) if not able else None
        yield Box(
            seat=seat,
            own=seat.pk == own.pk,
            choice=said.pop() if len(said) == 1 else "",
            voted=bool(able) and all(_choice(line, seat, votes) for line in able),
            out=tuple(position for position, why in whys.items() if why is tally.Why.INTEREST) if able else (),
            refused=why_not_vote(refused, own=seat.pk == own.pk) if refused is not None else "",
        )


def _choice(line: Line, seat: Seat, votes: Votes) -> str:
    vote = votes.get((line.ballot.pk, seat.pk)) if line.ballot is not None else None
    return vote.choice if vote is not None else ""


def _marks(lines: Sequence[Line], votes: Votes) -> Iterable[Mark]:
    if not lines:
        return
    for seat in lines[0].roll.seats:
        if not seat.has_voice:
            continue
        on = [line for line in lines if seat.pk not in line.roll.recused]
        there = [line for line in on if line.roll.is_present(seat) or seat.pk in line.roll.holders]
        holder = next((line.roll.holders[seat.pk] for line in on if seat.pk in line.roll.holders), None)
        yield Mark(
            seat=seat,
            present=any(line.roll.is_present(seat) for line in on),
            represented_by=lines[0].roll.by_pk[holder].label if holder is not None else "",
            out=tuple(line.row.item.position for line in lines if seat.pk in line.roll.recused),
            able=bool(there),
            voted=bool(there) and all(_choice(line, seat, votes) for line in there),
        )


def current_groups(session: Session) -> list[VoteGroup]:
    """The groups of a session that are prepared or open; one statement."""
    found = list(_current.instances(session.pk))
    for group in found:
        group.session = session
    return found


_current: Prepared[VoteGroup] = Prepared(lambda session: VoteGroup.objects.filter(session=session, ended_at=None), int)


def votable_items(session: Session, user: User) -> list[AgendaItem]:
    """The items of that agenda that may be put to the vote with others and stand in no vote yet, among those that this
    person may open. Two or three statements.
    """
    visible = Dossier.objects.visible_to(user).filter(state="copil")
    voted = Ballot.objects.filter(item=OuterRef("pk"), closed_at=None)
    grouped = GroupedItem.objects.filter(item=OuterRef("pk"), left_at=None)
    rows = session.items.filter(~Exists(voted), ~Exists(grouped), left_at=None, closed_at=None, dossier__in=visible)
    found = list(rows.select_related("dossier__service").order_by("position", "pk"))
    led = led_by(user, [item.dossier_id for item in found])
    return [item for item in found if item.dossier_id not in led]
