"""An address is invited without a word of who stands behind it; they accept, or may not, on their own page."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from copil.models import Seat
from dossiers import actions
from dossiers.actions.invitations import MAX_A_DAY, MAX_WAITING
from dossiers.models import Dossier, Invitation, Leadership
from notifications import letters
from notifications.models import Message
from scoring import actions as scoring
from tests import world
from tests.accounts.people import IDENTITY, NEW_PASSWORDS, PASSWORD, link_in
from tests.copil import committee as committees
from tests.statements import counted
from tests.world import World, days_later, do, fresh, ok
from workflow import clock
from workflow.models import LogEntry
from workflow.verdict import Refusal, Why

pytestmark = pytest.mark.django_db
NOBODY = "personne@ailleurs.example"


@pytest.fixture
def lab() -> World:
    return world.build()


def invited(dossier: Dossier, email: str, by: User) -> Invitation:
    return ok(actions.invite_co_leader(dossier=dossier, email=email, by=by))


def refused(outcome: Any, code: str = "") -> Refusal:
    assert isinstance(outcome, Refusal), outcome
    if code:
        assert [reason.code for reason in outcome.unmet] == [code]
    return outcome


def page_of(dossier: Dossier) -> str:
    return f"/dossiers/{dossier.reference}/porteurs/"


def text(answer: Any) -> str:
    """The page as it is read, without what differs each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html.unescape(answer.content.decode()))


# -- what who invites learns ------------------------------------------------------------
def judged(lab: World) -> tuple[Dossier, list[User]]:
    """A dossier in review, and everybody whom its leader must not find: challenger, reviewer, team, committee…"""
    dossier = world.in_review(lab)
    reviewer = world.person("evaluatrice", Role.TEAM)
    ok(scoring.assign_reviewer(dossier=dossier, reviewer=reviewer, by=lab[Role.TEAM]))
    closed = world.person("ferme")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    holders = [lab[role] for role in (Role.TEAM_LEAD, Role.COPIL_CHAIR, Role.SIGNATORY, Role.AUDITOR, Role.ADMIN)]
    return dossier, [lab.referents[0], reviewer, closed, world.person("quelconque"), *holders]


def test_the_answer_and_the_work_are_the_same_whatever_stands_behind_the_address(client: Client, lab: World) -> None:
    dossier, people = judged(lab)
    client.force_login(lab.leader)
    seen = []
    for email in [NOBODY, *(person.email for person in people)]:
        with counted() as asked:
            answer = client.post(page_of(dossier), {"email": email, "kind": "co_leader"})
        mail = letters.write(Message.objects.get(address=email, template="invited"))
        page = text(client.get(page_of(dossier)))
        invitation = Invitation.objects.get(email=email)
        neutral = page.replace(str(invitation.pk), "PK").replace(email, "ADRESSE")
        sql = tuple(re.sub(r"\s+", " ", statement) for statement in asked.sql)
        body = mail.body.replace(str(invitation.pk), "PK")
        seen.append((answer.status_code, answer["Location"], neutral, sql, body))
        ok(actions.take_back_invitation(invitation=invitation, by=lab.leader))
    assert all(other == seen[0] for other in seen[1:])


def test_neither_statement_asks_whether_there_is_an_account(client: Client, lab: World) -> None:
    dossier = world.draft(lab)
    client.force_login(lab.leader)
    with counted() as asked:
        client.post(page_of(dossier), {"email": NOBODY, "kind": "co_leader"})
    assert not [sql for sql in asked.sql if '"accounts_user"."email" =' in sql]


def test_who_may_not_accept_leaves_no_trace_that_the_leader_reads(client: Client, lab: World) -> None:
    dossier, people = judged(lab)
    invitations = [invited(dossier, person.email, lab.leader) for person in people[:2]]
    client.force_login(lab.leader)
    before = text(client.get(page_of(dossier)))
    for person, invitation in zip(people, invitations, strict=False):
        refused(actions.accept_invitation(invitation=invitation, by=person))
    after = text(client.get(page_of(dossier)))
    assert before == after
    assert not Message.objects.filter(template="invitation_answered").exists()


