"""What the database itself keeps of the daily heads: they are as they were made, their seal and stamp as they came."""

from collections.abc import Iterator

from workflow.models import Anchor
from workflow.triggers import Rule, protect

ANCHORED = "jalon: a head of the log is kept as it was made"
_LATER = frozenset({"signature", "stamp", "seals_sha256", "tried_at", "published_at"})


@protect
def heads_are_kept() -> Iterator[Rule]:
    """Neither changed nor taken away; signature and stamp are put once."""
    table = Anchor._meta.db_table
    kept = ", ".join(str(f.column) for f in Anchor._meta.concrete_fields if f.name not in _LATER)
    yield Rule(f"{table}_kept", table, f"UPDATE OF {kept}", "1 = 1", ANCHORED)
    for once in ("signature", "stamp"):
        yield Rule(f"{table}_{once}", table, f"UPDATE OF {once}", f"OLD.{once} IS NOT NULL", ANCHORED)
    yield Rule(f"{table}_seals", table, "UPDATE OF seals_sha256", "OLD.seals_sha256 <> ''", ANCHORED)
    yield Rule(f"{table}_no_delete", table, "DELETE", "1 = 1", ANCHORED)
