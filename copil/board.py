"""The page of a session as values: its agenda with the envelope, its seats, its quorum. As many statements however
many seats and items."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.among import Keys
from accounts.models import User
from accounts.prepared import Prepared, fetch_related
from copil.agenda.business import BusinessLine, business_of
from copil.agenda.money import adopted_on, held_before, taken_by
from copil.models import AgendaItem, Ballot, Seat, Session
from copil.reading import result_of
from copil.roll import Roll
from copil.taking_part.attended import Moment, at_opening, attended, moments_of
from copil.taking_part.wording import announced_words
from copil.tally import Outcome, Quorum
from copil.wording import attends_words, proposal_words
from dossiers.models import Dossier, Leadership
from dossiers.withheld import Withheld, withheld
from scoring.reading import ConsensusReading, consensuses_for
from workflow.asked import Asked

#: Steps of a session that was not opened.
AHEAD = frozenset({*Session.BEFORE, Session.Status.UNDATED, Session.Status.CANCELLED})


@dataclass(frozen=True)
class Standing:
    """Where an item stands: `code` is todo, called, voting, adopted, deferred, left or off; `label` says it.

    `online`: what is voted on takes votes from anywhere, whatever the session is on.
    """

    code: str
    label: str
    online: bool = False


@dataclass(frozen=True)
class AgendaLine:
    """One line of the agenda. Amounts are euros; `before` and `after` are what its call's envelope holds around it.

    `closed_to_reader`: they lead or led the dossier, and read nothing here of what is said or decided.
    """

    item: AgendaItem
    dossier: Dossier
    url: str
    standing: Standing
    consensus: ConsensusReading | None
    amount: Decimal
    forecast: bool
    before: Decimal
    after: Decimal
    closed_to_reader: bool

    @property
    def position(self) -> int:
        return self.item.position

    @property
    def fits(self) -> bool:
        return self.after >= 0


class Placed(Protocol):
    """A line of an agenda, and where it stands."""

    @property
    def item(self) -> AgendaItem: ...
    @property
    def standing(self) -> Standing: ...


P = TypeVar("P", bound=Placed)


def in_hand(lines: Iterable[P]) -> P | None:
    """Which point the session is on: the one voted on there, else the last one called, else one voted on online."""

    def order(line: P) -> tuple[bool, bool, datetime | None]:
        voting = line.standing.code == "voting"
        return voting and not line.standing.online, not voting, line.item.opened_at

    return max((line for line in lines if line.standing.code in {"called", "voting"}), key=order, default=None)


@dataclass(frozen=True)
class SeatLine:
    """One seat as the page lists it; `gives_to` and `holds_for` are labels, `taken` whether the law takes the proxy."""

    seat: Seat
    kind: str
    attends: str
    announced: str
    present: bool
    mine: bool
    gives_to: str
    holds_for: str
    taken: bool


@dataclass(frozen=True)
class Board:
    session: Session
    lines: tuple[AgendaLine, ...]
    business: tuple[BusinessLine, ...]
    seats: tuple[SeatLine, ...]
    quorum: Quorum | None
    expected: Quorum | None

    @property
    def envelope(self) -> Decimal:
        """What the call of the first dossier held before any of its dossiers on this agenda; only with a dossier."""
        call = self.lines[0].dossier.call_id
        return max(line.before for line in self.lines if line.dossier.call_id == call)

    @property
    def unanswered(self) -> int:
        """Seats with a voice that have not said whether they come."""
        return sum(line.seat.has_voice and not line.seat.announced for line in self.seats)

    @property
    def points(self) -> tuple[AgendaLine | BusinessLine, ...]:
        """The whole agenda in its order, other business among the dossiers."""
        found: list[AgendaLine | BusinessLine] = [*self.lines, *self.business]
        return tuple(sorted(found, key=lambda line: line.position))

    @property
    def current(self) -> AgendaLine | None:
        """The item under discussion, if any."""
        return in_hand(line for line in self.lines if line.url)

    @property
    def votes_here(self) -> bool:
        """Whether a vote is open in the room, on a point that this person may follow."""
        return any(line.url and line.standing.code == "voting" and not line.standing.online for line in self.lines)

    @property
    def awaits_presences(self) -> bool:
        """Whether nobody's presence is marked yet, so that nobody is absent either."""
        return self.session.status in AHEAD and not any(line.present for line in self.seats)

    @property
    def left_without_quorum(self) -> bool:
        return any(line.standing.code == "left" for line in self.lines)


def board(session: Session, roll: Roll, user: User) -> Board:
    """The session as this person may read it."""
    items = _items(session, user)
    closed = led_by(user, (item.dossier_id for item in items))
    consensuses = consensuses_for(user, [item.dossier for item in items])
    business = business_of(session)
    moments = _moments(session, business)
    return Board(
        session,
        tuple(_lines(session, items, closed, consensuses, withheld(user) if items else {})),
        business,
        tuple(_seat_line(seat, roll, user, moments) for seat in roll.seats),
        at_opening(roll, moments).quorum if roll.seats else None,
        roll.expected if any(seat.announced for seat in roll.seats) else None,
    )


def _moments(session: Session, business: Sequence[BusinessLine]) -> tuple[Moment, ...]:
    """What the points of a session that was held tell of who was there: all of them, whoever reads."""
    if not session.is_held:
        return ()
    items = list(_called.instances(session.pk))
    fetch_related(items, "ballots", _ballots)
    return moments_of(items, [line.business for line in business])


