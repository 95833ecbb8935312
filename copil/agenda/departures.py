"""A departure from the rank: a grant that leaves a better ranked dossier of its call without its own (4-scoring.md).

It may be proposed, with a reason: the log keeps it on the dossier's chain, for the minutes.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from copil.models import AgendaItem, Session
from dossiers.envelope import left_for
from dossiers.models import Dossier
from scoring.arithmetic import rank
from scoring.ranking import line
from scoring.ranking.reading import ranked_for
from workflow.models import LogEntry

EVENT = "rank_departure"
#: Dossiers voted on in one gesture, with what each would be granted, in euros.
Together = Mapping[UUID, Decimal]


@dataclass(frozen=True)
class Departure:
    """A departure as it was explained before the vote of `ballot`; `passed_over` are references, best ranked first.

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
    open_items = AgendaItem.objects.filter(session=session, left_at=None, closed_at=None)
    awaiting = Q(pk__in=open_items.order_by().values("dossier"), state="copil") | Q(state="waiting")
    ranked, _criteria = ranked_for(by, dossier.call, awaiting)
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


def departures(session: Session, dossiers: Iterable[Dossier]) -> Iterator[Departure]:
    """The departures explained in that session on those dossiers, the earliest first; two statements."""
    found = {dossier.pk: dossier for dossier in dossiers}
    entries = LogEntry.objects.filter(event=EVENT, case_id__in=found).prefetch_related("texts")
    for entry in entries.order_by("at", "seq"):
        data = json.loads(entry.payload)["data"]
        if data["session"] != str(session.number):
            continue
        reason = next((text.text or "" for text in entry.texts.all() if text.name == "reason"), "")
        over = tuple(data["passed_over"].split())
        yield Departure(found[entry.case_id], int(data["ballot"]), over, reason, entry.at)
