"""The team's board: what it counts, for whom, and that each figure leads to the rows that it counts."""

import html
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import RoleHolding
from accounts.roles import Role
from dossiers.desk.board import Board, Figure
from dossiers.models import Dossier
from tests import world
from tests.decisions.desk import PUBLIC_BODY
from tests.statements import counted
from tests.world import World, do, fresh, ok
from workflow import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab() -> World:
    return world.build()


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def board_of(client: Client, query: str = "") -> Board:
    answer = client.get(f"/tableau-de-bord/{query}")
    assert answer.status_code == 200
    found: Board = answer.context["board"]
    return found


def listed(client: Client, figure: Figure) -> set[str]:
    """What the figure's link shows, which must be as many rows as it says."""
    lines = client.get(figure.url).context["lines"]
    assert len(lines) == figure.count, figure
    return {line.reference for line in lines}


def returned(lab: World) -> Dossier:
    dossier = world.in_challenge(lab)
    ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Précisez."))
    return fresh(dossier)


# -- who ----------------------------------------------------------------------------
def test_the_board_is_the_team_s_and_the_auditor_s(client: Client, lab: World) -> None:
    open_to = {Role.TEAM, Role.TEAM_LEAD, Role.AUDITOR}
    for role in (*lab.people, Role.LEADER):
        client.force_login(lab[role])
        assert client.get("/tableau-de-bord/").status_code == (200 if role in open_to else 404), role
        assert ("Tableau de bord" in text(client.get("/"))) == (role in open_to), role
    client.logout()
    assert client.get("/tableau-de-bord/").status_code == 302
    client.force_login(lab[Role.TEAM])
    assert client.post("/tableau-de-bord/").status_code == 405


def test_an_auditor_reads_the_figures_of_the_mission_s_call_only(client: Client, lab: World) -> None:
    here = world.in_challenge(lab)
    other = world.open_call("AUTRE", envelope="5000.00")
    world.in_challenge(World(other, lab.leader, lab.people, lab.referents))
    auditor = world.person("controle", Role.AUDITOR, scope=lab.call.code)
    client.force_login(auditor)
    board = board_of(client)
    assert ([call.code for call in board.calls], board.total.count) == (["ESSAI"], 1)
    assert listed(client, board.total) == {here.reference}
    assert "Appel AUTRE" not in text(client.get("/tableau-de-bord/?call=AUTRE"))
    RoleHolding.objects.filter(user=auditor).update(scope="")
    assert board_of(client, "?call=AUTRE").total.count == 1


def test_what_one_leads_is_not_counted(client: Client, lab: World) -> None:
    lab.leader.holdings.create(role=Role.TEAM, starts_on=world.EARLY)
    world.in_challenge(lab)
    client.force_login(lab.leader)
    assert board_of(client).total.count == 0
    client.force_login(lab[Role.TEAM])
    assert board_of(client).total.count == 1


# -- what ---------------------------------------------------------------------------
def test_each_figure_leads_to_the_rows_that_it_counts(client: Client, lab: World) -> None:
    world.draft(lab)
    alone, asked, back = world.in_challenge(lab), world.assigned(lab), returned(lab)
    asleep = world.in_challenge(lab, beneficiary=PUBLIC_BODY)
    until = clock.today() + timedelta(200)
    ok(do(asleep, "suspend", lab[Role.TEAM], reason="Le partenaire change.", until=until))
    client.force_login(lab[Role.TEAM])
    with clock.at(world.days_later(50)):
        board = board_of(client)
        rows = {row.code: row for row in board.states}
        assert [row.code for row in board.states] == ["draft", "challenge", "suspended"]
        assert (rows["challenge"].count, rows["challenge"].late, rows["challenge"].asked) == (2, 2, 36000)
        assert rows["draft"].label == "Renvoyé au porteur"
        for row in board.states:
            assert len(listed(client, Figure(row.count, row.label, row.url))) == row.count
            listed(client, Figure(row.late, row.label, row.late_url))
            assert sum(len(listed(client, holder)) for holder in row.holders) == row.count
        held = {share.figure.label: listed(client, share.figure) for share in board.holders if share.figure.count}
        assert held["référents de l’innovation"] == {asked.reference}
        assert held["équipe projet"] >= {alone.reference}
        assert held["porteur de projet"] == {back.reference}
        assert listed(client, board.late) == {alone.reference, asked.reference, back.reference}
        assert board.asked == 4 * 18000


@pytest.mark.parametrize(("days", "wanted"), [(1, [0, 0, 0, 1]), (55, [0, 1, 1, 1]), (70, [1, 0, 0, 0])])
def test_silence_is_counted_as_it_comes_near(client: Client, lab: World, days: int, wanted: list[int]) -> None:
    """A public body's request is refused by two months of silence."""
    body = world.in_challenge(lab, beneficiary=PUBLIC_BODY)
    world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    with clock.at(world.days_later(days)):
        silence = [share.figure for share in board_of(client).silence]
        assert [figure.count for figure in silence] == wanted
        for figure in silence:
            assert listed(client, figure) in (set(), {body.reference})


def test_silence_sorts_the_list_the_nearest_first(client: Client, lab: World) -> None:
    first = world.in_challenge(lab, beneficiary=PUBLIC_BODY)
    with clock.at(world.days_later(3)):
        second = world.in_challenge(lab, beneficiary=PUBLIC_BODY)
    client.force_login(lab[Role.TEAM])
    lines = client.get("/dossiers/?sort=silence").context["lines"]
    assert [line.reference for line in lines] == [first.reference, second.reference]
    lines = client.get("/dossiers/?sort=-silence").context["lines"]
    assert [line.reference for line in lines] == [second.reference, first.reference]


def test_one_call_at_a_time(client: Client, lab: World) -> None:
    other = world.open_call("AUTRE", envelope="5000.00")
    there = world.in_challenge(World(other, lab.leader, lab.people, lab.referents))
    world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    board = board_of(client, "?call=AUTRE")
    assert [envelope.call.code for envelope in board.envelopes] == ["AUTRE"]
    assert listed(client, board.total) == {there.reference}
    assert listed(client, board.holders[3].figure) | {there.reference} == {there.reference}
    for nonsense in ("?call=zz", "?call=%00", "?call=" + "x" * 3000, "?call=&call=<b>"):
        assert board_of(client, nonsense).total.count == 2


def test_an_empty_board_says_so(client: Client, lab: World) -> None:
    client.force_login(lab[Role.TEAM_LEAD])
    answer = client.get("/tableau-de-bord/")
    assert "Aucun dossier déposé" in text(answer)
    assert [envelope.call for envelope in answer.context["board"].envelopes] == [lab.call]


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_asks_as_much_of_a_few_as_of_many(client: Client, lab: World, count: int) -> None:
    for _ in range(count):
        world.assigned(lab)
    for role in (Role.TEAM, Role.TEAM_LEAD, Role.AUDITOR):
        client.force_login(lab[role])
        with counted(at_most=7):
            board_of(client)
