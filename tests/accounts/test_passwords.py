"""Forgotten, changed, never chosen: passwords."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.people import PASSWORD, link_in, person

pytestmark = pytest.mark.django_db
FRESH = "encore quatre mots neufs"


def ask(client, committed, email: str):
    with committed():
        return client.post(reverse("account_reset_password"), {"email": email})


def follow(client, link: str, password: str = FRESH, again: str | None = None):
    page = client.get(link)
    assert page.status_code == 302, "the key leaves the address bar before anything is shown"
    return client.post(page.url, {"password1": password, "password2": again or password})


def test_a_forgotten_password_is_replaced_through_the_mail_box(client, committed, mailoutbox):
    user = person("lea@gers.example")
    response = ask(client, committed, "LEA@gers.example")
    assert response.url == reverse("account_reset_password_done")
    assert client.get(response.url).status_code == 200
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        (["lea@gers.example"], "Lab-O : choisissez un nouveau mot de passe")
    ]
    assert follow(client, link_in(mailoutbox[0])).url == reverse("account_login")
    user.refresh_from_db()
    assert user.check_password(FRESH)
    assert not user.check_password(PASSWORD)


def test_the_link_serves_once_and_a_made_up_one_never(client, committed, mailoutbox):
    person("lea@gers.example")
    ask(client, committed, "lea@gers.example")
    link = link_in(mailoutbox[0])
    follow(client, link)
    client.session.flush()
    for dead in (link, "/compte/mot-de-passe/nouveau/1-abc-def/", "/compte/mot-de-passe/nouveau/zzzzzzzzzzzzzz-x/"):
        response = client.get(dead)
        assert response.status_code == 404
        assert "Ce lien ne sert plus" in response.content.decode()


def test_an_older_link_dies_with_the_new_password(client, committed, mailoutbox):
    person("lea@gers.example")
    ask(client, committed, "lea@gers.example")
    ask(client, committed, "lea@gers.example")
    follow(client, link_in(mailoutbox[1]))
    assert client.get(link_in(mailoutbox[0])).status_code == 404


@pytest.mark.parametrize(
    ("password", "again"), [("court", "court"), (FRESH, "un autre, différent"), ("1" * 14, "1" * 14)]
)
def test_a_bad_new_password_is_refused_and_the_link_stays_good(client, committed, mailoutbox, password, again):
    user = person("lea@gers.example")
    ask(client, committed, "lea@gers.example")
    link = link_in(mailoutbox[0])
    assert follow(client, link, password, again).status_code == 422
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert follow(client, link).status_code == 302


def test_an_unknown_address_gets_the_same_page_and_a_mail_that_says_so(client, committed, mailoutbox):
    assert ask(client, committed, "leo@gers.example").url == reverse("account_reset_password_done")
    assert [mail.subject for mail in mailoutbox] == ["Lab-O : pas de compte à cette adresse"]


def test_what_is_no_address_is_refused(client, committed, mailoutbox):
    response = ask(client, committed, "lea@@gers")
    assert response.status_code == 422
    assert 'value="lea@@gers"' in response.content.decode()
    assert mailoutbox == []


def test_asking_again_and_again_is_limited(client, committed):
    answers = [ask(client, committed, "lea@gers.example").status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]


def test_one_changes_ones_password_knowing_the_old_one(client):
    user = person("lea@gers.example")
    client.force_login(user)
    url = reverse("account_change_password")
    fresh = {"password1": FRESH, "password2": FRESH}
    refused = client.post(url, {"oldpassword": "faux", **fresh})
    assert refused.status_code == 422
    assert "Ce n’est pas votre mot de passe actuel." in refused.content.decode()
    assert client.post(url, {"oldpassword": PASSWORD, **fresh}).url == reverse("profile")
    assert User.objects.get().check_password(FRESH)
    assert client.get(reverse("profile")).status_code == 200, "still signed in here"


def test_changing_it_closes_the_other_sessions(client):
    user, elsewhere = person("lea@gers.example"), Client()
    client.force_login(user)
    elsewhere.force_login(user)
    said = {"oldpassword": PASSWORD, "password1": FRESH, "password2": FRESH}
    client.post(reverse("account_change_password"), said)
    assert elsewhere.get(reverse("profile")).status_code == 302


def test_who_has_no_password_yet_chooses_one_by_mail(client):
    user = person("lea@gers.example")
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    assert "Choisir un mot de passe" in client.get(reverse("profile")).content.decode()
    response = client.get(reverse("account_change_password"))
    assert response.url == reverse("account_reset_password")
    assert client.get(response.url).status_code == 200
