"""The short form: one page, fewer questions, the same engine; an amount too large leaves it and loses nothing."""

from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from dossiers import actions
from dossiers.form.completeness import completeness
from dossiers.form.length import ASKED, Length
from dossiers.form.questions import BY_CODE, SECTIONS
from dossiers.models import Call, Dossier, Version
from tests import world
from tests.dossiers.test_pages import text
from tests.statements import counted
from tests.world import ANSWERS, World, do, fresh, ok
from workflow.verdict import Refusal, Why

SMALL = {
    "expenses": [{"label": "Ateliers", "kind": "event", "amount": "5000.00"}],
    "resources": [{"source": "lab", "label": "", "amount": "5000.00"}],
}
LARGE = {
    "expenses": [{"label": "Ateliers", "kind": "event", "amount": "5000.01"}],
    "resources": [{"source": "lab", "label": "", "amount": "5000.01"}],
}


@pytest.fixture
def lab(db: None) -> World:
    return world.build()


@pytest.fixture
def small(lab: World) -> Dossier:
    """A draft in the short form, with what it asks and no more."""
    dossier = ok(actions.open_draft(call=lab.call, by=lab.leader, length=Length.SHORT))
    for code, answers in {**ANSWERS, "budget": SMALL}.items():
        given = {name: value for name, value in answers.items() if name in ASKED[code]}
        ok(actions.save_section(dossier=dossier, section=code, answers=given, revision=0, by=lab.leader))
    return fresh(dossier)


def save(dossier: Dossier, section: str, by: Any, **answers: Any) -> Any:
    kept = dossier.sections.filter(code=section).first()
    given = {**(kept.data if kept else {}), **answers}
    revision = kept.revision if kept else 0
    return actions.save_section(dossier=dossier, section=section, answers=given, revision=revision, by=by)


def row(prefix: str, rows: list[dict[str, str]]) -> dict[str, str]:
    return {f"{prefix}-{n}-{name}": value for n, line in enumerate(rows) for name, value in line.items()}


