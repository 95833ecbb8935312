"""A hundred thousand dossiers: the list asks as little as for one, and each order reads its index and sorts nothing."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.roles import Role
from dossiers.desk.reading import PER_PAGE
from dossiers.desk.sorting import BY_CODE, sorts_for
from dossiers.models import Dossier, Leadership
from tests import world
from tests.statements import counted
from workflow.models import WorkItem

pytestmark = [pytest.mark.django_db, pytest.mark.differs, pytest.mark.breaks_invariants]
COUNT = 100_000
NUMBERS = f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {COUNT})"  # noqa: S608 - a number of ours


def rest(divisor: int) -> str:
    """SQL: what is left of n divided by that."""
    return f"(n - n / {divisor} * {divisor})"


def copy_rows(row: Any, sql: Mapping[str, str], *, named: str = "") -> None:
    """A hundred thousand rows like that one, but for some columns, in one statement; triggers only watch what moves."""
    table = row._meta.db_table
    columns = [f.column for f in row._meta.concrete_fields if not f.generated and (f.column != "id" or "id" in sql)]
    values = ", ".join(sql.get(column, f'r."{column}"') for column in columns)
    key = f"'{row.pk.hex if connection.vendor == 'sqlite' else row.pk}'" if hasattr(row.pk, "hex") else row.pk
    statement = f"INSERT INTO {table} ({', '.join(columns)}) {NUMBERS} SELECT {values} FROM numbers, {table} r WHERE r.id = {key}"  # noqa: S608, E501 - all of it is ours
    with connection.cursor() as cursor:
        cursor.execute(statement + named)


def crowd(lab: world.World) -> None:
    """Each dossier with its leader's link, each open one with a task: as a lab of ten years would have them."""
    dossier = world.in_challenge(lab)
    if connection.vendor == "postgresql":
        uuid = "md5(n::text)::uuid"
        day = f"date '2026-01-01' + {rest(400)}::int"
        moment = f"timestamptz '2026-01-01' + {rest(70001)} * interval '7 minutes'"
    else:
        uuid = "printf('%032x', n * 2654435761)"
        day = f"date('2026-01-01', '+' || {rest(400)} || ' days')"
        moment = f"strftime('%Y-%m-%d %H:%M:%S', '2026-01-01', '+' || (7 * {rest(70001)}) || ' minutes')"
    state = f"CASE {rest(10)} WHEN 0 THEN 'challenge' WHEN 1 THEN 'team_review' WHEN 2 THEN 'copil' ELSE 'closed' END"
    copy_rows(
        dossier,
        {
            "id": uuid,
            "reference": "'LO-2019-' || n",
            "title_words": f"'projet ' || {rest(5003)}",
            "leader_words": f"'nom ' || {rest(907)}",
            "service_words": f"'service ' || {rest(307)}",
            "requested": f"1000 * {rest(53)}",
            "deposited_at": moment,
            "state": state,
            "leader_state": state,
            "due_on": f"CASE WHEN {rest(10)} > 2 THEN NULL ELSE {day} END",
        },
    )
    copy_rows(Leadership.objects.get(), {"dossier_id": uuid})
    copy_rows(WorkItem.objects.get(kind="state:challenge"), {"case_id": uuid}, named=f" AND {rest(10)} < 3")
    if connection.vendor == "postgresql":  # what autovacuum does there; nobody does it on SQLite
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@contextmanager
def plans(asking: str = rf"LIMIT {PER_PAGE + 1}\b") -> Iterator[list[str]]:
    """How the database goes about what the block asks that looks like this: each page of rows, unless told."""
    found: list[str] = []
    asked: list[tuple[str, Any]] = []

    def hear(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if re.search(asking, sql):
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(hear):
        yield found
    explain = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
    with connection.cursor() as cursor:
        for sql, params in asked:
            cursor.execute(explain + sql, params)
            found.append("\n".join(str(row[-1]) for row in cursor.fetchall()))


@pytest.mark.long
def test_a_hundred_thousand_dossiers_are_read_by_their_indexes(client: Client) -> None:
    lab = world.build()
    crowd(lab)
    assert Dossier.objects.count() == COUNT + 1
    client.force_login(lab[Role.TEAM])
    for sort in sorts_for(desk=True):
        for sign in ("", "-"):
            with plans() as found, counted(at_most=10):
                first = client.get(f"/dossiers/?sort={sign}{sort.code}")
            with plans() as then, counted(at_most=10):
                second = client.get("/dossiers/" + first.context["page"].next_url)
            with plans() as back, counted(at_most=10):
                again = client.get("/dossiers/" + second.context["page"].previous_url)
            assert [line.reference for line in again.context["lines"]] == [
                line.reference for line in first.context["lines"]
            ]
            for plan in (*found, *then, *back):
                assert "TEMP B-TREE" not in plan, (sort.code, plan)
                ties_only = sort.code == "reference" and "Presorted Key" in plan  # a reference has no ties
                assert ties_only or "Sort Key" not in plan, (sort.code, plan)
                index = "reference" if sort.code == "reference" else f"dossier_sort_{BY_CODE[sort.code].column}"
                assert index.removesuffix("_id") in plan or "autoindex_dossiers_dossier" in plan, (sort.code, plan)
    for query in (
        "?q=projet 12&state=team_review&holder=team&overdue=on&call=ESSAI&least=1000&most=40000&since=2026-02-01"
        f"&until=2026-12-31&department=11&kind=state&person={lab.referents[0].ref}&sort=-amount",
        "?holder=team&sort=due",
        "?holder=me&sort=due",
    ):
        with counted(at_most=10):
            assert client.get(f"/dossiers/{query}").status_code == 200
    the_board_is_counted_from_its_indexes(client)


def the_board_is_counted_from_its_indexes(client: Client) -> None:
    """All rows are counted in the index alone; neither a leader's links nor tasks are looked up in whole for each."""
    with plans(r"COUNT\(") as found, counted(at_most=6):
        board = client.get("/tableau-de-bord/").context["board"]
    assert (board.total.count, len(board.states)) == (COUNT + 1, 4)
    by_holder, by_state, by_silence = found
    assert "dossier_by_silence" in by_silence or "dossier_sort_silence_key" in by_silence
    if connection.vendor == "sqlite":
        assert "USING COVERING INDEX dossier_board" in by_state
        assert "CORRELATED" not in by_state
        assert "SCAN U0" not in by_holder
    else:  # PostgreSQL may well prefer the table while it is in memory, and hashes each kind of tasks once
        assert not re.search(r"(?<!hashed )SubPlan \d+\)", by_state + by_holder)


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_a_few_asks_no_less(client: Client, count: int) -> None:
    lab = world.build()
    for _ in range(count):
        world.assigned(lab)
    for role in (Role.TEAM, Role.TEAM_LEAD, Role.AUDITOR, Role.LEADER, Role.REFERENT):
        client.force_login(lab[role])
        with counted(at_most=10):
            answer = client.get("/dossiers/?sort=amount&q=accueil")
        assert len(answer.context["lines"]) == count
