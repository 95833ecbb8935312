"""What the harness promises of its databases."""

import pytest
from django.db import connection

from tests import databases, world
from workflow import triggers

Whole = tuple[dict[str, list[tuple[object, ...]]], dict[str, str]]


def whole() -> Whole:
    """Every row, and the triggers that stand."""
    rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")  # noqa: S608 - our own
            rows[table] = cursor.fetchall()
    return rows, triggers.standing_triggers(connection)


@pytest.mark.breaks_invariants
@pytest.mark.django_db(transaction=True)
def test_a_database_in_which_a_test_committed_is_what_it_was() -> None:
    before = whole()
    first = world.build().call.pk
    triggers.remove(connection)
    assert whole() != before
    databases.restore()
    assert whole() == before
    assert world.build().call.pk == first