def budget(rows: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    return {**row("expenses", rows["expenses"]), **row("resources", rows["resources"])}


# -- what it asks ------------------------------------------------------------------------------
def test_every_section_says_what_the_short_form_asks_of_it() -> None:
    assert set(ASKED) == set(BY_CODE)
    for section in SECTIONS:
        assert ASKED[section.code] <= {question.name for question in section.questions}
    assert sum(len(names) for names in ASKED.values()) < sum(len(section.questions) for section in SECTIONS)


def test_what_the_act_is_written_from_is_asked() -> None:
    for section, name in (
        ("calendar", "starts_on"), ("calendar", "ends_on"), ("indicator", "indicator"), ("indicator", "unit"),
        ("indicator", "target"), ("budget", "expenses"), ("beneficiary", "siret"), ("beneficiary", "address"),
    ):  # fmt: skip
        assert name in ASKED[section]
    assert ASKED["beneficiary"] == {question.name for question in BY_CODE["beneficiary"].questions}


def test_the_same_meter_counts_the_questions_of_each_form() -> None:
    short, full = completeness({}, Length.SHORT), completeness({})
    assert {(m.section, m.question) for m in short.missing} < {(m.section, m.question) for m in full.missing}
    association = {"beneficiary": {"kind": "association"}}
    asked = {m.question for m in completeness(association, Length.SHORT).missing}
    assert {"representative_quality", "representative_last_name", "pledge_on", "cerfa"} <= asked


def test_a_small_request_is_deposited_with_the_short_form_which_its_version_keeps(lab: World, small: Dossier) -> None:
    ok(do(small, "submit", lab.leader))
    version = Version.objects.get(dossier=small)
    assert (version.form_length, fresh(small).form_length) == ("short", "short")
    assert small.call.reviewers_for(fresh(small).requested) == 2
    full = world.in_challenge(lab)
    assert Version.objects.get(dossier=full).form_length == "full"


def test_an_unbalanced_budget_holds_it_back_as_it_holds_the_full_one(lab: World, small: Dossier) -> None:
    expenses = [{"label": "Ateliers", "kind": "event", "amount": "4000.00"}]
    ok(save(small, "budget", lab.leader, expenses=expenses))
    refusal = do(small, "submit", lab.leader)
    assert isinstance(refusal, Refusal)
    assert [reason.code for reason in refusal.unmet] == ["budget_balanced"]


# -- from one to the other ------------------------------------------------------------------------
def test_an_amount_beyond_the_call_s_leaves_the_short_form_and_loses_nothing(lab: World, small: Dossier) -> None:
    before = {section.code: section.data for section in small.sections.all()}
    ok(save(small, "budget", lab.leader, **LARGE))
    assert fresh(small).length is Length.FULL
    after = {section.code: section.data for section in small.sections.all()}
    assert {**after, "budget": None} == {**before, "budget": None}
    refusal = do(small, "submit", lab.leader)
    assert isinstance(refusal, Refusal)
    assert [reason.code for reason in refusal.unmet] == ["form_complete"]


def test_the_threshold_is_the_call_s(lab: World, small: Dossier) -> None:
    Call.objects.filter(pk=lab.call.pk).update(small_request="4000.00")
    refusal = do(small, "submit", lab.leader)
    assert isinstance(refusal, Refusal)
    assert [reason.code for reason in refusal.unmet] == ["form_complete"]


def test_coming_down_the_short_form_is_chosen_not_imposed(lab: World) -> None:
    dossier = world.draft(lab, budget=SMALL)
    assert dossier.length is Length.FULL
    risks = ok(save(dossier, "method", lab.leader, risks="Le calendrier."))
    ok(actions.choose_length(dossier=dossier, length=Length.SHORT, by=lab.leader))
    assert fresh(dossier).length is Length.SHORT
    assert risks.dossier.sections.get(code="method").data["risks"] == "Le calendrier."
    ok(do(dossier, "submit", lab.leader))


def test_the_short_form_is_for_leaders_of_small_requests_still_written(lab: World) -> None:
    large = world.draft(lab)
    refusal = actions.choose_length(dossier=large, length=Length.SHORT, by=lab.leader)
    assert isinstance(refusal, Refusal)
    assert [reason.code for reason in refusal.unmet] == ["small_request"]
    small = world.draft(lab, budget=SMALL)
    for by in (lab[Role.TEAM], world.person("passant")):
        refusal = actions.choose_length(dossier=small, length=Length.SHORT, by=by)
        assert isinstance(refusal, Refusal)
        assert refusal.why is Why.FORBIDDEN
    ok(do(small, "submit", lab.leader))
    refusal = actions.choose_length(dossier=small, length=Length.SHORT, by=lab.leader)
    assert isinstance(refusal, Refusal)
    assert refusal.why is Why.WRONG_STATE


# -- the pages ----------------------------------------------------------------------------------
def court(dossier: Dossier) -> str:
    return f"/dossiers/{dossier.reference}/formulaire/court/"


def section_of(dossier: Dossier, code: str) -> str:
    return f"/dossiers/{dossier.reference}/formulaire/{code}/"


def test_one_chooses_the_short_form_when_one_begins(client: Client, lab: World) -> None:
    client.force_login(lab.leader)
    page = text(client.get(f"/appels/{lab.call.code}/nouveau/"))
    assert "Petite demande" in page
    key = "7d1f3b0a-4c59-4a0e-8a75-0e6f5f3c9f10"
    answer = client.post(f"/appels/{lab.call.code}/nouveau/", {"key": key, "length": "short"})
    dossier = Dossier.objects.get(pk=key)
    assert answer["Location"] == court(dossier)
    assert client.get(answer["Location"]).status_code == 200
    other = client.post(f"/appels/{lab.call.code}/nouveau/", {"key": key[:-1] + "1", "length": "roi"})
    assert other["Location"].endswith("/formulaire/project/")


def test_everything_it_asks_stands_on_one_page_and_nothing_else(client: Client, lab: World, small: Dossier) -> None:
    client.force_login(lab.leader)
    with counted(at_most=11):
        answer = client.get(court(small))
    names = {part.name for leaf in answer.context["leaves"] for part in leaf.parts}
    assert names == {name for asked in ASKED.values() for name in asked}
    assert "Le dossier est complet." in text(answer)
    rows = {part.name: len(part.rows.forms) for leaf in answer.context["leaves"] for part in leaf.parts if part.rows}
    # No empty row but where a table has none: a page is long enough.
    assert rows == {"partners": 1, "expenses": len(SMALL["expenses"]), "resources": len(SMALL["resources"])}
    for code in ("need", "budget"):
        assert client.get(section_of(small, code))["Location"] == f"{court(small)}#{code}"
    recap = text(client.get(f"/dossiers/{small.reference}/formulaire/"))
    assert "Qui est concerné, et combien de personnes" not in recap


def test_a_section_saved_there_keeps_what_only_the_full_form_asks(client: Client, lab: World) -> None:
    dossier = world.draft(lab, budget=SMALL)
    ok(actions.choose_length(dossier=dossier, length=Length.SHORT, by=lab.leader))
    client.force_login(lab.leader)
    said = {"irritant": "Trois visites sur quatre.", "evidence": "Comptage.", "revision": "1", "stay": "1"}
    answer = client.post(section_of(dossier, "need") + "?court=1", said)
    assert answer["Location"] == f"{court(dossier)}#need"
    kept = dossier.sections.get(code="need").data
    assert (kept["irritant"], kept["users"]) == ("Trois visites sur quatre.", "1 200 usagers.")


def test_what_is_refused_there_is_shown_again_with_the_rest(client: Client, lab: World, small: Dossier) -> None:
    client.force_login(lab.leader)
    for typed in ("x" * 200, "a\x00b" + "x" * 200):
        said = {"title": typed, "service": "S", "department": "11", "theme": "roi", "summary": "s", "revision": "1"}
        answer = client.post(section_of(small, "project") + "?court=1", said)
        assert answer.status_code == 422
        assert "x" * 200 in text(answer)
        assert len(answer.context["leaves"]) == len(SECTIONS)
    stale = client.post(
        section_of(small, "need") + "?court=1", {"irritant": "Autre.", "evidence": "E", "revision": "0"}
    )
    assert stale.status_code == 409
    assert "choisissez" in text(stale)
    more = client.post(section_of(small, "budget") + "?court=1", {"add_row": "expenses", "revision": "1"})
    assert more.status_code == 200


def autosaved(client: Client, dossier: Dossier, lab: World, typed: dict[str, str], revision: int) -> Any:
    said = {**typed, "autosave": "1", "writer": str(lab.leader.ref), "revision": str(revision)}
    return client.post(section_of(dossier, "budget") + "?court=1", said)


def test_typing_beyond_the_threshold_says_so_at_once_and_below_offers_the_short_form(
    client: Client, lab: World, small: Dossier
) -> None:
    client.force_login(lab.leader)
    answer = autosaved(client, small, lab, budget(LARGE), 1)
    assert answer.status_code == 200
    assert "le formulaire complet est demandé" in answer.json()["around"]["form-length"]
    assert fresh(small).length is Length.FULL
    assert client.get(court(small))["Location"].endswith("/formulaire/project/")
    answer = autosaved(client, small, lab, budget(SMALL), answer.json()["revision"])
    assert "Passer au formulaire court" in answer.json()["around"]["form-length"]
    assert fresh(small).length is Length.FULL
    assert "Passer au formulaire court" in text(client.get(section_of(small, "budget")))
    chosen = client.post(f"/dossiers/{small.reference}/formulaire/longueur/", {"length": "short"})
    assert chosen["Location"] == court(small)


def test_the_pages_are_their_leaders_alone(client: Client, lab: World, small: Dossier) -> None:
    choose = f"/dossiers/{small.reference}/formulaire/longueur/"
    reader = world.person("lectrice")
    world.read_with(small, reader, by=lab.leader)
    for nobody in (reader, lab[Role.TEAM], lab[Role.ADMIN], world.person("passant")):
        client.force_login(nobody)
        assert client.get(court(small)).status_code == 404
        assert client.post(choose, {"length": "full"}).status_code == 404
    client.force_login(lab.leader)
    assert client.get(choose).status_code == 405
    for wrong in ({}, {"length": "roi"}, {"length": "\x00"}):
        assert client.post(choose, wrong).status_code == 422
    ok(do(small, "submit", lab.leader))
    assert client.get(court(small)).status_code == 302
    assert client.post(choose, {"length": "full"}).status_code == 409
    client.force_login(lab[Role.TEAM])
    page = text(client.get(f"/dossiers/{small.reference}/"))
    assert "Deux visites sur trois." in page
    assert "Qui est concerné, et combien de personnes" not in page
