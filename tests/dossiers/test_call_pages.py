"""The pages of the calls' administration, and the page of a call: who finds them, what they say, what they survive."""

import html
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import RoleHolding
from accounts.roles import Role
from dossiers.actions import call_opening, calls
from dossiers.calls.wording import Told
from dossiers.models import Call, CallChange
from tests import world
from tests.world import World, ok
from workflow import clock

pytestmark = pytest.mark.django_db
Count = Callable[..., AbstractContextManager[Any]]
HOME = "/appels/administration/"
HERE = f"{HOME}ESSAI/"
READ = (HOME, HERE, f"{HERE}historique/")
WRITTEN = (
    f"{HOME}nouveau/",
    *(f"{HERE}{path}/" for path in ("ouvrir", "clore", "dupliquer", "aide", "aide/need")),
    *(f"{HERE}reglages/{part}/" for part in ("presentation", "dates", "enveloppe", "personnes", "delais", "grille")),
)
ENVELOPE = {
    "envelope": "250 000,00",
    "budget_line": "BOP 349",
    "reason": "Abondement.",
    "reference": "Notification n° 12",
    "revision": "0",
}


@pytest.fixture
def lab() -> World:
    return world.build()


@pytest.fixture
def admin(client: Client, lab: World) -> Client:
    client.force_login(lab[Role.ADMIN])
    return client


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


# -- who finds them -----------------------------------------------------------------------
def test_an_auditor_reads_the_calls_of_their_mission_alone(client: Client, lab: World) -> None:
    world.open_call("AUTRE")
    RoleHolding.objects.filter(role=Role.AUDITOR).update(scope="AUTRE")
    client.force_login(lab[Role.AUDITOR])
    assert client.get(HERE).status_code == 404
    assert client.get(f"{HOME}AUTRE/").status_code == 200
    assert "Appel ESSAI" not in text(client.get(HOME))


def test_what_does_not_exist_is_not_found(admin: Client) -> None:
    for path in (f"{HOME}NULLE-PART/", f"{HERE}reglages/autre/", f"{HERE}aide/autre/", f"{HOME}NULLE-PART/ouvrir/"):
        assert admin.get(path).status_code == 404


def test_a_call_in_preparation_is_nobody_else_s_to_see(client: Client, lab: World) -> None:
    Call.objects.filter(pk=lab.call.pk).update(published=False)
    for path in ("/appels/ESSAI/", "/appels/ESSAI/nouveau/"):
        client.force_login(lab.leader)
        assert client.get(path).status_code == 404
    client.logout()
    assert client.get("/appels/ESSAI/").status_code == 404
    assert "Appel ESSAI" not in text(client.get("/appels/"))
    assert "Appel ESSAI" not in text(client.get("/"))


# -- what they say ------------------------------------------------------------------------
def test_a_change_through_the_page_and_its_place_in_the_history(admin: Client, lab: World) -> None:
    answer = admin.post(f"{HERE}reglages/enveloppe/", ENVELOPE)
    assert answer["Location"] == HERE
    page = text(admin.get(HERE))
    assert "250\u202f000,00" in page
    assert "Abondement." in page
    assert "Notification n° 12" in page


def test_two_administrators_the_second_keeps_what_they_typed_and_reads_what_changed(admin: Client) -> None:
    assert admin.post(f"{HERE}reglages/enveloppe/", ENVELOPE).status_code == 302
    mine = {**ENVELOPE, "envelope": "300000", "reason": "Mon motif."}
    answer = admin.post(f"{HERE}reglages/enveloppe/", mine)
    assert answer.status_code == 409
    page = text(answer)
    assert 'value="300000"' in page
    assert "Mon motif." in page
    assert "Ce qui a changé entre-temps" in page
    assert '<input type="hidden" name="revision" value="1"' in page
    assert admin.post(f"{HERE}reglages/enveloppe/", {**mine, "revision": "1"}).status_code == 302


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("enveloppe", {**ENVELOPE, "envelope": "beaucoup"}),
        ("enveloppe", {**ENVELOPE, "envelope": "1e9"}),
        ("enveloppe", {**ENVELOPE, "envelope": "-5"}),
        ("enveloppe", {**ENVELOPE, "reason": "a\x00b", "envelope": ""}),
        ("enveloppe", {**ENVELOPE, "reason": "x" * 25_000}),
        ("enveloppe", {**ENVELOPE, "reference": "<script>alert(1)</script>" * 20}),
        ("dates", {"opens_on": "2026-02-31", "closes_on": "hier", "ends_on": "9999-12-31"}),
        ("dates", {"opens_on": "2026-01-01", "closes_on": "0001-01-01", "ends_on": "9999-12-31", "revision": "0"}),
        ("personnes", {"referents_wanted": "99999999999999999999", "reviewers_wanted": "x", "small_request": "\x00"}),
        ("delais", {"draft_days": "-1", "challenge_days": "1.5", "review_days": "", "signature_days": "0"}),
        ("grille", {"rubric": "999"}),
        ("grille", {"rubric": "x\x00"}),
        ("presentation", {"title": "", "contact_email": "pas une adresse"}),
        ("presentation", {"title": "x" * 25_000}),
    ],
)
def test_hostile_settings_are_refused_in_words_and_nothing_changes(
    admin: Client, lab: World, part: str, said: dict[str, str]
) -> None:
    before = Call.objects.values().get(pk=lab.call.pk)
    answer = admin.post(f"{HERE}reglages/{part}/", said)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert "<script>alert" not in answer.content.decode()
    assert Call.objects.values().get(pk=lab.call.pk) == before
    assert not CallChange.objects.exists()


