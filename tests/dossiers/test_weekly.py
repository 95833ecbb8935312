"""The weekly review: what it shows of the lab's week, the gestures it leads to, its closing."""

import html
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from dossiers.actions.weekly import close_weekly_review
from dossiers.desk.weekly import SHOWN, Part
from dossiers.models import Dossier, WeeklyReview
from tests import world
from tests.decisions.desk import PUBLIC_BODY
from tests.dossiers.test_desk_list import rows
from tests.scoring import panel as panels
from tests.statements import counted
from tests.world import World, do, fresh, ok
from workflow import clock
from workflow.verdict import Refusal

pytestmark = pytest.mark.django_db
URL = "/tableau-de-bord/revue/"


@pytest.fixture
def lab() -> World:
    return world.build()


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def parts(client: Client, query: str = "") -> dict[str, Part]:
    answer = client.get(URL + query)
    assert answer.status_code == 200
    return {part.code: part for part in answer.context["weekly"].parts}


def references(part: Part) -> list[str]:
    return [row.line.reference for row in part.lines]


def gestures(part: Part, dossier: Dossier) -> set[str]:
    (row,) = [row for row in part.lines if row.line.reference == dossier.reference]
    return {link.url.removeprefix(f"/dossiers/{dossier.reference}/") for link in row.gestures}


def test_the_review_is_the_team_s_and_the_auditor_s_to_read(client: Client, lab: World) -> None:
    world.in_challenge(lab)
    open_to = {Role.TEAM, Role.TEAM_LEAD, Role.AUDITOR}
    for role in (*lab.people, Role.LEADER):
        client.force_login(lab[role])
        assert client.get(URL).status_code == (200 if role in open_to else 404), role
        closes = {Role.AUDITOR: 403}.get(role, 302 if role in open_to else 404)
        assert client.post(URL).status_code == closes, role
    assert WeeklyReview.objects.count() == 1
    client.force_login(lab[Role.AUDITOR])
    assert [row.gestures for part in parts(client).values() for row in part.lines] == [()]
    assert "Clore la revue" not in text(client.get(URL))
    client.logout()
    assert client.get(URL).status_code == 302


def test_each_dossier_stands_where_the_week_has_put_it(client: Client, lab: World) -> None:
    with clock.at(world.days_later(-28)):
        late = world.in_challenge(lab)
        near = world.assigned(lab, beneficiary=PUBLIC_BODY)
    new, back = world.in_challenge(lab), world.in_challenge(lab)
    ok(do(back, "return_to_leader", lab[Role.TEAM], reason="Précisez."))
    with clock.at(world.days_later(5)):
        client.force_login(lab[Role.TEAM])
        found = parts(client)
        assert list(found) == ["late", "new", "leader", "ready", "silence"]
        assert set(references(found["late"])) == {late.reference, near.reference}
        assert references(found["new"]) == [new.reference, back.reference]
        assert references(found["leader"]) == [back.reference]
        assert references(found["silence"]) == [near.reference]
        assert gestures(found["late"], late) == {"challenge/", "gestes/escalate/", "gestes/return_to_leader/",
                                                 "gestes/suspend/"}  # fmt: skip
        assert gestures(found["leader"], back) == set()
        assert found["late"].lines[0].line.due is not None
        client.force_login(lab[Role.TEAM_LEAD])
        found = parts(client)
        assert gestures(found["leader"], back) == {"gestes/close_unanswered/"}
        assert gestures(found["new"], new) == {"challenge/", "gestes/propose_inadmissible/"}
        for part in found.values():
            assert set(references(part)) <= {line.reference for line in client.get(part.url).context["lines"]}, (
                part.code
            )
            for row in part.lines:
                for link in row.gestures:
                    assert client.get(link.url).status_code == 200, link


def test_a_dossier_is_ready_once_its_consensus_is_recorded(client: Client) -> None:
    panel = panels.build()
    panels.concluded(panel)
    client.force_login(panel.lead)
    ready = parts(client)["ready"]
    assert references(ready) == [panel.dossier.reference]
    assert gestures(ready, panel.dossier) == {
        "gestes/return_to_leader/", f"/copil/dossiers/{panel.dossier.reference}/inscrire/",
    }  # fmt: skip
    lines = client.get(ready.url).context["lines"]
    assert [line.reference for line in lines] == [panel.dossier.reference]


def test_what_one_leads_is_not_reviewed(client: Client, lab: World) -> None:
    lab.leader.holdings.create(role=Role.TEAM, starts_on=world.EARLY)
    world.in_challenge(lab)
    client.force_login(lab.leader)
    assert [references(part) for part in parts(client).values()] == [[], [], [], [], []]


def test_a_review_closed_twice_was_held_once_and_the_next_one_starts_there(client: Client, lab: World) -> None:
    with clock.at(world.days_later(-3)):
        before = world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    assert references(parts(client)["new"]) == [before.reference]
    assert "Aucune revue n’a encore été close." in text(client.get(URL))
    for _ in range(2):
        assert client.post(URL)["Location"] == URL
    assert WeeklyReview.objects.get().closed_by == lab[Role.TEAM]
    assert references(parts(client)["new"]) == []
    with clock.at(world.days_later(2)):
        after = world.in_challenge(lab)
        assert references(parts(client)["new"]) == [after.reference]
        ok(close_weekly_review(by=lab[Role.TEAM_LEAD]))
    assert WeeklyReview.objects.count() == 2
    for role in (Role.AUDITOR, Role.LEADER, Role.REFERENT):
        assert isinstance(close_weekly_review(by=lab[role]), Refusal)


def test_the_day_is_the_reader_s_choice_and_nonsense_changes_nothing(client: Client, lab: World) -> None:
    with clock.at(world.days_later(-20)):
        before = world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    day = clock.today() - timedelta(21)
    assert references(parts(client, f"?since={day}")["new"]) == [before.reference]
    assert f'value="{day}"' in text(client.get(f"{URL}?since={day}"))
    for nonsense in ("zz", "0001-01-01", "9999-12-31", "%00", "<b>", "-1", "9" * 3000):
        assert references(parts(client, f"?since={nonsense}")["new"]) == []


@pytest.mark.breaks_invariants
def test_a_topic_shows_its_first_lines_and_leads_to_the_others(client: Client, lab: World) -> None:
    rows(lab, 60)
    client.force_login(lab[Role.TEAM])
    new = parts(client)["new"]
    assert (len(new.lines), new.more) == (SHOWN, True)
    assert "Toute la liste : Nouveaux" in text(client.get(URL))


@pytest.mark.breaks_invariants
@pytest.mark.parametrize("count", [1, 3, 1000])
def test_the_review_asks_as_much_of_a_few_as_of_many(client: Client, lab: World, count: int) -> None:
    rows(lab, count)
    for role in (Role.TEAM, Role.TEAM_LEAD, Role.AUDITOR):
        client.force_login(lab[role])
        with counted(at_most=10):
            parts(client)


def test_a_title_is_text(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab, project={"title": "<b>Accueil</b> & compagnie"})
    client.force_login(lab[Role.TEAM])
    assert "<b>Accueil" not in client.get(URL).content.decode()
    assert fresh(dossier).title in text(client.get(URL))
