"""Passing the main leader’s place on: nothing moves before somebody accepts, then all of it does."""

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from dossiers import actions
from dossiers.models import Dossier, Invitation, Leadership
from notifications.models import Message
from tests import world
from tests.copil import committee as committees
from tests.dossiers.test_pages import text
from tests.processes import Making, at_once
from tests.statements import counted
from tests.world import World, do, fresh, ok
from workflow.gesture import Actor
from workflow.judgment import standing
from workflow.models import LogEntry, WorkItem
from workflow.verdict import Refusal, Why


@pytest.fixture
def lab(db: None) -> World:
    return world.build()


def roles(user: User, dossier: Dossier) -> set[Role]:
    return set(standing(Actor(User.objects.get(pk=user.pk)), fresh(dossier)))


def handed(lab: World, dossier: Dossier, to: User, *, stays: bool) -> Dossier:
    """Proposed by the leader, accepted."""
    asked = ok(actions.hand_dossier_over(dossier=dossier, email=to.email, stays=stays, by=lab.leader))
    ok(actions.accept_invitation(invitation=asked, by=to))
    return fresh(dossier)


def codes(outcome: object) -> list[str]:
    assert isinstance(outcome, Refusal), outcome
    return [reason.code for reason in outcome.unmet]


# -- what passes on ------------------------------------------------------------------------------
def test_nothing_changes_before_the_other_accepts(lab: World) -> None:
    dossier = world.draft(lab)
    friend = world.person("successeur")
    ok(actions.hand_dossier_over(dossier=dossier, email=friend.email, stays=False, by=lab.leader))
    assert fresh(dossier).leader == lab.leader
    assert roles(friend, dossier) == set()
    ok(do(dossier, "submit", lab.leader))


def test_who_accepts_leads_with_the_tasks_the_messages_and_the_name_in_lists(lab: World) -> None:
    dossier = world.assigned(lab)
    question = ok(actions.ask_question(dossier=dossier, section="need", text="Combien ?", by=lab.referents[0]))
    friend = world.person("successeur")
    assert handed(lab, dossier, friend, stays=False).leader_words == "essai successeur"
    assert (roles(friend, dossier), roles(lab.leader, dossier)) == ({Role.LEADER}, set())
    assert not Dossier.objects.visible_to(lab.leader).exists()
    tasks = WorkItem.objects.filter(case_id=dossier.pk, kind="answer_questions", closed_at=None)
    assert [task.assignee for task in tasks] == [friend]
    ok(actions.answer_question(question=question, text="Douze.", by=friend))
    ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Précisez."))
    world.tell()
    assert [message.recipient for message in Message.objects.filter(template="returned")] == [friend]
    assert Message.objects.filter(template="invitation_answered", recipient=lab.leader).exists()
    entry = LogEntry.objects.get(case_id=dossier.pk, event="leader_changed")
    assert f'"from":"{lab.leader.ref}"' in entry.payload
    assert f'"to":"{friend.ref}"' in entry.payload


def test_the_former_leader_stays_as_a_co_leader_when_they_said_so(lab: World) -> None:
    dossier = world.draft(lab)
    friend = world.person("successeur")
    world.co_lead(dossier, friend, by=lab.leader)
    handed(lab, dossier, friend, stays=True)
    assert (roles(friend, dossier), roles(lab.leader, dossier)) == ({Role.LEADER}, {Role.LEADER})
    refusal = actions.invite_co_leader(dossier=dossier, email="x@ailleurs.example", by=lab.leader)
    assert isinstance(refusal, Refusal)
    assert refusal.why is Why.FORBIDDEN
    ok(actions.remove_co_leader(dossier=dossier, person=lab.leader, by=friend))


def test_a_past_leader_never_judges_it(lab: World) -> None:
    dossier = world.in_challenge(lab)
    handed(lab, dossier, world.person("successeur"), stays=False)
    lab.leader.holdings.create(role=Role.REFERENT, starts_on=world.EARLY)
    by = lab[Role.TEAM]
    assert codes(actions.assign_referent(dossier=dossier, referent=lab.leader, by=by)) == ["not_own_dossier"]
    lab.leader.holdings.create(role=Role.TEAM, starts_on=world.EARLY)
    assert roles(lab.leader, dossier) == set()


