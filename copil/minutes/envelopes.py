"""What the envelopes of a session's calls hold when it opens and when it closes: kept in its journal."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from copil.minutes.said import EnvelopeSaid
from copil.minutes.waiting import waited
from copil.models import AgendaItem, Session, SessionEvent
from copil.tally import Outcome
from dossiers.models import Call
from dossiers.wording import euros

#: The name of these sums among an event's data: by call's code, euros as text.
LEFT = "left"


def left_now(session: Session) -> dict[str, str]:
    """What each call that has a dossier on that agenda has left at this moment; one statement."""
    calls = Call.objects.filter(pk__in=session.items.order_by().values("dossier__call")).order_by("code")
    return {call.code: str(call.left) for call in calls}


def envelopes_of(session: Session, items: Sequence[AgendaItem]) -> Iterator[EnvelopeSaid]:
    """Each call's envelope around the session; nothing of one whose opening recorded none. Three statements."""
    events = SessionEvent.objects.filter(session=session, event__in=["opened", "closed"])
    kept: Mapping[str, Mapping[str, str]] = {one.event: one.data.get(LEFT, {}) for one in events}
    before, after = kept.get("opened", {}), kept.get("closed") or left_now(session)
    calls = {item.dossier.call.code: item.dossier.call for item in items}
    waits = waited(items)
    taken = [item for item in items if item.pk not in waits]
    for code, call in sorted(calls.items()):
        if code in before and code in after:
            granted = sum((_granted(item) for item in taken if item.dossier.call_id == call.pk), Decimal(0))
            yield EnvelopeSaid(
                call=call.title,
                before=euros(Decimal(before[code])),
                granted=euros(granted),
                after=euros(Decimal(after[code])),
            )


def _granted(item: AgendaItem) -> Decimal:
    """What was granted on the point, its ballots being loaded."""
    adopted = [one for one in item.ballots.all() if one.verdict == Outcome.ADOPTED]
    return adopted[-1].amount if adopted and adopted[-1].is_grant else Decimal(0)