def _items(session: Session, user: User) -> list[AgendaItem]:
    """The last item of each dossier on that agenda, in order: what was taken off and put back stands once."""
    rows = list(_visible.instances(user, session.pk))
    fetch_related(rows, "ballots", _ballots)
    latest = {item.dossier_id: item for item in rows}
    return sorted(latest.values(), key=lambda item: (item.position, item.pk))


def _visible_items(user: User, session: int) -> "QuerySet[AgendaItem]":
    rows = AgendaItem.objects.filter(session=session, dossier__in=Dossier.objects.visible_to(user))
    return rows.select_related("dossier__call", "dossier__service", "rapporteur").order_by("pk")


_visible: Asked[AgendaItem] = Asked(_visible_items, int)
_called: Prepared[AgendaItem] = Prepared(
    lambda session: AgendaItem.objects.filter(session=session).exclude(opened_at=None), int
)
_ballots: Prepared[Ballot] = Prepared(lambda items: Ballot.objects.filter(item__among=items), Keys)


def led_by(user: User, dossiers: Iterable[UUID]) -> frozenset[UUID]:
    """Those that this person leads or led, alone or not: nothing of the committee on them is theirs to read."""
    wanted = Keys(dossiers)
    led = {one.dossier_id for one in _leaderships.instances(user.pk, wanted)}
    return frozenset(led | {one.pk for one in _leading.instances(user.pk, wanted)})


_leaderships: Prepared[Leadership] = Prepared(
    lambda person, dossiers: Leadership.objects.filter(person=person, dossier__among=dossiers).only("dossier"),
    int,
    Keys,
)
_leading: Prepared[Dossier] = Prepared(
    lambda person, dossiers: Dossier.objects.filter(leader=person, pk__among=dossiers).only("pk"), int, Keys
)


def _lines(
    session: Session,
    items: Sequence[AgendaItem],
    closed: frozenset[UUID],
    consensuses: dict[UUID, ConsensusReading],
    kept: Mapping[UUID, Withheld],
) -> Iterable[AgendaLine]:
    """Each line with its call's envelope before and after it: what is settled counts first, then what is foreseen.

    What was voted out of turn has its money; a point passed over for it is the one that may lack some.
    """
    read = {item.pk: None if item.dossier_id in closed else consensuses.get(item.dossier_id) for item in items}
    taken = {item.pk: taken_by(item, read[item.pk], hidden=item.dossier_id in closed) for item in items}
    before = held_before(items, taken, kept)
    for item in items:
        hidden = item.dossier_id in closed
        amount, forecast = taken[item.pk]
        item.session = session
        yield AgendaLine(
            item=item,
            dossier=item.dossier,
            url="" if hidden else item.get_absolute_url(),
            standing=Standing("hidden", _("Vous portez ce dossier")) if hidden else standing_of(item),
            consensus=read[item.pk],
            amount=amount,
            forecast=forecast,
            before=before[item.pk],
            after=before[item.pk] - amount,
            closed_to_reader=hidden,
        )


def standing_of(item: AgendaItem) -> Standing:
    """Where the item stands, in words; its session and its ballots are loaded already."""
    ballots = list(item.ballots.all())
    adopted = adopted_on(item)
    under_vote = next((ballot for ballot in ballots if ballot.is_open), None)
    if under_vote is not None:
        online = under_vote.is_online
        return Standing("voting", _("Vote en ligne") if online else _("Vote ouvert"), online)
    if adopted is not None and adopted.outcome != Ballot.Outcome.DEFERRAL:
        return Standing("adopted", proposal_words(adopted))
    if item.closed_at is not None:
        return Standing("deferred", _("Ajourné"))
    return _unsettled(item, ballots)


def _unsettled(item: AgendaItem, ballots: Sequence[Ballot]) -> Standing:
    if item.left_at is not None:
        if item.session.status == Session.Status.CANCELLED:
            return Standing("off", _("Séance annulée"))
        closed = item.session.closed_at
        carried = closed is not None and closed <= item.left_at and hasattr(item.session, "second")
        return Standing("off", _("Porté à la seconde convocation") if carried else _("Retiré de l’ordre du jour"))
    if item.session.is_held:
        return Standing("left", _("Reste à voter, faute de quorum"))
    if item.opened_at is None:
        return Standing("todo", _("À venir"))
    last = result_of(ballots[-1]) if ballots else None
    if last is not None and last.outcome is Outcome.INVALID:
        return Standing("called", _("Vote sans quorum"))
    return Standing("called", _("Proposition rejetée") if last is not None else _("En discussion"))


def _seat_line(seat: Seat, roll: Roll, user: User, moments: Sequence[Moment]) -> SeatLine:
    given = next((proxy for proxy in roll.proxies if proxy.giver_id == seat.pk), None)
    held = next((proxy for proxy in roll.proxies if proxy.holder_id == seat.pk), None)
    there = attended(seat, moments)
    return SeatLine(
        seat=seat,
        kind=str(Seat.Kind(seat.kind).label),
        attends=there or attends_words(seat, roll.attends[seat.pk]),
        announced=announced_words(seat),
        present=bool(there) or roll.is_present(seat),
        mine=seat.sitter.pk == user.pk,
        gives_to=roll.by_pk[given.holder_id].label if given is not None else "",
        holds_for=roll.by_pk[held.giver_id].label if held is not None else "",
        taken=given is not None and seat.pk in roll.holders,
    )
