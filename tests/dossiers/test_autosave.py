"""Saving while it is typed: what the site answers, and what it keeps, whatever is sent."""

import html
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from dossiers import actions
from dossiers.models import Dossier, Section
from tests import world
from tests.dossiers.test_form_pages import sent, url
from tests.world import ANSWERS, World, do, ok

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab() -> World:
    return world.build()


@pytest.fixture
def dossier(lab: World) -> Dossier:
    return ok(actions.open_draft(call=lab.call, by=lab.leader))


@pytest.fixture
def friend(lab: World, dossier: Dossier) -> User:
    found = world.person("coporteur")
    world.co_lead(dossier, found, by=lab.leader)
    return found


def autosave(
    client: Client, user: User, dossier: Dossier, section: str, revision: int = 0, *, base: Any = None, **changed: Any
) -> Any:
    """What the script sends; `base` are the answers that the page was opened with."""
    client.force_login(user)
    data = {**sent(section, revision, **changed), "autosave": "1", "writer": str(user.ref)}
    if base is not None:
        data |= {f"base-{name}": value for name, value in sent(section, **base).items()}
    return client.post(url(dossier, section), data)


def kept(dossier: Dossier, section: str) -> dict[str, Any]:
    return Section.objects.get(dossier=dossier, code=section).data


def test_a_save_says_when_and_which_revision_comes_next(client: Client, lab: World, dossier: Dossier) -> None:
    answer = autosave(client, lab.leader, dossier, "need")
    assert answer.status_code == 200
    said = answer.json()
    assert (said["revision"], said["problems"], said["taken"], said["note"]) == (1, [], {}, "")
    assert "\u00a0h\u00a0" in said["hour"]
    assert "complet" in said["around"]["form-tabs"]
    assert kept(dossier, "need") == ANSWERS["need"]


def test_the_same_text_sent_twice_is_saved_once(client: Client, lab: World, dossier: Dossier) -> None:
    """The answer to the first was lost on its way."""
    for _time in range(2):
        answer = autosave(client, lab.leader, dossier, "need", 0)
        assert (answer.status_code, answer.json()["revision"]) == (200, 1)


def test_what_cannot_be_read_is_told_and_the_rest_is_kept(client: Client, lab: World, dossier: Dossier) -> None:
    ok(
        actions.save_section(
            dossier=dossier, section="beneficiary", answers=ANSWERS["beneficiary"], revision=0, by=lab.leader
        )
    )
    answer = autosave(client, lab.leader, dossier, "beneficiary", 1, siret="123", name="Mairie de Villeneuve")
    problem = {"label": "Numéro SIRET", "sentence": "Un numéro SIRET a quatorze chiffres.", "anchor": "id_siret"}
    assert (answer.status_code, answer.json()["problems"]) == (200, [problem])
    assert (kept(dossier, "beneficiary")["name"], kept(dossier, "beneficiary")["siret"]) == (
        "Mairie de Villeneuve",
        world.SIRET,
    )


def test_a_cell_that_cannot_be_read_does_not_hold_its_table_back(client: Client, lab: World, dossier: Dossier) -> None:
    rows = [
        {"label": "Ateliers", "kind": "event", "amount": "12 000"},
        {"label": "Achat", "kind": "purchase", "amount": "beaucoup"},
    ]
    answer = autosave(client, lab.leader, dossier, "budget", expenses=rows)
    assert [problem["label"] for problem in answer.json()["problems"]] == ["Dépenses, ligne 2"]
    assert [row["amount"] for row in kept(dossier, "budget")["expenses"]] == ["12000.00", ""]
    assert "12\u202f000,00\u202f€" in html.unescape(answer.json()["around"]["budget-totals"])


def test_a_text_far_too_long_loses_nothing_of_the_former_one(client: Client, lab: World, dossier: Dossier) -> None:
    autosave(client, lab.leader, dossier, "need", 0)
    answer = autosave(client, lab.leader, dossier, "need", 1, irritant="a" * 4001)
    assert "1 de trop" in answer.json()["problems"][0]["sentence"]
    assert kept(dossier, "need") == ANSWERS["need"]


def test_two_people_on_different_questions_are_both_kept(
    client: Client, lab: World, dossier: Dossier, friend: User
) -> None:
    ok(actions.save_section(dossier=dossier, section="need", answers=ANSWERS["need"], revision=0, by=lab.leader))
    assert autosave(client, friend, dossier, "need", 1, base={}, irritant="Le texte de l’autre.").status_code == 200
    answer = autosave(client, lab.leader, dossier, "need", 1, base={}, users="Tout le monde.")
    assert answer.status_code == 200
    said = answer.json()
    assert (said["revision"], list(said["taken"])) == (3, ["irritant"])
    assert "Le texte de l’autre." in html.unescape(said["taken"]["irritant"])
    assert friend.full_name in html.unescape(said["note"])
    assert kept(dossier, "need") == {
        **ANSWERS["need"],
        "irritant": "Le texte de l’autre.",
        "users": "Tout le monde.",
    }


