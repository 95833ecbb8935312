"""The list of dossiers: found, filtered, sorted, cut into pages; the views that people keep of it."""

import html
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

import pytest
from django.test import Client

from accounts.roles import Role
from dossiers import actions
from dossiers.actions.views import MAX_VIEWS, save_view
from dossiers.desk.sorting import sorts_for
from dossiers.models import Dossier, SavedView
from tests import world
from tests.decisions.desk import LOCAL
from tests.scoring import panel as panels
from tests.world import World, do, fresh, ok
from workflow import clock

pytestmark = [pytest.mark.django_db, pytest.mark.differs]


@pytest.fixture
def lab() -> World:
    return world.build()


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def found(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"/dossiers/{query}")
    assert answer.status_code == 200
    return [line.reference for line in answer.context["lines"]]


def rows(lab: World, count: int) -> list[Dossier]:
    """Deposited dossiers with many equal values, as rows."""
    now = clock.now()
    people = [world.person(name) for name in ("Zoé", "Élise", "abel")]
    made = [
        Dossier(
            pk=uuid4(), reference=f"LO-2020-{n:04d}", call=lab.call, leader=people[n % 3], title=f"Projet {n % 4}",
            title_words=f"projet {n % 4}",
            leader_words=people[n % 3].first_name.lower(),
            requested=Decimal(n % 5 * 1000),
            created_at=now, deposited_at=now + timedelta(seconds=n % 7), submitted_version=1,
            state="team_review" if n % 2 else "challenge", leader_state="challenge",
            due_on=None if n % 6 == 0 else clock.today() + timedelta(n % 3),
        )
        for n in range(count)
    ]  # fmt: skip
    return Dossier.objects.bulk_create(made)


# -- narrowing ----------------------------------------------------------------------------
def test_a_word_is_looked_for_in_the_leader_s_name_too_whatever_its_accents(client: Client, lab: World) -> None:
    lab.leader.first_name, lab.leader.last_name = "Zoé", "L’Hôte"
    lab.leader.save()
    dossier = world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    assert found(client, "?q=hote zoe accueil") == [dossier.reference]
    assert found(client, "?q=hote paul") == []
    lab.leader.last_name = "Müller"
    lab.leader.save(update_fields=["last_name"])
    assert found(client, "?q=MULLER") == [dossier.reference]
    assert found(client, "?q=hote") == []


def test_filters_add_up(client: Client, lab: World) -> None:
    small = world.in_challenge(
        lab, budget={"resources": [{"source": "lab", "label": "", "amount": "4000.00"},
                                   {"source": "own", "label": "", "amount": "16000.00"}]},
        beneficiary=LOCAL,
    )  # fmt: skip
    gers = world.in_review(lab, project={"department": "32"})
    client.force_login(lab[Role.TEAM])
    today, both = clock.today(), [gers.reference, small.reference]
    tomorrow = today + timedelta(1)
    for query, wanted in {
        "?department=32": [gers.reference],
        "?department=32&state=challenge": [],
        "?kind=local": [small.reference],
        "?least=4 000,01": [gers.reference],
        "?most=4000 €": [small.reference],
        "?least=4000&most=4000,00": [small.reference],
        f"?since={today}&until={today}": both,
        f"?since={tomorrow}": [],
        f"?until={today - timedelta(1)}": [],
        "?since=0001-01-01": both,  # nonsense narrows nothing
        "?until=9999-12-31&least=-1&most=1e999&person=zz&holder=zz&overdue=": both,
        f"?person={lab.referents[0].ref}": [gers.reference],
        f"?person={lab[Role.TEAM].ref}": [],
    }.items():
        assert found(client, query) == wanted, query


def test_who_has_the_ball_and_what_is_late(client: Client, lab: World) -> None:
    alone = world.in_challenge(lab)
    asked = world.assigned(lab)
    back = world.in_review(lab)
    ok(do(back, "return_to_leader", lab[Role.TEAM], reason="Précisez."))
    client.force_login(lab[Role.TEAM])
    held = {code: found(client, f"?holder={code}") for code in ("team", "referents", "leader", "copil", "reviewers")}
    assert held == {
        "team": [alone.reference], "referents": [asked.reference], "leader": [back.reference],
        "copil": [], "reviewers": [],
    }  # fmt: skip
    lines = client.get("/dossiers/").context["lines"]
    assert {line.reference: line.holder for line in lines} == {
        alone.reference: "équipe projet",
        asked.reference: "référents de l’innovation",
        back.reference: "porteur de projet",
    }
    assert found(client, "?holder=me") == [asked.reference, alone.reference]
    assert found(client, "?overdue=on") == []
    with clock.at(world.days_later(60)):
        assert found(client, "?overdue=on") == [back.reference, asked.reference, alone.reference]


