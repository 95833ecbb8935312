"""One gesture on many dossiers: foreseen line by line, carried out once each, whole or not at all."""

import html
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.roles import Role
from copil.models import HouseRules, Session
from dossiers.actions.bulk import MAX_LINES, carry_out_bulk, confirm_bulk, foresee_bulk, prepare_bulk, say_bulk
from dossiers.bulk import gestures
from dossiers.models import Assignment, BulkLine, BulkRun, Dossier
from dossiers.wording import written_day
from notifications.models import Message
from scoring.models import Review
from tests import world
from tests.dossiers.test_desk_list import rows
from tests.scoring import panel as panels
from tests.statements import counted
from tests.world import World, do, fresh, ok
from workflow import clock
from workflow.models import LogEntry, Request, WorkItem
from workflow.verdict import Refusal, Why

pytestmark = pytest.mark.django_db
START = "/dossiers/gestes-groupes/"


@pytest.fixture
def lab() -> World:
    return world.build()


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def later(days: int) -> str:
    return str(clock.today() + timedelta(days))


def started(client: Client, gesture: str, *dossiers: Dossier, **more: str) -> str:
    """The address of the run that the list's form prepares."""
    said = {"key": str(uuid4()), "gesture": gesture, "pick": [d.reference for d in dossiers], "query": "", **more}
    answer = client.post(START, said)
    assert answer.status_code == 302
    url: str = answer["Location"]
    return url


def foreseen(client: Client, url: str) -> dict[str, tuple[str, list[str]]]:
    """What each line would answer, by reference."""
    found = client.get(url).context["rows"]
    return {row.reference: (row.line.foreseen, [reason.sentence for reason in row.reasons]) for row in found}


def suspending(client: Client, *dossiers: Dossier) -> str:
    url = started(client, "suspend", *dossiers)
    answer = client.post(url, {"step": "say", "reason": "Le partenaire change.", "until": later(30)})
    assert answer.status_code == 302
    return url


