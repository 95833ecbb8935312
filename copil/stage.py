"""What happens on one item, as one person may see it while it happens: the part of the page that follows the session.

Before a ballot is closed it tells who has voted, never what; afterwards the committee reads the votes by name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from accounts.models import User
from accounts.roles import Role
from copil import rights, tally
from copil.ballots import windows
from copil.ballots.secrecy import taking_votes
from copil.ballots.secret import case_kept
from copil.ballots.turnout import votes_of
from copil.board import AHEAD, Standing, standing_of
from copil.models import AgendaItem, Ballot, Seat, Session, Turnout, Vote
from copil.plots import Bar, bar
from copil.reading import ResultReading, result_of
from copil.roll import Roll
from copil.taking_part.wording import announced_words
from copil.wording import attends_words, proposal_words, why_not_vote


@dataclass(frozen=True)
class Box:
    """One's vote for a seat: `choice` is what one chose so far (empty when secret), `refused` why one may not vote."""

    seat: Seat
    own: bool
    voted: bool
    choice: str
    refused: str

    @property
    def key(self) -> str:
        return str(self.seat.pk)

    @property
    def choice_label(self) -> str:
        return str(Vote.Choice(self.choice).label) if self.choice else ""


@dataclass(frozen=True)
class Mark:
    """One seat on the item: how it attends, whether it is out, may vote, has voted (never what)."""

    seat: Seat
    attends: str
    present: bool
    represented_by: str
    recused: bool
    voted: bool
    able: bool
    how: str  # the same as `attends`, without anybody's name
    announced: str  # what the seat said before the session


@dataclass(frozen=True)
class NamedVote:
    label: str
    choice: str
    choice_label: str
    cast_by: str


@dataclass(frozen=True)
class Closed:
    """A closed ballot: the result in words and as a bar, and (for the committee) each counted vote by name."""

    ballot: Ballot
    proposal: str
    result: ResultReading
    bar: Bar
    named: tuple[NamedVote, ...]


@dataclass(frozen=True)
class Stage:
    """An item under way. `may_*` say what this person can do now; the verbs check again."""

    item: AgendaItem
    session: Session
    standing: Standing
    quorum: tally.Quorum
    presiding: Seat | None
    replaced: bool
    ballot: Ballot | None
    proposal: str
    boxes: tuple[Box, ...]
    marks: tuple[Mark, ...]
    closed: tuple[Closed, ...]
    chair_out: bool
    may_conduct: bool
    may_call: bool
    may_propose: bool
    may_propose_online: bool
    may_close_ballot: bool
    may_cancel_ballot: bool
    may_count_on_paper: bool
    may_close_item: bool
    may_name_presiding: bool
    may_validate: bool
    may_ask_secret: bool

    @property
    def voted(self) -> int:
        return sum(mark.voted for mark in self.marks)

    @property
    def voters(self) -> int:
        """Seats that may still vote, or have: not out, and there or represented unless one votes from anywhere."""
        return sum(mark.able for mark in self.marks)

    @property
    def online(self) -> bool:
        """Whether the vote under way, or else the last one held, is asynchronous."""
        last = self.ballot or (self.closed[0].ballot if self.closed else None)
        return last is not None and last.is_online

    @property
    def cancelled(self) -> tuple[Ballot, ...]:
        """Taken back before their close, the last one first."""
        return tuple(ballot for ballot in reversed(self.item.ballots.all()) if ballot.is_cancelled)

    @property
    def awaits_presences(self) -> bool:
        """Whether nobody's presence is marked yet, so that nobody is absent either."""
        return self.session.status in AHEAD and not any(mark.present for mark in self.marks)

    @property
    def recused(self) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.marks if mark.recused)

    @property
    def moves(self) -> bool:
        """Whether the page should go on looking for changes."""
        return self.session.status in {Session.Status.CONVOKED, Session.Status.OPEN} or (
            self.item.closed_at is not None and self.item.excerpt_validated_at is None
        )


def stage(item: AgendaItem, roll: Roll, user: User, roles: frozenset[Role]) -> Stage:
    """The item as this person sees it; `item` has its session, its dossier and its ballots. One statement."""
    ballots = list(item.ballots.all())
    ballot = next((one for one in ballots if one.is_open), None)
    votes = votes_of(ballot) if ballot is not None else ()
    roll = roll.during(ballot)
    conducts = rights.conducts_item(user, roll, roles)
    session_open = item.session.status == Session.Status.OPEN and item.left_at is None
    live = session_open and item.closed_at is None and item.dossier.state == "copil"
    chair = roll.chair
    out = chair is None or chair.pk in roll.recused
    may_close = conducts and live and item.opened_at is not None and ballot is None
    names = rights.keeps(user) and live and ballot is None and _replaceable(roll)
    return Stage(
        item=item,
        session=item.session,
        standing=standing_of(item),
        quorum=roll.participation(votes) if roll.online else roll.quorum,
        presiding=chair,
        replaced=item.presiding_id is not None,
        ballot=ballot,
        proposal=proposal_words(ballot) if ballot is not None else "",
        boxes=tuple(boxes_of(roll, user, votes)) if ballot is not None else (),
        marks=tuple(marks_of(roll, votes)),
        closed=tuple(_closed(ballots, roll, named=reads_names(user, roll, roles))),
        chair_out=live and out,
        may_conduct=conducts and live,
        may_call=conducts and live and item.opened_at is None,
        may_propose=may_close and roll.quorum.met and not out,
        may_propose_online=conducts and live and ballot is None and not out,
        may_close_ballot=conducts and live and ballot is not None and _closes(ballot),
        may_cancel_ballot=conducts and live and ballot is not None and _cancels(ballot),
        may_count_on_paper=Role.COPIL_SECRETARY in roles and live and _on_paper(ballot, votes),
        may_close_item=may_close,
        may_name_presiding=names,
        may_validate=rights.presides(user, roll, roles)
        and item.closed_at is not None
        and item.excerpt_validated_at is None,
        may_ask_secret=_may_ask_secret(item, roll, user, ballot),
    )


