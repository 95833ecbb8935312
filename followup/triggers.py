"""What the database itself keeps: what is owed moves along its process only, what was shown stays as it was."""

from collections.abc import Iterator

from followup.models import Amendment, Evidence, FollowUp, Handing, Judged, Obligation, Payment
from followup.pausing import EVERY
from workflow.triggers import Rule, edge_rows, protect

NO_SUCH_MOVE = "jalon: no such move of what is owed"
SHOWN = "jalon: what was shown is kept as it was"
OWED = "jalon: what was owed is kept"
ABOVE = "jalon: no more is paid than the act grants"
ASKED = "jalon: what was asked of an amendment, then agreed, is kept as it was"
PAID = "jalon: what was paid is kept as it was"


@protect
def rules() -> Iterator[Rule]:
    """The edges of each process, and what is never changed nor deleted."""
    for kind in EVERY:
        table = str(kind._meta.db_table)
        yield Rule(f"{table}_edge", table, "UPDATE OF state", _off_the_edges(kind), NO_SUCH_MOVE)
        yield Rule(f"{table}_no_delete", table, "DELETE", "OLD.id IS NOT NULL", OWED)
    paid, follow_up = str(Payment._meta.db_table), str(FollowUp._meta.db_table)
    for event in ("INSERT", "UPDATE OF state, amount"):
        yield Rule(f"{paid}_within_{event[:6].lower()}", paid, event, _above_the_act(paid, follow_up), ABOVE)
    yield Rule(f"{paid}_kept", paid, "UPDATE OF amount, paid_on, dossier_id", "OLD.state = 'paid'", PAID)
    amended = str(Amendment._meta.db_table)
    asked = (
        "act_id", "asked_by_id", "by_team", "asked_on", "wanted_end", "wanted_interim", "wanted_report",
        "wanted_amount", "wanted_plan", "reason",
    )  # fmt: skip
    yield Rule(f"{amended}_kept", amended, "UPDATE", " OR ".join(map(_differs, asked)), ASKED)
    answered = " OR ".join(map(_differs, ("agreed", "answer")))
    yield Rule(f"{amended}_agreed", amended, "UPDATE", f"OLD.state <> 'asked' AND ({answered})", ASKED)
    yield Rule(f"{amended}_made", amended, "UPDATE", f"OLD.made_id IS NOT NULL AND ({_differs('made_id')})", ASKED)
    yield from _kept(Evidence, "text, by_id, at, condition_id")
    yield from _kept(Handing, "answers, spent, by_id, at, report_id")


def _differs(column: str) -> str:
    """SQL that is true when an update changes that column, empty or not: rows are saved whole."""
    return f"NOT COALESCE(OLD.{column} = NEW.{column}, OLD.{column} IS NULL AND NEW.{column} IS NULL)"


def _kept(model: type[Judged], columns: str) -> Iterator[Rule]:
    """What was given stays as it was; it is judged once."""
    shown = str(model._meta.db_table)
    yield Rule(f"{shown}_kept", shown, f"UPDATE OF {columns}", "OLD.id IS NOT NULL", SHOWN)
    yield Rule(f"{shown}_judged", shown, "UPDATE OF verdict", "OLD.verdict <> ''", SHOWN)
    yield Rule(f"{shown}_no_delete", shown, "DELETE", "OLD.id IS NOT NULL", SHOWN)


def _above_the_act(paid: str, follow_up: str) -> str:
    """SQL that is true when what is paid of a grant would pass its act; half a cent, for SQLite adds up in floats."""
    # Names of our own tables: nothing comes from outside.
    others = (
        f"SELECT COALESCE(SUM(p.amount), 0) FROM {paid} p "  # noqa: S608
        "WHERE p.dossier_id = NEW.dossier_id AND p.state = 'paid' AND p.id <> NEW.id"
    )
    granted = f"SELECT f.granted FROM {follow_up} f WHERE f.dossier_id = NEW.dossier_id"  # noqa: S608
    return f"NEW.state = 'paid' AND ({others}) + NEW.amount > COALESCE(({granted}), 0) + 0.005"


def _off_the_edges(kind: type[Obligation]) -> str:
    """SQL that is true when the state leaves along no edge; states are codes of our own, nothing comes from outside."""
    edges = sorted({(source, target) for source, target, _recall in edge_rows(kind.PROCESS) if source != target})
    legal = " OR ".join(f"(OLD.state = '{source}' AND NEW.state = '{target}')" for source, target in edges)
    return f"OLD.state <> NEW.state AND NOT ({legal})"
