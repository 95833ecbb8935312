"""The team's labels and followers: who makes them, who puts them, where they show, who never reads them."""

import html
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.roles import Role
from dossiers.actions.labels import (
    add_label,
    change_label,
    drop_label,
    make_label,
    set_follower,
    set_labels,
    take_label,
)
from dossiers.models import Dossier, DossierLabel, Label
from tests import world
from tests.dossiers.test_desk_list import found
from tests.dossiers.test_desk_list import rows as many
from tests.statements import counted
from tests.workflow.test_matrix import _seat
from tests.world import World, fresh, ok
from workflow import clock
from workflow.models import LogEntry
from workflow.verdict import Refusal, Why

pytestmark = pytest.mark.django_db
URL = "/dossiers/etiquettes/"


@pytest.fixture
def lab() -> World:
    return world.build()


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def label(lab: World, name: str = "Numérique") -> Label:
    made: Label = ok(make_label(name=name, colour="pink-tuile", by=lab[Role.TEAM_LEAD]))
    return made


# -- who ----------------------------------------------------------------------------------
def test_labels_are_made_by_the_coordination_and_put_by_the_team(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    one = label(lab)
    for role in (*lab.people, Role.LEADER):
        client.force_login(lab[role])
        assert client.get(URL).status_code == (200 if role is Role.TEAM_LEAD else 404), role
        assert client.post(URL, {"new-name": "x"}).status_code == (422 if role is Role.TEAM_LEAD else 404), role
        puts = role in {Role.TEAM, Role.TEAM_LEAD}
        here = f"/dossiers/{dossier.reference}/classement/"
        assert client.get(here).status_code == (200 if puts else 404), role
        assert client.post(here, {"labels": [one.pk]}).status_code == (302 if puts else 404), role
        outcome = make_label(name=role.value, colour="brown-opera", by=lab[role])
        assert isinstance(outcome, Refusal) == (role is not Role.TEAM_LEAD), role
        if not puts:
            for refused in (
                add_label(dossier=dossier, label=one, by=lab[role]),
                take_label(dossier=dossier, label=one, by=lab[role]),
                set_follower(dossier=dossier, follower=None, by=lab[role]),
            ):
                assert isinstance(refused, Refusal)
                assert refused.why is Why.FORBIDDEN
    assert DossierLabel.objects.count() == 1


def test_nobody_but_the_team_and_the_auditor_reads_them(client: Client, lab: World) -> None:
    dossier = world.assigned(lab)
    _seat(lab, dossier)  # the committee's members see it too
    ok(add_label(dossier=dossier, label=label(lab, "Motsecret"), by=lab[Role.TEAM]))
    ok(set_follower(dossier=dossier, follower=lab[Role.TEAM_LEAD], by=lab[Role.TEAM]))
    readers = {Role.TEAM, Role.TEAM_LEAD, Role.AUDITOR}
    here = f"/dossiers/{dossier.reference}/"
    for role in (*lab.people, Role.LEADER):
        client.force_login(lab[role])
        for path in (
            "/",
            "/dossiers/?all=1",
            f"/dossiers/{dossier.reference}/",
            f"/dossiers/{dossier.reference}/challenge/",
        ):
            said = text(client.get(path))
            if role not in readers:
                assert "Motsecret" not in said, (role, path)
                assert "uivi par" not in said, (role, path)
                assert "tiquette" not in said, (role, path)
        assert ("Étiquette ajoutée" in text(client.get(here))) == (role in readers), role
        assert ("Motsecret" in text(client.get("/dossiers/?all=1"))) == (role in readers), role


def test_a_leader_of_the_team_reads_none_on_what_they_lead(client: Client, lab: World) -> None:
    lab.leader.holdings.create(role=Role.TEAM, starts_on=world.EARLY)
    dossier = world.in_challenge(lab)
    one = label(lab, "Motsecret")
    ok(add_label(dossier=dossier, label=one, by=lab[Role.TEAM]))
    client.force_login(lab.leader)
    assert "Motsecret" not in text(client.get(f"/dossiers/{dossier.reference}/"))
    assert client.get(f"/dossiers/{dossier.reference}/classement/").status_code == 404
    assert found(client, f"?mine=1&label={one.pk}") == [dossier.reference]  # narrows nothing there
    other = label(lab, "Autre")
    assert found(client, f"?mine=1&label={other.pk}") == [dossier.reference]
    assert isinstance(add_label(dossier=dossier, label=other, by=lab.leader), Refusal)
    outcome = set_follower(dossier=dossier, follower=lab.leader, by=lab[Role.TEAM])
    assert isinstance(outcome, Refusal)
    assert outcome.unmet[0].code == "not_own_dossier"


def test_a_draft_is_nobody_s_to_label(lab: World) -> None:
    draft = world.draft(lab)
    assert isinstance(add_label(dossier=draft, label=label(lab), by=lab[Role.TEAM]), Refusal)


def test_the_dossier_s_page_shows_its_labels_and_who_follows_it(client: Client, lab: World) -> None:
    """From the row itself: however many labels, the page asks nothing more."""
    dossier = world.in_challenge(lab)
    here = dossier.get_absolute_url()
    client.force_login(lab[Role.TEAM])
    client.get(here)  # a session of one's own
    with counted() as without:
        page = text(client.get(here))
    assert "Aucune étiquette." in page
    assert "Personne ne suit ce dossier" in page
    for name in ("Urgent", "<b>Rural", "Numérique"):
        ok(add_label(dossier=dossier, label=label(lab, name), by=lab[Role.TEAM]))
    ok(set_follower(dossier=dossier, follower=lab[Role.TEAM_LEAD], by=lab[Role.TEAM]))
    with counted(at_most=len(without)):
        page = text(client.get(here))
    assert [page.index(f">{name}</a>") for name in ("<b>Rural", "Numérique", "Urgent")] == sorted(
        page.index(f">{name}</a>") for name in ("<b>Rural", "Numérique", "Urgent")
    )
    assert "Suivi par team_lead Essai." in page
    assert "Changer le classement" in page
    client.force_login(lab[Role.AUDITOR])
    page = text(client.get(here))
    assert "Numérique</a>" in page
    assert "Changer le classement" not in page


# -- what ---------------------------------------------------------------------------------
def test_a_label_is_put_once_found_by_the_list_and_taken_off(client: Client, lab: World) -> None:
    dossier, other = world.in_challenge(lab), world.in_challenge(lab)
    one = label(lab)
    for _ in range(2):
        ok(add_label(dossier=dossier, label=one, by=lab[Role.TEAM]))
    assert DossierLabel.objects.get().set_by == lab[Role.TEAM]
    assert LogEntry.objects.filter(event="label_added").count() == 1
    client.force_login(lab[Role.TEAM])
    assert found(client, f"?label={one.pk}") == [dossier.reference]
    page = text(client.get("/dossiers/?all=1"))
    assert f'<a class="fr-tag fr-tag--sm fr-tag--pink-tuile" href="/dossiers/?label={one.pk}">Numérique</a>' in page
    for _ in range(2):
        ok(take_label(dossier=dossier, label=one, by=lab[Role.TEAM]))
    assert LogEntry.objects.filter(event="label_removed").count() == 1
    assert found(client, f"?label={one.pk}") == []
    assert set(found(client, "?label=zz")) == {dossier.reference, other.reference}


def test_who_follows_is_said_found_and_changed(client: Client, lab: World) -> None:
    dossier, other = world.in_challenge(lab), world.in_challenge(lab)
    team = lab[Role.TEAM]
    for _ in range(2):
        ok(set_follower(dossier=dossier, follower=team, by=lab[Role.TEAM_LEAD]))
    assert LogEntry.objects.filter(event="follower_set").count() == 1
    client.force_login(team)
    assert found(client, f"?follower={team.ref}") == [dossier.reference]
    assert found(client, "?follower=none") == [other.reference]
    assert f"suivi par {team.full_name}" in text(client.get("/dossiers/?all=1"))
    assert f'value="{team.ref}" selected' in text(client.get(f"/dossiers/{dossier.reference}/classement/"))
    for gone in (lab.referents[0], lab[Role.AUDITOR]):
        assert isinstance(set_follower(dossier=dossier, follower=gone, by=team), Refusal)
    ok(set_follower(dossier=dossier, follower=None, by=team))
    assert fresh(dossier).followed_by is None


def test_the_dossier_s_page_of_its_own_keeps_both(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    first, second = label(lab, "Un"), label(lab, "Deux")
    client.force_login(lab[Role.TEAM])
    here = f"/dossiers/{dossier.reference}/classement/"
    client.post(here, {"labels": [first.pk, second.pk], "follower": str(lab[Role.TEAM].ref)})
    assert set(DossierLabel.objects.values_list("label", flat=True)) == {first.pk, second.pk}
    assert text(client.get(here)).count(" checked") == 2
    client.post(here, {**seen(client, here), "labels": [second.pk], "follower": ""})
    assert [row.label for row in DossierLabel.objects.all()] == [second]
    assert fresh(dossier).followed_by is None
    for said in ({"labels": ["zz"]}, {"labels": ["999999"]}, {"follower": "zz"}, {"follower": str(uuid4())},
                 {"labels": ["\0"]}):  # fmt: skip
        assert client.post(here, said).status_code == 422, said
    assert [row.label for row in DossierLabel.objects.all()] == [second]
    lab[Role.TEAM_LEAD].holdings.update(ends_on=clock.today() - timedelta(1))
    assert client.post(here, {"follower": str(lab[Role.TEAM_LEAD].ref)}).status_code == 422


def seen(client: Client, here: str) -> dict[str, str]:
    """What the page hides in its form: what was there when it was made."""
    form = client.get(here).context["form"]
    return {name: form[name].value() for name in ("seen_labels", "seen_follower")}


def test_what_somebody_else_put_meanwhile_is_not_undone(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    first, second, third = label(lab, "Un"), label(lab, "Deux"), label(lab, "Trois")
    ok(set_labels(dossier=dossier, labels=[first, third], by=lab[Role.TEAM]))
    client.force_login(lab[Role.TEAM])
    here = f"/dossiers/{dossier.reference}/classement/"
    shown = seen(client, here)
    ok(set_labels(dossier=dossier, labels=[first, second, third], by=lab[Role.TEAM_LEAD]))
    ok(set_follower(dossier=dossier, follower=lab[Role.TEAM_LEAD], by=lab[Role.TEAM_LEAD]))
    assert client.post(here, {**shown, "labels": [first.pk], "follower": ""}).status_code == 302
    assert set(DossierLabel.objects.values_list("label", flat=True)) == {first.pk, second.pk}
    assert fresh(dossier).followed_by == lab[Role.TEAM_LEAD]


def test_labels_are_made_changed_and_dropped_in_words(client: Client, lab: World) -> None:
    client.force_login(lab[Role.TEAM_LEAD])
    assert client.post(URL, {"new-name": " À  suivre ", "new-colour": "brown-opera"}).status_code == 302
    one = Label.objects.get()
    assert (one.name, one.colour) == ("À suivre", "brown-opera")
    for name, colour, says in [
        ("", "brown-opera", "Donnez un nom"),
        ("x" * 31, "brown-opera", "30 caractères au plus"),
        ("à suivre", "pink-tuile", "porte déjà ce nom"),
        ("<b>x</b>", "zz", "zz"),
        ("\0", "brown-opera", "nul"),
    ]:
        answer = client.post(URL, {"new-name": name, "new-colour": colour})
        assert answer.status_code == 422, name
        assert says in text(answer), name
        assert "<b>x</b>" not in answer.content.decode()
    client.post(URL, {"new-name": "À suivre", "new-colour": "brown-opera"})
    assert Label.objects.count() == 1
    client.post(URL, {"label": one.pk, f"{one.pk}-name": "Urgent", f"{one.pk}-colour": "pink-tuile"})
    assert Label.objects.get().name == "Urgent"
    dossier = world.in_challenge(lab)
    ok(add_label(dossier=dossier, label=one, by=lab[Role.TEAM]))
    answer = client.post(URL, {"label": one.pk, "gesture": "drop"}, follow=True)
    assert "Des dossiers portent cette étiquette" in text(answer)
    ok(take_label(dossier=dossier, label=one, by=lab[Role.TEAM]))
    client.post(URL, {"label": one.pk, "gesture": "drop"})
    assert not Label.objects.exists()
    assert client.post(URL, {"label": one.pk, "gesture": "drop"}).status_code == 404
    assert client.post(URL, {"label": "9" * 30, "new-name": ""}).status_code == 422
    assert isinstance(add_label(dossier=dossier, label=one, by=lab[Role.TEAM]), Refusal)
    assert isinstance(change_label(label=one, name="x", colour="pink-tuile", by=lab[Role.TEAM]), Refusal)
    assert isinstance(drop_label(label=one, by=lab[Role.TEAM]), Refusal)


# -- on many ------------------------------------------------------------------------------
def test_labels_and_followers_are_given_to_many_at_once(client: Client, lab: World) -> None:
    dossiers = [world.in_challenge(lab) for _ in range(2)]
    one = label(lab)
    client.force_login(lab[Role.TEAM])

    def all_of_them(gesture: str, **said: Any) -> None:
        start = {"key": str(uuid4()), "gesture": gesture, "all": "on", "query": ""}
        url = client.post("/dossiers/gestes-groupes/", start)["Location"]
        client.post(url, {"step": "say", **said})
        assert DossierLabel.objects.count() == (0 if gesture == "add_label" else 2)
        client.post(url, {"step": "confirm"})

    all_of_them("add_label", label=one.pk)
    assert DossierLabel.objects.count() == 2
    all_of_them("follow", person=str(lab[Role.TEAM].ref))
    assert {fresh(d).followed_by for d in dossiers} == {lab[Role.TEAM]}
    all_of_them("take_label", label=one.pk)
    assert not DossierLabel.objects.exists()


@pytest.mark.breaks_invariants
@pytest.mark.parametrize("count", [1, 3, 1000])
def test_the_list_asks_no_more_for_its_labels(client: Client, lab: World, count: int) -> None:
    made: list[Dossier] = many(lab, count)
    for one in (label(lab, "Un"), label(lab, "Deux")):
        DossierLabel.objects.bulk_create(
            DossierLabel(dossier=d, label=one, set_by=lab[Role.TEAM], set_at=clock.now()) for d in made
        )
    Dossier.objects.update(followed_by=lab[Role.TEAM])
    for role in (Role.TEAM, Role.TEAM_LEAD, Role.AUDITOR):
        client.force_login(lab[role])
        with counted(at_most=10):
            lines = client.get("/dossiers/?sort=amount&q=projet").context["lines"]
        assert {len(line.labels) for line in lines} == {2}


def test_exactly_these_labels(lab: World) -> None:
    dossier = world.in_challenge(lab)
    first, second = label(lab, "Un"), label(lab, "Deux")
    ok(set_labels(dossier=dossier, labels=[first], by=lab[Role.TEAM]))
    ok(set_labels(dossier=dossier, labels=[second], by=lab[Role.TEAM]))
    assert [row.label for row in DossierLabel.objects.all()] == [second]
    assert list(LogEntry.objects.order_by("seq").values_list("event", flat=True))[-3:] == [
        "label_added", "label_removed", "label_added",
    ]  # fmt: skip
