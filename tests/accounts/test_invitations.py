"""An invitation: one address, one role, one use, fourteen days."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import grant_role
from accounts.invitations import Newcomer, accept_invitation, invite, withdraw_invitation
from accounts.models import Invitation, RoleHolding, User
from accounts.refusal import Refused
from accounts.roles import Role
from tests.accounts.people import IDENTITY, NEW_PASSWORDS, PASSWORD, days, link_in, person

pytestmark = pytest.mark.django_db
EMAIL = "nadia.vidal@aude.example"
ACCEPT = {**IDENTITY, **NEW_PASSWORDS}


@pytest.fixture
def invited(admin, committed, mailoutbox):
    """Invites; returns the path of the link in the mail."""

    def send(email: str = EMAIL, role: Role = Role.REFERENT, **more) -> str:
        with committed():
            invite(email=email, role=role, by=admin, **more)
        return link_in(mailoutbox[-1])

    return send


def code_of(verb, **arguments) -> str:
    with pytest.raises(Refused) as caught:
        verb(**arguments)
    return caught.value.refusal.code


def test_the_mail_says_who_invites_to_what_and_until_when(admin, invited, mailoutbox):
    invited(role=Role.SIGNATORY, role_ends_on=days(90))
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == ([EMAIL], "Lab-O : vous êtes invité")
    assert "Ada Minard vous invite à rejoindre Lab-O. Votre rôle\u00a0: signataire." in mail.body
    assert "&" not in mail.body


def test_the_token_is_kept_nowhere_but_its_digest(invited):
    token = invited().strip("/").split("/")[-1]
    invitation = Invitation.objects.get()
    assert invitation.token_sha256 == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(Invitation.objects.values().get())
    assert timedelta(days=13, hours=23) < invitation.expires_at - timezone.now() <= timedelta(days=14)


def test_a_newcomer_says_who_they_are_and_is_let_in_with_the_role(client, admin, invited):
    link = invited(role_ends_on=days(90))
    assert client.get(link).status_code == 200
    assert client.post(link, ACCEPT).url == "/"
    user = User.objects.get(email=EMAIL)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert (user.full_name, user.service.name, user.check_password(PASSWORD)) == (
        "Nadia Vidal",
        "DDETS de l’Aude",
        True,
    )
    assert EmailAddress.objects.filter(user=user, email=EMAIL, verified=True, primary=True).count() == 1
    holding = user.holdings.get()
    assert (holding.role, holding.starts_on, holding.ends_on, holding.recorded_by) == (
        Role.REFERENT,
        days(0),
        days(90),
        admin,
    )


def test_it_serves_once(client, invited):
    link = invited()
    client.post(link, ACCEPT)
    other = Client()
    assert other.get(link).status_code == 410
    refused = other.post(link, {**ACCEPT, "first_name": "Voleur"})
    assert refused.status_code == 410
    assert "a déjà servi" in refused.content.decode()
    assert User.objects.get(email=EMAIL).first_name == "Nadia"
    assert RoleHolding.objects.filter(user__email=EMAIL).count() == 1


@pytest.mark.parametrize("token", ["x", "é" * 40, "%00", "../../compte/profil", "a" * 4000])
def test_a_made_up_token_is_not_found(client, invited, token):
    invited()
    for answer in (client.get(f"/invitation/{token}/"), client.post(f"/invitation/{token}/", ACCEPT)):
        assert answer.status_code == 404


def test_fourteen_days_later_it_is_over(client, invited):
    link = invited()
    Invitation.objects.update(expires_at=timezone.now())
    for answer in (client.get(link), client.post(link, ACCEPT)):
        assert answer.status_code == 410
        assert "sa date est passée" in answer.content.decode()
    assert not User.objects.filter(email=EMAIL).exists()


def test_a_role_whose_end_has_passed_meanwhile_is_not_given(client, invited):
    link = invited(role_ends_on=days(0))
    Invitation.objects.update(role_ends_on=days(-1))
    assert client.post(link, ACCEPT).status_code == 410


def test_a_second_invitation_to_the_same_role_closes_the_first(client, invited):
    first, other_role, second = invited(), invited(role=Role.TEAM), invited(email=EMAIL.upper())
    assert client.get(first).status_code == 410
    assert client.get(other_role).status_code == 200
    assert client.get(second).status_code == 200


def test_the_database_keeps_one_pending_invitation_by_address_and_role(admin, invited):
    invited()
    copy = Invitation.objects.get()
    copy.pk, copy.token_sha256 = None, "0" * 64
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


def test_a_withdrawn_one_opens_nothing(client, admin, invited):
    link = invited()
    withdraw_invitation(invitation=Invitation.objects.get(), by=admin)
    assert client.post(link, ACCEPT).status_code == 410
    assert code_of(withdraw_invitation, invitation=Invitation.objects.get(), by=admin) == "invitation_closed"


def test_bad_answers_are_refused_kept_and_leave_the_invitation_open(client, invited):
    link = invited()
    refused = client.post(link, {**ACCEPT, "last_name": "é" * 101, "password2": "autre chose"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert 'value="Nadia"' in page
    assert PASSWORD not in page
    assert (
        client.post(link, {**ACCEPT, "password1": "nadia.vidal@aude", "password2": "nadia.vidal@aude"}).status_code
        == 422
    )
    assert client.post(link, ACCEPT).status_code == 302


def test_who_has_an_account_only_accepts_and_signs_in_as_always(client, invited):
    user = person(EMAIL, first_name="Nadia", last_name="Connue")
    link = invited()
    assert 'name="password1"' not in client.get(link).content.decode()
    assert client.post(link).url == reverse("account_login")
    assert "_auth_user_id" not in client.session, "a link alone opens no session on an existing account"
    assert User.objects.get(pk=user.pk).roles == {Role.REFERENT}
    assert User.objects.get(pk=user.pk).full_name == "Nadia Connue"


def test_an_account_registered_by_someone_else_with_this_address_goes_to_its_owner(client, invited):
    squatter = person(EMAIL, verified=False, first_name="Faux", last_name="Nom")
    link = invited()
    assert client.post(link).status_code == 422, "a role alone would let the first comer’s password in"
    assert client.post(link, {**ACCEPT, "password1": "le mien désormais", "password2": "le mien désormais"}).url == "/"
    squatter.refresh_from_db()
    assert squatter.full_name == "Nadia Vidal"
    assert not squatter.check_password(PASSWORD)


def test_a_closed_account_is_not_opened_again_by_an_invitation(client, invited):
    person(EMAIL, is_active=False)
    assert client.post(invited()).status_code == 409
    assert not RoleHolding.objects.filter(user__email=EMAIL).exists()


def test_signed_in_as_someone_else_one_is_told_and_nothing_happens(client, invited):
    client.force_login(person("autre@aude.example"))
    link = invited()
    assert "est pour une autre adresse" in client.get(link).content.decode()
    assert client.post(link, ACCEPT).status_code == 409
    assert not User.objects.filter(email=EMAIL).exists()
    assert client.post(reverse("account_logout"), {"next": link}).url == link


def test_a_role_given_by_hand_meanwhile_is_not_given_twice(client, admin, invited):
    user = person(EMAIL)
    link = invited()
    grant_role(user=user, role=Role.REFERENT, by=admin, starts_on=days(0))
    assert client.post(link).status_code == 302
    assert user.holdings.count() == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"role": Role.LEADER}, "role_not_held"),
        ({"role": Role.AUDITOR}, "audit_needs_end"),
        ({"role_ends_on": days(-1)}, "dates"),
        ({"email": "ADMIN@lab-o.example"}, "oneself"),
        ({"email": "tient@lab-o.example"}, "already_held"),
    ],
)
def test_an_impossible_invitation_is_refused_and_sends_nothing(admin, mailoutbox, committed, said, code):
    person("tient@lab-o.example", Role.REFERENT)
    with committed():
        assert code_of(invite, **{"email": EMAIL, "role": Role.REFERENT, "by": admin, **said}) == code
    assert not Invitation.objects.exists()
    assert mailoutbox == []


@pytest.mark.parametrize("role", [None, Role.TEAM_LEAD, Role.SIGNATORY])
def test_only_administrators_invite(committed, mailoutbox, role):
    by = person("autre@lab-o.example", *([role] if role else []))
    with committed():
        assert code_of(invite, email=EMAIL, role=Role.REFERENT, by=by) == "forbidden"
    assert mailoutbox == []


def test_no_mail_leaves_for_an_invitation_that_is_not_kept(admin, committed, mailoutbox):
    with committed(), transaction.atomic():
        invite(email=EMAIL, role=Role.REFERENT, by=admin)
        transaction.set_rollback(True)
    assert mailoutbox == []
    assert not Invitation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_eight_at_one_link_make_one_account(postgresql, admin, mailoutbox):
    invite(email=EMAIL, role=Role.REFERENT, by=admin)
    token = link_in(mailoutbox[0]).strip("/").split("/")[-1]

    def accept(number: int) -> str:
        newcomer = Newcomer(f"N{number}", "Vidal", "", "DDETS de l’Aude", "11", PASSWORD)
        try:
            return accept_invitation(token=token, newcomer=newcomer).first_name
        except Refused as refused:
            return refused.refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(accept, range(8)))
    assert answers.count("used") == 7
    assert User.objects.get(email=EMAIL).first_name in answers
    assert RoleHolding.objects.filter(user__email=EMAIL).count() == 1


@pytest.mark.parametrize("scope", ["", "FIA-2026"])
def test_a_control_is_given_as_a_mission_never_as_a_mere_role(admin, committed, mailoutbox, scope):
    asked = {"role": Role.AUDITOR, "by": admin, "scope": scope}
    assert code_of(invite, email=EMAIL, role_ends_on=days(30), **asked) == "mission_needed"
    user = person(EMAIL)
    assert code_of(grant_role, user=user, starts_on=days(0), ends_on=days(30), **asked) == "mission_needed"
    assert (mailoutbox, user.holdings.count()) == ([], 0)