def test_a_reviewer_s_dossiers_are_found_by_name(client: Client) -> None:
    panel = panels.build()
    panels.assigned(panel, panel.reviewers[0])
    client.force_login(panel.lead)
    assert found(client, f"?person={panel.reviewers[0].ref}") == [panel.dossier.reference]
    assert found(client, "?holder=reviewers") == [panel.dossier.reference]


# -- order and pages ------------------------------------------------------------------------
@pytest.mark.breaks_invariants
@pytest.mark.parametrize("code", [f"{sign}{sort.code}" for sort in sorts_for(desk=True) for sign in ("", "-")])
def test_every_order_reads_each_row_once_there_and_back(client: Client, lab: World, code: str) -> None:
    made = {dossier.reference for dossier in rows(lab, 60)}
    client.force_login(lab[Role.TEAM])
    pages, query = [], f"?sort={code}"
    while query:
        answer = client.get(f"/dossiers/{query}")
        pages.append([line.reference for line in answer.context["lines"]])
        query = answer.context["page"].next_url
    there = [reference for page in pages for reference in page]
    assert (len(there), set(there)) == (60, made)
    back, query = [pages[-1]], answer.context["page"].previous_url
    while query:
        answer = client.get(f"/dossiers/{query}")
        back.insert(0, [line.reference for line in answer.context["lines"]])
        query = answer.context["page"].previous_url
    assert back == pages


@pytest.mark.breaks_invariants
def test_rows_are_sorted_as_people_read_them(client: Client, lab: World) -> None:
    rows(lab, 60)
    client.force_login(lab[Role.TEAM])
    lines = client.get("/dossiers/?sort=step").context["lines"]
    assert {line.step.code for line in lines} == {"challenge"}  # before the review, as in the process
    due = [line.due for line in client.get("/dossiers/?sort=due").context["lines"]]
    assert due == sorted(due)
    assert None not in due  # no deadline comes last
    assert client.get("/dossiers/?sort=-due").context["lines"][0].due is None
    amounts = [line.amount for line in client.get("/dossiers/?sort=-amount").context["lines"]]
    assert amounts == sorted(amounts, reverse=True)


@pytest.mark.breaks_invariants
def test_a_page_stays_in_place_when_rows_come_before_it(client: Client, lab: World) -> None:
    made = rows(lab, 60)
    client.force_login(lab[Role.TEAM])
    first = client.get("/dossiers/?sort=reference")
    second = first.context["page"].next_url
    before = found(client, second)
    made[0].delete()
    assert found(client, second) == before


@pytest.mark.breaks_invariants
def test_nobody_counts_more_than_a_thousand(client: Client, lab: World) -> None:
    rows(lab, 1001)
    client.force_login(lab[Role.TEAM])
    assert client.get("/dossiers/").context["page"].summary == "Plus de 1\u202f000 dossiers"


@pytest.mark.parametrize(
    "mark",
    ["zz", "~", "2026-01-01~zz", "a" * 5000 + "~" + "0" * 32, "9" * 90 + "~" + "0" * 32, "%00~" + "0" * 32,
     "é~" + "0" * 32, "-1~" + "f" * 32],
)  # fmt: skip
def test_a_mark_that_means_nothing_gives_the_first_page(client: Client, lab: World, mark: str) -> None:
    dossier = world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    for code in ("deposit", "due", "step", "call", "amount"):
        answer = client.get(f"/dossiers/?sort={code}&after={mark}&before={mark}")
        assert answer.status_code == 200
        assert found(client, f"?sort={code}&before={mark}") in ([dossier.reference], [])


def test_a_head_sorts_and_says_how_the_column_is_sorted(client: Client, lab: World) -> None:
    world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    heads = client.get("/dossiers/?state=challenge&sort=amount").context["heads"]
    assert {(head.url, head.sorted) for head in heads if head} >= {
        ("?state=challenge&sort=-amount", "ascending"),
        ("?state=challenge&sort=title", ""),
    }
    assert 'aria-sort="ascending"' in text(client.get("/dossiers/?sort=amount"))


# -- what stays apart -----------------------------------------------------------------------
def test_one_s_own_dossiers_stand_apart_from_those_one_works_on(client: Client, lab: World) -> None:
    lab.leader.holdings.create(role=Role.TEAM, starts_on=world.EARLY)
    own = world.in_challenge(lab)
    draft = world.draft(lab)
    client.force_login(lab.leader)
    assert found(client, "?all=1") == []
    assert found(client, "?mine=1") == [draft.reference, own.reference]
    client.force_login(lab[Role.TEAM])
    assert found(client, "?mine=1") == []
    assert found(client) == [own.reference]


def test_a_referent_s_list_tells_no_more_than_its_own_orders(client: Client, lab: World) -> None:
    first, second = world.assigned(lab), world.assigned(lab)
    client.force_login(lab.referents[0])
    assert found(client, "?sort=step&holder=team&overdue=on") == [second.reference, first.reference]
    assert found(client, "?sort=reference") == [first.reference, second.reference]


