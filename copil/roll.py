"""A ballot's rows as a `tally.Case`: who sits, who is out, who votes for whom. Four statements, however many seats."""

from collections.abc import Iterable

from accounts.models import User
from copil import tally
from copil.models import AgendaItem, Ballot, Proxy, Seat, Vote
from dossiers.models import Interest, Leadership


def recused(item: AgendaItem, seats: Iterable[Seat]) -> frozenset[int]:
    """The seats out of that item (R133-12): an interest declared by who sits there, a service that carries the
    dossier, or whoever leads or led it. Two statements."""
    seats = list(seats)
    sitters = {seat.pk: seat.sitter.pk for seat in seats}
    people = set(sitters.values())
    tied = set(
        Interest.objects.filter(dossier=item.dossier_id, withdrawn_at=None, person__in=people).values_list(
            "person", flat=True
        )
    )
    tied |= set(Leadership.objects.filter(dossier=item.dossier_id, person__in=people).values_list("person", flat=True))
    carrier = item.dossier.service_id
    return frozenset(
        seat.pk for seat in seats if sitters[seat.pk] in tied or (carrier is not None and seat.service_id == carrier)
    )


def seats_of(item: AgendaItem) -> list[Seat]:
    """The session's seats in order, each with who may act for it; one statement."""
    return list(Seat.objects.filter(session=item.session_id).select_related("person", "substitute"))


def case_of(ballot: Ballot, item: AgendaItem) -> tally.Case:
    """What the tally reads of that ballot. `item` comes with its session, its rules and its dossier."""
    seats = seats_of(item)
    presiding = item.presiding_id
    return tally.Case(
        mode=tally.Mode.LIVE,
        rules=item.session.rules.for_tally(item.session.second_convocation),
        seats=tuple(_seat(seat, presiding) for seat in seats),
        proxies=tuple(
            tally.Proxy(giver=str(p.giver_id), holder=str(p.holder_id))
            for p in Proxy.objects.filter(session=item.session_id)
        ),
        interests=frozenset(str(pk) for pk in recused(item, seats)),
        ballots=tuple(
            tally.CastBallot(
                seat=str(v.seat_id),
                choice=tally.Choice(v.choice),
                at=v.at,
                cast_by=None if v.cast_by_id == v.seat_id else str(v.cast_by_id),
            )
            for v in Vote.objects.filter(ballot=ballot)
        ),
    )


def _seat(seat: Seat, presiding: int | None) -> tally.Seat:
    """A recused chair replaced for the item counts as a member, and the one who presides as the chair."""
    kind = tally.Kind(seat.kind)
    if presiding is not None and kind is tally.Kind.CHAIR:
        kind = tally.Kind.MEMBER
    if seat.pk == presiding:
        kind = tally.Kind.CHAIR
    return tally.Seat(id=str(seat.pk), kind=kind, attends=tally.Attends(seat.attends), label=seat.label)


def seat_of(user: User, item: AgendaItem) -> Seat | None:
    """The seat for which this person acts in the item's session now, if any."""
    return next((seat for seat in seats_of(item) if seat.sitter == user), None)
