"""What the database itself keeps: a mission is as it was given, what was read is never unread."""

from collections.abc import Iterator

from audit.models import Consultation, Mission
from workflow.triggers import Rule, protect

GIVEN = "jalon: a mission of control is kept as it was given"
READ = "jalon: what was read is kept"


@protect
def missions_and_consultations_are_kept() -> Iterator[Rule]:
    """Neither changed nor taken away; nor is what a mission bears on. One proposed gets its role once."""
    missions = Mission._meta.db_table
    said = ", ".join(str(f.column) for f in Mission._meta.concrete_fields if f.name != "holding")
    yield Rule(f"{missions}_no_update", missions, f"UPDATE OF {said}", "OLD.id IS NOT NULL", GIVEN)
    yield Rule(f"{missions}_one_role", missions, "UPDATE OF holding_id", "OLD.holding_id IS NOT NULL", GIVEN)
    yield Rule(f"{missions}_no_delete", missions, "DELETE", "OLD.id IS NOT NULL", GIVEN)
    kept = (
        (Mission.calls.through._meta.db_table, GIVEN),
        (Mission.sessions.through._meta.db_table, GIVEN),
        (Consultation._meta.db_table, READ),
    )
    for table, message in kept:
        for event in ("UPDATE", "DELETE"):
            yield Rule(f"{table}_no_{event.lower()}", table, event, "OLD.id IS NOT NULL", message)