def test_a_co_leader_of_the_team_takes_the_lead_of_a_deposited_dossier_another_does_not(lab: World) -> None:
    dossier = world.draft(lab)
    within = world.person("collegue", Role.TEAM)
    world.co_lead(dossier, within, by=lab.leader)
    ok(do(dossier, "submit", lab.leader))
    asked = ok(actions.hand_dossier_over(dossier=dossier, email=lab[Role.TEAM].email, stays=True, by=lab.leader))
    assert codes(actions.accept_invitation(invitation=asked, by=lab[Role.TEAM])) == ["not_judge"]
    assert handed(lab, dossier, within, stays=True).leader == within


# -- who may, and when ---------------------------------------------------------------------------
def test_only_the_main_leader_hands_over_to_somebody_else_while_something_is_expected(lab: World) -> None:
    dossier = world.draft(lab)
    friend = world.person("coporteur")
    world.co_lead(dossier, friend, by=lab.leader)
    for by in (friend, lab[Role.TEAM_LEAD], world.person("passant")):
        refusal = actions.hand_dossier_over(dossier=dossier, email="x@ailleurs.example", stays=True, by=by)
        assert isinstance(refusal, Refusal)
        assert refusal.why is Why.FORBIDDEN
    for typed in (lab.leader.email.upper(), " " + lab.leader.email):
        assert codes(actions.hand_dossier_over(dossier=dossier, email=typed, stays=True, by=lab.leader)) == [
            "not_leader_yet"
        ]
    ok(do(dossier, "withdraw", lab.leader, reason="Nous renonçons."))
    refusal = actions.hand_dossier_over(dossier=dossier, email=friend.email, stays=True, by=lab.leader)
    assert isinstance(refusal, Refusal)
    assert refusal.why is Why.WRONG_STATE


def test_the_same_person_is_asked_otherwise_and_the_last_words_hold(lab: World) -> None:
    dossier = world.draft(lab)
    friend = world.person("successeur")
    leaves = ok(actions.hand_dossier_over(dossier=dossier, email=friend.email, stays=False, by=lab.leader))
    stays = ok(actions.hand_dossier_over(dossier=dossier, email=friend.email, stays=True, by=lab.leader))
    assert ok(actions.hand_dossier_over(dossier=dossier, email=friend.email, stays=True, by=lab.leader)) == stays
    late = actions.accept_invitation(invitation=leaves, by=friend)
    assert isinstance(late, Refusal)
    assert late.why is Why.WRONG_STATE
    ok(actions.accept_invitation(invitation=stays, by=friend))
    assert roles(lab.leader, dossier) == {Role.LEADER}
    assert LogEntry.objects.filter(case_id=dossier.pk, event="invitation_taken_back").count() == 1


def test_the_coordination_s_proposal_is_made_even_if_the_leader_s_waits_for_the_same_person(lab: World) -> None:
    dossier = world.in_challenge(lab)
    friend = world.person("successeur")
    ok(actions.hand_dossier_over(dossier=dossier, email=friend.email, stays=True, by=lab.leader))
    lead = lab[Role.TEAM_LEAD]
    asked = ok(actions.replace_leader(dossier=dossier, email=friend.email, reason="A quitté le service.", by=lead))
    assert Message.objects.filter(template="leader_replacing", recipient=lab.leader).exists()
    ok(actions.accept_invitation(invitation=asked, by=friend))
    assert roles(lab.leader, dossier) == set()


