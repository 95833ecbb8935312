"""A référent's mission: accepted, declined, handed over, missed by an absence; and what the page asks of each."""

import html
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.availability import cancel_absence, declare_absence
from accounts.models import User
from accounts.roles import Role
from dossiers import actions
from dossiers.models import Assignment, Dossier, HandOver, Leadership
from notifications.models import Message
from tests import world
from tests.dossiers.test_challenge import codes, events, open_tasks, opinion, why
from tests.world import World, do, fresh, ok
from workflow import calendar, clock, timers, workitems
from workflow.invariants import violations
from workflow.verdict import Why

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab() -> World:
    return world.build()


@pytest.fixture
def third(lab: World) -> User:
    return world.person("troisieme", Role.REFERENT)


def of(dossier: Dossier, who: User) -> Assignment:
    return Assignment.objects.get(dossier=dossier, referent=who, ended_at=None)


def decline(dossier: Dossier, who: User) -> Any:
    return actions.relieve_referent(assignment=of(dossier, who), reason="Trop de dossiers.", by=who)


def fresh_offer(offer: HandOver) -> HandOver:
    return HandOver.objects.get(pk=offer.pk)


def offer(dossier: Dossier, who: User, to: User, reason: str = "Je pars en congé.") -> Any:
    return actions.offer_handover(dossier=dossier, to=to, reason=reason, by=who)


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


# -- accepted, declined ------------------------------------------------------------
def test_a_referent_accepts_once_and_whoever_acts_has_accepted(lab: World) -> None:
    dossier = world.assigned(lab)
    first, second = lab.referents
    for _ in range(2):
        assert ok(actions.accept_assignment(dossier=dossier, by=first)).accepted_at
    assert events(dossier).count("assignment_accepted") == 1
    ok(actions.ask_question(dossier=dossier, section="need", text="Combien ?", by=second))
    assert of(dossier, second).accepted_at
    for role in (Role.TEAM, Role.LEADER, Role.AUDITOR):
        assert why(actions.accept_assignment(dossier=dossier, by=lab[role])) is Why.FORBIDDEN


def test_who_declines_is_the_team_s_to_replace_and_nothing_concludes_meanwhile(lab: World, third: User) -> None:
    dossier = world.assigned(lab)
    first, second = lab.referents
    asked = ok(actions.ask_question(dossier=dossier, section="need", text="Combien ?", by=first))
    ok(opinion(dossier, first))
    assert ok(decline(dossier, second)).ended_as == Assignment.End.DECLINED
    ok(actions.answer_question(question=asked, text="Douze.", by=lab.leader))
    timers.run()
    assert fresh(dossier).state == "challenge"
    assert ("replace_declined", "team") in open_tasks(dossier)
    ok(actions.assign_referent(dossier=dossier, referent=third, by=lab[Role.TEAM]))
    assert ("replace_declined", "team") not in open_tasks(dossier)
    assert of(dossier, third).due_on == calendar.add(clock.today(), 10)
    ok(opinion(dossier, third))
    assert fresh(dossier).state == "team_review"


def test_the_team_may_do_without_who_declined(lab: World) -> None:
    dossier = world.assigned(lab)
    first, second = lab.referents
    ok(decline(dossier, second))
    assert why(actions.do_without(dossier=dossier, by=first)) is Why.FORBIDDEN
    ok(actions.do_without(dossier=dossier, by=lab[Role.TEAM]))
    assert ("replace_declined", "team") not in open_tasks(dossier)
    ok(opinion(dossier, first))
    assert fresh(dossier).state == "team_review"


def test_nobody_left_is_not_done_without(lab: World) -> None:
    dossier = world.assigned(lab)
    for referent in lab.referents:
        ok(decline(dossier, referent))
    assert codes(actions.do_without(dossier=dossier, by=lab[Role.TEAM])) == ["someone_assigned"]


