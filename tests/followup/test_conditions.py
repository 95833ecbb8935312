"""The conditions of a grant: dated before the signature, in the act, owed once told, lifted on what was shown."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from accounts.roles import Role
from decisions.conditions.days import AFTER, dated
from decisions.conditions.setting import DayWanted, set_condition_days
from decisions.models import Act
from decisions.reading import inputs_of
from dossiers.models import Attachment, Verdict
from followup import actions
from followup.models import Condition, Evidence, FollowUp
from notifications.models import DueNotice, Message
from tests.decisions.desk import desk
from tests.followup.followed import CONDITIONS, condition, followed, in_days, lift, seen, send_back, show, why
from tests.world import do, fresh, ok, tell
from workflow import clock, timers
from workflow.invariants import violations
from workflow.models import LogEntry, WorkItem

pytestmark = pytest.mark.django_db


def tasks(dossier: Any) -> dict[str, Any]:
    return {task.kind: task for task in WorkItem.objects.filter(case_id=dossier.pk, closed_at=None, paused_on=None)}


# -- before the signature ----------------------------------------------------------------
def test_the_team_sets_the_days_and_the_act_says_them() -> None:
    with desk(outcome="conditional", conditions=CONDITIONS, amount="18000.00") as d:
        team = d.world[Role.TEAM]
        first = inputs_of(ok(d.prepare())).grant
        assert first is not None
        assert [(text, term.due, term.before_payment) for text, term in first.bound if term] == [
            (line, clock.today() + AFTER, True) for line in CONDITIONS.splitlines()
        ]
        days = {1: DayWanted(in_days(20)), 2: DayWanted(in_days(90), before_payment=False)}
        ok(set_condition_days(dossier=d.dossier, days=days, by=team))
        ok(set_condition_days(dossier=d.dossier, days=days, by=team))  # sent twice, said once
        assert LogEntry.objects.filter(case_id=d.dossier.pk, event="conditions_dated").count() == 1
        act = Act.objects.get()
        assert why(d.sign(act)) == ["act_current"]  # it says other days than those set since
        said = inputs_of(ok(d.prepare())).grant
        assert said is not None
        assert [(term.due, term.before_payment) for _text, term in said.bound if term] == [
            (in_days(20), True),
            (in_days(90), False),
        ]


def test_days_are_to_come_all_of_them_and_set_by_the_team_while_it_is_to_be_signed() -> None:
    with desk(outcome="conditional", conditions=CONDITIONS, amount="18000.00") as d:
        team = d.world[Role.TEAM]
        wrong = {1: DayWanted(clock.today()), 3: DayWanted(in_days(4))}
        assert why(set_condition_days(dossier=d.dossier, days=wrong, by=team)) == ["due_1", "due_2"]
        fine = {1: DayWanted(in_days(20)), 2: DayWanted(in_days(20))}
        for who in (d.world.leader, d.signatory, d.world[Role.AUDITOR]):
            assert why(set_condition_days(dossier=d.dossier, days=fine, by=who)) == ["forbidden"]
        ok(set_condition_days(dossier=d.dossier, days=fine, by=team))
        with clock.at(clock.now() + timedelta(days=21)):
            assert why(d.prepare()) == ["condition_day"]  # a day that has passed meanwhile
            days = {1: DayWanted(in_days(20)), 2: DayWanted(in_days(20))}
            ok(set_condition_days(dossier=d.dossier, days=days, by=team))
            d.signed()
        assert why(set_condition_days(dossier=d.dossier, days=fine, by=team)) == ["wrong_state"]


# -- once told -------------------------------------------------------------------------------
def test_each_condition_is_then_a_dated_task_of_the_leader() -> None:
    with followed(days=30) as d:
        assert FollowUp.objects.get().granted == d.dossier.granted
        assert [(c.number, c.text, c.state, c.due_on) for c in Condition.objects.all()] == [
            (n, text, "awaited", in_days(30)) for n, text in enumerate(CONDITIONS.splitlines(), 1)
        ]
        open_tasks = tasks(d.dossier)
        assert sorted(open_tasks) == ["condition:1", "condition:2", "report:1"]
        assert (open_tasks["condition:1"].assignee, open_tasks["condition:1"].due_on) == (d.world.leader, in_days(30))
        tell()
        mail = Message.objects.get(context__what="L’accord est donné sous réserve", recipient=d.world.leader)
        assert "lever 2 réserves" in mail.context["next"]
        assert list(violations()) == []


def test_a_grant_without_conditions_owes_none() -> None:
    with desk() as d:
        assert dated(d.dossier) == ()
        assert why(set_condition_days(dossier=d.dossier, days={}, by=d.world[Role.TEAM])) == ["wrong_state"]
        d.signed()
        assert FollowUp.objects.filter(dossier=d.dossier).exists()
        assert sorted(tasks(d.dossier)) == ["payment:1", "report:1"]
        assert not LogEntry.objects.filter(event="conditions_opened").exists()


def test_shown_sent_back_shown_again_and_lifted() -> None:
    with followed() as d:
        leader, team = d.world.leader, d.world[Role.TEAM]
        key = uuid4()
        ok(show(d, key=key))
        ok(show(d, key=key))  # the network sent it twice
        assert (seen(condition(d)), condition(d).state) == (1, "shown")
        task = tasks(d.dossier)["condition:1"]
        assert (task.role, task.assignee, task.due_on) == (Role.TEAM, None, condition(d).due_on)
        ok(show(d, "Et le plan de financement."))
        assert why(lift(d, count=1)) == ["stale"]  # another element came meanwhile
        ok(send_back(d, until=in_days(45)))
        one = condition(d)
        assert (one.state, one.due_on, one.wanted_on) == ("awaited", in_days(45), in_days(45))
        assert {(e.verdict, e.reason) for e in one.evidence.all()} == {("not_enough", "Il manque une signature.")}
        assert tasks(d.dossier)["condition:1"].assignee == leader
        ok(show(d, "La voici, signée."))
        ok(lift(d))
        one = condition(d)
        assert (one.state, one.due_on) == ("lifted", None)
        last = one.evidence.last()
        assert last is not None
        assert (last.verdict, last.judged_by) == ("enough", team)
        assert sorted(tasks(d.dossier)) == ["condition:2", "report:1"]
        events = LogEntry.objects.filter(event__startswith="condition_").order_by("seq").values_list("event", flat=True)
        assert list(events) == [
            "condition_show", "condition_show", "condition_send_back", "condition_show", "condition_lift",
        ]  # fmt: skip
        tell()
        whats = Message.objects.filter(recipient=leader, template="happened").values_list("context__what", flat=True)
        assert {"Réserve levée", "Réserve non levée : éléments insuffisants"} < set(whats)
        assert list(violations()) == []


def test_who_may_do_what_with_a_condition() -> None:
    with followed() as d:
        others = [d.signatory, d.world[Role.AUDITOR], d.world[Role.COPIL_CHAIR], d.world[Role.ADMIN]]
        for who in [*others, d.world[Role.TEAM]]:
            outcome = actions.show_condition(condition=condition(d), text="Voici.", by=who, key=uuid4())
            assert why(outcome) == ["forbidden"]
        ok(show(d))
        for who in [*others, d.world.leader]:
            assert why(lift(d, by=who)) == ["forbidden"]
            assert why(send_back(d, by=who)) == ["forbidden"]
        assert why(send_back(d, " ")) == ["reason_given"]
        assert why(send_back(d, until=clock.today())) == ["until_given"]
        ok(lift(d))
        assert [why(show(d)), why(lift(d)), why(send_back(d))] == [["wrong_state"]] * 3


def test_nothing_is_lifted_on_nothing_nor_on_what_nobody_could_read() -> None:
    with followed() as d:
        assert why(lift(d)) == ["evidence_given"]
        ok(lift(d, text="Vu sur place : les deux communes y participent."))
        own = condition(d).evidence.get()
        assert (own.by_team, own.verdict) == (True, "enough")
        assert why(show(d, " ", number=2)) == ["evidence_given"]
        upload = SimpleUploadedFile("devis.csv", b"poste;prix\natelier;12\n")
        one = condition(d, 2)
        ok(actions.show_condition(condition=one, text="", by=d.world.leader, key=uuid4(), uploads=[upload]))
        assert why(lift(d, number=2)) == ["evidence_readable"]
        Attachment.objects.update(verdict=Verdict.CLEAN, scanned_at=clock.now())
        ok(lift(d, number=2))


def test_the_coordination_postpones_a_condition_and_says_why() -> None:
    with followed(days=30) as d:
        lead = d.lead

        def postpone(until: Any, reason: str = "La commune délibère en mai.", by: Any = lead) -> Any:
            return actions.postpone_condition(condition=condition(d), until=until, reason=reason, by=by)

        assert why(postpone(in_days(60), by=d.world[Role.TEAM])) == ["forbidden"]
        assert why(postpone(in_days(60), "")) == ["reason_given"]
        assert [why(postpone(day)) for day in (None, in_days(10), in_days(5000))] == [["until_given"]] * 3
        ok(postpone(in_days(60)))
        ok(postpone(in_days(60)))
        one = condition(d)
        assert (one.due_on, one.wanted_on, one.stated_on) == (in_days(60), in_days(60), in_days(30))
        assert tasks(d.dossier)["condition:1"].due_on == in_days(60)
        assert LogEntry.objects.filter(event="condition_postpone").count() == 1


def test_its_day_is_reminded_then_the_coordination_is_told() -> None:
    with followed(days=30) as d:
        dossier = d.dossier
        for days in (23, 28, 30, 31):
            with clock.at(clock.now() + timedelta(days=days)):
                assert timers.run().faults == ()
        task = tasks(dossier)["condition:1"]
        steps = DueNotice.objects.filter(task_id=task.pk).order_by("pk").values_list("step", flat=True)
        assert list(steps) == ["week_before", "two_days_before", "same_day", "passed"]
        assert tasks(dossier)["deadline_passed"].role == Role.TEAM_LEAD


def test_days_stand_still_while_the_dossier_is_suspended() -> None:
    with followed(days=30) as d:
        ok(do(d.dossier, "suspend", d.world[Role.TEAM], reason="Travaux.", until=in_days(20)))
        assert "condition:1" not in tasks(d.dossier)
        assert why(show(d)) == ["wrong_state"]
        with clock.at(clock.now() + timedelta(days=14)):
            ok(do(d.dossier, "resume", d.world[Role.TEAM]))
            one = condition(d)
            assert (one.due_on, one.wanted_on) == (tasks(d.dossier)["condition:1"].due_on,) * 2
            assert one.due_on is not None
            assert one.due_on >= in_days(28)  # thirty days from then, but for the week-ends between
            assert one.stated_on == in_days(16)
            assert list(violations()) == []


def test_a_corrected_act_keeps_what_was_lifted_and_the_days_of_the_rest() -> None:
    with followed(days=30) as d:
        ok(show(d))
        ok(lift(d))
        ok(do(d.dossier, "correct", d.lead, reason="Erreur d’adresse."))
        assert sorted(tasks(d.dossier)) == ["condition:2", "report:1", "state:signature"]
        ok(show(d, "Le devis.", number=2))  # its leader knows of no correction
        with clock.at(clock.now() + timedelta(days=1)):
            days = {1: DayWanted(in_days(29)), 2: DayWanted(in_days(50))}
            ok(set_condition_days(dossier=d.dossier, days=days, by=d.world[Role.TEAM]))
            act = d.signed()
            first, second = condition(d, 1), condition(d, 2)
            assert (first.state, second.state, second.wanted_on) == ("lifted", "shown", in_days(50))
            assert FollowUp.objects.get().act == act
            assert list(violations()) == []


def test_a_dossier_that_ends_owes_nothing_any_more() -> None:
    with followed() as d:
        ok(do(d.dossier, "decline", d.world.leader, reason="Le projet est abandonné."))
        assert tasks(d.dossier) == {}
        assert why(show(d)) == ["wrong_state"]
        assert list(violations()) == []


def test_what_the_database_keeps() -> None:
    with followed() as d:
        ok(show(d))
        one = condition(d)
        mine, shown = Condition.objects.filter(pk=one.pk), Evidence.objects.filter(condition=one)
        ok(send_back(d))
        for change in (
            lambda: mine.update(state="dropped", due_on=None) and mine.update(state="awaited", due_on=in_days(3)),
            lambda: mine._raw_delete(mine.db),
            lambda: shown.update(text="Autre chose."),
            lambda: shown.update(verdict="enough"),
            lambda: shown._raw_delete(shown.db),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


def test_refused_grants_owe_nothing() -> None:
    with desk(outcome="refusal", reasons="Le besoin n’est pas établi.") as d:
        d.signed(Act.Kind.REFUSAL)
        assert (FollowUp.objects.count(), fresh(d.dossier).state) == (0, "refused")
