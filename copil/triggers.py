"""What the database itself keeps as it was written: the house rules, and which version a session is held under."""

from collections.abc import Iterator

from copil.models import HouseRules, Session
from workflow.triggers import Rule, protect

KEPT = "jalon: a version of the house rules is never rewritten"
FROZEN = "jalon: the house rules of a convoked session are frozen"


@protect
def house_rules_are_versions() -> Iterator[Rule]:
    """A version is neither changed nor taken away; once convoked, a session keeps the one it was convoked under."""
    table, sessions = HouseRules._meta.db_table, Session._meta.db_table
    for event in ("UPDATE", "DELETE"):
        yield Rule(f"{table}_no_{event.lower()}", table, event, "1 = 1", KEPT)
    moved = "OLD.status <> 'planned' AND NEW.rules_id <> OLD.rules_id"
    yield Rule(f"{sessions}_rules_frozen", sessions, "UPDATE OF rules_id", moved, FROZEN)
