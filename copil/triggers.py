"""What the database itself keeps as it was written: the house rules, and which version a session is held under."""

from collections.abc import Iterator

from copil.models import HouseRules, Minutes, Notice, NoticeFile, Paper, PaperFile, Session, SessionEvent
from workflow.triggers import Rule, protect

KEPT = "jalon: a version of the house rules is never rewritten"
SENT = "jalon: what was sent about a session is never rewritten"
MINUTED = "jalon: minutes that were submitted are not rewritten"
HAPPENED = "jalon: the journal of a session is append-only"
FROZEN = "jalon: the house rules of a convoked session are frozen"


@protect
def house_rules_are_versions() -> Iterator[Rule]:
    """A version is neither changed nor taken away; once convoked, a session keeps the one it was convoked under."""
    table, sessions = HouseRules._meta.db_table, Session._meta.db_table
    for event in ("UPDATE", "DELETE"):
        yield Rule(f"{table}_no_{event.lower()}", table, event, "1 = 1", KEPT)
    moved = "OLD.status <> 'planned' AND NEW.rules_id <> OLD.rules_id"
    yield Rule(f"{sessions}_rules_frozen", sessions, "UPDATE OF rules_id", moved, FROZEN)


@protect
def what_was_sent_and_what_happened() -> Iterator[Rule]:
    """A notice says for ever what it said, its file is the one that was sent; the journal is only added to."""
    notices, files, events = (model._meta.db_table for model in (Notice, NoticeFile, SessionEvent))
    kept = ", ".join(str(f.column) for f in Notice._meta.concrete_fields if f.name != "sha256")
    yield Rule(f"{notices}_said", notices, f"UPDATE OF {kept}", "1 = 1", SENT)
    yield Rule(f"{notices}_sha256", notices, "UPDATE OF sha256", "OLD.sha256 <> ''", SENT)
    yield Rule(f"{notices}_no_delete", notices, "DELETE", "1 = 1", SENT)
    for event in ("UPDATE", "DELETE"):
        yield Rule(f"{files}_no_{event.lower()}", files, event, "1 = 1", SENT)
        yield Rule(f"{events}_no_{event.lower()}", events, event, "1 = 1", HAPPENED)


@protect
def minutes_and_their_papers() -> Iterator[Rule]:
    """Submitted, a prose is not written any more; a paper and its files stay as they were made."""
    minutes, papers, files = (model._meta.db_table for model in (Minutes, Paper, PaperFile))
    written = "OLD.submitted_at IS NOT NULL AND NEW.revision <> OLD.revision"
    yield Rule(f"{minutes}_submitted", minutes, "UPDATE OF texts, revision", written, MINUTED)
    for table in (papers, files):
        for event in ("UPDATE", "DELETE"):
            yield Rule(f"{table}_no_{event.lower()}", table, event, "1 = 1", SENT)
