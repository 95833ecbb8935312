"""The directory and its verbs through the pages; not found for whoever does not administer."""

import re
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Delegation, Invitation, Service, User
from accounts.roles import Role
from tests.accounts.people import days, hold, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def lea() -> User:
    return person(
        "lea@gers.example", first_name="Léa", last_name="Garros", service=Service.objects.named("DDT du Gers")
    )


def test_nobody_is_found_under_an_unknown_reference(admin_client, lea):
    other = person("max@gers.example")
    holding = hold(lea, Role.TEAM, starts_on=days(-1))
    unknown = [
        "/personnes/00000000-0000-4000-8000-000000000000/",
        "/personnes/1/",
        "/personnes/invitations/99/annuler/",
    ]
    unknown.append(reverse("end_role", args=[other.ref, holding.pk]))
    assert [admin_client.post(url).status_code for url in unknown] == [404] * 4


# -- the list ------------------------------------------------------------------------


def names_on(response) -> list[str]:
    return [user.full_name for user in response.context["people"]]


def test_the_list_says_who_holds_what_until_when(admin_client, lea):
    hold(lea, Role.REFERENT, starts_on=days(-9), ends_on=days(0))
    hold(lea, Role.TEAM, starts_on=days(5))
    hold(lea, Role.SIGNATORY, starts_on=days(-9), ends_on=days(-1))
    response = admin_client.get(reverse("people"))
    assert names_on(response) == ["Léa Garros", "Ada Minard"]
    assert [mandate.role for mandate in response.context["people"][0].mandates] == [Role.REFERENT, Role.TEAM]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "garr"}, ["Léa Garros"]),
        ({"q": "DDT gers"}, ["Léa Garros"]),
        ({"q": "GARROS gers.example"}, ["Léa Garros"]),
        ({"q": "garros minard"}, []),
        ({"role": "admin"}, ["Ada Minard"]),
        ({"role": "referent"}, []),
        ({"role": "chef"}, ["Léa Garros", "Ada Minard"]),
        ({"q": "%"}, []),
        ({"q": "' OR 1=1 --"}, []),
        ({"q": "a\x00"}, ["Léa Garros", "Ada Minard"]),
        ({"q": "x" * 5000}, ["Léa Garros", "Ada Minard"]),
        ({"page": "99999999999999999999"}, ["Léa Garros", "Ada Minard"]),
        ({"page": "<script>"}, ["Léa Garros", "Ada Minard"]),
    ],
)
def test_the_list_is_searched_and_survives_any_question(admin_client, lea, query, found):
    response = admin_client.get(reverse("people"), query)
    assert response.status_code == 200
    assert names_on(response) == found
    assert "<script>" not in response.content.decode().replace("<script ", "")


def test_the_list_is_paged_and_keeps_its_filters(admin_client):
    for n in range(26):
        person(f"p{n:02}@lot.example", last_name=f"Lot{n:02}", verified=False)
    first = admin_client.get(reverse("people"), {"q": "lot.example"})
    assert names_on(first)[-1] == "Camille Lot24"
    assert first.context["links"].summary == "26 personnes"
    assert first.context["links"].next_url == "?q=lot.example&page=2"
    second = admin_client.get(reverse("people") + first.context["links"].next_url)
    assert names_on(second) == ["Camille Lot25"]


@pytest.mark.parametrize("count", [1, 3, 60])
def test_pages_cost_the_same_however_many_people_roles_and_invitations(admin, admin_client, statements, count):
    for n in range(count):
        user = person(f"p{n}@lot.example", Role.REFERENT, Role.TEAM, service=Service.objects.named(f"Service {n}"))
        Delegation.objects.create(signatory=user, reference="A", quality="B", starts_on=days(0), ends_on=days(9))
        Invitation.objects.create(
            email=f"n{n}@lot.example",
            role=Role.TEAM,
            token_sha256=f"{n:064}",
            invited_by=user,
            expires_at=timezone.now(),
        )
        hold(admin, Role.REFERENT, starts_on=days(-n), ends_on=days(-n))
    urls = ["people", "invitations", "invite", "profile"]
    for url in [*map(reverse, urls), reverse("person", args=[user.ref]), reverse("person", args=[admin.ref])]:
        with statements(at_most=10) as seen:
            assert admin_client.get(url).status_code == 200
        assert len(seen) <= 8