def test_two_people_on_one_question_are_asked_to_choose(
    client: Client, lab: World, dossier: Dossier, friend: User
) -> None:
    autosave(
        client, friend, dossier, "need", 0, base={"irritant": "", "evidence": "", "users": ""}, irritant="Le sien."
    )
    empty = {"irritant": "", "evidence": "", "users": ""}
    answer = autosave(client, lab.leader, dossier, "need", 0, base=empty, **{**empty, "irritant": "Le mien."})
    assert answer.status_code == 409
    said = answer.json()
    assert (said["why"], said["revision"]) == ("moved", 1)
    panel = html.unescape(said["panel"])
    assert "<mark>mien</mark>" in panel
    assert "<mark>sien</mark>" in panel
    assert 'name="choose-irritant"' in panel
    # What the other alone wrote is theirs unless the person says otherwise.
    assert re.search(r'name="choose-irritant"[^>]*value="mine" checked', panel)
    assert re.search(r'name="choose-users"[^>]*value="theirs" checked', panel)
    assert kept(dossier, "need")["irritant"] == "Le sien."
    # Told which one is kept, the site saves it.
    client.force_login(lab.leader)
    data = {**sent("need", 1, irritant="Le mien."), "choose-irritant": "mine", "choose-users": "theirs"}
    answer = client.post(url(dossier, "need"), {**data, "autosave": "1", "writer": str(lab.leader.ref)})
    assert answer.status_code == 200
    assert kept(dossier, "need")["irritant"] == "Le mien."


def test_what_one_alone_changed_is_not_in_question(client: Client, lab: World, dossier: Dossier, friend: User) -> None:
    ok(actions.save_section(dossier=dossier, section="need", answers=ANSWERS["need"], revision=0, by=lab.leader))
    autosave(client, friend, dossier, "need", 1, base={}, irritant="Le sien.")
    answer = autosave(client, lab.leader, dossier, "need", 1, base={}, irritant="Le mien.", users="Tous.")
    panel = answer.json()["panel"]
    assert ('name="choose-irritant"' in panel, 'name="choose-users"' in panel) == (True, False)


def test_nothing_is_saved_in_the_name_of_who_signed_in_since(
    client: Client, lab: World, dossier: Dossier, friend: User
) -> None:
    client.force_login(friend)
    for writer in (str(lab.leader.ref), str(uuid4()), "", "<b>"):
        answer = client.post(url(dossier, "need"), {**sent("need"), "autosave": "1", "writer": writer})
        assert (answer.status_code, answer.json()["why"]) == (403, "other_person")
    assert not Section.objects.exists()


def test_a_deposited_dossier_says_why_it_saves_nothing(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    answer = autosave(client, lab.leader, dossier, "need", 1, irritant="Trop tard.")
    assert (answer.status_code, answer.json()["why"]) == (409, "wrong_state")
    assert kept(dossier, "need") == ANSWERS["need"]


def test_a_stranger_is_sent_to_the_door_and_others_find_nothing(client: Client, lab: World, dossier: Dossier) -> None:
    data = {**sent("need"), "autosave": "1", "writer": str(lab.leader.ref)}
    assert client.post(url(dossier, "need"), data).status_code == 302
    for nobody in (*lab.people.values(), world.person("passant")):
        assert autosave(client, nobody, dossier, "need").status_code == 404
    assert not Section.objects.exists()


@pytest.mark.parametrize("hostile", ["\x00", "<script>alert(1)</script>", "\u202e", "🂡" * 200, "a" * 100_000])
@pytest.mark.parametrize("section", ["need", "budget", "beneficiary", "calendar"])
def test_whatever_is_sent_is_answered_in_words(
    client: Client, lab: World, dossier: Dossier, section: str, hostile: str
) -> None:
    client.force_login(lab.leader)
    data = dict.fromkeys(sent(section), hostile)
    odd = {"base-": hostile, "base-kind": hostile, "choose": hostile, "revision": "0"}
    answer = client.post(url(dossier, section), {**data, **odd, "autosave": "1", "writer": str(lab.leader.ref)})
    assert answer.status_code == 200
    assert "<script>" not in answer.json()["note"]


def test_a_text_found_again_is_shown_and_not_saved(client: Client, lab: World, dossier: Dossier) -> None:
    client.force_login(lab.leader)
    answer = client.post(url(dossier, "need"), {**sent("need", irritant="Retrouvé."), "restore": "1"})
    assert answer.status_code == 200
    assert "Retrouvé." in answer.content.decode()
    assert "data-kept" not in answer.content.decode()
    assert not Section.objects.exists()


def test_an_autosaved_form_is_deposited_like_any_other(client: Client, lab: World, dossier: Dossier) -> None:
    for section in ANSWERS:
        assert autosave(client, lab.leader, dossier, section).json()["problems"] == []
    ok(do(dossier, "submit", lab.leader))
    assert {code: data["title"] for code, data in dossier.versions.get().content.items() if "title" in data} == {
        "project": "Accueil commun"
    }
