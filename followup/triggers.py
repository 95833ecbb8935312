"""What the database itself keeps: what is owed moves along its process only, what was shown stays as it was."""

from collections.abc import Iterator

from followup.models import Evidence, Obligation
from followup.pausing import KINDS
from workflow.triggers import Rule, edge_rows, protect

NO_SUCH_MOVE = "jalon: no such move of what is owed"
SHOWN = "jalon: what was shown is kept as it was"
OWED = "jalon: what was owed is kept"


@protect
def rules() -> Iterator[Rule]:
    """The edges of each process, and what is never changed nor deleted."""
    for kind in KINDS:
        table = str(kind._meta.db_table)
        yield Rule(f"{table}_edge", table, "UPDATE OF state", _off_the_edges(kind), NO_SUCH_MOVE)
        yield Rule(f"{table}_no_delete", table, "DELETE", "OLD.id IS NOT NULL", OWED)
    shown = str(Evidence._meta.db_table)
    yield Rule(f"{shown}_kept", shown, "UPDATE OF text, by_id, at, condition_id", "OLD.id IS NOT NULL", SHOWN)
    yield Rule(f"{shown}_judged", shown, "UPDATE OF verdict", "OLD.verdict <> ''", SHOWN)
    yield Rule(f"{shown}_no_delete", shown, "DELETE", "OLD.id IS NOT NULL", SHOWN)


def _off_the_edges(kind: type[Obligation]) -> str:
    """SQL that is true when the state leaves along no edge; states are codes of our own, nothing comes from outside."""
    edges = sorted({(source, target) for source, target, _recall in edge_rows(kind.PROCESS) if source != target})
    legal = " OR ".join(f"(OLD.state = '{source}' AND NEW.state = '{target}')" for source, target in edges)
    return f"OLD.state <> NEW.state AND NOT ({legal})"
