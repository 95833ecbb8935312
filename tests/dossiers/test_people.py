"""Interests and co-leaders: who steps aside loses their say at once, who leads never judges."""

import pytest

from accounts.models import User
from accounts.roles import Role
from dossiers import actions
from dossiers.models import Dossier, DossierUserGrant, Interest, Leadership, Opinion
from dossiers.visibility import who_sees
from tests import world
from tests.world import World, do, fresh, ok
from workflow.gesture import Actor
from workflow.judgment import standing
from workflow.models import LogEntry, WorkItem
from workflow.verdict import Refusal, Why

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab() -> World:
    return world.build()


def roles(user: User, dossier: Dossier) -> set[Role]:
    return set(standing(Actor(User.objects.get(pk=user.pk)), fresh(dossier)))


# -- interests ----------------------------------------------------------------------
def test_a_referent_who_declares_an_interest_is_relieved_at_once(lab: World) -> None:
    dossier = world.assigned(lab)
    ok(actions.declare_interest(dossier=dossier, reason="Mon frère y travaille.", by=lab.referents[0]))
    assert roles(lab.referents[0], dossier) == set()
    assert not WorkItem.objects.filter(assignee=lab.referents[0], closed_at=None).exists()
    assert dossier not in Dossier.objects.visible_to(lab.referents[0])
    events = LogEntry.objects.filter(case_id=dossier.pk).values_list("event", flat=True)
    assert list(events)[-2:] == ["interest_declared", "referent_relieved"]


def test_the_interest_of_the_last_silent_referent_concludes_the_challenge(lab: World) -> None:
    dossier = world.assigned(lab)
    ok(actions.give_opinion(dossier=dossier, sense=Opinion.Sense.FAVOURABLE, text="Bien.", by=lab.referents[0]))
    ok(actions.declare_interest(dossier=dossier, reason="Un lien.", by=lab.referents[1]))
    assert fresh(dossier).state == "team_review"


def test_an_interest_is_declared_once(lab: World) -> None:
    dossier = world.in_challenge(lab)
    once = ok(actions.declare_interest(dossier=dossier, reason="Un lien.", by=lab[Role.TEAM]))
    again = ok(actions.declare_interest(dossier=dossier, reason="Le même lien.", by=lab[Role.TEAM]))
    assert once == again
    assert Interest.objects.count() == 1


def test_an_interest_is_declared_by_who_sees_the_dossier_with_words_and_not_by_its_leader(lab: World) -> None:
    dossier = world.in_challenge(lab)
    for nobody in (lab[Role.SIGNATORY], lab[Role.ADMIN], world.person("passant")):
        refusal = actions.declare_interest(dossier=dossier, reason="Un lien.", by=nobody)
        assert isinstance(refusal, Refusal)
        assert refusal.why is Why.FORBIDDEN
    assert isinstance(actions.declare_interest(dossier=dossier, reason=" ", by=lab[Role.TEAM]), Refusal)
    leader = actions.declare_interest(dossier=dossier, reason="C’est le mien.", by=lab.leader)
    assert isinstance(leader, Refusal)
    assert leader.why is Why.FORBIDDEN
    assert not Interest.objects.exists()


# -- co-leaders ----------------------------------------------------------------------
def test_a_co_leader_stands_like_the_leader_and_sees_the_draft(lab: World) -> None:
    dossier = world.draft(lab)
    friend = world.person("coporteur", Role.TEAM)
    world.co_lead(dossier, friend, by=lab.leader)
    assert roles(friend, dossier) == {Role.LEADER}
    assert dossier in Dossier.objects.visible_to(friend)
    ok(do(dossier, "submit", friend))


def test_a_past_co_leader_sees_what_their_office_shows_and_judges_nothing(lab: World) -> None:
    dossier = world.draft(lab)
    friend = world.person("coporteur", Role.TEAM, Role.AUDITOR)
    world.co_lead(dossier, friend, by=lab.leader)
    ok(actions.remove_co_leader(dossier=dossier, person=friend, by=friend))
    assert dossier not in Dossier.objects.visible_to(friend)
    ok(do(dossier, "submit", lab.leader))
    assert roles(friend, dossier) == {Role.AUDITOR}
    assert not DossierUserGrant.objects.exists()
    assert Leadership.objects.get(person=friend).until is not None


def test_only_the_main_leader_removes_others_and_nobody_removes_them(lab: World) -> None:
    dossier = world.draft(lab)
    friend = world.person("coporteur")
    world.co_lead(dossier, friend, by=lab.leader)
    for refusal in (
        actions.remove_co_leader(dossier=dossier, person=lab.leader, by=friend),
        actions.remove_co_leader(dossier=dossier, person=friend, by=lab[Role.TEAM]),
    ):
        assert isinstance(refusal, Refusal)
        assert refusal.why is Why.FORBIDDEN
    assert isinstance(actions.remove_co_leader(dossier=dossier, person=lab.leader, by=lab.leader), Refusal)


def test_who_sees_a_dossier_is_told_by_name_with_every_reason(lab: World) -> None:
    dossier = world.draft(lab)
    friend = world.person("coporteur")
    world.co_lead(dossier, friend, by=lab.leader)
    assert {sight.person for sight in who_sees(fresh(dossier))} == {lab.leader, friend}
    ok(do(dossier, "submit", lab.leader))
    people = {sight.person for sight in who_sees(fresh(dossier))}
    assert people == {lab.leader, friend, lab[Role.TEAM], lab[Role.TEAM_LEAD], lab[Role.AUDITOR]}
    # The list and the rows agree, person by person.
    for user in User.objects.all():
        assert (user in people) == Dossier.objects.visible_to(user).filter(pk=dossier.pk).exists(), user