def _closes(ballot: Ballot) -> bool:
    """Whether somebody closes it, by itself."""
    return ballot.group_id is None and (not ballot.is_online or windows.over(ballot))


def _on_paper(ballot: Ballot | None, votes: Sequence[Vote | Turnout]) -> bool:
    """Whether totals read in the room may still close it: no vote was cast here."""
    return ballot is not None and not ballot.is_online and ballot.group_id is None and not votes


def _cancels(ballot: Ballot) -> bool:
    return ballot.group_id is None and not windows.over(ballot)


def _may_ask_secret(item: AgendaItem, roll: Roll, user: User, ballot: Ballot | None) -> bool:
    """Before a vote opens on a point of a session under way or to come, a member who votes on it."""
    if item.secret_asked_at is not None or item.closed_at is not None or item.left_at is not None:
        return False
    if item.session.status not in {Session.Status.CONVOKED, Session.Status.OPEN} or taking_votes(ballot):
        return False
    own = roll.seat_of(user)
    return own is not None and own.has_voice and own.pk not in roll.recused and Role.COPIL_MEMBER in user.roles


def reads_names(user: User, roll: Roll, roles: frozenset[Role]) -> bool:
    """Named votes are public to the committee: who holds a voting seat or stands in, the secretary, an auditor."""
    seated = any(seat.has_voice and user.pk in {seat.person_id, seat.substitute_id} for seat in roll.seats)
    return bool(roles & {Role.COPIL_SECRETARY, Role.AUDITOR}) or (seated and Role.LEADER not in roles)


def _replaceable(roll: Roll) -> bool:
    chair = next((seat for seat in roll.seats if seat.kind == Seat.Kind.CHAIR), None)
    return chair is None or chair.pk in roll.recused or not roll.is_present(chair)


def boxes_of(roll: Roll, user: User, votes: Sequence[Vote | Turnout]) -> Iterable[Box]:
    """One's own seat first, then the seats whose proxy one holds."""
    own = roll.seat_of(user)
    if own is None or Role.COPIL_MEMBER not in user.roles:
        return
    held = [roll.by_pk[giver] for giver, holder in roll.holders.items() if holder == own.pk]
    for seat in (own, *held):
        mine = [vote for vote in votes if vote.seat_id == seat.pk and vote.cast_by_id == own.pk]
        last = mine[-1] if mine else None
        why = roll.why_not(own, seat)
        yield Box(
            seat=seat,
            own=seat.pk == own.pk,
            voted=bool(mine),
            choice=last.choice if isinstance(last, Vote) else "",
            refused=why_not_vote(why, own=seat.pk == own.pk) if why is not None else "",
        )


def marks_of(roll: Roll, votes: Sequence[Vote | Turnout] = ()) -> Iterable[Mark]:
    """Each seat with a voice, in order."""
    voted = {vote.seat_id for vote in votes}
    for seat in roll.seats:
        if seat.has_voice:
            holder = roll.holders.get(seat.pk)
            present, out = roll.is_present(seat), seat.pk in roll.recused
            yield Mark(
                seat=seat,
                attends=attends_words(seat, roll.attends[seat.pk]),
                present=present,
                represented_by=roll.by_pk[holder].label if holder is not None else "",
                recused=out,
                voted=seat.pk in voted,
                able=not out and (roll.online or present or holder is not None),
                how=str(Seat.Attends(roll.attends[seat.pk]).label),
                announced=announced_words(seat),
            )


def _closed(ballots: Sequence[Ballot], roll: Roll, *, named: bool) -> Iterable[Closed]:
    """The last one first."""
    for ballot in reversed(ballots):
        closed = counted(ballot)
        if closed is not None:
            yield replace(closed, named=tuple(_named(ballot, roll))) if named and not ballot.secret else closed


def counted(ballot: Ballot) -> Closed | None:
    """A closed ballot's result, without a name; None while it is open. No statement."""
    result = result_of(ballot)
    return Closed(ballot, proposal_words(ballot), result, bar(result.counts), ()) if result is not None else None


def _named(ballot: Ballot, roll: Roll) -> Iterable[NamedVote]:
    """The votes that counted, in the order of the seats, from the case kept at the close."""
    case = case_kept(ballot.case or {})
    counted, _refused = tally.take_ballots(case, tally.take_proxies(case)[0])
    for seat in roll.seats:
        vote = counted.get(str(seat.pk))
        if vote is not None:
            by = "" if vote.is_own else roll.by_pk[int(vote.cast_by or 0)].label
            yield NamedVote(seat.label, vote.choice.value, str(Vote.Choice(vote.choice.value).label), by)