def test_the_mail_tells_a_name_and_a_reference_alone(lab: World) -> None:
    dossier = world.draft(lab, project={"title": "Gagnez http://mauvais.example"})
    invited(dossier, NOBODY, lab.leader)
    mail = letters.write(Message.objects.get(address=NOBODY))
    assert mail.body.startswith("Bonjour,\n\n")
    assert dossier.reference in mail.body
    assert "mauvais" not in mail.subject + mail.body
    assert re.findall(r"https?://\S+", str(mail.body)) == [
        f"http://127.0.0.1:8000/invitations/{Invitation.objects.get().pk}/"
    ]


# -- inviting --------------------------------------------------------------------------------
def test_only_the_main_leader_invites_and_takes_back(lab: World) -> None:
    dossier = world.draft(lab)
    friend = world.person("coporteur")
    world.co_lead(dossier, friend, by=lab.leader)
    waiting = invited(dossier, NOBODY, lab.leader)
    for by in (friend, lab[Role.TEAM], world.person("passant")):
        for outcome in (
            actions.invite_co_leader(dossier=dossier, email="autre@ailleurs.example", by=by),
            actions.take_back_invitation(invitation=waiting, by=by),
        ):
            assert refused(outcome).why is Why.FORBIDDEN


@pytest.mark.parametrize("typed", ["", " ", "personne", "a@b", "x\x00y@lab-o.example", "a" * 300 + "@lab-o.example"])
def test_what_is_no_address_is_refused_in_words_and_kept(client: Client, lab: World, typed: str) -> None:
    dossier = world.draft(lab)
    client.force_login(lab.leader)
    answer = client.post(page_of(dossier), {"email": typed, "kind": "co_leader"})
    assert answer.status_code == 422
    assert "Erreur" in text(answer)
    if typed.strip() and "\x00" not in typed:
        assert f'value="{typed}"' in text(answer)
    assert not Invitation.objects.exists()


def test_a_verb_reads_an_address_as_accounts_do_and_refuses_what_is_none(lab: World) -> None:
    dossier = world.draft(lab)
    assert invited(dossier, "  Personne@Ailleurs.EXAMPLE ", lab.leader).email == NOBODY
    for typed in ("", "personne", "a\nb@lab-o.example", "<b>@lab-o.example", "a" * 300 + "@lab-o.example"):
        outcome = actions.invite_co_leader(dossier=dossier, email=typed, by=lab.leader)
        refused(outcome, "address_readable")
    refused(actions.invite_co_leader(dossier=dossier, email=lab.leader.email, by=lab.leader), "not_leader_yet")


def test_the_same_address_is_asked_once_until_it_answers(lab: World) -> None:
    dossier = world.draft(lab)
    first = invited(dossier, NOBODY, lab.leader)
    assert invited(dossier, NOBODY.upper(), lab.leader) == first
    assert Message.objects.filter(address=NOBODY).count() == 1
    ok(actions.take_back_invitation(invitation=first, by=lab.leader))
    assert invited(dossier, NOBODY, lab.leader) != first
    assert Message.objects.filter(address=NOBODY).count() == 2


def test_nobody_floods_strangers_with_invitations(lab: World) -> None:
    dossier = world.draft(lab)
    sent = [invited(dossier, f"p{n}@ailleurs.example", lab.leader) for n in range(MAX_WAITING)]
    refused(actions.invite_co_leader(dossier=dossier, email=NOBODY, by=lab.leader), "few_waiting")
    for invitation in sent:
        ok(actions.take_back_invitation(invitation=invitation, by=lab.leader))
    other = world.draft(lab)
    for n in range(MAX_A_DAY - MAX_WAITING):
        invited(other, f"q{n}@ailleurs.example", lab.leader)
    refused(actions.invite_co_leader(dossier=dossier, email=NOBODY, by=lab.leader), "few_a_day")
    with clock.at(days_later(1) + timedelta(minutes=1)):
        invited(dossier, NOBODY, lab.leader)


