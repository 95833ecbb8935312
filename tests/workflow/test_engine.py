"""The engine's promises, one test a promise: one door, every reason, nothing half-done, a log that cannot lie."""

import json
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, transaction
from django.db.migrations import Migration
from django.db.models import DecimalField
from django_fsm import TransitionNotAllowed

from accounts.roles import Role
from dossiers import actions
from dossiers.models import Dossier, Opinion, Version
from notifications.models import Message
from scoring.models import Consensus
from tests.world import assigned, build, days_later, do, draft, fresh, in_challenge, in_review, ok
from workflow import clock, triggers
from workflow.gesture import Actor, Gesture, new_key
from workflow.invariants import violations
from workflow.models import LogEntry, LogText, Request, WorkItem
from workflow.perform import perform
from workflow.verdict import Done, Refusal, Why

pytestmark = [pytest.mark.django_db, pytest.mark.differs]


def everything() -> dict[str, list[dict]]:
    """All that a gesture could write, to show that a refused one writes nothing."""
    models = (Dossier, Version, LogEntry, LogText, WorkItem, Request, Message, Opinion)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


# -- one door ---


def test_the_state_cannot_be_assigned() -> None:
    dossier = draft(build())
    with pytest.raises(AttributeError):
        dossier.state = "granted"


def test_a_transition_called_outside_perform_is_refused() -> None:
    dossier = draft(build())
    with pytest.raises(TransitionNotAllowed):
        dossier.submit()
    assert fresh(dossier).state == "draft"


def test_django_fsm_lists_the_transitions_of_the_process() -> None:
    listed = {t.name for t in Dossier._meta.get_field("state").get_all_transitions(Dossier)}
    assert listed == {step.verb for _source, step in Dossier.PROCESS.edges()}


@pytest.mark.parametrize("target", ["granted", "copil", "waiting", "refused", "nowhere"])
def test_the_database_refuses_a_state_along_no_edge(target: str) -> None:
    dossier = in_challenge(build())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE dossiers_dossier SET state = %s, version = version + 1 WHERE id = %s",
            [target, dossier.pk.hex if connection.vendor == "sqlite" else dossier.pk],
        )
    assert fresh(dossier).state == "challenge"


def test_the_database_refuses_a_legal_edge_that_is_not_counted() -> None:
    dossier = in_challenge(build())
    with pytest.raises(DatabaseError), transaction.atomic():
        Dossier.objects.filter(pk=dossier.pk).update(state="team_review")


def test_the_database_lets_a_suspended_dossier_resume_only_to_where_it_was() -> None:
    world = build()
    dossier = in_challenge(world)
    ok(do(dossier, "suspend", world[Role.TEAM], reason="Congés du porteur.", until=clock.today() + timedelta(20)))
    suspended = fresh(dossier)
    with pytest.raises(DatabaseError), transaction.atomic():
        Dossier.objects.filter(pk=dossier.pk).update(
            state="team_review", suspended_from="", version=suspended.version + 1
        )
    ok(do(dossier, "resume", world[Role.TEAM]))
    assert fresh(dossier).state == "challenge"


# -- every reason, nothing written ---


def test_a_refusal_lists_every_unmet_guard() -> None:
    world = build()
    dossier = draft(world, project={"title": ""}, interests={"has_interest": ""}, budget={"expenses": []})
    outcome = do(dossier, "submit", world.leader)
    assert isinstance(outcome, Refusal)
    assert [unmet.code for unmet in outcome.unmet] == ["form_complete", "budget_balanced", "interests_declared"]
    assert all(unmet.sentence.endswith(".") and unmet.lifted_by for unmet in outcome.unmet)


def test_a_refused_gesture_writes_nothing() -> None:
    world = build()
    dossier = draft(world, project={"title": ""})
    before = everything()
    assert isinstance(do(dossier, "submit", world.leader), Refusal)
    assert isinstance(do(dossier, "submit", world[Role.TEAM]), Refusal)
    assert isinstance(do(dossier, "escalate", world[Role.TEAM], reason="x"), Refusal)
    assert everything() == before


