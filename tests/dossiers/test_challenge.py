"""The challenge: who may be asked, what is asked, what is answered, and how it ends by itself."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.roles import Role
from dossiers import actions
from dossiers.models import Assignment, Dossier, Interest, Opinion, Question
from notifications.models import Message
from tests import world
from tests.world import World, do, fresh, ok
from workflow import calendar, clock, timers
from workflow.log import verify
from workflow.models import LogEntry, LogText, WorkItem
from workflow.verdict import Refusal, Why

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab() -> World:
    return world.build()


def why(outcome: Any) -> Why:
    assert isinstance(outcome, Refusal), outcome
    return outcome.why


def codes(outcome: Any) -> list[str]:
    assert isinstance(outcome, Refusal), outcome
    return [reason.code for reason in outcome.unmet]


def open_tasks(dossier: Dossier) -> set[tuple[str, str]]:
    """The open tasks, each with whose it is."""
    items = WorkItem.objects.filter(case_id=dossier.pk, closed_at=None).select_related("assignee")
    return {(i.kind, i.assignee.first_name if i.assignee else i.role) for i in items}


def events(dossier: Dossier) -> list[str]:
    return list(LogEntry.objects.filter(case_id=dossier.pk).order_by("seq").values_list("event", flat=True))


def opinion(dossier: Dossier, by: Any, **said: Any) -> Any:
    return actions.give_opinion(
        dossier=dossier, **{"sense": Opinion.Sense.FAVOURABLE, "text": "Utile et bien mené.", **said}, by=by
    )


# -- référents --------------------------------------------------------------------
def test_a_referent_is_given_the_days_of_the_call_a_task_and_a_message(lab: World) -> None:
    lab.call.challenge_days = 7
    lab.call.save()
    dossier = world.in_challenge(lab)
    chosen = lab.referents[0]
    assignment = ok(actions.assign_referent(dossier=dossier, referent=chosen, by=lab[Role.TEAM]))
    assert assignment.due_on == calendar.add(clock.today(), 7)
    assert ("opinion", "referent1") in open_tasks(dossier)
    assert Message.objects.filter(recipient=chosen, template="assigned").count() == 1
    assert dossier in Dossier.objects.visible_to(chosen)


def test_one_s_own_dossier_cannot_be_challenged_even_long_after(lab: World) -> None:
    dossier = world.draft(lab)
    for leader in (lab.leader, co := world.person("coporteur", Role.REFERENT)):
        leader.holdings.get_or_create(role=Role.REFERENT, starts_on=world.EARLY)
    world.co_lead(dossier, co, by=lab.leader)
    ok(actions.remove_co_leader(dossier=dossier, person=co, by=lab.leader))
    ok(do(dossier, "submit", lab.leader))
    for leader in (lab.leader, co):
        refusal = actions.assign_referent(dossier=dossier, referent=leader, by=lab[Role.TEAM])
        assert codes(refusal) == ["not_own_dossier"]


def test_whoever_declared_an_interest_is_not_asked(lab: World) -> None:
    dossier = world.in_challenge(lab)
    Interest.objects.create(dossier=dossier, person=lab.referents[0], reason="Cousin", declared_at=clock.now())
    refusal = actions.assign_referent(dossier=dossier, referent=lab.referents[0], by=lab[Role.TEAM])
    assert codes(refusal) == ["no_interest"]


def test_only_a_referent_of_today_is_asked_and_once(lab: World) -> None:
    dossier = world.in_challenge(lab)
    assert codes(actions.assign_referent(dossier=dossier, referent=lab[Role.TEAM_LEAD], by=lab[Role.TEAM])) == [
        "is_referent"
    ]
    former = world.person("ancien")
    former.holdings.create(role=Role.REFERENT, starts_on=world.EARLY, ends_on=clock.today() - timedelta(1))
    assert codes(actions.assign_referent(dossier=dossier, referent=former, by=lab[Role.TEAM])) == ["is_referent"]
    ok(actions.assign_referent(dossier=dossier, referent=lab.referents[0], by=lab[Role.TEAM]))
    again = actions.assign_referent(dossier=dossier, referent=lab.referents[0], by=lab[Role.TEAM])
    assert codes(again) == ["not_assigned_yet"]


@pytest.mark.parametrize("role", [Role.LEADER, Role.REFERENT, Role.SIGNATORY, Role.AUDITOR, Role.ADMIN])
def test_only_the_team_assigns(lab: World, role: Role) -> None:
    dossier = world.in_challenge(lab)
    refusal = actions.assign_referent(dossier=dossier, referent=lab.referents[1], by=lab[role])
    assert why(refusal) is Why.FORBIDDEN
    assert not Assignment.objects.exists()


def test_nobody_is_assigned_outside_of_the_challenge(lab: World) -> None:
    dossier = world.in_review(lab)
    other = world.person("autre", Role.REFERENT)
    assert why(actions.assign_referent(dossier=dossier, referent=other, by=lab[Role.TEAM])) is Why.WRONG_STATE


def test_a_relieved_referent_loses_sight_and_task_and_the_team_is_asked_for_another(lab: World) -> None:
    dossier = world.assigned(lab)
    gone = Assignment.objects.get(referent=lab.referents[0])
    ok(actions.relieve_referent(assignment=gone, reason="En congé.", by=lab[Role.TEAM]))
    assert open_tasks(dossier) == {("state:challenge", "team"), ("opinion", "referent2"), ("replace_referent", "team")}
    assert dossier not in Dossier.objects.visible_to(lab.referents[0])
    other = world.person("autre", Role.REFERENT)
    ok(actions.assign_referent(dossier=dossier, referent=other, by=lab[Role.TEAM]))
    assert ("replace_referent", "team") not in open_tasks(dossier)


def test_a_referent_may_decline_for_themselves_only(lab: World) -> None:
    world.assigned(lab)
    first, second = (Assignment.objects.get(referent=r) for r in lab.referents)
    assert why(actions.relieve_referent(assignment=first, reason="Non.", by=lab.referents[1])) is Why.FORBIDDEN
    assert codes(actions.relieve_referent(assignment=second, reason="  ", by=lab.referents[1])) == ["reason_given"]
    ok(actions.relieve_referent(assignment=second, reason="Trop de dossiers.", by=lab.referents[1]))
    # Ended already: there is nothing left to end.
    assert why(actions.relieve_referent(assignment=second, reason="Encore.", by=lab[Role.TEAM])) is Why.FORBIDDEN


# -- questions ----------------------------------------------------------------------
def test_a_question_opens_one_task_for_the_leader_whatever_their_number(lab: World) -> None:
    dossier = world.assigned(lab)
    for text in ("Pourquoi ?", "Comment ?"):
        ok(actions.ask_question(dossier=dossier, section="need", text=text, by=lab.referents[0]))
    assert [kind for kind, who in open_tasks(dossier) if who == "leader"] == ["answer_questions"]
    assert Message.objects.filter(recipient=lab.leader, template="question_asked").count() == 2


def test_the_same_question_sent_twice_is_asked_once(lab: World) -> None:
    dossier = world.assigned(lab)
    for _ in range(2):
        ok(actions.ask_question(dossier=dossier, section="need", text="Pourquoi ?", by=lab.referents[0]))
    assert Question.objects.count() == 1


def test_an_answer_is_given_once_told_to_the_referent_and_closes_the_task(lab: World) -> None:
    dossier = world.assigned(lab)
    asked = ok(actions.ask_question(dossier=dossier, section="need", text="Pourquoi ?", by=lab.referents[0]))
    answered = ok(actions.answer_question(question=asked, text="Parce que.", by=lab.leader))
    assert (answered.answer, answered.answered_by) == ("Parce que.", lab.leader)
    assert ("answer_questions", "leader") not in open_tasks(dossier)
    assert Message.objects.filter(recipient=lab.referents[0], template="question_answered").count() == 1
    ok(actions.answer_question(question=asked, text="Parce que.", by=lab.leader))  # the same, sent again
    assert why(actions.answer_question(question=asked, text="Autre chose.", by=lab.leader)) is Why.WRONG_STATE
    assert Message.objects.filter(template="question_answered").count() == 1


def test_only_assigned_referents_ask_and_only_leaders_answer(lab: World) -> None:
    dossier = world.assigned(lab)
    said = {"dossier": dossier, "section": "need", "text": "Pourquoi ?"}
    for role in (Role.LEADER, Role.TEAM, Role.AUDITOR):
        assert why(actions.ask_question(**said, by=lab[role])) is Why.FORBIDDEN
    assert why(actions.ask_question(**said, by=world.person("autre", Role.REFERENT))) is Why.FORBIDDEN
    asked = ok(actions.ask_question(**said, by=lab.referents[0]))
    for person in (lab[Role.TEAM], lab.referents[0]):
        assert why(actions.answer_question(question=asked, text="Voilà.", by=person)) is Why.FORBIDDEN


def test_a_question_says_something_about_a_section_that_exists(lab: World) -> None:
    dossier = world.assigned(lab)
    by = lab.referents[0]
    assert codes(actions.ask_question(dossier=dossier, section="etc", text="?", by=by)) == ["section_known"]
    assert codes(actions.ask_question(dossier=dossier, section="need", text=" \x00 ", by=by)) == ["question_written"]
    assert codes(actions.ask_question(dossier=dossier, section="need", text="a" * 4001, by=by)) == ["question_written"]


# -- opinions, and the end -----------------------------------------------------------
def test_the_last_opinion_concludes_the_challenge_unfavourable_or_not(lab: World) -> None:
    dossier = world.assigned(lab)
    ok(opinion(dossier, lab.referents[0], sense=Opinion.Sense.UNFAVOURABLE))
    assert fresh(dossier).state == "challenge"
    ok(opinion(dossier, lab.referents[1]))
    assert fresh(dossier).state == "team_review"
    last = LogEntry.objects.filter(case_id=dossier.pk).latest("seq")
    assert (last.event, last.actor_ref, last.cause_ref) == (
        "conclude_challenge",
        "system",
        str(lab.referents[1].ref),
    )


def test_a_blocking_question_holds_the_challenge_until_its_answer(lab: World) -> None:
    dossier = world.assigned(lab)
    asked = ok(
        actions.ask_question(dossier=dossier, section="need", text="Combien ?", by=lab.referents[0], blocking=True)
    )
    for referent in lab.referents:
        ok(opinion(dossier, referent))
    assert fresh(dossier).state == "challenge"
    ok(actions.answer_question(question=asked, text="Douze.", by=lab.leader))
    assert fresh(dossier).state == "team_review"


def test_a_blocking_question_left_ten_working_days_holds_nothing_and_time_concludes(lab: World) -> None:
    dossier = world.assigned(lab)
    ok(actions.ask_question(dossier=dossier, section="need", text="Combien ?", by=lab.referents[0], blocking=True))
    for referent in lab.referents:
        ok(opinion(dossier, referent))
    timers.run()
    assert fresh(dossier).state == "challenge"
    with clock.at(world.days_later(30)):
        timers.run()
    assert fresh(dossier).state == "team_review"


def test_relieving_the_last_silent_referent_concludes_the_challenge(lab: World) -> None:
    dossier = world.assigned(lab)
    ok(opinion(dossier, lab.referents[0]))
    silent = Assignment.objects.get(referent=lab.referents[1])
    ok(actions.relieve_referent(assignment=silent, reason="Absent.", by=lab[Role.TEAM]))
    assert fresh(dossier).state == "team_review"


def test_an_opinion_has_a_sense_and_reasons(lab: World) -> None:
    dossier = world.assigned(lab)
    assert codes(opinion(dossier, lab.referents[0], sense="mild")) == ["sense_chosen"]
    assert codes(opinion(dossier, lab.referents[0], text="")) == ["opinion_motivated"]
    assert why(opinion(dossier, lab[Role.TEAM])) is Why.FORBIDDEN
    assert why(opinion(dossier, lab.leader)) is Why.FORBIDDEN
    assert not Opinion.objects.exists()


def test_an_opinion_given_again_replaces_the_first_and_the_log_keeps_both(lab: World) -> None:
    dossier = world.assigned(lab)
    ok(opinion(dossier, lab.referents[0], text="Réservé."))
    ok(opinion(dossier, lab.referents[0], text="Convaincu."))
    assert Opinion.objects.get().text == "Convaincu."
    said = LogText.objects.filter(entry__case_id=dossier.pk, name="text").values_list("text", flat=True)
    assert set(said) == {"Réservé.", "Convaincu."}


def test_after_a_new_version_opinions_stay_and_are_confirmed_or_revised(lab: World) -> None:
    dossier = world.in_review(lab)
    ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Précisez l’indicateur."))
    ok(do(dossier, "resubmit", lab.leader))
    assert fresh(dossier).state == "team_review"
    assert {who for kind, who in open_tasks(dossier) if kind == "confirm_opinion"} == {"referent1", "referent2"}
    for version in (0, 1, 3):  # what was shown is not what stands
        assert why(actions.confirm_opinion(dossier=dossier, by=lab.referents[0], on_version=version)) is Why.STALE
    for _twice in range(2):
        confirmed = ok(actions.confirm_opinion(dossier=dossier, by=lab.referents[0], on_version=2))
        assert confirmed.on_version == 2
    stale = actions.give_opinion(
        dossier=dossier, sense="reserved", text="Écrit sur l’autre.", by=lab.referents[1], on_version=1
    )
    assert why(stale) is Why.STALE
    assert ok(opinion(dossier, lab.referents[1], text="Mieux.")).on_version == 2
    assert not [kind for kind, _who in open_tasks(dossier) if kind == "confirm_opinion"]
    # Up to date, it is no longer theirs to change.
    assert why(opinion(dossier, lab.referents[1], text="Encore.")) is Why.WRONG_STATE


def test_two_returns_in_a_row_ask_for_one_confirmation(lab: World) -> None:
    dossier = world.in_review(lab)
    for _ in range(2):
        ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Précisez."))
        ok(do(dossier, "resubmit", lab.leader))
    assert sum(kind == "confirm_opinion" for kind, _who in open_tasks(dossier)) == 2


def test_a_refused_verb_writes_nothing(lab: World) -> None:
    dossier = world.assigned(lab)
    before = (events(dossier), open_tasks(dossier), Message.objects.count())
    opinion(dossier, lab.referents[0], text="")
    actions.assign_referent(dossier=dossier, referent=lab.referents[0], by=lab[Role.TEAM])
    actions.ask_question(dossier=dossier, section="etc", text="?", by=lab.referents[0])
    assert (events(dossier), open_tasks(dossier), Message.objects.count()) == before


def test_the_whole_challenge_leaves_a_valid_chain_with_no_personal_word_in_it(lab: World) -> None:
    dossier = world.assigned(lab)
    asked = ok(actions.ask_question(dossier=dossier, section="need", text="Pourquoi donc ?", by=lab.referents[0]))
    ok(actions.answer_question(question=asked, text="Parce que voilà.", by=lab.leader))
    for referent in lab.referents:
        ok(opinion(dossier, referent, text="Un avis très personnel."))
    entries = list(LogEntry.objects.filter(case_id=dossier.pk).order_by("seq").prefetch_related("texts"))
    assert verify(fresh(dossier), entries) is None
    hashed = "".join(entry.payload for entry in entries)
    for words in ("Pourquoi donc", "Parce que voilà", "très personnel", "Essai"):
        assert words not in hashed