def test_nobody_is_invited_into_a_dossier_that_has_ended(client: Client, lab: World) -> None:
    dossier = world.draft(lab)
    waiting = invited(dossier, lab.referents[1].email, lab.leader)
    ok(do(dossier, "withdraw", lab.leader, reason="Nous renonçons."))
    assert refused(actions.invite_co_leader(dossier=dossier, email=NOBODY, by=lab.leader)).why is Why.WRONG_STATE
    assert refused(actions.accept_invitation(invitation=waiting, by=lab.referents[1])).why is Why.WRONG_STATE
    client.force_login(lab.referents[1])
    assert client.get(f"/invitations/{waiting.pk}/").status_code == 410
    assert not client.get("/").context["invitations"]


# -- answering -------------------------------------------------------------------------------
def test_who_has_an_account_reads_it_at_home_and_accepts(client: Client, lab: World) -> None:
    dossier = world.draft(lab)
    friend = world.person("coporteur")
    waiting = invited(dossier, friend.email, lab.leader)
    client.force_login(friend)
    assert client.get(f"/dossiers/{dossier.reference}/").status_code == 404
    assert f"/invitations/{waiting.pk}/" in text(client.get("/"))
    page = text(client.get(f"/invitations/{waiting.pk}/"))
    assert "leader Essai vous invite à porter avec lui ce dossier" in page
    answer = client.post(f"/invitations/{waiting.pk}/", {"answer": "yes"})
    assert (answer.status_code, answer["Location"]) == (302, f"/dossiers/{dossier.reference}/")
    assert client.get(answer["Location"]).status_code == 200
    assert client.post(f"/invitations/{waiting.pk}/", {"answer": "yes"}).status_code == 302  # sent twice, done once
    assert Leadership.objects.filter(dossier=dossier, person=friend, until=None).count() == 1
    assert Message.objects.filter(template="invitation_answered", recipient=lab.leader).count() == 1
    assert not client.get("/").context["invitations"]
    ok(do(dossier, "submit", friend))


def test_declining_changes_nothing_and_tells_who_invited(client: Client, lab: World) -> None:
    dossier = world.draft(lab)
    friend = world.person("coporteur")
    waiting = invited(dossier, friend.email, lab.leader)
    client.force_login(friend)
    assert client.post(f"/invitations/{waiting.pk}/", {"answer": "peut-être"}).status_code == 422
    assert client.post(f"/invitations/{waiting.pk}/", {"answer": "no"}).status_code == 302
    assert client.get(f"/dossiers/{dossier.reference}/").status_code == 404
    assert client.get(f"/invitations/{waiting.pk}/").status_code == 410
    assert client.post(f"/invitations/{waiting.pk}/", {"answer": "yes"}).status_code == 409
    told = Message.objects.get(template="invitation_answered", recipient=lab.leader)
    assert told.context["answer"] == "décline votre invitation"
    assert not Leadership.objects.filter(person=friend).exists()


def test_an_invitation_is_its_address_s_alone(client: Client, lab: World) -> None:
    dossier = world.draft(lab)
    friend, other = world.person("coporteur"), world.person("autre")
    waiting = invited(dossier, friend.email, lab.leader)
    for by in (other, lab.leader, lab[Role.TEAM_LEAD]):
        assert refused(actions.accept_invitation(invitation=waiting, by=by)).why is Why.FORBIDDEN
        assert refused(actions.decline_invitation(invitation=waiting, by=by)).why is Why.FORBIDDEN
        client.force_login(by)
        unknown = "00000000-0000-4000-8000-000000000000"
        read = [client.get(f"/invitations/{pk}/") for pk in (waiting.pk, unknown)]
        assert [answer.status_code for answer in read] == [404, 404]
        assert text(read[0]) == text(read[1])
        assert client.post(f"/invitations/{waiting.pk}/", {"answer": "yes"}).status_code == 404


