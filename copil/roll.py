"""Who sits, who is out, who votes for whom on one item: rows as a `tally.Case`, so that the law is asked, not copied.

Five statements, however many seats.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from accounts.among import Keys
from accounts.models import User
from accounts.prepared import Prepared
from copil import tally
from copil.models import AgendaItem, Ballot, Presence, Proxy, Seat, Session, Turnout, Vote
from dossiers.models import Dossier, Interest, Leadership
from workflow import clock


@dataclass(frozen=True)
class Roll:
    """The roll of one item (of the session itself when there is none): its seats in order and how each attends.

    `attends` is what was recorded when the item opened, or since for who was absent then; `recused` are out of the
    item (R133-12).
    """

    rules: tally.Rules
    seats: tuple[Seat, ...]
    attends: Mapping[int, str]
    proxies: tuple[Proxy, ...]
    recused: frozenset[int]
    presiding: int | None
    window: tally.Window | None = None  # of an asynchronous vote

    def during(self, ballot: Ballot | None) -> "Roll":
        """The same roll under that ballot’s rules: a secret one has no casting vote, an asynchronous one a window."""
        if ballot is not None and ballot.secret:  # a casting vote would tell the chair's
            return replace(self, rules=replace(self.rules, casting_vote=False))._within(ballot)
        return self._within(ballot)

    def _within(self, ballot: Ballot | None) -> "Roll":
        if ballot is None or ballot.opens_at is None or ballot.closes_at is None:
            return self
        return replace(self, window=tally.Window(ballot.opens_at, ballot.closes_at))

    @property
    def online(self) -> bool:
        """Whether one takes part by voting, not by attending."""
        return self.window is not None

    @cached_property
    def by_pk(self) -> Mapping[int, Seat]:
        return {seat.pk: seat for seat in self.seats}

    @property
    def chair(self) -> Seat | None:
        """The seat that presides: the replacement named for the item, else the session's chair."""
        named = self.by_pk.get(self.presiding) if self.presiding is not None else None
        return named or next((seat for seat in self.seats if seat.kind == Seat.Kind.CHAIR), None)

    def case(self, votes: Iterable[Vote] = ()) -> tally.Case:
        """What the tally reads of it, with those votes."""
        return self.case_of(cast(vote) for vote in votes)

    def case_of(self, ballots: Iterable[tally.CastBallot]) -> tally.Case:
        """The same with ballots that are no rows: a show of hands."""
        return tally.Case(
            mode=tally.Mode.ASYNCHRONOUS if self.online else tally.Mode.LIVE,
            window=self.window,
            rules=self.rules,
            seats=tuple(self._seat(seat) for seat in self.seats),
            proxies=tuple(tally.Proxy(giver=str(p.giver_id), holder=str(p.holder_id)) for p in self.proxies),
            interests=frozenset(str(pk) for pk in self.recused),
            ballots=tuple(ballots),
        )

    def case_on_paper(self, totals: tally.Totals) -> tally.Case:
        """The same with what was read out instead of ballots."""
        return replace(self.case(), totals=totals)

    @cached_property
    def quorum(self) -> tally.Quorum:
        """The item's quorum as things stand."""
        return tally.tally(self.case()).quorum

    @property
    def expected(self) -> tally.Quorum:
        """The quorum that the seats' own announcements would make."""
        announced = {seat.pk: seat.announced or Seat.Attends.NO.value for seat in self.seats}
        return replace(self, attends=announced).quorum

    @cached_property
    def holders(self) -> Mapping[int, int]:
        """The proxies that the law takes: giver to holder."""
        return {int(giver): int(holder) for giver, holder in self._valid.items()}

    @cached_property
    def _valid(self) -> Mapping[str, str]:
        return tally.take_proxies(self.case())[0]

    def seat_of(self, user: User) -> Seat | None:
        """The seat for which this person acts now, if any."""
        return next((seat for seat in self.seats if seat.sitter.pk == user.pk), None)

    def why_not(self, own: Seat, voted: Seat) -> tally.Why | None:
        """Why who acts for `own` may not vote now for `voted`: the law's own answer, and one must be there to vote."""
        by = None if own.pk == voted.pk else str(own.pk)
        why = tally.why_not_ballot(
            self.case(), tally.CastBallot(str(voted.pk), tally.Choice.ABSTENTION, clock.now(), by), self._valid
        )
        if why is None and by and own.pk in self.recused:
            return tally.Why.INTEREST
        if why is None and not self.online and own.attends == Seat.Attends.NO:
            return tally.Why.NOT_PRESENT
        return why

    def participation(self, votes: Iterable[Vote | Turnout]) -> tally.Quorum:
        """The quorum with those votes, whatever they say: before the close nobody learns who takes no part."""
        at = self.window.opens if self.window is not None else clock.now()
        silent = (
            tally.CastBallot(
                seat=str(vote.seat_id),
                choice=tally.Choice.ABSTENTION,
                at=at,
                cast_by=None if vote.cast_by_id == vote.seat_id else str(vote.cast_by_id),
            )
            for vote in votes
        )
        return tally.tally(self.case_of(silent)).quorum

    def is_present(self, seat: Seat) -> bool:
        return tally.sits(self._seat(seat))

    def _seat(self, seat: Seat) -> tally.Seat:
        """A chair replaced for the item counts as a member, and the one who presides as the chair."""
        kind = tally.Kind(seat.kind)
        if self.presiding is not None:
            kind = tally.Kind.MEMBER if kind is tally.Kind.CHAIR else kind
            kind = tally.Kind.CHAIR if seat.pk == self.presiding else kind
        attends = tally.Attends(self.attends[seat.pk])
        return tally.Seat(id=str(seat.pk), kind=kind, attends=attends, label=seat.label)