# -- saved views ------------------------------------------------------------------------------
def test_a_view_is_kept_named_shown_first_and_removed(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    answer = client.post(
        "/dossiers/vues/enregistrer/",
        {"name": " Mon  Gers ", "query": "state=challenge&sort=due&zz=1&after=zz&overdue=", "first": "on"},
    )
    view = SavedView.objects.get()
    assert (view.name, dict(parse_qsl(view.query)), view.is_default) == (
        "Mon Gers", {"state": "challenge", "sort": "due"}, True,
    )  # fmt: skip
    assert answer["Location"] == f"/dossiers/?{view.query}"
    assert client.get("/dossiers/")["Location"] == f"/dossiers/?{view.query}"
    assert found(client, "?all=1") == [dossier.reference]
    here = f"/dossiers/vues/{view.pk}/"
    assert client.post(here, {"gesture": "rename", f"{view.pk}-name": "Le Gers"}).status_code == 302
    assert "Le Gers" in text(client.get("/dossiers/vues/"))
    client.post(here, {"gesture": "not_first"})
    assert client.get("/dossiers/").status_code == 200
    client.post(here, {"gesture": "first"})
    assert client.get("/dossiers/").status_code == 302
    client.post(here, {"gesture": "remove"})
    assert not SavedView.objects.exists()


def test_a_view_s_name_is_refused_in_words_and_kept_in_the_field(client: Client, lab: World) -> None:
    client.force_login(lab[Role.TEAM])
    ok(save_view(name="Retards", query="overdue=on", by=lab[Role.TEAM]))
    for name, query, says in [
        ("", "state=challenge", "Donnez un nom"),
        ("\0", "state=challenge", "caractère nul"),
        ("x" * 61, "state=challenge", "60 caractères au plus"),
        ("Retards", "state=challenge", "déjà une vue de ce nom"),
        ("Autre", "", "Choisissez d’abord des filtres"),
        ("Autre", "zz=1", "Choisissez d’abord des filtres"),
    ]:
        answer = client.post("/dossiers/vues/enregistrer/", {"name": name, "query": query})
        assert (answer.status_code, says in text(answer).replace("caractères nuls", "caractère nul")) == (422, True), (
            name
        )
        assert "\0" in name or f'value="{name}"' in text(answer) or not name
    assert client.post("/dossiers/vues/enregistrer/", {"name": "Retards", "query": "overdue=on"}).status_code == 302
    assert SavedView.objects.count() == 1
    other = ok(save_view(name="<b>Autre", query="sort=due", by=lab[Role.TEAM]))
    answer = client.post(f"/dossiers/vues/{other.pk}/", {"gesture": "rename", f"{other.pk}-name": "Retards"})
    assert answer.status_code == 422
    assert "<b>Autre" not in answer.content.decode()
    assert client.post(f"/dossiers/vues/{other.pk}/", {"gesture": "zz"}).status_code == 422
    for n in range(MAX_VIEWS - 2):
        ok(save_view(name=f"Vue {n}", query="sort=due", by=lab[Role.TEAM]))
    full = client.post("/dossiers/vues/enregistrer/", {"name": "Une de trop", "query": "sort=due"})
    assert (full.status_code, SavedView.objects.count()) == (422, MAX_VIEWS)


def test_views_are_one_s_own(client: Client, lab: World) -> None:
    view = ok(save_view(name="À moi", query="holder=me", by=lab[Role.TEAM]))
    for role, status in [(Role.TEAM_LEAD, 404), (Role.AUDITOR, 404), (Role.LEADER, 404), (Role.REFERENT, 404)]:
        client.force_login(lab[role])
        assert client.post(f"/dossiers/vues/{view.pk}/", {"gesture": "remove"}).status_code == status
        assert "holder=me&amp;" not in client.get("/dossiers/?all=1").content.decode().replace("holder=me&amp;sort", "")
    for role in (Role.LEADER, Role.REFERENT, Role.SIGNATORY, Role.COPIL_CHAIR, Role.ADMIN):
        client.force_login(lab[role])
        assert client.get("/dossiers/vues/").status_code == 404
        assert client.post("/dossiers/vues/enregistrer/", {"name": "x", "query": "sort=due"}).status_code == 404
    assert SavedView.objects.get() == view


def test_names_follow_the_people(lab: World) -> None:
    dossier = world.in_challenge(lab)
    assert (dossier.leader_words, dossier.service_words) == ("essai leader", "sous prefecture de limoux")
    assert dossier.service is not None
    dossier.service.name = "Préfecture de l’Aude"
    dossier.service.save()
    lab.leader.last_name = "Après"
    lab.leader.save(update_fields=["last_name"])
    again = fresh(dossier)
    assert (again.leader_words, again.service_words) == ("apres leader", "prefecture de l aude")
    ok(actions.declare_interest(dossier=again, reason="Un lien.", by=lab[Role.TEAM]))  # saves only the log's columns
    assert fresh(dossier).leader_words == "apres leader"
