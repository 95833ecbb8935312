"""What the harness promises of its databases."""

import pytest
from django.db import connection

from tests import databases, world
from workflow import triggers

Rows = list[tuple[object, ...]]
NUMBERS = {
    "sqlite": "SELECT name, seq FROM sqlite_sequence ORDER BY 1",
    "postgresql": "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1",
}
FUNCTIONS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY 1",
    "postgresql": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1",
}


def whole() -> tuple[dict[str, Rows], dict[str, str]]:
    """Every row, the numbers that come next, what the triggers do; the triggers that stand."""
    found = {}
    with connection.cursor() as cursor:
        asked = {
            table: f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1"  # noqa: S608 - our own
            for table in connection.introspection.table_names(cursor)
        }
        asked |= {"the numbers": NUMBERS[connection.vendor], "the functions": FUNCTIONS[connection.vendor]}
        for name, sql in asked.items():
            cursor.execute(sql)
            found[name] = cursor.fetchall()
    return found, triggers.standing_triggers(connection)


@pytest.mark.breaks_invariants
@pytest.mark.django_db(transaction=True)
def test_a_database_in_which_a_test_committed_is_what_it_was() -> None:
    databases.restore()  # tests that were taken back have used up numbers
    before = whole()
    first = world.build().call.pk
    triggers.remove(connection)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION workflow_logentry_kept() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RETURN NEW; END $$"
            )
    assert whole() != before
    databases.restore()
    assert whole() == before
    assert world.build().call.pk == first