@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
def test_a_reason_that_is_asked_for_must_be_written(reason: str) -> None:
    world = build()
    outcome = do(in_challenge(world), "return_to_leader", world[Role.TEAM], reason=reason)
    assert isinstance(outcome, Refusal)
    assert [unmet.code for unmet in outcome.unmet] == ["reason_given"]


def test_a_stale_page_is_refused() -> None:
    world = build()
    dossier = in_challenge(world)
    outcome = perform(
        model=Dossier, pk=dossier.pk, actor=Actor(world[Role.TEAM]), key=new_key(),
        gesture=Gesture("return_to_leader", reason="Précisez."), expected_version=dossier.version - 1,
    )  # fmt: skip
    assert isinstance(outcome, Refusal)
    assert outcome.why is Why.STALE


def test_the_same_gesture_sent_twice_is_done_once() -> None:
    world = build()
    dossier = draft(world)
    sent = {
        "model": Dossier, "pk": dossier.pk, "actor": Actor(world.leader), "gesture": Gesture("submit"), "key": "k",
        "expected_version": 0,
    }  # fmt: skip
    first = perform(**sent)
    before = everything()
    second = perform(**sent)
    assert first == Done("submit", "challenge", 1)
    assert second == Done("submit", "challenge", 1, replayed=True)
    assert everything() == before


def test_a_key_that_served_another_gesture_is_refused() -> None:
    world = build()
    dossier = draft(world)
    ok(perform(model=Dossier, pk=dossier.pk, actor=Actor(world.leader), gesture=Gesture("submit"), key="k"))
    outcome = perform(
        model=Dossier, pk=dossier.pk, actor=Actor(world.leader), gesture=Gesture("withdraw", reason="Non."), key="k"
    )
    assert isinstance(outcome, Refusal)
    assert outcome.why is Why.KEY_REUSED


def test_one_key_serves_two_dossiers() -> None:
    world = build()
    for dossier in (draft(world), draft(world)):
        ok(perform(model=Dossier, pk=dossier.pk, actor=Actor(world.leader), gesture=Gesture("submit"), key="k"))


# -- separation of duties ---


def test_a_leader_who_is_of_the_team_judges_nothing_of_their_own() -> None:
    from tests.world import person

    world = build()
    world.leader = person("both", Role.TEAM, Role.TEAM_LEAD, Role.SIGNATORY)
    dossier = in_challenge(world)
    for verb in ("return_to_leader", "escalate", "propose_inadmissible", "suspend"):
        outcome = do(dossier, verb, world.leader, reason="Moi-même.", until=clock.today() + timedelta(9))
        assert isinstance(outcome, Refusal)
        assert outcome.why is Why.FORBIDDEN


def test_the_automate_cannot_do_what_people_do() -> None:
    outcome = do(in_challenge(build()), "escalate", None, reason="Automatique.")
    assert isinstance(outcome, Refusal)
    assert outcome.why is Why.FORBIDDEN


# -- work items and clocks ---


def test_a_state_opens_its_task_and_leaving_it_closes_it() -> None:
    world = build()
    dossier = in_challenge(world)
    [task] = WorkItem.objects.filter(case_id=dossier.pk, closed_at=None)
    assert (task.kind, task.role, task.due_on) == ("state:challenge", Role.TEAM, fresh(dossier).due_on)
    [gone] = WorkItem.objects.filter(case_id=dossier.pk).exclude(closed_at=None)
    assert (gone.kind, gone.assignee, gone.outcome) == ("state:draft", world.leader, "left")


def test_tasks_sleep_while_suspended_and_wake_later_by_as_many_working_days() -> None:
    from workflow.calendar import add, between

    world = build()
    dossier = assigned(world)
    before = {
        i.kind + str(i.assignee_id): i.due_on for i in WorkItem.objects.filter(case_id=dossier.pk, closed_at=None)
    }
    start = clock.today()
    ok(do(dossier, "suspend", world[Role.TEAM], reason="Travaux.", until=start + timedelta(40)))
    assert list(WorkItem.objects.filter(case_id=dossier.pk, closed_at=None, paused_on=None).values_list("kind")) == [
        ("state:suspended",)
    ]
    with clock.at(days_later(12)):
        ok(do(dossier, "resume", world[Role.TEAM]))
        slept = between(start, clock.today())
        after = {
            i.kind + str(i.assignee_id): i.due_on
            for i in WorkItem.objects.filter(case_id=dossier.pk, closed_at=None, paused_on=None)
        }
        assert after == {kind: add(due, slept) for kind, due in before.items()}
        assert fresh(dossier).due_on == after[f"state:challenge{None}"]