# -- who ------------------------------------------------------------------------------
def test_gestures_on_many_are_the_team_s(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    url = started(client, "suspend", dossier)
    for role in (*lab.people, Role.LEADER):
        client.force_login(lab[role])
        mine = {Role.TEAM: 200}.get(role, 404)
        assert client.get(url).status_code == mine, role
        assert client.post(url, {"step": "confirm"}).status_code == (302 if mine == 200 else 404), role
        answer = client.post(START, {"key": str(uuid4()), "gesture": "suspend", "pick": [dossier.reference]})
        assert answer.status_code == (302 if role in {Role.TEAM, Role.TEAM_LEAD} else 404), role
        if role not in {Role.TEAM, Role.TEAM_LEAD}:
            assert "Gestes groupés" not in text(client.get("/dossiers/?all=1"))
    assert fresh(dossier).state == "challenge"
    client.logout()
    assert client.get(url).status_code == 302


def test_the_coordination_s_gestures_are_not_offered_to_the_team(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    page = text(client.get("/dossiers/"))
    assert "Suspendre l’instruction" in page
    assert "Inscrire au COPIL" not in page
    client.post(START, {"key": str(uuid4()), "gesture": "put_on_agenda", "pick": [dossier.reference]})
    assert not BulkRun.objects.exists()
    client.force_login(lab[Role.TEAM_LEAD])
    assert "Inscrire au COPIL" in text(client.get("/dossiers/"))


# -- foreseen ---------------------------------------------------------------------------
def test_the_preview_says_for_each_line_yes_or_every_reason_why_not(client: Client, lab: World) -> None:
    able, early = world.in_review(lab), world.in_challenge(lab)
    client.force_login(lab[Role.TEAM_LEAD])
    rules = HouseRules.objects.order_by("-version").first() or HouseRules.objects.create(
        version=1, adopted_on=clock.today()
    )
    session = Session.objects.create(number=7, rules=rules, held_at=clock.now() + timedelta(40))
    url = started(client, "put_on_agenda", able, early)
    client.post(url, {"step": "say", "session": str(session.pk)})
    found = foreseen(client, url)
    assert found[able.reference][0] == found[early.reference][0] == "no"
    assert len(found[able.reference][1]) == 2  # neither the reviews nor the consensus
    assert "Challenge par les référents".lower() in found[early.reference][1][0]
    page = text(client.get(url))
    assert "Possible sur 0 dossier" in page
    assert "Confirmer" not in page
    for reason in found[able.reference][1]:
        assert reason in page


def test_foreseeing_leaves_nothing_behind(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    before = (LogEntry.objects.count(), WorkItem.objects.count(), Message.objects.count(), Request.objects.count())
    url = suspending(client, dossier)
    assert foreseen(client, url) == {dossier.reference: ("yes", [])}
    assert (fresh(dossier).state, fresh(dossier).version) == ("challenge", dossier.version)
    after = (LogEntry.objects.count(), WorkItem.objects.count(), Message.objects.count(), Request.objects.count())
    assert after == before


def test_what_is_asked_of_all_is_asked_in_words_and_kept(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    url = started(client, "suspend", dossier)
    for said in (
        {"reason": "Motif tapé", "until": ""},
        {"reason": "Motif tapé", "until": "zz"},
        {"reason": "Motif tapé\0", "until": later(3)},
        {"reason": "Motif tapé " + "x" * 4000, "until": later(3)},
        {},
    ):
        answer = client.post(url, {"step": "say", **said})
        assert answer.status_code == 422, said
        assert "Motif tapé" in text(answer) or not said
    client.post(url, {"step": "say", "reason": "Trop tard.", "until": later(-3)})
    assert foreseen(client, url)[dossier.reference][0] == "no"  # the verb's own refusal
    client.post(url, {"step": "say", "reason": "À temps.", "until": later(3)})
    assert foreseen(client, url)[dossier.reference][0] == "yes"
    # What is about to be confirmed is told again, as a person reads it.
    assert client.get(url).context["said"] == [
        ("Date de fin", written_day(clock.today() + timedelta(3))), ("Motif", "À temps."),
    ]  # fmt: skip


# -- carried out --------------------------------------------------------------------------
def test_each_possible_line_is_done_through_its_verb_and_once(client: Client, lab: World) -> None:
    first, second, back = world.in_challenge(lab), world.assigned(lab), world.in_challenge(lab)
    ok(do(back, "return_to_leader", lab[Role.TEAM], reason="Précisez."))
    client.force_login(lab[Role.TEAM])
    url = suspending(client, first, second, back)
    assert {reference: said for reference, (said, _why) in foreseen(client, url).items()} == {
        first.reference: "yes", second.reference: "yes", back.reference: "no",
    }  # fmt: skip
    for _ in range(3):
        client.post(url, {"step": "confirm"})
    assert [fresh(d).state for d in (first, second, back)] == ["suspended", "suspended", "draft"]
    assert LogEntry.objects.filter(event="suspend").count() == 2
    page = text(client.get(url))
    assert "Fait sur 2 dossiers" in page
    run = BulkRun.objects.get()
    assert run.said is None  # the reason is in each log, which can forget it
    answer = client.post(url, {"step": "say", "reason": "Autre", "until": later(9)})
    assert answer.status_code == 302
    assert BulkRun.objects.get().said is None


def test_the_same_form_sent_twice_prepares_one_run(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    key = str(uuid4())
    assert started(client, "suspend", dossier, key=key) == started(client, "suspend", dossier, key=key)
    assert BulkRun.objects.count() == 1
    client.force_login(lab[Role.TEAM_LEAD])
    client.post(START, {"key": key, "gesture": "suspend", "pick": [dossier.reference]})
    assert BulkRun.objects.get().person == lab[Role.TEAM]


def test_a_dossier_that_moved_since_the_preview_refuses_and_is_left_as_it_is(client: Client, lab: World) -> None:
    moved, still = world.in_challenge(lab), world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    url = suspending(client, moved, still)
    ok(do(moved, "return_to_leader", lab[Role.TEAM_LEAD], reason="Précisez."))
    client.post(url, {"step": "confirm"})
    assert [fresh(d).state for d in (moved, still)] == ["draft", "suspended"]
    line = BulkLine.objects.get(dossier=moved)
    assert line.outcome == "refused"
    assert "1 dossier a refusé le geste entre-temps" in text(client.get(url))


def test_a_run_interrupted_leaves_each_dossier_whole_and_goes_on(lab: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process dies within the second dossier: the first is done, the second untouched, the run resumes."""
    dossiers = [world.in_challenge(lab) for _ in range(3)]
    team = lab[Role.TEAM]
    run = ok(prepare_bulk(key=uuid4(), gesture="suspend", dossiers=dossiers, query="", by=team))
    run = ok(say_bulk(run=run, said={"reason": "Un motif.", "until": later(9)}, by=team))
    assert isinstance(confirm_bulk(run=run, by=team), Refusal)  # not examined yet
    assert foresee_bulk(run=run, by=team, at_most=2) == 2
    assert foresee_bulk(run=run, by=team, at_most=20) == 1
    run = ok(confirm_bulk(run=run, by=team))
    verb = gestures.gesture_for(team, "suspend")
    assert verb is not None
    calls = []

    def dies(ask: gestures.Ask) -> object:
        calls.append(ask)
        outcome = verb.carry_out(ask)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return outcome

    broken = gestures.BulkGesture(verb.code, verb.label, verb.role, verb.fields, dies)
    monkeypatch.setitem(gestures._gestures, "suspend", broken)
    with pytest.raises(KeyboardInterrupt):
        carry_out_bulk(run=run, by=team, at_most=20)
    assert [fresh(d).state for d in dossiers] == ["suspended", "challenge", "challenge"]
    assert list(BulkLine.objects.order_by("position").values_list("outcome", flat=True)) == ["done", "", ""]
    assert carry_out_bulk(run=run, by=team, at_most=20) == 2
    assert [fresh(d).state for d in dossiers] == ["suspended"] * 3
    assert carry_out_bulk(run=run, by=team, at_most=20) == 0
    assert LogEntry.objects.filter(event="suspend").count() == 3


def test_a_verb_that_fails_fails_its_own_line_alone(
    client: Client, lab: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault of the site on one dossier, foreseen, made ready or carried out, leaves the others to be done."""
    team, (before, unready, during, sound) = lab[Role.TEAM], [world.in_challenge(lab) for _ in range(4)]
    verb = gestures.gesture_for(team, "suspend")
    assert verb is not None
    asked: list[Dossier] = []

    def fails(ask: gestures.Ask) -> object:
        asked.append(ask.dossier)
        if ask.dossier == before or (ask.dossier == during and asked.count(during) == 2):
            Dossier.objects.filter(pk=ask.dossier.pk).update(title="À moitié")
            raise ZeroDivisionError("a fault")
        return verb.carry_out(ask)

    def unmade(ask: gestures.Ask) -> tuple[bytes, ...]:
        if ask.dossier == unready:
            raise ZeroDivisionError("a fault")
        return ()

    broken = gestures.BulkGesture(verb.code, verb.label, verb.role, verb.fields, fails, unmade)
    monkeypatch.setitem(gestures._gestures, "suspend", broken)
    client.force_login(team)
    url = suspending(client, before, unready, during, sound)
    assert [foreseen(client, url)[d.reference][0] for d in (before, unready, during, sound)] == [
        "no",
        "yes",
        "yes",
        "yes",
    ]
    assert "Une panne du site a empêché ce geste" in foreseen(client, url)[before.reference][1][0]
    client.post(url, {"step": "confirm"})
    page = text(client.get(url))
    assert "Fait sur 1 dossier" in page
    assert "Une panne du site a empêché le geste sur 2 dossiers" in page
    assert [fresh(d).state for d in (before, unready, during, sound)] == ["challenge"] * 3 + ["suspended"]
    assert {fresh(d).title for d in (before, during)} == {"Accueil commun"}
    assert asked.count(during) == 2
    assert [record.levelname for record in caplog.records if record.name == "jalon.bulk"] == ["ERROR"] * 3
    assert BulkRun.objects.get().said is None  # nothing waits any more


def test_a_long_run_goes_on_batch_by_batch(client: Client, lab: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dossiers.views.bulk.BATCH", 2)
    dossiers = [world.in_challenge(lab) for _ in range(3)]
    client.force_login(lab[Role.TEAM])
    url = suspending(client, *dossiers)
    assert "2 / 3" in text(client.get(url))
    client.post(url)
    client.post(url, {"step": "confirm"})
    page = text(client.get(url))
    assert "2 / 3" in page
    assert 'hx-trigger="load"' in page
    client.post(url)
    assert {fresh(d).state for d in dossiers} == {"suspended"}
    assert "Fait sur 3 dossiers" in text(client.get(url))


# -- people ----------------------------------------------------------------------------------
def test_referents_and_reviewers_are_asked_for_many_dossiers(client: Client) -> None:
    panel = panels.build()
    lab = panel.world
    challenged = world.in_challenge(lab)
    client.force_login(panel.lead)
    for gesture, person in (("assign_referent", lab.referents[0]), ("assign_reviewer", panel.reviewers[0])):
        url = started(client, gesture, challenged, panel.dossier)
        assert client.post(url, {"step": "say", "person": str(uuid4())}).status_code == 422
        client.post(url, {"step": "say", "person": str(person.ref)})
        client.post(url, {"step": "confirm"})
    assert Assignment.objects.filter(dossier=challenged, referent=lab.referents[0]).count() == 1
    assert Review.objects.filter(dossier=panel.dossier, reviewer=panel.reviewers[0]).count() == 1
    assert sorted(BulkLine.objects.values_list("foreseen", flat=True)) == ["no", "no", "yes", "yes"]


def test_dossiers_ready_are_put_on_an_agenda_together(client: Client) -> None:
    panel = panels.build()
    panels.concluded(panel)
    rules = HouseRules.objects.order_by("-version").first() or HouseRules.objects.create(
        version=1, adopted_on=clock.today()
    )
    session = Session.objects.create(number=7, rules=rules, held_at=clock.now() + timedelta(40))
    client.force_login(panel.world[Role.TEAM_LEAD])
    url = started(client, "put_on_agenda", panel.dossier)
    client.post(url, {"step": "say", "session": str(session.pk)})
    client.post(url, {"step": "confirm"})
    assert fresh(panel.dossier).state == "copil"


# -- the selection ---------------------------------------------------------------------------
def test_what_is_not_on_one_s_desk_cannot_be_chosen(client: Client, lab: World) -> None:
    lab.leader.holdings.create(role=Role.TEAM, starts_on=world.EARLY)
    own, draft = world.in_challenge(lab), world.draft(lab)
    client.force_login(lab.leader)
    answer = client.post(START, {"key": str(uuid4()), "gesture": "suspend", "pick": [own.reference, draft.reference]})
    assert answer["Location"] == "/dossiers/?all=1"
    assert not BulkRun.objects.exists()


@pytest.mark.parametrize("said", [{}, {"pick": "zz\0"}, {"pick": "LO-1999-0001"}, {"gesture": "zz"}, {"key": "zz"},
                                  {"gesture": "sign_grant"}, {"query": "x" * 5000},
                                  {"all": "on", "query": "mine=1"}])  # fmt: skip
def test_a_selection_that_means_nothing_prepares_nothing(client: Client, lab: World, said: dict[str, str]) -> None:
    world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    answer = client.post(START, {"key": str(uuid4()), "gesture": "suspend", **said}, follow=True)
    assert answer.status_code == 200
    assert 'class="fr-alert fr-alert--error' in text(answer)
    assert not BulkRun.objects.exists()


@pytest.mark.breaks_invariants
def test_all_of_the_filter_within_bounds(client: Client, lab: World) -> None:
    rows(lab, MAX_LINES * 2)
    client.force_login(lab[Role.TEAM])
    client.post(START, {"key": str(uuid4()), "gesture": "suspend", "all": "on", "query": ""})
    assert not BulkRun.objects.exists()  # too many at once
    url = client.post(
        START, {"key": str(uuid4()), "gesture": "suspend", "all": "on", "query": "state=challenge&sort=-reference"}
    )["Location"]
    found = client.get(url).context["rows"]
    assert len(found) == MAX_LINES
    assert [row.reference for row in found] == sorted((row.reference for row in found), reverse=True)
    for at_most in (12,):
        with counted(at_most=at_most):
            client.get(url)


def test_gestures_that_ask_nothing_are_foreseen_at_once(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    ok(do(dossier, "suspend", lab[Role.TEAM], reason="Un motif.", until=clock.today() + timedelta(9)))
    client.force_login(lab[Role.TEAM])
    url = started(client, "resume", dossier)
    assert foreseen(client, url) == {dossier.reference: ("yes", [])}
    client.post(url, {"step": "confirm"})
    assert fresh(dossier).state == "challenge"


def test_rights_lost_since_end_the_run(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    client.force_login(lab[Role.TEAM])
    url = suspending(client, dossier)
    lab[Role.TEAM].holdings.update(ends_on=clock.today() - timedelta(1))
    assert client.post(url, {"step": "confirm"}).status_code == 404
    run = BulkRun.objects.get()
    outcome = prepare_bulk(key=uuid4(), gesture="suspend", dossiers=[dossier], query="", by=run.person)
    assert isinstance(outcome, Refusal)
    assert outcome.why is Why.FORBIDDEN
    assert fresh(dossier).state == "challenge"
