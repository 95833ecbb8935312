"""Which grants went to the waiting list when they were adopted, whatever became of them since."""

from collections.abc import Sequence

from copil.models import AgendaItem
from workflow.models import LogEntry

ADOPTED, WAITS = "adopt", "wait_list"


def waited(items: Sequence[AgendaItem]) -> frozenset[int]:
    """Of those items, whose grant no longer fitted as their vote closed; by key, one statement."""
    closed = {item.dossier_id: item for item in items if item.closed_at is not None}
    moves = LogEntry.objects.filter(case_id__in=closed, event__in=[ADOPTED, WAITS]).order_by("at", "seq")
    first: dict[int, str] = {}
    for case, event, at in moves.values_list("case_id", "event", "at"):
        item = closed[case]
        if item.closed_at is not None and at >= item.closed_at:
            first.setdefault(item.pk, event)
    return frozenset(pk for pk, event in first.items() if event == WAITS)