def test_a_returned_dossier_comes_back_to_the_state_that_returned_it_with_its_opinions() -> None:
    world = build()
    dossier = in_review(world)
    ok(do(dossier, "return_to_leader", world[Role.TEAM], reason="Le budget est flou."))
    assert (fresh(dossier).state, fresh(dossier).returned_from) == ("draft", "team_review")
    ok(do(dossier, "resubmit", world.leader))
    back = fresh(dossier)
    assert (back.state, back.returned_from, back.submitted_version) == ("team_review", "", 2)
    assert Opinion.objects.filter(assignment__dossier=dossier).count() == 2


# -- the log ---


def test_the_log_tells_the_whole_story_in_order() -> None:
    dossier = in_review(build())
    moves = LogEntry.objects.filter(case_id=dossier.pk).exclude(target="").values_list("event", "source", "target")
    assert list(moves.order_by("seq")) == [
        ("submit", "draft", "challenge"),
        ("conclude_challenge", "challenge", "team_review"),
    ]


def test_the_automate_names_who_set_it_off() -> None:
    world = build()
    dossier = in_review(world)
    entry = LogEntry.objects.get(case_id=dossier.pk, event="conclude_challenge")
    assert (entry.actor_ref, entry.cause_ref) == ("system", str(world.referents[-1].ref))


@pytest.mark.parametrize("statement", ["UPDATE workflow_logentry SET event = 'x'", "DELETE FROM workflow_logentry"])
def test_the_database_keeps_the_log(statement: str) -> None:
    in_challenge(build())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_postgresql_refuses_to_truncate_the_log(postgresql: None) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE workflow_logentry CASCADE")


def test_a_whole_log_verifies() -> None:
    in_review(build())
    out = StringIO()
    call_command("verify_log", stdout=out)
    assert out.getvalue().startswith("Journal intact")


COLUMNS = ["actor_ref", "cause_ref", "event", "source", "target", "payload", "prev_hash", "hash", "process"]


@pytest.mark.breaks_invariants
@pytest.mark.parametrize("column", COLUMNS)
def test_one_changed_byte_of_any_column_is_found_and_placed(column: str) -> None:
    dossier = in_review(build())
    entry = LogEntry.objects.get(case_id=dossier.pk, event="conclude_challenge")
    value = getattr(entry, column)
    triggers.remove(connection)
    LogEntry.objects.filter(pk=entry.pk).update(**{column: ("y" if value[:1] == "x" else "x") + value[1:]})
    err = StringIO()
    with pytest.raises(CommandError) as stop:
        call_command("verify_log", stderr=err)
    assert stop.value.returncode == 1
    if column != "process":  # an entry moved to another process leaves a hole where it stood
        assert f"dossier {dossier.pk}, ligne {entry.seq} : " in err.getvalue()


@pytest.mark.breaks_invariants
@pytest.mark.parametrize("column", ["version", "seq", "at"])
def test_one_changed_figure_is_found(column: str) -> None:
    dossier = in_review(build())
    entry = LogEntry.objects.get(case_id=dossier.pk, event="conclude_challenge")
    triggers.remove(connection)
    changed = {"version": 99, "seq": 99, "at": entry.at + timedelta(microseconds=1)}[column]
    LogEntry.objects.filter(pk=entry.pk).update(**{column: changed})
    with pytest.raises(CommandError):
        call_command("verify_log", stderr=StringIO())


@pytest.mark.breaks_invariants
def test_a_chain_cut_at_its_end_is_found() -> None:
    dossier = in_review(build())
    triggers.remove(connection)
    last = LogEntry.objects.filter(case_id=dossier.pk).latest("seq")
    LogText.objects.filter(entry=last).delete()
    last.delete()
    with pytest.raises(CommandError):
        call_command("verify_log", stderr=StringIO())


