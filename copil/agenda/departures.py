"""Departures from the rank, each with its reason, for the minutes (4-scoring.md): a grant that leaves a better ranked
dossier of its call without its own, an agenda that examines one before a better ranked one.

That of a grant is kept on the dossier's chain; that of the agenda, of several dossiers, in the session's journal.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.among import Keys
from accounts.models import User
from accounts.prepared import Prepared, fetch_related
from copil.models import AgendaItem, Session, SessionEvent
from dossiers.envelope import left_for
from dossiers.models import Dossier
from scoring.arithmetic import rank
from scoring.models import Consensus
from scoring.ranking import line
from scoring.ranking.reading import of_call, ranked_of
from scoring.reading import consensuses_for
from workflow.asked import Asked
from workflow.models import LogEntry, LogText

EVENT = "rank_departure"
#: Dossiers voted on in one gesture, with what each would be granted, in euros.
Together = Mapping[UUID, Decimal]


@dataclass(frozen=True)
class Departure:
    """A departure as it was explained before the vote of `ballot`, 0 for one of the agenda's order; `passed_over` are
    references, best ranked first.

    `reason` is empty once erased.
    """

    dossier: Dossier
    ballot: int
    passed_over: tuple[str, ...]
    reason: str
    at: datetime


def passed_over(
    *, dossier: Dossier, session: Session, amount: Decimal, by: User, together: Together | None = None
) -> tuple[str, ...]:
    """The references of the better ranked dossiers that this grant would leave without theirs, best first.

    They are on the same agenda, not settled yet, or on the call's waiting list; among those whose scores `by` may
    read: a refusal must not tell who is tied to a dossier where it stands. Those voted on `together` are granted in the
    order of their ranks: none passes over another. Four statements at most.
    """
    left = left_for(dossier, dossier.call)
    if not 0 < amount <= left:
        return ()
    ranked, _criteria = ranked_of(_awaiting.instances(by, dossier.call_id, session.pk))
    by_key = {one.scored.key: one for one in ranked}
    if str(dossier.pk) not in by_key:
        return ()
    order = [one.key for one in rank(line.candidate(one.scored) for one in ranked)]
    better = order[: order.index(str(dossier.pk))]
    voted = {str(pk): granted for pk, granted in (together or {}).items()}
    left -= sum((voted.get(key, Decimal(0)) for key in better), Decimal(0))
    if amount > left:
        return ()
    wanted = [(by_key[key].dossier.reference, by_key[key].base) for key in better if key not in voted]
    return line.passed_over(wanted, amount=amount, left=left)


def _awaiting_with(user: User, call: int, session: int) -> "QuerySet[Consensus]":
    open_items = AgendaItem.objects.filter(session=session, left_at=None, closed_at=None).order_by()
    examined = Q(dossier__in=open_items.values("dossier"), dossier__state="copil")
    return of_call(user, call).filter(examined | Q(dossier__state="waiting"))


_awaiting: Asked[Consensus] = Asked(_awaiting_with, int, int)


def ahead_of_rank(order: Sequence[AgendaItem], by: User) -> dict[str, tuple[str, ...]]:
    """The references that this order puts before better ranked dossiers of their call, each with those, best first.

    Among those whose scores `by` may read, as above; equal means are no departure. Three statements.
    """
    readings = consensuses_for(by, [item.dossier for item in order])
    means = [
        (item.dossier.reference, item.dossier.call_id, Fraction(readings[item.dossier_id].weighted))
        for item in order
        if item.dossier_id in readings
    ]
    found = {}
    for place, (reference, call, mean) in enumerate(means):
        later = [(m, ref) for ref, of_call, m in means[place + 1 :] if of_call == call and m > mean]
        if later:
            found[reference] = tuple(ref for _mean, ref in sorted(later, key=lambda one: -one[0]))
    return found


def written(ahead: Mapping[str, tuple[str, ...]]) -> str:
    """The same as the journal of the session keeps it."""
    return " ".join(f"{reference}>{','.join(over)}" for reference, over in ahead.items())


def _of_order(session: Session, dossiers: Iterable[Dossier]) -> Iterator[Departure]:
    """Those of the agenda, as it was last arranged; one statement."""
    last = next(_arranged.instances(session.pk), None)
    if last is None or not last.data.get("reason"):
        return
    ahead = dict(pair.split(">") for pair in last.data["ahead"].split())
    for dossier in dossiers:
        if dossier.reference in ahead:
            over = tuple(ahead[dossier.reference].split(","))
            yield Departure(dossier, 0, over, last.data["reason"], last.at)


def departures(session: Session, dossiers: Iterable[Dossier]) -> Iterator[Departure]:
    """The departures explained in that session on those dossiers: its agenda's, then its grants', the earliest first.

    Three statements.
    """
    found = {dossier.pk: dossier for dossier in dossiers}
    yield from _of_order(session, found.values())
    entries = list(_explained.instances(Keys(found)))
    fetch_related(entries, "texts", _reasons)
    for entry in entries:
        data = json.loads(entry.payload)["data"]
        if data["session"] != str(session.number):
            continue
        reason = next((text.text or "" for text in entry.texts.all() if text.name == "reason"), "")
        over = tuple(data["passed_over"].split())
        yield Departure(found[entry.case_id], int(data["ballot"]), over, reason, entry.at)


def named_in(session: Session) -> frozenset[str]:
    """The references that the grants of that session passed over, be they on no agenda of its: they waited for credits.

    One statement.
    """
    told = (json.loads(payload)["data"] for (payload,) in _payloads.rows(session.pk))
    return frozenset(
        ref for data in told if data["session"] == str(session.number) for ref in data["passed_over"].split()
    )


def _of_its_dossiers(session: int) -> "QuerySet[LogEntry, Any]":
    cases = AgendaItem.objects.filter(session=session).order_by().values("dossier")
    return LogEntry.objects.filter(event=EVENT, case_id__in=cases).values_list("payload")


_payloads: Prepared[LogEntry] = Prepared(_of_its_dossiers, int)
_explained: Prepared[LogEntry] = Prepared(
    lambda dossiers: LogEntry.objects.filter(event=EVENT, case_id__among=dossiers).order_by("at", "seq"), Keys
)
_reasons: Prepared[LogText] = Prepared(lambda entries: LogText.objects.filter(entry__among=entries), Keys)
_arranged: Prepared[SessionEvent] = Prepared(
    lambda session: SessionEvent.objects.filter(session=session, event="arranged").order_by("-pk")[:1], int
)
