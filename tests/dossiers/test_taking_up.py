"""Reprendre: a new draft cites a refused or withdrawn dossier and begins with its answers; the former one stays."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from dossiers import actions
from dossiers.models import Dossier
from tests import world
from tests.world import ANSWERS, World, do, fresh, ok
from workflow import clock
from workflow.models import LogEntry
from workflow.verdict import Refusal, Why

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab() -> World:
    return world.build()


@pytest.fixture
def withdrawn(lab: World) -> Dossier:
    dossier = world.in_challenge(lab)
    ok(do(dossier, "withdraw", lab.leader, reason="Le service est réorganisé."))
    return fresh(dossier)


def take_up(dossier: Dossier, lab: World, **said: Any) -> Any:
    return actions.take_up(**{"dossier": dossier, "call": lab.call, "by": lab.leader, **said})


def test_the_new_draft_has_the_answers_and_cites_the_former(lab: World, withdrawn: Dossier) -> None:
    draft = fresh(ok(take_up(withdrawn, lab)))
    assert (draft.state, draft.leader, draft.taken_up_from, draft.title) == (
        "draft",
        lab.leader,
        withdrawn,
        "Accueil commun",
    )
    kept = {section.code: section.data for section in withdrawn.sections.all()}
    assert {section.code: section.data for section in draft.sections.all()} == kept
    assert kept["need"] == ANSWERS["need"]
    events = LogEntry.objects.order_by("at", "seq")
    assert [e.event for e in events.filter(case_id=draft.pk)] == ["draft_opened", "took_up"]
    assert events.filter(case_id=withdrawn.pk).last().event == "taken_up"  # type: ignore[union-attr]
    assert (fresh(withdrawn).state, fresh(withdrawn).submitted_version) == ("withdrawn", 1)
    ok(do(draft, "submit", lab.leader))  # complete as it was


def test_the_same_form_sent_twice_opens_one_draft(lab: World, withdrawn: Dossier) -> None:
    key = uuid4()
    once = ok(take_up(withdrawn, lab, key=key))
    ok(actions.save_section(dossier=once, section="project", answers={"title": "Changé"}, revision=1, by=lab.leader))
    assert ok(take_up(withdrawn, lab, key=key)) == once
    assert fresh(once).title == "Changé"
    assert withdrawn.taken_up_as.count() == 1


def test_a_dossier_is_taken_up_once_at_a_time(lab: World, withdrawn: Dossier) -> None:
    draft = ok(take_up(withdrawn, lab))
    refusal = take_up(withdrawn, lab)
    assert isinstance(refusal, Refusal)
    assert draft.reference in refusal.sentence
    ok(do(draft, "withdraw", lab.leader, reason="Erreur."))
    ok(take_up(withdrawn, lab))


def test_only_its_leaders_take_a_dossier_up(client: Client, lab: World, withdrawn: Dossier) -> None:
    for person in lab.people.values():
        refusal = take_up(withdrawn, lab, by=person)
        assert isinstance(refusal, Refusal)
        assert refusal.why is Why.FORBIDDEN
        client.force_login(person)
        assert client.get(f"/dossiers/{withdrawn.reference}/reprendre/").status_code == 404


def test_a_living_dossier_is_not_taken_up(lab: World) -> None:
    refusal = take_up(world.in_challenge(lab), lab)
    assert isinstance(refusal, Refusal)
    assert refusal.why is Why.WRONG_STATE


def test_a_closed_call_takes_nothing_up(lab: World, withdrawn: Dossier) -> None:
    with clock.at(world.days_later(61)):
        assert isinstance(take_up(withdrawn, lab), Refusal)
    assert not withdrawn.taken_up_as.exists()


def test_the_page_asks_for_an_open_call_and_opens_the_draft(client: Client, lab: World, withdrawn: Dossier) -> None:
    closed = world.open_call("CLOS")
    closed.closes_on = closed.opens_on = clock.today() - timedelta(9)
    closed.save()
    client.force_login(lab.leader)
    page = withdrawn.get_absolute_url()
    assert f"{page}reprendre/" in client.get(page).content.decode()
    shown = client.get(f"{page}reprendre/").content.decode()
    assert 'value="ESSAI"' in shown
    assert 'value="CLOS"' not in shown
    for call in ("CLOS", "<b>", "\x00", ""):
        assert client.post(f"{page}reprendre/", {"call": call, "key": str(uuid4())}).status_code == 422
    assert client.post(f"{page}reprendre/", {"call": "ESSAI", "key": "x"}).status_code == 422
    answer = client.post(f"{page}reprendre/", {"call": "ESSAI", "key": str(uuid4())})
    draft = withdrawn.taken_up_as.get()
    assert answer["Location"] == f"/dossiers/{draft.reference}/formulaire/"
    assert withdrawn.reference in client.get(draft.get_absolute_url()).content.decode()
    answer = client.post(f"{page}reprendre/", {"call": "ESSAI", "key": str(uuid4())})
    assert answer.status_code == 422
    assert draft.reference in answer.content.decode()