def test_a_text_may_be_erased_and_the_chain_stays_whole() -> None:
    world = build()
    dossier = in_challenge(world)
    ok(do(dossier, "return_to_leader", world[Role.TEAM], reason="Mme X a changé de service."))
    text = LogText.objects.get(entry__case_id=dossier.pk, name="reason")
    assert "Mme X" not in text.entry.payload
    LogText.objects.filter(pk=text.pk).update(text=None)
    call_command("verify_log", stdout=StringIO())


@pytest.mark.breaks_invariants
def test_a_text_that_was_changed_is_found() -> None:
    world = build()
    dossier = in_challenge(world)
    ok(do(dossier, "return_to_leader", world[Role.TEAM], reason="Un motif."))
    LogText.objects.filter(entry__case_id=dossier.pk, name="reason").update(text="Un autre motif.")
    with pytest.raises(CommandError):
        call_command("verify_log", stderr=StringIO())


def test_the_payload_is_canonical() -> None:
    dossier = in_challenge(build())
    for payload in LogEntry.objects.filter(case_id=dossier.pk).values_list("payload", flat=True):
        said = json.loads(payload)
        assert json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")) == payload


@pytest.mark.breaks_invariants
def test_a_state_that_the_log_does_not_tell_is_found() -> None:
    dossier = in_challenge(build())
    triggers.remove(connection)
    Dossier.objects.filter(pk=dossier.pk).update(state="team_review")
    assert [v for v in violations() if str(dossier.pk) in v and "le journal dit" in v]


@pytest.mark.django_db(transaction=True)
def test_a_database_in_use_is_migrated_and_its_triggers_stand_again() -> None:
    """While its trigger stands PostgreSQL alters no column that it reads, and SQLite remakes no table."""
    amount = Consensus._meta.get_field("recommended_amount")
    wider = DecimalField(max_digits=amount.max_digits + 1, decimal_places=2, null=amount.null)
    wider.set_attributes_from_name(amount.name)
    for old, new in ((amount, wider), (wider, amount)):
        emit_pre_migrate_signal(0, False, DEFAULT_DB_ALIAS, plan=[(Migration("one", "scoring"), False)])
        with connection.schema_editor() as editor:
            editor.alter_field(Consensus, old, new)
        emit_post_migrate_signal(0, False, DEFAULT_DB_ALIAS)
        assert {t.name for t in triggers.wanted(connection.vendor)} <= triggers.standing_triggers(connection).keys()


@pytest.mark.breaks_invariants
def test_missing_triggers_are_found_by_name() -> None:
    triggers.remove(connection)
    found = list(violations())
    assert {f"déclencheur absent : {t.name} sur {t.table}" for t in triggers.wanted(connection.vendor)} <= set(found)


# -- what is not there ---


def test_a_case_that_does_not_exist_is_not_created() -> None:
    with pytest.raises(Dossier.DoesNotExist):
        perform(model=Dossier, pk=uuid4(), actor=Actor.system(), gesture=Gesture("submit"), key="k")


# -- statements ---


@pytest.mark.parametrize("verb", ["submit", "withdraw"])
def test_a_transition_costs_twelve_statements_at_most(verb: str, statements) -> None:
    world = build()
    dossier = draft(world)
    said = {"reason": "Nous renonçons."} if verb == "withdraw" else {}
    with statements(at_most=12):
        ok(do(dossier, verb, world.leader, **said))


def test_a_transition_by_the_team_costs_twelve_statements_at_most(statements) -> None:
    world = build()
    dossier = assigned(world)
    team = world[Role.TEAM]
    with statements(at_most=12):
        ok(do(dossier, "return_to_leader", team, reason="Précisez."))
    with statements(at_most=12):
        ok(do(dossier, "resubmit", world.leader))


def test_opinions_do_not_make_a_transition_dearer(statements) -> None:
    world = build()
    dossier = assigned(world)
    ok(actions.give_opinion(dossier=dossier, sense=Opinion.Sense.RESERVED, text="À voir.", by=world.referents[0]))
    with statements(at_most=12):
        ok(do(dossier, "return_to_leader", world[Role.TEAM], reason="Précisez."))
