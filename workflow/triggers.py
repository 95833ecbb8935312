"""The rules that the database itself holds: a state moves along a legal edge only, and the log is never changed.

Legal edges are rows; both are laid again after every `migrate`, and lifted before: SQLite drops triggers when a table
is altered and cannot alter one that another one's trigger reads, PostgreSQL alters no column that a trigger reads.
Packages above add their own rules with `protect`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction

from workflow.grammar import Process, Recall
from workflow.models import Edge, LogEntry, case_models

ILLEGAL_EDGE = "jalon: illegal state edge"
LOG_IS_WRITTEN = "jalon: the log is append-only"


@dataclass(frozen=True)
class Trigger:
    """A trigger by name and table, with the statements that create it."""

    name: str
    table: str
    create: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """A change of a table's rows that the database refuses, with `message`.

    `event` is INSERT, DELETE, UPDATE or UPDATE OF columns; `condition` is SQL over OLD and NEW. Both are written by us:
    nothing from outside may enter them.
    """

    name: str
    table: str
    event: str
    condition: str
    message: str


_rules: list[Callable[[], Iterable[Rule]]] = []


def protect(rules: Callable[[], Iterable[Rule]]) -> Callable[[], Iterable[Rule]]:
    """Declares more rules; they are laid, lifted and checked with the others."""
    _rules.append(rules)
    return rules


def _rule_on_sqlite(rule: Rule) -> Trigger:
    create = (
        f"CREATE TRIGGER {rule.name} BEFORE {rule.event} ON {rule.table} FOR EACH ROW WHEN ({rule.condition}) "
        f"BEGIN SELECT RAISE(ABORT, '{rule.message}'); END"
    )
    return Trigger(rule.name, rule.table, (create,))


def _rule_on_postgresql(rule: Rule) -> Trigger:
    # The condition may hold a subquery, which WHEN does not take here.
    body = (
        f"IF {rule.condition} THEN RAISE EXCEPTION '{rule.message}' USING ERRCODE = 'check_violation'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
    )
    function = f"CREATE OR REPLACE FUNCTION {rule.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
    when = f"BEFORE {rule.event} ON {rule.table} FOR EACH ROW"
    create = f"CREATE TRIGGER {rule.name} {when} EXECUTE FUNCTION {rule.name}()"
    return Trigger(rule.name, rule.table, (function, create))


def edge_rows(process: Process) -> set[tuple[str, str, str]]:
    """(source, target, recalled column) of every legal move."""
    return {
        (source, target, step.target.value if isinstance(step.target, Recall) else "")
        for source, step in process.edges()
        for target in process.targets(step)
    }


def _illegal(process: str) -> str:
    """SQL that is true when the update of `table` leaves along no legal edge, or does not count its version."""
    recalls = " OR ".join(f"(e.recall = '{r.value}' AND OLD.{r.value} = NEW.state)" for r in Recall)
    # Names of our own tables, columns and states: nothing comes from outside.
    legal = (
        f"SELECT 1 FROM {Edge._meta.db_table} e WHERE e.process = '{process}' "  # noqa: S608
        f"AND e.source = OLD.state AND e.target = NEW.state AND (e.recall = '' OR {recalls})"
    )
    return f"NEW.version <> OLD.version + 1 OR NOT EXISTS ({legal})"


def _sqlite(table: str, process: str) -> list[Trigger]:
    log = LogEntry._meta.db_table
    edge = Trigger(
        f"{table}_edge",
        table,
        (
            f"CREATE TRIGGER {table}_edge BEFORE UPDATE OF state ON {table} FOR EACH ROW "
            f"WHEN OLD.state <> NEW.state AND ({_illegal(process)}) "
            f"BEGIN SELECT RAISE(ABORT, '{ILLEGAL_EDGE}'); END",
        ),
    )
    kept = [
        Trigger(
            f"{log}_no_{verb}",
            log,
            (
                f"CREATE TRIGGER {log}_no_{verb} BEFORE {verb.upper()} ON {log} "
                f"BEGIN SELECT RAISE(ABORT, '{LOG_IS_WRITTEN}'); END",
            ),
        )
        for verb in ("update", "delete")
    ]
    return [edge, *kept]


def _postgresql(table: str, process: str) -> list[Trigger]:
    log = LogEntry._meta.db_table

    def function(name: str, body: str) -> str:
        return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"

    edge = Trigger(
        f"{table}_edge",
        table,
        (
            function(
                f"{table}_edge",
                f"IF {_illegal(process)} THEN RAISE EXCEPTION '{ILLEGAL_EDGE}' "
                "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;",
            ),
            f"CREATE TRIGGER {table}_edge BEFORE UPDATE OF state ON {table} FOR EACH ROW "
            f"WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION {table}_edge()",
        ),
    )
    refuse = function(f"{log}_kept", f"RAISE EXCEPTION '{LOG_IS_WRITTEN}' USING ERRCODE = 'check_violation';")
    kept = Trigger(
        f"{log}_kept",
        log,
        (
            refuse,
            f"CREATE TRIGGER {log}_kept BEFORE UPDATE OR DELETE ON {log} FOR EACH ROW EXECUTE FUNCTION {log}_kept()",
        ),
    )
    whole = Trigger(
        f"{log}_no_truncate",
        log,
        (f"CREATE TRIGGER {log}_no_truncate BEFORE TRUNCATE ON {log} EXECUTE FUNCTION {log}_kept()",),
    )
    return [edge, kept, whole]


def wanted(vendor: str) -> list[Trigger]:
    """The triggers that must stand on a database of that vendor."""
    make = {"sqlite": _sqlite, "postgresql": _postgresql}[vendor]
    lay = {"sqlite": _rule_on_sqlite, "postgresql": _rule_on_postgresql}[vendor]
    found = {t.name: t for model in case_models() for t in make(model._meta.db_table, model.PROCESS.code)}
    return [*found.values(), *(lay(rule) for rules in _rules for rule in rules())]


def standing_triggers(connection: Any) -> dict[str, str]:
    """The triggers that stand, by name, with their table."""
    sql = {
        "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return dict(cursor.fetchall())


def remove(connection: Any) -> None:
    """Takes the triggers away; only `install`, `lift` and the tests' flush have a reason to."""
    with connection.cursor() as cursor:
        for trigger in wanted(connection.vendor):
            on = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}{on}")


def lift(using: str = "default", plan: Sequence[object] = (), **_signal: Any) -> None:
    """Called before every `migrate` that has something to do: takes the triggers away while tables are altered.

    A migration that fails leaves them away: `check_invariants` says so, the next `migrate` lays them again.
    """
    if plan:
        remove(connections[using])


def install(using: str = "default", **_signal: Any) -> None:
    """Lays edges and triggers as the process says now; called after every `migrate`."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    needed = {Edge._meta.db_table, LogEntry._meta.db_table, *(t.table for t in wanted(connection.vendor))}
    if not needed <= tables:
        return  # the first of several migrations: the last one comes back here
    with transaction.atomic(using=using):
        remove(connection)
        for process in {m.PROCESS.code: m.PROCESS for m in case_models()}.values():
            Edge.objects.using(using).filter(process=process.code).delete()
            Edge.objects.using(using).bulk_create(
                Edge(process=process.code, source=source, target=target, recall=recall)
                for source, target, recall in sorted(edge_rows(process))
            )
        with connection.cursor() as cursor:
            for trigger in wanted(connection.vendor):
                for statement in trigger.create:
                    cursor.execute(statement)