def test_who_reads_the_dossier_beside_its_leader_is_asked_to_challenge_it_no_more(lab: World, third: User) -> None:
    dossier = world.assigned(lab)
    first, second = lab.referents
    offered = ok(offer(dossier, first, third))
    world.read_with(dossier, third, by=lab.leader)
    assert fresh_offer(offered).outcome == HandOver.Outcome.LAPSED
    assert ("take_over", "troisieme") not in open_tasks(dossier)
    assert why(actions.accept_handover(offer=offered, by=third)) is Why.WRONG_STATE
    world.tell()
    told = Message.objects.get(template="handover_answered")
    assert (told.recipient, told.context["answer"]) == (first, "ne peut pas reprendre ce dossier")
    assert not Message.objects.filter(template="handover_over").exists()

    other = world.person("quatrieme", Role.REFERENT)
    again = ok(offer(dossier, first, other))
    ok(actions.declare_interest(dossier=dossier, reason="Un cousin.", by=other))
    assert fresh_offer(again).outcome == HandOver.Outcome.LAPSED
    last = ok(offer(dossier, second, world.person("cinquieme", Role.REFERENT)))
    ok(opinion(dossier, second))  # kept it after all
    assert fresh_offer(last).outcome == HandOver.Outcome.LAPSED
    world.tell()
    assert [m.recipient for m in Message.objects.filter(template="handover_over")] == [last.to]
    assert Message.objects.filter(template="handover_answered", recipient=first).count() == 2


# -- handed over -----------------------------------------------------------------------
def test_a_dossier_passes_to_another_referent_once_they_accept(lab: World, third: User) -> None:
    dossier = world.assigned(lab)
    first, second = lab.referents
    offered = ok(offer(dossier, first, third))
    assert ok(offer(dossier, first, third)) == offered  # the same form sent twice
    assert of(dossier, first)
    assert dossier in Dossier.objects.visible_to(third)
    assert ("take_over", "troisieme") in open_tasks(dossier)
    assert Message.objects.filter(recipient=third, template="handover_offered").count() == 1

    taken = ok(actions.accept_handover(offer=offered, by=third))
    assert (taken.referent, taken.due_on) == (third, calendar.add(clock.today(), 10))
    assert taken.accepted_at
    gone = Assignment.objects.get(dossier=dossier, referent=first)
    assert (gone.ended_as, dossier in Dossier.objects.visible_to(first)) == (Assignment.End.HANDED_OVER, False)
    tasks = open_tasks(dossier)
    assert tasks == {("state:challenge", "team"), ("opinion", "referent2"), ("opinion", "troisieme")}
    assert Message.objects.filter(recipient=first, template="handover_answered").count() == 1
    assert not Message.objects.filter(recipient=third, template="assigned").exists()
    assert why(actions.accept_handover(offer=offered, by=third)) is Why.WRONG_STATE
    for referent in (second, third):
        ok(opinion(dossier, referent))
    assert fresh(dossier).state == "team_review"


def test_whoever_says_no_gives_a_reason_and_sees_the_dossier_no_more(lab: World, third: User) -> None:
    dossier = world.assigned(lab)
    offered = ok(offer(dossier, lab.referents[0], third))
    assert codes(actions.decline_handover(offer=offered, reason=" \x00", by=third)) == ["reason_given"]
    ok(actions.decline_handover(offer=offered, reason="Je connais mal le sujet.", by=third))
    assert of(dossier, lab.referents[0])
    assert dossier not in Dossier.objects.visible_to(third)
    assert ("take_over", "troisieme") not in open_tasks(dossier)
    ok(offer(dossier, lab.referents[0], third, "Vraiment."))  # may be asked again


def test_only_who_may_challenge_the_dossier_is_asked_to_take_it_over(lab: World, third: User) -> None:
    dossier = world.assigned(lab)
    first, second = lab.referents
    lab.leader.holdings.create(role=Role.REFERENT, starts_on=world.EARLY)
    assert codes(offer(dossier, first, lab.leader)) == ["not_own_dossier"]
    assert codes(offer(dossier, first, lab[Role.AUDITOR])) == ["is_referent"]
    assert codes(offer(dossier, first, second)) == ["not_assigned_yet"]
    assert why(offer(dossier, third, first)) is Why.FORBIDDEN
    ok(offer(dossier, first, third))
    assert codes(offer(dossier, first, world.person("encore", Role.REFERENT))) == ["one_offer_at_a_time"]
    assert codes(offer(dossier, second, third)) == ["not_asked_yet"]


