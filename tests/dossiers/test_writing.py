"""Opening a draft and saving it section by section: whole or not at all, and nothing typed is ever lost."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import Service
from accounts.roles import Role
from dossiers import actions
from dossiers.models import Dossier, Leadership, Section
from tests import world
from tests.world import ANSWERS, World, do, fresh, ok
from workflow import clock
from workflow.models import LogEntry, WorkItem
from workflow.verdict import Refusal, Why

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab() -> World:
    return world.build()


def save(dossier: Dossier, section: str, revision: int, lab: World, **answers: Any) -> Any:
    return actions.save_section(
        dossier=dossier, section=section, answers={**ANSWERS[section], **answers}, revision=revision, by=lab.leader
    )


# -- opening --------------------------------------------------------------------
def test_a_draft_has_a_reference_a_leader_a_task_and_a_first_log_entry(lab: World) -> None:
    dossier = ok(actions.open_draft(call=lab.call, by=lab.leader))
    year = clock.today().year
    assert re.fullmatch(rf"LO-{year}-0001", dossier.reference)
    assert (dossier.state, dossier.leader, dossier.due_on) == ("draft", lab.leader, lab.call.closes_on)
    assert [link.person for link in Leadership.objects.filter(dossier=dossier)] == [lab.leader]
    task = WorkItem.objects.get(case_id=dossier.pk)
    assert (task.kind, task.assignee, task.due_on) == ("state:draft", lab.leader, lab.call.closes_on)
    assert [entry.event for entry in LogEntry.objects.filter(case_id=dossier.pk)] == ["draft_opened"]


def test_references_follow_each_other_and_begin_again_each_year(lab: World) -> None:
    year = clock.today().year
    first, second = (ok(actions.open_draft(call=lab.call, by=lab.leader)).reference for _ in range(2))
    next_call = world.open_call("SUIVANT")
    next_call.opens_on, next_call.closes_on = clock.today(), clock.today() + timedelta(500)
    next_call.ends_on = next_call.closes_on
    next_call.save()
    with clock.at(world.days_later(400)):
        later = ok(actions.open_draft(call=next_call, by=lab.leader))
        next_year = clock.today().year
    assert [first, second, later.reference] == [f"LO-{year}-0001", f"LO-{year}-0002", f"LO-{next_year}-0001"]


def test_the_same_form_sent_twice_opens_one_draft(lab: World) -> None:
    key = uuid4()
    once = ok(actions.open_draft(call=lab.call, by=lab.leader, key=key))
    again = ok(actions.open_draft(call=lab.call, by=lab.leader, key=key))
    assert once == again
    assert Dossier.objects.count() == 1
    stolen = actions.open_draft(call=lab.call, by=lab[Role.TEAM], key=key)
    assert isinstance(stolen, Refusal)
    assert stolen.why is Why.KEY_REUSED


def test_a_closed_call_opens_no_draft_and_takes_no_number(lab: World) -> None:
    with clock.at(world.days_later(61)):
        refusal = actions.open_draft(call=lab.call, by=lab.leader)
    assert isinstance(refusal, Refusal)
    assert [reason.code for reason in refusal.unmet] == ["call_open"]
    assert ok(actions.open_draft(call=lab.call, by=lab.leader)).reference.endswith("-0001")


def test_a_closed_account_opens_nothing(lab: World) -> None:
    lab.leader.is_active = False
    lab.leader.save()
    refusal = actions.open_draft(call=lab.call, by=lab.leader)
    assert isinstance(refusal, Refusal)
    assert refusal.why is Why.FORBIDDEN


# -- saving ---------------------------------------------------------------------
def test_a_section_counts_its_revisions(lab: World) -> None:
    dossier = ok(actions.open_draft(call=lab.call, by=lab.leader))
    assert ok(save(dossier, "project", 0, lab)).revision == 1
    assert ok(save(dossier, "project", 1, lab, title="Accueil partagé")).revision == 2
    kept = Section.objects.get(dossier=dossier, code="project")
    assert (kept.data["title"], kept.saved_by) == ("Accueil partagé", lab.leader)


def test_until_the_deposit_the_columns_follow_the_sections(lab: World) -> None:
    dossier = ok(actions.open_draft(call=lab.call, by=lab.leader))
    for code in ("project", "budget", "beneficiary"):
        ok(save(dossier, code, 0, lab))
    seen = fresh(dossier)
    assert (seen.title, seen.title_words, seen.department) == ("Accueil commun", "accueil commun", "11")
    assert (seen.requested, seen.total_cost) == (Decimal("18000.00"), Decimal("20000.00"))
    assert (seen.siret, seen.beneficiary_kind) == (world.SIRET, "state")
    assert seen.service is None  # a name that is being typed is no service's


def test_a_service_is_known_from_the_deposit_on_and_is_one_row_however_it_is_written(lab: World) -> None:
    world.in_challenge(lab)
    service = Service.objects.get(name="Sous-préfecture de Limoux")
    dossier = ok(actions.open_draft(call=lab.call, by=lab.leader))
    ok(save(dossier, "project", 0, lab, service="SOUS-PREFECTURE  DE LIMOUX"))
    assert fresh(dossier).service == service
    assert fresh(world.in_challenge(lab, project={"service": "sous préfecture de limoux"})).service == service
    assert Service.objects.count() == 1


def test_an_answer_that_is_not_given_stays_as_it_was(lab: World) -> None:
    dossier = ok(actions.open_draft(call=lab.call, by=lab.leader))
    ok(save(dossier, "need", 0, lab))
    said = {"dossier": dossier, "section": "need", "answers": {"users": "Tous."}, "revision": 1, "by": lab.leader}
    assert ok(actions.save_section(**said)).data == {**ANSWERS["need"], "users": "Tous."}


def test_after_a_deposit_the_columns_stay_those_of_the_deposited_version(lab: World) -> None:
    dossier = world.in_challenge(lab)
    ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Précisez."))
    ok(save(dossier, "project", 1, lab, title="Un tout autre titre"))
    ok(save(dossier, "budget", 1, lab, expenses=[]))
    seen = fresh(dossier)
    assert (seen.title, seen.total_cost) == ("Accueil commun", Decimal("20000.00"))


def test_an_older_revision_is_refused_with_both_texts_and_overwrites_nothing(lab: World) -> None:
    dossier = ok(actions.open_draft(call=lab.call, by=lab.leader))
    friend = world.person("coporteur")
    world.co_lead(dossier, friend, by=lab.leader)
    theirs = {**ANSWERS["project"], "title": "Le titre de l’autre"}
    ok(actions.save_section(dossier=dossier, section="project", answers=theirs, revision=0, by=friend))
    refusal = save(dossier, "project", 0, lab, title="Mon titre")
    assert isinstance(refusal, actions.TextMoved)
    assert (refusal.why, refusal.status, refusal.revision) == (Why.STALE, 409, 1)
    assert refusal.current is not None
    assert refusal.typed is not None
    assert (refusal.current["title"], refusal.typed["title"]) == ("Le titre de l’autre", "Mon titre")
    assert refusal.saved_by == friend.full_name
    assert Section.objects.get(dossier=dossier, code="project").data["title"] == "Le titre de l’autre"
    # Having read both, the person may choose their own.
    assert ok(save(dossier, "project", refusal.revision, lab, title="Mon titre")).revision == 2


def test_a_revision_from_the_future_is_refused_too(lab: World) -> None:
    dossier = ok(actions.open_draft(call=lab.call, by=lab.leader))
    assert isinstance(save(dossier, "project", 7, lab), actions.TextMoved)
    assert not Section.objects.exists()


def test_the_same_save_sent_twice_is_kept_once(lab: World) -> None:
    dossier = ok(actions.open_draft(call=lab.call, by=lab.leader))
    ok(save(dossier, "project", 0, lab))
    assert ok(save(dossier, "project", 0, lab)).revision == 1


def test_a_value_that_is_not_of_its_kind_is_refused_by_the_verb_itself(lab: World) -> None:
    dossier = ok(actions.open_draft(call=lab.call, by=lab.leader))
    refusal = save(dossier, "budget", 0, lab, expenses=[{"label": "Ateliers", "kind": "event", "amount": "-5"}])
    assert isinstance(refusal, Refusal)
    assert (refusal.why, [u.code for u in refusal.unmet]) == (Why.UNMET, ["answer:expenses"])
    assert not Section.objects.exists()


@pytest.mark.parametrize("role", [Role.TEAM, Role.TEAM_LEAD, Role.REFERENT, Role.AUDITOR, Role.ADMIN])
def test_nobody_but_its_leaders_writes_a_dossier(lab: World, role: Role) -> None:
    dossier = ok(actions.open_draft(call=lab.call, by=lab.leader))
    refusal = actions.save_section(
        dossier=dossier, section="project", answers=ANSWERS["project"], revision=0, by=lab[role]
    )
    assert isinstance(refusal, Refusal)
    assert refusal.why is Why.FORBIDDEN


def test_a_deposited_dossier_is_not_written_any_more(lab: World) -> None:
    dossier = world.in_challenge(lab)
    refusal = save(dossier, "project", 1, lab, title="Trop tard")
    assert isinstance(refusal, Refusal)
    assert (refusal.why, fresh(dossier).title) == (Why.WRONG_STATE, "Accueil commun")


def test_a_co_leader_writes_and_a_removed_one_no_longer_does(lab: World) -> None:
    dossier = ok(actions.open_draft(call=lab.call, by=lab.leader))
    friend = world.person("coporteur")
    world.co_lead(dossier, friend, by=lab.leader)
    said = {"dossier": dossier, "section": "project", "answers": ANSWERS["project"]}
    ok(actions.save_section(**said, revision=0, by=friend))
    ok(actions.remove_co_leader(dossier=dossier, person=friend, by=lab.leader))
    refusal = actions.save_section(**{**said, "answers": {}}, revision=1, by=friend)
    assert isinstance(refusal, Refusal)
    assert refusal.why is Why.FORBIDDEN
