"""A project leader registers alone; nothing opens before the address is proved."""

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from accounts.models import Service, User
from tests.accounts.people import IDENTITY, NEW_PASSWORDS, PASSWORD, link_in, person

pytestmark = pytest.mark.django_db
EMAIL = "nadia.vidal@aude.example"


def register(client: Client, committed, **changes: str):
    with committed():
        return client.post(reverse("account_signup"), {**IDENTITY, **NEW_PASSWORDS, "email": EMAIL, **changes})


def sign_in(client: Client, email: str = EMAIL, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_registering_keeps_what_was_said_and_sends_one_mail(client, committed, mailoutbox: list[EmailMessage]):
    response = register(client, committed)
    assert response.status_code == 302
    assert response.url == reverse("account_email_verification_sent")
    user = User.objects.get()
    said = (user.email, user.full_name, user.job_title, user.service.name, user.service.department)
    assert said == (EMAIL, "Nadia Vidal", "Cheffe de projet", "DDETS de l’Aude", "11")
    assert user.roles == frozenset()
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [([EMAIL], "Lab-O : confirmez votre adresse")]


def test_an_unproved_address_opens_nothing_and_gets_its_link_again(client, committed, mailoutbox):
    register(client, committed)
    cache.clear()  # one link every three minutes: here, three minutes have passed
    with committed():
        response = sign_in(client)
    assert response.url == reverse("account_email_verification_sent")
    assert not signed_in(client)
    assert len(mailoutbox) == 2


def test_following_the_link_opens_the_account(client, committed, mailoutbox):
    register(client, committed)
    link = link_in(mailoutbox[0])
    assert client.get(link).status_code == 200
    assert not EmailAddress.objects.get().verified, "reading the page, as mail scanners do, proves nothing"
    assert client.post(link).url == reverse("account_login")
    assert EmailAddress.objects.get().verified
    assert sign_in(client).url == "/"
    assert signed_in(client)


def test_a_link_serves_once_and_a_made_up_one_never(client, committed, mailoutbox):
    register(client, committed)
    link = link_in(mailoutbox[0])
    client.post(link)
    for dead in (link, reverse("account_confirm_email", args=["MQ:1abcde:bad"])):
        response = client.get(dead)
        assert response.status_code == 404
        assert "Ce lien ne sert plus" in response.content.decode()
        assert client.post(dead).status_code == 404


@pytest.mark.parametrize("email", [EMAIL, EMAIL.upper(), "Nadia.Vidal@Aude.Example"])
def test_a_taken_address_looks_free_and_its_owner_is_told(client, committed, mailoutbox, email):
    person(EMAIL, first_name="Une", last_name="Autre")
    response = register(client, committed, email=email)
    assert response.url == reverse("account_email_verification_sent"), "the same answer as for a free address"
    assert User.objects.get().full_name == "Une Autre"
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [([EMAIL], "Lab-O : vous avez déjà un compte")]


def test_names_go_into_no_mail_that_a_stranger_can_have_sent(client, committed, mailoutbox):
    register(client, committed, first_name="Gagnez sur http://piege.example", last_name="Vite")
    assert "piege" not in mailoutbox[0].body + mailoutbox[0].subject


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("first_name", ""),
        ("last_name", "   "),
        ("first_name", "é" * 101),
        ("last_name", "a\x00b"),
        ("job_title", "x" * 151),
        ("service_name", "x" * 201),
        ("service_name", "…!?"),
        ("department", "99"),
        ("email", "nadia.vidal"),
        ("email", f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 20}.example"),
        ("password1", "court"),
        ("password1", "123456789012"),
        ("password1", "motdepasse12"),
        ("password2", "un autre mot de passe"),
    ],
)
def test_bad_input_is_refused_and_all_but_passwords_kept(client, committed, mailoutbox, field, value):
    response = register(client, committed, **{field: value})
    page = response.content.decode()
    assert response.status_code == 422
    assert not User.objects.exists()
    assert not Service.objects.exists()
    assert mailoutbox == []
    kept = {**IDENTITY, "email": EMAIL} | ({field: value} if field in IDENTITY else {})
    for name in ("first_name", "last_name", "job_title"):
        if kept[name].strip() and "\x00" not in kept[name]:
            assert f'value="{kept[name]}"' in page
    assert PASSWORD not in page


def test_a_password_made_of_ones_name_is_refused(client, committed):
    weak = "montvalent brissac"
    response = register(client, committed, last_name="Montvalent-Brissac", password1=weak, password2=weak)
    assert response.status_code == 422
    assert "password1" in response.context["form"].errors


def test_html_in_names_is_text(client, committed, mailoutbox):
    evil = "<script>alert(1)</script>"
    register(client, committed, first_name=evil, last_name='"><img src=x>', service_name=evil + " service")
    client.post(link_in(mailoutbox[0]))
    sign_in(client)
    profile = client.get(reverse("profile")).content.decode()
    public = Client().get(reverse("account_signup")).content.decode()
    for page in (profile, public):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in profile


def test_line_breaks_and_runs_of_spaces_become_one_space(client, committed):
    register(client, committed, first_name=" Marie \t\n Ève ", service_name="DDETS   de\nl’Aude")
    user = User.objects.get()
    assert (user.first_name, user.service.name) == ("Marie Ève", "DDETS de l’Aude")


def test_services_suggested_to_strangers_have_someone_with_a_proved_address(client, committed):
    proved = Service.objects.named("Préfecture du Lot")
    person("a@lot.example", service=proved)
    register(client, committed, service_name="Publicité sauvage")
    page = Client().get(reverse("account_signup")).content.decode()
    assert "Préfecture du Lot" in page
    assert "Publicité sauvage" not in page


def test_signed_in_people_are_not_asked_to_register(client):
    client.force_login(person("deja@lot.example"))
    assert client.get(reverse("account_signup")).url == "/"


def test_registering_from_one_place_is_limited(client, committed):
    answers = [client.post(reverse("account_signup"), {}).status_code for _ in range(21)]
    assert answers == [422] * 20 + [429]