# -- the verbs -----------------------------------------------------------------------


def test_inviting_through_the_page(admin_client, committed, mailoutbox):
    with committed():
        response = admin_client.post(reverse("invite"), {"email": "Neuf@Lot.example", "role": "team"})
    assert response.url == reverse("people")
    assert [mail.to for mail in mailoutbox] == [["neuf@lot.example"]]
    assert "L’invitation est envoyée à neuf@lot.example." in admin_client.get(response.url).content.decode()
    pending = admin_client.get(reverse("invitations")).content.decode()
    assert "neuf@lot.example" in pending
    withdrawn = admin_client.post(reverse("withdraw_invitation", args=[Invitation.objects.get().pk]))
    assert withdrawn.url == reverse("invitations")
    again = admin_client.post(reverse("withdraw_invitation", args=[Invitation.objects.get().pk]))
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"email": "pas une adresse", "role": "team"}, 422),
        ({"email": "<script>@lot.example", "role": "team"}, 422),
        ({"email": f"{'a' * 250}@lot.example", "role": "team"}, 422),
        ({"email": "neuf@lot.example", "role": "leader"}, 422),
        ({"email": "neuf@lot.example", "role": ""}, 422),
        ({"email": "neuf@lot.example", "role": "auditor"}, 422),
        ({"email": "neuf@lot.example", "role": "team", "role_ends_on": "31/02/2027"}, 422),
        ({"email": "neuf@lot.example", "role": "team", "role_ends_on": "2020-01-01"}, 422),
        ({"email": "lea@gers.example", "role": "referent"}, 409),
        ({"email": "admin@lab-o.example", "role": "team"}, 403),
    ],
)
def test_a_bad_invitation_is_shown_again_as_typed(admin_client, lea, committed, mailoutbox, said, status):
    hold(lea, Role.REFERENT, starts_on=days(-1))
    with committed():
        response = admin_client.post(reverse("invite"), said)
    page = response.content.decode()
    assert response.status_code == status
    assert "<script>" not in re.sub(r"<script (type|defer)", "", page)
    assert response.context["form"].errors
    assert response.context["form"]["email"].value() == said["email"]
    assert not Invitation.objects.exists()
    assert mailoutbox == []


def test_giving_and_ending_a_role_through_the_pages(admin_client, lea):
    back = reverse("person", args=[lea.ref])
    said = {"role": "referent", "starts_on": days(0).isoformat(), "ends_on": days(30).isoformat()}
    given = reverse("grant_role", args=[lea.ref])
    assert f"/controle/missions/donner/?email={quote(lea.email)}" in admin_client.get(given).content.decode()
    assert admin_client.post(given, {**said, "role": "auditor"}).status_code == 422, "a control is given as a mission"
    assert admin_client.post(given, said).url == back
    holding = lea.holdings.get()
    assert (holding.role, holding.scope, holding.ends_on) == ("referent", "", days(30))
    assert admin_client.post(reverse("grant_role", args=[lea.ref]), said).status_code == 409, "the same, sent twice"
    url = reverse("end_role", args=[lea.ref, holding.pk])
    assert admin_client.get(url).status_code == 200
    assert admin_client.post(url, {"last_day": days(-1).isoformat()}).status_code == 422
    assert admin_client.post(url, {"last_day": days(2).isoformat()}).url == back
    assert admin_client.post(url, {}).url == back
    assert admin_client.post(url, {}).status_code == 409
    assert "Retiré" in admin_client.get(back).content.decode()


def test_recording_and_closing_a_delegation_through_the_pages(admin_client, lea):
    hold(lea, Role.SIGNATORY, starts_on=days(-1))
    back, url = reverse("person", args=[lea.ref]), reverse("delegate_signature", args=[lea.ref])
    said = {
        "reference": "Arrêté <b>n° 7</b>",
        "quality": "Secrétaire générale",
        "covers": "all",
        "ceiling": "23000.50",
        "starts_on": days(0).isoformat(),
        "ends_on": days(30).isoformat(),
    }
    for field, value in [
        ("ceiling", "-1"),
        ("ceiling", "1e99"),
        ("ceiling", "NaN"),
        ("ends_on", ""),
        ("reference", "x" * 201),
    ]:
        refused = admin_client.post(url, {**said, field: value})
        assert refused.status_code == 422
        assert refused.context["form"]["quality"].value() == "Secrétaire générale"
    assert admin_client.post(url, said).url == back
    page = admin_client.get(back).content.decode()
    assert "Arrêté &lt;b&gt;n° 7&lt;/b&gt;" in page
    assert re.search(r"23\s000,50\s€", page)
    end = reverse("end_delegation", args=[lea.ref, Delegation.objects.get().pk])
    assert admin_client.post(end, {}).url == back
    assert admin_client.post(end, {}).status_code == 409


