"""What the database itself keeps as it was written: the history of a call."""

from collections.abc import Iterator

from dossiers.models import CallChange
from workflow.triggers import Rule, protect

KEPT = "jalon: the history of a call is append-only"


@protect
def history_is_written_once() -> Iterator[Rule]:
    """A change that was noted is neither rewritten nor taken away."""
    table = CallChange._meta.db_table
    for event in ("UPDATE", "DELETE"):
        yield Rule(f"{table}_no_{event.lower()}", table, event, "1 = 1", KEPT)