def cast(vote: Vote) -> tally.CastBallot:
    """One vote's row as the tally reads it."""
    own = vote.cast_by_id == vote.seat_id
    return tally.CastBallot(
        seat=str(vote.seat_id),
        choice=tally.Choice(vote.choice),
        at=vote.at,
        cast_by=None if own else str(vote.cast_by_id),
    )


def roll_of(item: AgendaItem) -> Roll:
    """The item's roll; `item` comes with its session, its rules and its dossier."""
    return rolls_of([item])[item.pk]


def rolls_of(agenda: Sequence[AgendaItem]) -> Mapping[int, Roll]:
    """The rolls of several items of one session, by item: as many statements as for one."""
    if not agenda:
        return {}
    session = agenda[0].session
    seats = _seats(session.pk)
    called = [item.pk for item in agenda if item.opened_at is not None]
    recorded: dict[int, dict[int, str]] = {}
    for item, seat, attends in presences.rows(Keys(called)):
        recorded.setdefault(item, {})[seat] = attends
    proxies = tuple(_given.instances(session.pk))
    out = recused([item.dossier for item in agenda], seats)
    return {
        item.pk: Roll(
            rules=session.rules.for_tally(session.second_convocation),
            seats=seats,
            attends={seat.pk: recorded.get(item.pk, {}).get(seat.pk, seat.attends) for seat in seats},
            proxies=proxies,
            recused=out[item.dossier_id],
            presiding=item.presiding_id,
        )
        for item in agenda
    }


def _seats(session: int) -> tuple[Seat, ...]:
    return tuple(_seated.instances(session))


_seated: Prepared[Seat] = Prepared(
    lambda session: Seat.objects.filter(session=session).select_related("person", "substitute", "mandate"), int
)
_given: Prepared[Proxy] = Prepared(lambda session: Proxy.objects.filter(session=session), int)
#: How each seat attends items, as it was recorded: item, seat, attends.
presences: Prepared[Presence] = Prepared(
    lambda items: Presence.objects.filter(item__among=items).values_list("item", "seat", "attends"), Keys
)


def recused(dossiers: Sequence[Dossier], seats: Iterable[Seat]) -> Mapping[UUID, frozenset[int]]:
    """By dossier, the seats out of its item (R133-12); two statements.

    An interest declared by who sits there; a service that carries the dossier, the seat's or the sitter's own; whoever
    leads or led it.
    """
    seats = list(seats)
    asked = Keys(dossier.pk for dossier in dossiers), Keys({seat.sitter.pk for seat in seats})
    ties: list[Interest | Leadership] = [*_declared.instances(*asked), *_led.instances(*asked)]
    tied = {(tie.dossier_id, tie.person_id) for tie in ties}
    return {
        dossier.pk: frozenset(
            seat.pk for seat in seats if (dossier.pk, seat.sitter.pk) in tied or _of_carrier(seat, dossier)
        )
        for dossier in dossiers
    }


_declared: Prepared[Interest] = Prepared(
    lambda dossiers, people: Interest.objects.filter(
        dossier__among=dossiers, withdrawn_at=None, person__among=people
    ).only("dossier", "person"),
    Keys,
    Keys,
)
_led: Prepared[Leadership] = Prepared(
    lambda dossiers, people: Leadership.objects.filter(dossier__among=dossiers, person__among=people).only(
        "dossier", "person"
    ),
    Keys,
    Keys,
)


def _of_carrier(seat: Seat, dossier: Dossier) -> bool:
    return dossier.service_id is not None and dossier.service_id in {seat.service_id, seat.sitter.service_id}


def roll_of_session(session: Session) -> Roll:
    """The session's own roll, before any dossier is called: nobody is out of it."""
    seats = _seats(session.pk)
    return Roll(
        rules=session.rules.for_tally(session.second_convocation),
        seats=seats,
        attends={seat.pk: seat.attends for seat in seats},
        proxies=tuple(_given.instances(session.pk)),
        recused=frozenset(),
        presiding=None,
    )