def test_an_administrator_sees_no_button_to_promote_oneself(admin, admin_client):
    page = admin_client.get(reverse("person", args=[admin.ref])).content.decode()
    assert reverse("grant_role", args=[admin.ref]) not in page
    said = {"role": "signatory", "starts_on": days(0).isoformat()}
    assert admin_client.post(reverse("grant_role", args=[admin.ref]), said).status_code == 403


def test_who_gives_up_the_administration_lands_on_a_page_they_still_have(admin, admin_client):
    person("second@lab-o.example", Role.ADMIN)
    response = admin_client.post(reverse("end_role", args=[admin.ref, admin.holdings.get().pk]), {})
    assert response.url == reverse("profile")
    assert admin_client.get(reverse("people")).status_code == 404


# -- one's own profile -----------------------------------------------------------------


def test_ones_profile_shows_ones_roles_and_until_when(client, lea):
    hold(lea, Role.REFERENT, starts_on=days(-9), ends_on=days(40))
    hold(lea, Role.TEAM, starts_on=days(-9), ends_on=days(-1))
    client.force_login(lea)
    page = client.get(reverse("profile"))
    assert [mandate.role for mandate in page.context["holdings"]] == [Role.REFERENT]
    assert "Référent de l’innovation" in page.content.decode()


def test_one_changes_ones_own_profile_and_nothing_else(client, lea):
    client.force_login(lea)
    said = {
        "first_name": "Léa-Marie",
        "last_name": "Garros",
        "job_title": "Adjointe",
        "service_name": "ddt DU GERS",
        "department": "32",
        "email": "voleuse@gers.example",
        "is_demo": "on",
        "role": "admin",
    }
    assert client.post(reverse("profile"), said).url == reverse("profile")
    lea.refresh_from_db()
    assert (lea.full_name, lea.job_title, lea.service.name) == ("Léa-Marie Garros", "Adjointe", "DDT du Gers")
    assert (lea.email, lea.is_demo, lea.holdings.count()) == ("lea@gers.example", False, 0)
    refused = client.post(reverse("profile"), {**said, "last_name": ""})
    assert refused.status_code == 422
    assert 'value="Léa-Marie"' in refused.content.decode()


def test_the_service_of_whoever_judges_is_not_theirs_to_change(client, lea):
    hold(lea, Role.COPIL_MEMBER, starts_on=days(-9))
    client.force_login(lea)
    shown = client.get(reverse("profile"))
    assert list(shown.context["form"].fields) == ["first_name", "last_name", "job_title"]
    assert "DDT du Gers" in shown.content.decode()
    said = {"first_name": "Léa", "last_name": "Garros", "service_name": "DREAL Occitanie", "department": "31"}
    assert client.post(reverse("profile"), said).status_code == 302
    lea.refresh_from_db()
    assert lea.service.name == "DDT du Gers"


def test_an_administrator_changes_a_service_through_its_page(admin_client, lea):
    hold(lea, Role.COPIL_MEMBER, starts_on=days(-9))
    url = reverse("change_service", args=[lea.ref])
    assert url in admin_client.get(reverse("person", args=[lea.ref])).content.decode()
    assert 'value="DDT du Gers"' in admin_client.get(url).content.decode()
    refused = admin_client.post(url, {"service_name": "!?", "department": "31"})
    assert (refused.status_code, 'value="!?"' in refused.content.decode()) == (422, True)
    said = {"service_name": "DREAL Occitanie", "department": "31"}
    assert admin_client.post(url, said).url == reverse("person", args=[lea.ref])
    lea.refresh_from_db()
    assert lea.service.name == "DREAL Occitanie"
