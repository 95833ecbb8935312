"""The money of an agenda: what each of its points takes from its call's envelope, and what that held before. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from copil.models import AgendaItem, Ballot
from copil.tally import Outcome
from dossiers.withheld import Withheld
from scoring.reading import ConsensusReading, foreseen


def held_before(
    items: Sequence[AgendaItem], taken: dict[int, tuple[Decimal, bool]], kept: Mapping[UUID, Withheld]
) -> dict[int, Decimal]:
    """What the call of each item held before it, by item; what the reader is not to know was taken is `kept` of it."""
    left: dict[int, Decimal] = {}
    for item in items:
        dossier = item.dossier
        own = sum((one.amount for one in kept.values() if one.call == dossier.call_id), Decimal(0))
        left.setdefault(dossier.call_id, dossier.call.left + own)
        if adopted_on(item) is not None and item.left_at is None and dossier.waiting_rank is None:
            back = kept[dossier.pk].amount if dossier.pk in kept else Decimal(0)
            left[dossier.call_id] += dossier.reserved + dossier.granted - back
    found = {}
    for item in sorted(items, key=lambda item: taken[item.pk][1]):
        found[item.pk] = left[item.dossier.call_id]
        left[item.dossier.call_id] -= taken[item.pk][0]
    return found


def adopted_on(item: AgendaItem) -> Ballot | None:
    """What was adopted on the item and stands; the ballots are loaded already."""
    kept = [b for b in item.ballots.all() if b.verdict == Outcome.ADOPTED and b.superseded_at is None]
    return kept[-1] if kept else None


def taken_by(item: AgendaItem, consensus: ConsensusReading | None, *, hidden: bool) -> tuple[Decimal, bool]:
    """What the item takes from the envelope, and whether that is only foreseen."""
    adopted = None if hidden else adopted_on(item)
    if adopted is not None:
        waits = item.dossier.waiting_rank is not None
        return (adopted.amount if adopted.is_grant and not waits else Decimal(0)), False
    if item.left_at is not None or item.closed_at is not None:
        return Decimal(0), False
    return foreseen(consensus, item.dossier.requested), True