def test_a_stranger_at_the_door_reads_the_same_of_any_link(client: Client, lab: World) -> None:
    waiting = invited(world.draft(lab), NOBODY, lab.leader)
    read = [client.get(f"/invitations/{pk}/") for pk in (waiting.pk, "00000000-0000-4000-8000-000000000000")]
    assert [answer.status_code for answer in read] == [200, 200]
    pages = [re.sub(r"invitations(/|%2F)[0-9a-f-]{36}", "invitations", text(answer)) for answer in read]
    assert pages[0] == pages[1]
    assert "leader" not in pages[0].replace("fr-header", "")


def test_an_invitation_goes_out_at_its_date_which_is_the_call_s(client: Client, lab: World) -> None:
    lab.call.invitation_days = 4
    lab.call.save()
    dossier = world.draft(lab)
    friend = world.person("coporteur")
    waiting = invited(dossier, friend.email, lab.leader)
    assert waiting.expires_on == clock.today() + timedelta(4)
    client.force_login(friend)
    with clock.at(days_later(4)):
        assert client.get(f"/invitations/{waiting.pk}/").status_code == 200
    with clock.at(days_later(5)):
        assert client.get(f"/invitations/{waiting.pk}/").status_code == 410
        assert refused(actions.accept_invitation(invitation=waiting, by=friend)).why is Why.WRONG_STATE
        assert refused(actions.take_back_invitation(invitation=waiting, by=lab.leader)).why is Why.WRONG_STATE
        again = invited(dossier, friend.email, lab.leader)
        ok(actions.accept_invitation(invitation=again, by=friend))


def test_what_was_taken_back_waits_no_more_and_the_log_tells_it_all(client: Client, lab: World) -> None:
    dossier = world.draft(lab)
    friend = world.person("coporteur")
    waiting = invited(dossier, friend.email, lab.leader)
    client.force_login(lab.leader)
    here = f"/dossiers/{dossier.reference}/invitations/{waiting.pk}/annuler/"
    assert friend.email in text(client.get(page_of(dossier)))
    assert client.post(here).status_code == 302
    assert client.post(here).status_code == 302  # twice is once
    assert not client.get(page_of(dossier)).context["waiting"]
    assert client.get(here).status_code == 405
    assert refused(actions.accept_invitation(invitation=waiting, by=friend)).why is Why.WRONG_STATE
    world.co_lead(dossier, friend, by=lab.leader)
    events = LogEntry.objects.filter(case_id=dossier.pk).order_by("seq").values_list("event", flat=True)
    wanted = ["invitation_sent", "invitation_taken_back", "invitation_sent", "co_leader_joined"]
    assert [event for event in events if "invitation" in event or "joined" in event] == wanted


def test_who_cannot_see_the_dossier_finds_no_page_to_take_back_from(client: Client, lab: World) -> None:
    dossier, other = world.draft(lab), world.draft(lab)
    waiting = invited(dossier, NOBODY, lab.leader)
    for who in (lab[Role.TEAM], lab[Role.ADMIN], world.person("passant")):
        client.force_login(who)
        assert client.post(f"/dossiers/{dossier.reference}/invitations/{waiting.pk}/annuler/").status_code == 404
    client.force_login(lab.leader)
    assert client.post(f"/dossiers/{other.reference}/invitations/{waiting.pk}/annuler/").status_code == 404


# -- who may not accept ---------------------------------------------------------------------------
def why(invitation: Invitation, person: User) -> str:
    """What keeps the person out, read on their own page, which offers no acceptance."""
    client = Client()
    client.force_login(person)
    page = client.get(f"/invitations/{invitation.pk}/")
    assert page.status_code == 200
    assert 'value="yes"' not in text(page)
    reason = page.context["barred"]
    assert reason.sentence in text(page)
    posted = client.post(f"/invitations/{invitation.pk}/", {"answer": "yes"})
    assert posted.status_code == 422
    assert not Leadership.objects.filter(dossier=invitation.dossier_id, person=person).exists()
    return str(reason.code)


def test_who_examined_the_dossier_is_told_why_they_may_not_accept(lab: World) -> None:
    dossier, (challenger, reviewer, *_others) = judged(lab)
    assert why(invited(dossier, challenger.email, lab.leader), challenger) == "not_challenger"
    reviewer.holdings.update(ends_on=clock.today() - timedelta(1))  # the role is over, what was done stays
    assert why(invited(dossier, reviewer.email, lab.leader), reviewer) == "not_reviewer"


