"""Who is told what, by mail, move by move."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from dossiers import actions
from dossiers.wording import written_day
from notifications.models import Message
from tests import world
from tests.world import World, do, fresh, ok
from workflow import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab() -> World:
    return world.build()


def told(template: str) -> dict[User, dict[str, str]]:
    world.tell()
    return {m.recipient: m.context for m in Message.objects.filter(template=template).select_related("recipient")}


def test_a_deposit_is_acknowledged_to_every_leader_with_what_silence_means(lab: World) -> None:
    association = {
        "kind": "association", "representative_quality": "présidente", "representative_first_name": "A",
        "representative_last_name": "B", "pledge_on": "2026-09-28", "cerfa": "earlier",
    }  # fmt: skip
    dossier = world.draft(lab, beneficiary=association)
    friend = world.person("coporteur")
    world.co_lead(dossier, friend, by=lab.leader)
    ok(do(dossier, "submit", lab.leader))
    receipts = told("submitted")
    assert set(receipts) == {lab.leader, friend}
    due = fresh(dossier).implicit_decision_on
    assert due is not None
    assert receipts[friend]["silence"] == (
        f"Sans réponse de notre part le {written_day(due)}, votre demande sera réputée refusée."
    )


def test_a_return_tells_the_leaders_what_and_until_when(lab: World) -> None:
    dossier = world.in_challenge(lab)
    ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Précisez l’indicateur."))
    said = told("returned")[lab.leader]
    assert said["reason"] == "Précisez l’indicateur."
    assert said["due"] == written_day(fresh(dossier).due_on)
    assert said["link"] == f"/dossiers/{dossier.reference}/"
    ok(do(dossier, "resubmit", lab.leader))
    world.tell()
    assert Message.objects.filter(template="submitted", recipient=lab.leader).count() == 2


def test_a_suspension_its_end_and_a_withdrawal_reach_all_those_at_work(lab: World) -> None:
    dossier = world.assigned(lab)
    everyone = {lab.leader, *lab.referents, lab[Role.TEAM_LEAD]}  # and not who did it
    ok(do(dossier, "suspend", lab[Role.TEAM], reason="Absence.", until=clock.today() + timedelta(10)))
    ok(do(dossier, "resume", lab[Role.TEAM]))
    ok(do(dossier, "withdraw", lab.leader, reason="Abandon."))
    for template in ("suspended", "resumed"):
        assert set(told(template)) == everyone, template
    assert set(told("withdrawn")) == everyone | {lab[Role.TEAM]}


def test_a_relieved_referent_is_told_nothing_more(lab: World) -> None:
    dossier = world.assigned(lab)
    gone = dossier.assignments.get(referent=lab.referents[0])
    asked = ok(actions.ask_question(dossier=dossier, section="need", text="?", by=lab.referents[0]))
    ok(actions.relieve_referent(assignment=gone, reason="Absent.", by=lab[Role.TEAM]))
    ok(actions.answer_question(question=asked, text="Voilà.", by=lab.leader))
    ok(do(dossier, "withdraw", lab.leader, reason="Abandon."))
    assert lab.referents[0] not in told("question_answered")
    assert lab.referents[0] not in told("withdrawn")


def test_a_question_and_its_answer_lead_to_where_they_are_read(lab: World) -> None:
    dossier = world.assigned(lab)
    asked = ok(actions.ask_question(dossier=dossier, section="need", text="?", by=lab.referents[0]))
    ok(actions.answer_question(question=asked, text="Voilà.", by=lab.leader))
    for template, reader in (("question_asked", lab.leader), ("question_answered", lab.referents[0])):
        link = Message.objects.get(template=template, recipient=reader).context["link"]
        client = Client()
        client.force_login(reader)
        path, anchor = link.split("#")
        assert f'id="{anchor}"' in client.get(path).content.decode(), template


def test_a_refused_gesture_tells_nobody(lab: World) -> None:
    dossier = world.in_challenge(lab)
    before = Message.objects.count()
    do(dossier, "return_to_leader", lab[Role.TEAM], reason="")
    assert Message.objects.count() == before