def test_nobody_takes_the_lead_while_a_ballot_is_open(client: Client, db: None) -> None:
    committee = committees.build(3)
    dossier, leader = committees.on_agenda(committee), committee.world.leader
    friend = world.person("successeur")
    with committees.sitting(committee):
        asked = ok(actions.hand_dossier_over(dossier=dossier, email=friend.email, stays=False, by=leader))
        committees.proposed(committee, dossier, amount="18000.00")
        assert codes(actions.accept_invitation(invitation=asked, by=friend)) == ["no_ballot_open"]
        client.force_login(friend)
        refused = client.post(f"/invitations/{asked.pk}/", {"answer": "yes"})
        assert refused.status_code == 422
        assert "Un vote du COPIL est en cours" in text(refused)
        again = actions.hand_dossier_over(dossier=dossier, email="x@ailleurs.example", stays=False, by=leader)
        assert codes(again) == ["no_ballot_open"]
    assert fresh(dossier).leader == leader


def test_the_first_who_accepts_has_it_and_the_others_are_told_it_is_over(lab: World) -> None:
    dossier = world.draft(lab)
    first, second = world.person("premiere"), world.person("seconde")
    asked = [
        ok(actions.hand_dossier_over(dossier=dossier, email=p.email, stays=False, by=lab.leader))
        for p in (first, second)
    ]
    ok(actions.accept_invitation(invitation=asked[0], by=first))
    late = actions.accept_invitation(invitation=asked[1], by=second)
    assert isinstance(late, Refusal)
    assert late.why is Why.WRONG_STATE
    assert fresh(dossier).leader == first


# -- a leader who is gone --------------------------------------------------------------------------
def test_the_coordination_replaces_a_leader_who_is_gone_and_tells_them_why(lab: World) -> None:
    dossier = world.in_challenge(lab)
    friend = world.person("successeur")
    lead = lab[Role.TEAM_LEAD]
    assert codes(actions.replace_leader(dossier=dossier, email=friend.email, reason=" \x00", by=lead)) == [
        "reason_given"
    ]
    for by in (lab[Role.TEAM], lab.leader, lab[Role.ADMIN]):
        refusal = actions.replace_leader(dossier=dossier, email=friend.email, reason="Parti.", by=by)
        assert isinstance(refusal, Refusal)
        assert refusal.why is Why.FORBIDDEN
    asked = ok(actions.replace_leader(dossier=dossier, email=friend.email, reason="A quitté le service.", by=lead))
    assert ok(actions.replace_leader(dossier=dossier, email=friend.email, reason="Encore.", by=lead)) == asked
    ok(actions.accept_invitation(invitation=asked, by=friend))
    assert fresh(dossier).leader == friend
    assert not Dossier.objects.visible_to(lab.leader).exists()
    told = Message.objects.filter(recipient=lab.leader, template__startswith="leader_").order_by("pk")
    assert [(m.template, m.context["reason"]) for m in told] == [
        ("leader_replacing", "A quitté le service."),
        ("leader_replaced", "A quitté le service."),
    ]
    assert Leadership.objects.get(dossier=dossier, person=lab.leader).until is not None