def test_an_interest_found_meanwhile_forbids_taking_over(lab: World, third: User) -> None:
    dossier = world.assigned(lab)
    offered = ok(offer(dossier, lab.referents[0], third))
    ok(actions.declare_interest(dossier=dossier, reason="Mon ancienne équipe.", by=third))
    assert why(actions.accept_handover(offer=offered, by=third)) is Why.WRONG_STATE  # it fell with the declaration
    assert of(dossier, lab.referents[0])


def test_an_offer_lapses_with_the_opinion_the_end_of_the_mission_or_of_the_challenge(lab: World, third: User) -> None:
    dossier = world.assigned(lab)
    first, second = lab.referents
    offered = ok(offer(dossier, first, third))
    ok(opinion(dossier, first))
    assert HandOver.objects.get().outcome == HandOver.Outcome.LAPSED
    assert why(actions.accept_handover(offer=offered, by=third)) is Why.WRONG_STATE
    again = ok(offer(dossier, second, third))
    ok(do(dossier, "withdraw", lab.leader, reason="Abandon."))
    assert dossier not in Dossier.objects.visible_to(third)
    assert why(actions.accept_handover(offer=again, by=third)) is Why.WRONG_STATE


# -- absent ------------------------------------------------------------------------------
def test_an_absence_at_the_due_date_comes_back_to_the_team(lab: World) -> None:
    dossier = world.assigned(lab)
    first = lab.referents[0]
    today = clock.today()
    absence = declare_absence(person=first, starts_on=today, ends_on=today + timedelta(30), by=first)
    assert ("referent_away", "team") in open_tasks(dossier)
    assert events(dossier).count("referent_away") == 1
    assert of(dossier, first)  # the team decides
    cancel_absence(absence=absence, by=first)
    assert ("referent_away", "team") not in open_tasks(dossier)


def test_a_short_absence_or_a_given_opinion_troubles_nobody(lab: World) -> None:
    dossier = world.assigned(lab)
    first, second = lab.referents
    ok(opinion(dossier, first))
    today = clock.today()
    declare_absence(person=first, starts_on=today, ends_on=today + timedelta(30), by=first)
    declare_absence(person=second, starts_on=today + timedelta(1), ends_on=today + timedelta(2), by=second)
    timers.run()
    assert ("referent_away", "team") not in open_tasks(dossier)


def test_an_absence_that_begins_later_is_seen_by_the_clock_and_closed_once_replaced(lab: World, third: User) -> None:
    dossier = world.assigned(lab)
    first, _second = lab.referents
    due = of(dossier, first).due_on
    declare_absence(person=first, starts_on=due - timedelta(1), ends_on=due + timedelta(20), by=first)
    assert ("referent_away", "team") not in open_tasks(dossier)
    with clock.at(world.days_later((due - clock.today()).days - 1)):
        timers.run()
        assert ("referent_away", "team") in open_tasks(dossier)
        timers.run()
        assert events(dossier).count("referent_away") == 1
        ok(actions.assign_referent(dossier=dossier, referent=third, by=lab[Role.TEAM]))
        ok(actions.relieve_referent(assignment=of(dossier, first), reason="Absent.", by=lab[Role.TEAM]))
        timers.run()
        assert ("referent_away", "team") not in open_tasks(dossier)


# -- through the pages ----------------------------------------------------------------
def here(dossier: Dossier) -> str:
    return f"/dossiers/{dossier.reference}/challenge/"


