"""Which grants went to the waiting list when they were adopted, whatever became of them since."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from copil.models import AgendaItem
from workflow.models import LogEntry

ADOPTED, WAITS = "adopt", "wait_list"


def waited(items: Sequence[AgendaItem]) -> frozenset[int]:
    """Of those items, whose grant no longer fitted as their vote closed; by key, one statement."""
    closed = [(item.pk, item.dossier_id, item.closed_at) for item in items if item.closed_at is not None]
    rows = LogEntry.objects.filter(case_id__in={dossier for _pk, dossier, _at in closed}, event__in=[ADOPTED, WAITS])
    moves = list(rows.order_by("at", "seq").values_list("case_id", "event", "at"))

    def followed(dossier: UUID, since: datetime) -> str:
        return next((event for case, event, at in moves if case == dossier and at >= since), "")

    return frozenset(pk for pk, dossier, since in closed if followed(dossier, since) == WAITS)