@pytest.mark.parametrize("revision", ["", "-1", "x", "99999999999", "1.0", "²"])
def test_a_revision_that_is_none_is_an_old_one(admin: Client, revision: str) -> None:
    assert admin.post(f"{HERE}reglages/enveloppe/", {**ENVELOPE, "revision": revision}).status_code == 409


def test_what_may_no_longer_change_is_said_so_and_sending_it_anyway_changes_nothing(admin: Client, lab: World) -> None:
    world.in_challenge(lab)
    page = text(admin.get(f"{HERE}reglages/presentation/"))
    assert "tous sont traités selon la même règle" in page
    assert 'name="title"' in page
    said = {"title": "Autre", "presentation": "P", "contact_name": "", "contact_email": "a@b.example", "revision": "0"}
    assert admin.post(f"{HERE}reglages/presentation/", said).status_code == 302
    assert Call.objects.get(pk=lab.call.pk).title == "Appel ESSAI"


def test_making_opening_closing_and_cloning_through_the_pages(admin: Client) -> None:
    today = clock.today()
    days = {"opens_on": today, "closes_on": today + timedelta(9), "ends_on": today + timedelta(99)}
    made = admin.post(f"{HOME}nouveau/", {"code": "neuf", "title": "Neuf", **days})
    assert made["Location"] == f"{HOME}NEUF/"
    here = made["Location"]
    refused = admin.post(f"{here}ouvrir/", {"closes_on": days["closes_on"], "revision": "1"})
    assert refused.status_code == 422
    assert "Fixez d’abord l’enveloppe" in text(refused)
    said = {"title": "Neuf", "presentation": "P", "contact_name": "", "contact_email": "a@b.example", "revision": "1"}
    admin.post(f"{here}reglages/presentation/", said)
    admin.post(f"{here}reglages/enveloppe/", {**ENVELOPE, "revision": "2"})
    opened = admin.post(f"{here}ouvrir/", {"closes_on": days["closes_on"], "revision": "3"})
    assert opened["Location"] == here
    assert admin.get("/appels/NEUF/").status_code == 200
    assert admin.post(f"{here}clore/", {"reason": "", "revision": "4"}).status_code == 422
    assert admin.post(f"{here}clore/", {"reason": "Épuisé.", "revision": "4"}).status_code == 302
    assert "Rouvrir l’appel" in text(admin.get(here))
    cloned = admin.post(f"{here}dupliquer/", {"code": "NEUF-2", "title": "Deux", "opens_on": today + timedelta(200)})
    assert cloned["Location"] == f"{HOME}NEUF-2/"
    assert (
        admin.post(f"{here}dupliquer/", {"code": "<b>", "title": "x\x00", "opens_on": "2101-01-01"}).status_code == 422
    )


def test_the_call_s_own_help_stands_beside_the_question_and_the_site_s_elsewhere(admin: Client, lab: World) -> None:
    said = {"users_help": "Comptez <b>tout</b> le monde.", "users_example": "Trente agents.", "revision": "0"}
    assert admin.post(f"{HERE}aide/need/", said).status_code == 302
    admin.force_login(lab.leader)
    dossier = world.draft(lab)
    page = text(admin.get(f"/dossiers/{dossier.reference}/formulaire/need/"))
    assert "Comptez <b>tout</b> le monde." in page
    assert "Trente agents." in page
    assert "Décrivez ce que vivent les usagers" in page
    assert "Usagers et agents. Un ordre" not in page


# -- the page of a call ---------------------------------------------------------------------
def test_whoever_thinks_of_depositing_reads_dates_criteria_thresholds_and_contact(client: Client, lab: World) -> None:
    Call.objects.filter(pk=lab.call.pk).update(presentation="Pour vous.", contact_email="lab@lab-o.example")
    page = text(client.get("/appels/ESSAI/"))
    for said in ("Pour vous.", "lab@lab-o.example", "Impact avéré", "5\u202f000,00", "Commencer un dossier"):
        assert said in page
    assert "100\u202f000,00" not in page  # the envelope is not theirs to know


def test_a_call_to_come_says_when_and_takes_no_dossier(client: Client, lab: World) -> None:
    Call.objects.filter(pk=lab.call.pk).update(opens_on=clock.today() + timedelta(9))
    page = text(client.get("/appels/ESSAI/"))
    assert "à venir" in page
    assert "Commencer un dossier" not in page
    assert "Appel ESSAI" in text(client.get("/appels/"))


# -- what they cost ---------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3, 40])
def test_pages_cost_the_same_however_many_calls_dossiers_and_changes(
    admin: Client, lab: World, statements: Count, count: int
) -> None:
    for n in range(count):
        told = {"opens_on": clock.today(), "by": lab[Role.ADMIN]}
        ok(call_opening.clone_call(call=lab.call, code=f"C{n}", title=f"Appel {n}", **told))
        said = {"users": Told(f"Aide {n}")}
        ok(calls.word_call(call=lab.call, section="need", said=said, revision=n, by=lab[Role.ADMIN]))
    paths = (*READ, *WRITTEN, "/appels/", "/appels/ESSAI/")
    for path in paths:
        with statements(at_most=10):
            assert admin.get(path).status_code == 200, path