def test_from_one_referent_to_another_through_the_pages(client: Client, lab: World, third: User) -> None:
    dossier = world.assigned(lab)
    first = lab.referents[0]
    client.force_login(first)
    page = text(client.get(here(dossier)))
    assert "Accepter ce dossier" in page
    assert client.post(here(dossier) + "accepter/").status_code == 302
    page = text(client.get(here(dossier)))
    assert "Accepter ce dossier" not in page
    said = {"hand-over-to": str(third.ref), "hand-over-reason": "<b>Congé</b>"}
    refused = client.post(here(dossier) + "passer/", {**said, "hand-over-to": "x"})
    assert (refused.status_code, "<b>Congé" in text(refused).split("<textarea")[0]) == (422, False)
    assert "<b>Congé</b>" in text(refused)  # typed text is kept
    assert client.post(here(dossier) + "passer/", {**said, "hand-over-reason": " "}).status_code == 422
    assert client.post(here(dossier) + "passer/", said).status_code == 302
    assert "Passation proposée à troisieme Essai" in text(client.get(here(dossier)))

    client.force_login(third)
    assert f"{here(dossier)}reprendre/" in text(client.get(f"/dossiers/{dossier.reference}/"))
    assert client.get(here(dossier)).status_code == 404  # opinions are not theirs to read yet
    assert "&lt;b&gt;Congé" in client.get(here(dossier) + "reprendre/").content.decode()
    no = client.post(here(dossier) + "reprendre/", {"answer": "no", "reason": ""})
    assert no.status_code == 422
    assert client.post(here(dossier) + "reprendre/", {"answer": "maybe"}).status_code == 422
    yes = client.post(here(dossier) + "reprendre/", {"answer": "yes"})
    assert (yes.status_code, yes["Location"]) == (302, here(dossier))
    assert "Donner votre avis" in text(client.get(here(dossier)))
    assert client.get(here(dossier) + "reprendre/").status_code == 404


def test_the_team_reads_who_declined_and_who_is_away_and_settles_it(client: Client, lab: World) -> None:
    dossier = world.assigned(lab)
    first, second = lab.referents
    today = clock.today()
    declare_absence(person=first, starts_on=today, ends_on=today + timedelta(30), by=first)
    ok(decline(dossier, second))
    client.force_login(lab[Role.TEAM])
    page = text(client.get(here(dossier)))
    for words in ("Trop de dossiers.", "Absent à l’échéance", "Désigner un référent", "Ne pas remplacer"):
        assert words in page
    assert client.post(here(dossier) + "sans-remplacant/").status_code == 302
    assert "Ne pas remplacer" not in text(client.get(here(dossier)))


def test_the_page_says_first_what_is_asked_of_each(client: Client, lab: World) -> None:
    dossier = world.assigned(lab)
    first = lab.referents[0]
    for words, blocking in (("Combien d’usagers ?", True), ("Et ensuite ?", False)):
        ok(actions.ask_question(dossier=dossier, section="need", text=words, by=first, blocking=blocking))
    due = calendar.add(clock.today(), 10)

    def asked(user: User) -> list[tuple[str, Any]]:
        client.force_login(user)
        return [(a.sentence, a.due) for a in client.get(here(dossier)).context["asked"]]

    assert asked(lab.leader) == [("Répondre à 2 questions, dont 1 qui retient le challenge", due)]
    assert asked(first) == [("Donner votre avis", due)]
    assert asked(lab[Role.TEAM]) == []
    assert asked(lab[Role.AUDITOR]) == []
    page = text(client.get(here(dossier)))
    assert "Deux visites sur trois." in page.split("Suivi des questions")[0]  # the irritant, in the essential
    with clock.at(world.days_later(30)):
        client.force_login(lab.leader)
        answer = client.get(here(dossier))
        assert [a.sentence for a in answer.context["asked"]] == ["Répondre à 2 questions"]
        assert "elle ne retient plus le challenge" in text(answer)
    client.force_login(first)
    ok(opinion(dossier, first))
    assert "rien d’autre ne vous est demandé" in text(client.get(here(dossier)))


# -- the whole database ------------------------------------------------------------------
@pytest.mark.breaks_invariants
def test_what_no_verb_would_write_is_found(lab: World, third: User) -> None:
    dossier = world.assigned(lab)
    ok(offer(dossier, lab.referents[0], third))
    Assignment.objects.filter(referent=lab.referents[0]).update(ended_at=clock.now())
    Leadership.objects.create(dossier=dossier, person=lab.referents[1], since=clock.now())
    workitems.open_item(case=fresh(dossier), kind="replace_declined", label="Remplacer", role=Role.TEAM)
    found = [violation for violation in violations() if "état" not in violation]
    assert len(found) == 3
    assert any("passation" in told for told in found)
    assert any("qui le porte" in told for told in found)
    assert any("sans désistement" in told for told in found)
