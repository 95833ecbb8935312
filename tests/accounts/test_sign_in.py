"""Signing in with an address and a password; what is refused, and how little it says."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from accounts.models import User
from accounts.roles import Role
from tests.accounts.people import PASSWORD, person

pytestmark = pytest.mark.django_db
LOGIN = "/compte/connexion/"


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str):
    return client.post(LOGIN, {"login": email, "password": password, **more})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_address_and_the_password_open_the_door_whatever_the_capitals(client):
    person("lea@gers.example")
    assert sign_in(client, " Lea@Gers.example ").url == "/"
    assert signed_in(client)


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(client):
    person("lea@gers.example")
    wrong, unknown = sign_in(client, "lea@gers.example", "faux"), sign_in(client, "leo@gers.example", "faux")
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    said = [response.context["form"].non_field_errors() for response in (wrong, unknown)]
    assert said == [["L’adresse ou le mot de passe est inexact."]] * 2
    assert not signed_in(client)


def test_the_address_is_kept_and_the_password_is_not(client):
    page = sign_in(client, "lea@gers.example", "mon secret").content.decode()
    assert 'value="lea@gers.example"' in page
    assert "mon secret" not in page


def test_five_failures_close_the_door_of_one_address_even_to_the_right_password(client):
    person("lea@gers.example")
    person("leo@gers.example")
    answers = [sign_in(client, "lea@gers.example", "faux").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    right = sign_in(client, "LEA@gers.example")
    assert right.status_code == 429
    assert "Trop d’essais" in right.content.decode()
    assert not signed_in(client)
    assert sign_in(client, "leo@gers.example").url == "/"


def test_many_attempts_from_one_place_are_stopped_whatever_the_address(client):
    answers = [client.post(LOGIN, {"login": f"p{n}@gers.example", "password": ""}).status_code for n in range(31)]
    assert answers == [422] * 30 + [429]
    assert "Trop de demandes" in client.post(LOGIN, {}).content.decode()


def test_a_closed_account_is_told_so_only_with_the_right_password(client):
    person("lea@gers.example", is_active=False)
    assert sign_in(client, "lea@gers.example", "faux").status_code == 422
    response = sign_in(client, "lea@gers.example")
    assert response.url == reverse("account_inactive")
    assert "Ce compte est fermé" in client.get(response.url).content.decode()
    assert not signed_in(client)


def test_one_goes_on_to_the_page_one_asked_for_and_nowhere_else(client):
    person("lea@gers.example")
    asked = client.get(reverse("profile"))
    assert asked.url == f"{LOGIN}?next=/compte/profil/"
    assert sign_in(client, "lea@gers.example", next="/compte/profil/").url == "/compte/profil/"
    client.logout()
    assert sign_in(client, "lea@gers.example", next="https://piege.example/").url == "/"


@pytest.mark.parametrize(
    ("referer", "page"),
    [
        ("http://testserver/dossiers/LO-2026-0001/notes/?page=2", "/dossiers/LO-2026-0001/notes/%3Fpage%3D2"),
        ("https://piege.example/dossiers/", "/"),
        ("", "/"),
    ],
)
def test_after_a_gesture_one_goes_on_to_the_page_that_it_was_made_on(client, referer, page):
    sent = client.post("/dossiers/LO-2026-0001/notes/", {"body": "Vu."}, headers={"referer": referer})
    assert sent.url == f"{LOGIN}?next={page}"


def test_the_address_of_a_gesture_has_a_page_that_says_so(client):
    client.force_login(person("lea@gers.example"))
    followed = client.get(reverse("dossiers:save_view"))
    assert (followed.status_code, followed.headers["Allow"]) == (405, "POST")
    assert "rien n’a été enregistré" in followed.text


def test_signing_out_takes_a_post(client):
    client.force_login(person("lea@gers.example"))
    assert client.get(reverse("account_logout")).status_code == 200
    assert signed_in(client)
    assert client.post(reverse("account_logout")).url == "/"
    assert not signed_in(client)


def test_a_superuser_made_on_the_command_line_signs_in_and_administers_but_has_no_blanket_permission(client):
    user = User.objects.create_superuser(email="Racine@Lab-O.example", password=PASSWORD, first_name="R", last_name="T")
    assert sign_in(client, "racine@lab-o.example").url == "/"
    assert user.roles == {Role.ADMIN}
    assert not user.is_superuser


def test_only_the_pages_that_exist_are_wired():
    ours = {name for name in get_resolver().reverse_dict if isinstance(name, str) and name.startswith("account_")}
    assert ours == {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_signup",
        "account_email_verification_sent",
        "account_confirm_email",
        "account_change_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
    }
    with pytest.raises(NoReverseMatch):
        reverse("account_email")


def test_asking_for_json_gets_the_page_all_the_same(client):
    response = client.get(LOGIN, headers={"accept": "application/json"})
    assert response["content-type"].startswith("text/html")


@pytest.mark.parametrize("key", ['"aaaaaaaaaaaa\\000bbb"', "é" * 32, "' OR 1=1 --", "a" * 5000, ""])
def test_a_forged_session_is_no_session(client, key):
    assert client.get("/", HTTP_COOKIE=f"sessionid={key}; csrftoken={key}").status_code == 200
    assert client.get(reverse("profile"), HTTP_COOKIE=f"sessionid={key}").status_code == 302