def test_a_leader_who_is_still_there_takes_the_replacement_back(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    friend = world.person("successeur")
    lead = lab[Role.TEAM_LEAD]
    asked = ok(actions.replace_leader(dossier=dossier, email=friend.email, reason="Parti.", by=lead))
    client.force_login(lab.leader)
    assert friend.email in text(client.get(f"/dossiers/{dossier.reference}/porteurs/"))
    assert client.post(f"/dossiers/{dossier.reference}/invitations/{asked.pk}/annuler/").status_code == 302
    assert isinstance(actions.accept_invitation(invitation=asked, by=friend), Refusal)
    own = ok(actions.invite_reader(dossier=dossier, email=friend.email, by=lab.leader))
    refusal = actions.take_back_invitation(invitation=own, by=lead)
    assert isinstance(refusal, Refusal)
    assert refusal.why is Why.FORBIDDEN


# -- pages -----------------------------------------------------------------------------------------
def test_the_pages_are_their_people_s_alone(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    co_leader, reader = world.person("coporteur"), world.person("lectrice")
    world.co_lead(dossier, co_leader, by=lab.leader)
    world.read_with(dossier, reader, by=lab.leader)
    base = f"/dossiers/{dossier.reference}/porteurs/"
    found = {}
    for who in (lab.leader, co_leader, reader, lab[Role.TEAM_LEAD], lab[Role.TEAM], lab[Role.ADMIN]):
        client.force_login(who)
        found[who.first_name] = [client.get(base + page).status_code for page in ("passer/", "remplacer/")]
    assert found == {
        "leader": [200, 404],
        "coporteur": [404, 404],
        "lectrice": [404, 404],
        "team_lead": [404, 200],
        "team": [404, 404],
        "admin": [404, 404],
    }
    ok(do(dossier, "withdraw", lab.leader, reason="Nous renonçons."))
    client.force_login(lab.leader)
    assert client.get(base + "passer/").status_code == 404


def test_a_leader_hands_over_from_the_page(client: Client, lab: World) -> None:
    dossier = world.draft(lab)
    friend = world.person("coporteur")
    world.co_lead(dossier, friend, by=lab.leader)
    client.force_login(lab.leader)
    here = f"/dossiers/{dossier.reference}/porteurs/passer/"
    for wrong in (
        {},
        {"to": "other", "stays": "yes"},
        {"to": "other", "stays": "yes", "email": "x\x00@y.example"},
        {"to": str(lab[Role.TEAM].ref), "stays": "yes"},
        {"to": str(friend.ref), "stays": "roi"},
        {"to": "other", "stays": "no", "email": lab.leader.email},
    ):
        answer = client.post(here, wrong)
        assert answer.status_code == 422
        assert "Erreur" in text(answer)
    with counted(at_most=20):
        assert client.post(here, {"to": str(friend.ref), "stays": "no"}).status_code == 302
    client.force_login(friend)
    asked = client.get("/").context["invitations"][0]
    assert "Prendre la main sur ce dossier" in text(client.get(f"/invitations/{asked.pk}/"))
    assert client.post(f"/invitations/{asked.pk}/", {"answer": "yes"}).status_code == 302
    assert fresh(dossier).leader == friend
    with counted(at_most=20):
        client.get(f"/dossiers/{dossier.reference}/")


def test_the_coordination_asks_from_its_page(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    client.force_login(lab[Role.TEAM_LEAD])
    here = f"/dossiers/{dossier.reference}/porteurs/remplacer/"
    assert here in text(client.get(f"/dossiers/{dossier.reference}/"))
    kept = client.post(here, {"email": "x@ailleurs.example", "reason": ""})
    assert kept.status_code == 422
    assert 'value="x@ailleurs.example"' in text(kept)
    assert client.post(here, {"email": "x@ailleurs.example", "reason": "A quitté le service."}).status_code == 302
    asked = Invitation.objects.get(dossier=dossier)
    assert client.post(f"/dossiers/{dossier.reference}/invitations/{asked.pk}/annuler/").status_code == 302
    assert Invitation.objects.get(dossier=dossier).outcome == Invitation.Outcome.TAKEN_BACK


# -- at once ---------------------------------------------------------------------------------------
def accepting(invitation: str, user: str) -> Making:
    asked, by = Invitation.objects.select_related("dossier").get(pk=invitation), User.objects.get(pk=user)
    yield
    outcome = actions.accept_invitation(invitation=asked, by=by)
    return outcome.why.code if isinstance(outcome, Refusal) else "leads"


@pytest.mark.django_db(transaction=True)
def test_two_people_who_accept_two_offers_at_once_make_one_leader(children: dict[str, str]) -> None:
    lab = world.build()
    dossier = world.draft(lab)
    people = [world.person("premiere"), world.person("seconde")]
    asked = [ok(actions.hand_dossier_over(dossier=dossier, email=p.email, stays=True, by=lab.leader)) for p in people]
    making = [(accepting, str(i.pk), str(p.pk)) for i, p in zip(asked, people, strict=True)]
    assert sorted(at_once(children, *making)) == ["leads", "wrong_state"]
    assert fresh(dossier).leader in people
    assert Leadership.objects.filter(dossier=dossier, until=None).count() == 2
    assert LogEntry.objects.filter(case_id=dossier.pk, event="leader_changed").count() == 1