def test_who_holds_an_office_may_not_accept_once_it_is_deposited(lab: World) -> None:
    dossier = world.in_challenge(lab)
    for role in (Role.TEAM, Role.TEAM_LEAD, Role.COPIL_MEMBER, Role.COPIL_SECRETARY, Role.SIGNATORY, Role.AUDITOR):
        assert why(invited(dossier, lab[role].email, lab.leader), lab[role]) == "not_judge"


def test_who_decides_may_not_accept_even_a_draft_but_a_referent_may(lab: World) -> None:
    dossier = world.draft(lab)
    for role in (Role.TEAM_LEAD, Role.COPIL_MEMBER, Role.COPIL_CHAIR, Role.SIGNATORY):
        assert why(invited(dossier, lab[role].email, lab.leader), lab[role]) == "not_judge"
    world.co_lead(dossier, lab.referents[1], by=lab.leader)
    ok(do(dossier, "submit", lab.leader))
    refused(actions.assign_referent(dossier=dossier, referent=lab.referents[1], by=lab[Role.TEAM]), "not_own_dossier")


def test_who_sat_on_it_may_not_accept_after_their_mandate() -> None:
    committee = committees.build(3)
    dossier = committees.on_agenda(committee)
    seat = Seat.objects.exclude(person=None).filter(session__items__dossier=dossier, kind="member").first()
    assert seat is not None
    assert seat.person is not None
    seat.person.holdings.update(ends_on=clock.today() - timedelta(1))
    waiting = invited(dossier, seat.person.email, committee.world.leader)
    assert why(waiting, seat.person) == "not_seated"


# -- without an account ---------------------------------------------------------------------------
def test_an_address_without_an_account_opens_one_proves_itself_and_accepts(
    client: Client, lab: World, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    dossier = world.draft(lab)
    waiting = invited(dossier, NOBODY, lab.leader)
    door = text(client.get(f"/invitations/{waiting.pk}/"))
    signup = html.unescape(re.findall(r'href="([^"]*inscription[^"]*)"', door)[-1])
    assert client.get(signup).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        said = {**IDENTITY, **NEW_PASSWORDS, "email": NOBODY, "next": f"/invitations/{waiting.pk}/"}
        assert client.post(signup, said).status_code == 302
    client.post(reverse("account_login"), {"login": NOBODY, "password": PASSWORD})
    assert "_auth_user_id" not in client.session  # nothing opens before the address is proved
    client.post(link_in(mailoutbox[0]))
    client.post(reverse("account_login"), {"login": NOBODY, "password": PASSWORD})
    assert f"/invitations/{waiting.pk}/" in text(client.get("/"))
    accepted = client.post(f"/invitations/{waiting.pk}/", {"answer": "yes"})
    assert accepted["Location"] == fresh(dossier).get_absolute_url()
    newcomer = User.objects.get(email=NOBODY)
    assert newcomer.roles == frozenset()
    assert Leadership.objects.filter(dossier=dossier, person=newcomer, until=None).exists()


# -- how much is asked ------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3, MAX_WAITING])
def test_the_pages_ask_as_much_for_one_invitation_as_for_many(client: Client, lab: World, count: int) -> None:
    dossier = world.draft(lab)
    guest = world.person("invitee")
    invited(dossier, guest.email, lab.leader)
    for n in range(count - 1):
        invited(dossier, f"p{n}@ailleurs.example", lab.leader)
        lab.call.opens_on = clock.today()
        invited(world.draft(lab), guest.email, lab.leader)
    client.force_login(lab.leader)
    with counted(at_most=8):
        client.get(page_of(dossier))
    client.force_login(guest)
    with counted(at_most=9):
        client.get(f"/invitations/{Invitation.objects.filter(dossier=dossier, email=guest.email).get().pk}/")
    with counted(at_most=10):
        client.get("/")
