"""One click, one role: only where DEMO is on, only for the accounts made for it, only by POST."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from tests.accounts.people import PASSWORD, days, hold, person

pytestmark = pytest.mark.django_db
LOGIN = "/compte/connexion/"


@pytest.fixture
def actor() -> User:
    user = person("prefete@demo.lab-o.example", verified=False, first_name="Hélène", last_name="Roc", is_demo=True)
    hold(user, Role.SIGNATORY, starts_on=days(-1))
    return user


def enter(client: Client, ref: uuid.UUID):
    return client.post(reverse("demo_sign_in", args=[ref]))


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_without_demo_nothing_of_it_exists(client, settings, actor):
    assert settings.DEMO is False
    url = reverse("demo_sign_in", args=[actor.ref])
    assert [client.post(url).status_code, client.get(url).status_code] == [404, 404]
    assert signed_in(client) is None
    page = client.get(LOGIN)
    assert list(page.context["demo_accounts"]) == []
    assert "Hélène Roc" not in page.content.decode()


def test_a_demonstration_account_is_closed_elsewhere_even_with_its_password(client, actor):
    response = client.post(LOGIN, {"login": actor.email, "password": PASSWORD})
    assert response.url == reverse("account_inactive")
    assert signed_in(client) is None


def test_with_demo_the_sign_in_page_offers_each_account_under_its_role(client, settings, actor):
    settings.DEMO = True
    leader = person("porteuse@demo.lab-o.example", first_name="Inès", last_name="Cazal", is_demo=True)
    person("vrai@gers.example", Role.TEAM, first_name="Pas", last_name="Offert")
    page = client.get(LOGIN).content.decode()
    for shown in ("signataire", "Hélène Roc", "porteur de projet", "Inès Cazal", str(actor.ref), str(leader.ref)):
        assert shown in page
    assert "Pas Offert" not in page


def test_with_demo_one_click_enters_and_another_changes_role(client, settings, actor):
    settings.DEMO = True
    leader = person("porteuse@demo.lab-o.example", is_demo=True)
    assert enter(client, actor.ref).url == "/"
    assert signed_in(client) == str(actor.pk)
    assert enter(client, leader.ref).url == "/"
    assert signed_in(client) == str(leader.pk)


def test_with_demo_the_accounts_stand_in_the_order_in_which_a_dossier_meets_them(client, settings, actor):
    settings.DEMO = True
    team = person("equipe@demo.lab-o.example", is_demo=True)
    hold(team, Role.TEAM, starts_on=days(-1))
    leader = person("porteuse@demo.lab-o.example", is_demo=True)
    assert client.get(LOGIN).context["demo_accounts"] == [leader, team, actor]


def test_with_demo_one_goes_on_to_the_page_one_asked_for_and_nowhere_else(client, settings, actor):
    settings.DEMO = True
    asked = client.get("/appels/ESSAI/nouveau/")
    assert '<input type="hidden" name="next" value="/appels/ESSAI/nouveau/">' in client.get(asked.url).content.decode()
    url = reverse("demo_sign_in", args=[actor.ref])
    assert client.post(url, {"next": "/appels/ESSAI/nouveau/"}).url == "/appels/ESSAI/nouveau/"
    assert client.post(url, {"next": "https://ailleurs.example/"}).url == "/"


def test_with_demo_real_closed_and_unknown_accounts_are_not_found(client, settings, actor):
    settings.DEMO = True
    real = person("vrai@gers.example")
    closed = person("ferme@demo.lab-o.example", is_demo=True, is_active=False)
    answers = [enter(client, ref).status_code for ref in (real.ref, closed.ref, uuid.uuid4())]
    assert answers == [404, 404, 404]
    assert signed_in(client) is None


def test_a_link_is_not_enough(client, settings, actor):
    settings.DEMO = True
    assert client.get(reverse("demo_sign_in", args=[actor.ref])).status_code == 405
    forged = Client(enforce_csrf_checks=True)
    assert enter(forged, actor.ref).status_code == 403
    assert signed_in(client) is None


def test_the_list_costs_the_same_however_many(client, settings, statements):
    settings.DEMO = True
    for n in range(12):
        hold(person(f"p{n}@demo.lab-o.example", is_demo=True), Role.REFERENT, starts_on=days(-1))
    with statements(at_most=3):
        client.get(LOGIN)
