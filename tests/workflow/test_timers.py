"""What time alone does: on its day, once, whoever ticks; killed anywhere, it leaves nothing half-done."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from accounts.models import RoleHolding
from accounts.roles import Role
from dossiers.models import Dossier, Interest
from notifications.models import DueNotice, Message
from tests.processes import Making, killed_in_every_step
from tests.world import World, build, do, draft, fresh, in_challenge, ok, person
from workflow import clock, deadlines, tellers, timers, workitems
from workflow.deadlines import ESCALATION
from workflow.models import LogEntry, WorkItem
from workflow.sealing.anchoring import anchor
from workflow.timers import Ticked, reminders_sent
from workflow.verdict import Refusal

ROOT = Path(__file__).resolve().parents[2]
Step = DueNotice.Step
SILENT = Ticked(
    (
        ("moves", 0),
        ("reminders", 0),
        ("escalations", 0),
        ("legal_notices", 0),
        ("papers", 0),
        ("files", 0),
        ("old_archives", 0),
        ("silences", 0),
        ("aims", 0),
        ("online_votes", 0),
        ("minutes_due", 0),
        ("absences", 0),
        ("anchors", 0),
    ),
    (),
)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch:  # not the fixture's, under which no scene would be laid
        for kind in ("errand", "errand0", "errand1", "errand5"):  # tasks of no room, for these tests alone
            patch.setitem(tellers.tasks, kind, tellers.Telling(why_not="Une course."))
        yield build()


@contextmanager
def on(day) -> Iterator[None]:
    """The clock at ten in the morning of that day."""
    with clock.at(clock.now().replace(year=day.year, month=day.month, day=day.day, hour=10, minute=0)):
        yield


def tick(day) -> dict[str, int]:
    """One tick that day, which must fail nowhere."""
    with on(day):
        ticked = timers.run()
    assert ticked.faults == ()
    return dict(ticked.done)


def task_of(dossier: Dossier, kind: str | None = None) -> WorkItem:
    return WorkItem.objects.get(case_id=dossier.pk, kind=kind or f"state:{dossier.state}", closed_at=None)


def told(template: str) -> list[tuple[str, str]]:
    """Who was queued that mail, and what its first key says."""
    mails = Message.objects.filter(template=template).order_by("pk")
    return [(mail.recipient.first_name, mail.context["dossier"].split()[0]) for mail in mails]


def steps(task: WorkItem) -> list[str]:
    return list(DueNotice.objects.filter(task_id=task.pk).order_by("at", "pk").values_list("step", flat=True))


def returned(world: World) -> Dossier:
    dossier = in_challenge(world)
    ok(do(dossier, "return_to_leader", world[Role.TEAM], reason="Le budget est à préciser."))
    return fresh(dossier)


# -- verbs that time carries out ----------------------------------------------
def suspended(world: World, days: int = 30) -> Dossier:
    dossier = in_challenge(world)
    until = clock.today() + timedelta(days=days)
    ok(do(dossier, "suspend", world[Role.TEAM], reason="Attente d’un accord.", until=until))
    return fresh(dossier)


def test_a_suspension_ends_on_its_date_and_not_before(world):
    dossier = suspended(world)
    assert tick(dossier.suspended_until - timedelta(days=1))["moves"] == 0
    assert tick(dossier.suspended_until)["moves"] == 1
    resumed = fresh(dossier)
    assert (resumed.state, resumed.suspended_until, resumed.suspended_from) == ("challenge", None, "")
    last = LogEntry.objects.filter(case_id=dossier.pk, target="challenge").latest("seq")
    assert (last.event, last.actor_ref, last.cause_ref) == ("resume", "system", "")


def test_a_second_tick_changes_nothing(world):
    dossier = suspended(world)
    tick(dossier.suspended_until)
    before = fresh(dossier)
    with on(dossier.suspended_until):
        assert timers.run() == SILENT
    assert (fresh(dossier).version, fresh(dossier).log_seq) == (before.version, before.log_seq)


def test_a_suspension_ended_by_hand_and_begun_again_is_not_cut_short(world):
    dossier = suspended(world)
    ok(do(dossier, "resume", world[Role.TEAM]))
    later = dossier.suspended_until + timedelta(days=20)
    ok(do(dossier, "suspend", world[Role.TEAM], reason="Encore.", until=later))
    assert tick(dossier.suspended_until)["moves"] == 0
    assert tick(later)["moves"] == 1


def test_each_suspension_ends_on_its_own_date(world):
    dossier = suspended(world)
    tick(dossier.suspended_until)
    with on(dossier.suspended_until + timedelta(days=1)):
        until = clock.today() + timedelta(days=5)
        ok(do(dossier, "suspend", world[Role.TEAM], reason="Encore.", until=until))
    assert tick(until)["moves"] == 1
    assert fresh(dossier).state == "challenge"


@pytest.mark.breaks_invariants
def test_the_waiting_list_expires_after_the_end_of_the_call(world):
    dossier = in_challenge(world)
    row = Dossier.objects.filter(pk=dossier.pk)
    for state in ("team_review", "copil", "waiting"):  # along legal edges, without the committee that would lead there
        row.update(state=state, version=F("version") + 1)
    row.update(due_on=world.call.ends_on)
    assert tick(world.call.ends_on)["moves"] == 0
    assert tick(world.call.ends_on + timedelta(days=1))["moves"] == 1
    assert (fresh(dossier).state, fresh(dossier).proposal) == ("signature", "refusal")


@pytest.mark.breaks_invariants
def test_a_guard_that_does_not_hold_keeps_the_case_where_it_is(world):
    dossier = in_challenge(world)
    row = Dossier.objects.filter(pk=dossier.pk)
    for state in ("team_review", "copil", "waiting"):
        row.update(state=state, version=F("version") + 1)
    planned = world.call.ends_on
    row.update(due_on=planned)
    world.call.ends_on += timedelta(days=30)  # the call was prolonged
    world.call.save()
    assert tick(planned + timedelta(days=1))["moves"] == 0
    assert fresh(dossier).state == "waiting"


# -- reminders ----------------------------------------------------------------
def test_reminders_of_a_returned_draft_day_after_day(world):
    dossier = returned(world)
    task = task_of(dossier)
    sent = []
    for n in range((dossier.due_on - clock.today()).days + 15):
        day = clock.today() + timedelta(days=n)
        done = [tick(day)["reminders"] for _ in range(2)]
        sent += [((day - dossier.due_on).days, count) for count in done if count]
    assert sent == [(-7, 1), (-2, 1), (0, 1)]
    assert steps(task) == [Step.WEEK_BEFORE, Step.TWO_DAYS_BEFORE, Step.SAME_DAY, Step.PASSED]
    assert reminders_sent(fresh(dossier), dossier.entered_at) == 3
    assert told("reminder") == [("leader", dossier.reference)] * 3
    whens = [mail.context["when"] for mail in Message.objects.filter(template="reminder").order_by("pk")]
    assert whens == ["dans 7 jours", "dans 2 jours", "aujourd’hui"]


def test_a_reminder_is_in_the_log_of_its_case(world):
    dossier = returned(world)
    tick(dossier.due_on)
    entry = LogEntry.objects.get(case_id=dossier.pk, event=timers.REMINDED)
    assert (entry.actor_ref, entry.target, entry.version) == ("system", "", dossier.version)


def test_a_draft_is_closed_unanswered_after_two_reminders(world):
    dossier = returned(world)
    lead = world[Role.TEAM_LEAD]
    tick(dossier.due_on - timedelta(days=2))
    with on(dossier.due_on + timedelta(days=1)):
        refusal = do(dossier, "close_unanswered", lead, reason="Sans réponse.")
        assert isinstance(refusal, Refusal)
        assert [unmet.code for unmet in refusal.unmet] == ["two_reminders_sent"]
        timers.run()
        ok(do(dossier, "close_unanswered", lead, reason="Sans réponse."))
    assert fresh(dossier).state == "withdrawn"


def test_reminders_of_an_earlier_return_do_not_count(world):
    dossier = returned(world)
    for days in (7, 2, 0):
        tick(dossier.due_on - timedelta(days=days))
    with on(dossier.due_on):
        ok(do(dossier, "resubmit", world.leader))
        ok(do(dossier, "return_to_leader", world[Role.TEAM], reason="Encore."))
        again = fresh(dossier)
        assert reminders_sent(again, again.entered_at) == 0


def test_a_worker_stopped_until_the_deadline_still_gives_two_reminders(world):
    dossier = returned(world)
    sent = [n for n in range(20) if tick(dossier.due_on + timedelta(days=n))["reminders"]]
    assert sent == [0, 7]
    assert steps(task_of(dossier)) == [Step.SAME_DAY, Step.PASSED, Step.WEEK_AFTER]
    assert reminders_sent(fresh(dossier), dossier.entered_at) == 2


def test_a_worker_stopped_for_long_never_sends_two_at_once(world):
    dossier = returned(world)
    sent = [n for n in range(10, 30) if tick(dossier.due_on + timedelta(days=n))["reminders"]]
    assert sent == [10, 12]


def test_what_was_just_opened_needs_no_reminder(world):
    dossier = in_challenge(world)
    today = clock.today()
    for days in (0, 1, 5):
        workitems.open_item(
            case=dossier, kind=f"errand{days}", label="Course", role=Role.TEAM, due_on=today + timedelta(days=days)
        )
    assert tick(today)["reminders"] == 0
    tomorrow = today + timedelta(days=1)
    assert tick(tomorrow)["reminders"] == 2  # due yesterday and today; five days were no week at the opening
    assert steps(task_of(dossier, "errand5")) == []
    assert tick(today + timedelta(days=3))["reminders"] == 1


def test_the_role_is_reminded_those_barred_from_the_case_excepted(world):
    dossier = in_challenge(world)
    person("ancienne", Role.TEAM)
    RoleHolding.objects.filter(user__first_name="ancienne").update(ends_on=clock.today())
    closed = person("partie", Role.TEAM)
    closed.is_active = False
    closed.save()
    RoleHolding.objects.create(user=world.leader, role=Role.TEAM, starts_on=clock.today())
    tick(task_of(dossier).due_on)
    assert told("reminder") == [("team", dossier.reference), ("team_lead", dossier.reference)]


def test_who_declared_an_interest_is_not_asked_to_judge(world):
    dossier = in_challenge(world)
    member = world[Role.COPIL_MEMBER]
    Interest.objects.create(dossier=dossier, person=member, reason="Conjoint.", declared_at=clock.now())
    due_on = clock.today() + timedelta(days=1)
    workitems.open_item(case=dossier, kind="errand", label="Course", role=Role.COPIL_MEMBER, due_on=due_on)
    tick(due_on)
    assert told("reminder") == [("copil_chair", dossier.reference)]


def test_sleeping_tasks_are_silent_and_remind_of_their_new_date_once_awake(world):
    dossier = in_challenge(world)
    task = task_of(dossier)
    due_on = task.due_on
    tick(due_on - timedelta(days=7))
    with on(due_on - timedelta(days=3)):
        until = due_on + timedelta(days=20)
        ok(do(dossier, "suspend", world[Role.TEAM], reason="Attente.", until=until))
    for days in (0, 2):
        tick(due_on + timedelta(days=days))
    assert steps(task) == [Step.WEEK_BEFORE]
    tick(until)
    moved = task_of(fresh(dossier))
    assert moved.pk == task.pk
    assert moved.due_on > until
    for days in (2, 0):
        tick(moved.due_on - timedelta(days=days))
    assert steps(task)[-2:] == [Step.TWO_DAYS_BEFORE, Step.SAME_DAY]


# -- deadlines passed ---------------------------------------------------------
def test_a_passed_deadline_opens_one_task_for_the_coordination(world):
    dossier = in_challenge(world)
    due_on = task_of(dossier).due_on
    assert tick(due_on)["escalations"] == 0
    late = due_on + timedelta(days=1)
    assert [tick(late)["escalations"] for _ in range(2)] == [1, 0]
    task = task_of(dossier, ESCALATION)
    assert (task.role, task.assignee, task.state, task.due_on) == (Role.TEAM_LEAD, None, "challenge", late)
    assert task.label == "Délai dépassé\u00a0: Désigner les référents et suivre leurs avis"
    assert told("deadline_passed") == [("team_lead", dossier.reference)]
    assert Message.objects.get(template="deadline_passed").context["awaited"] == "équipe projet"


def test_closed_by_hand_it_is_not_opened_again(world):
    dossier = in_challenge(world)
    late = task_of(dossier).due_on + timedelta(days=1)
    tick(late)
    with on(late):
        workitems.close_items(case=dossier, kind=ESCALATION)
    assert tick(late + timedelta(days=1))["escalations"] == 0


def test_it_closes_when_the_state_is_left(world):
    dossier = in_challenge(world)
    late = task_of(dossier).due_on + timedelta(days=1)
    tick(late)
    with on(late):
        ok(do(dossier, "escalate", world[Role.TEAM], reason="Délai passé."))
    task = WorkItem.objects.get(case_id=dossier.pk, kind=ESCALATION)
    assert (task.outcome, task.closed_at is None) == ("left", False)


def test_two_late_tasks_of_a_case_make_one_escalation(world):
    dossier = in_challenge(world)
    due_on = task_of(dossier).due_on
    workitems.open_item(case=dossier, kind="errand", label="Course", role=Role.TEAM, due_on=due_on)
    assert tick(due_on + timedelta(days=1))["escalations"] == 1
    assert WorkItem.objects.filter(kind=ESCALATION).count() == 1


def test_a_first_draft_is_nobody_elses_business(world):
    dossier = draft(world)
    WorkItem.objects.filter(case_id=dossier.pk).update(due_on=clock.today())
    assert tick(clock.today() + timedelta(days=1))["escalations"] == 0
    assert told("deadline_passed") == []


def test_an_escalation_is_neither_reminded_nor_escalated(world):
    dossier = in_challenge(world)
    late = task_of(dossier).due_on + timedelta(days=1)
    tick(late)
    for n in range(20):
        tick(late + timedelta(days=n))
    assert steps(task_of(dossier, ESCALATION)) == []


# -- faults, races, deaths, costs ---------------------------------------------
def orphan_task(due_on) -> WorkItem:
    """A task whose case is gone: whatever is tried on it fails."""
    return WorkItem.objects.create(
        process="dossier",
        case_id=uuid4(),
        state="challenge",
        kind="errand",
        label="Course",
        role=Role.TEAM,
        opened_at=clock.now() - timedelta(days=30),
        due_on=due_on,
    )


def test_a_case_that_fails_stops_no_other_and_is_told(world, caplog):
    broken = orphan_task(clock.today())
    dossier = in_challenge(world)
    with on(task_of(dossier).due_on):
        ticked = timers.run()
    assert dict(ticked.done) == {
        "moves": 0,
        "reminders": 1,
        "escalations": 0,
        "old_archives": 0,
        "legal_notices": 0,
        "silences": 0,
        "files": 0,
        "papers": 0,
        "aims": 0,
        "online_votes": 0,
        "minutes_due": 0,
        "absences": 0,
        "anchors": 1,
    }
    assert [fault.name for fault in ticked.faults] == [
        f"same_day of task {broken.pk}",
        f"deadline of task {broken.pk}",
    ]
    assert "DoesNotExist" in str(ticked.faults[0])
    assert f"same_day of task {broken.pk} failed" in caplog.text
    assert not DueNotice.objects.filter(task_id=broken.pk).exists()
    broken.delete()


def test_the_command_says_what_it_did_and_exits_1_on_a_fault(transactional_db):
    said, complaints = StringIO(), StringIO()
    call_command("tick", stdout=said)
    assert said.getvalue() == (
        "moves 0, reminders 0, escalations 0, legal_notices 0, papers 0, files 0, old_archives 0, silences 0, aims 0, "
        "online_votes 0, minutes_due 0, absences 0, anchors 1 ; "
        "accusés de réception : 0 ; dossiers dont quelqu’un est prévenu : 0 ; "
        "messages : 0 partis, 0 remis, 0 abandonnés ; tâches reprises : 0\n"
    )
    broken = orphan_task(clock.today())
    with pytest.raises(CommandError) as stop:
        call_command("tick", stdout=said, stderr=complaints)
    assert stop.value.returncode == 1
    assert f"same_day of task {broken.pk}" in complaints.getvalue()
    broken.delete()


@pytest.mark.parametrize("count", [1, 5, 20])
def test_a_tick_costs_nothing_for_what_is_not_due(world, statements, count):
    for _ in range(count):
        in_challenge(world)
    anchor()
    with statements(at_most=19):
        assert timers.run() == SILENT


@pytest.mark.breaks_invariants
def test_what_is_due_is_found_by_indexes(world):
    Dossier.objects.bulk_create(
        Dossier(reference=f"X-{n}", call=world.call, leader=world.leader, created_at=clock.now()) for n in range(500)
    )
    for n in range(500):
        orphan_task(clock.today() + timedelta(days=200 + n))
    searches = [
        timers.suspension_over(Dossier, clock.today()),
        timers.wait_over(Dossier, clock.today()),
        deadlines._open_tasks().filter(due_on__lt=clock.today()),
    ]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # so few pages would be read whole
    plans = [search.order_by().explain() for search in searches]
    # Two indexes begin with the state, two hold the date of open tasks: of so few rows the planner may take either.
    indexes = ["dossier_suspended", "dossier_by_state|dossier_board", "workitem_role|workitem_mine"]
    assert [bool(re.search(index, plan)) for index, plan in zip(indexes, plans, strict=True)] == [True] * 3, plans


@contextmanager
def long_ago(days: int) -> Iterator[datetime]:
    """What is done so many days ago is due, or late, for a process that reads the real clock."""
    then = clock.now() - timedelta(days=days)
    with clock.at(then):
        yield then


def due_for_real(count: int) -> list[Dossier]:
    """Dossiers of long ago: half of them suspended until yesterday, the others with a task long late."""
    with long_ago(60):
        world = build()
        dossiers = [in_challenge(world) for _ in range(count)]
        until = clock.today() + timedelta(days=59)
        for dossier in dossiers[::2]:
            ok(do(dossier, "suspend", world[Role.TEAM], reason="Attente.", until=until))
    return dossiers


def done_once(dossiers: list[Dossier]) -> None:
    """Each thing that was due was done, and done once."""
    assert {fresh(dossier).state for dossier in dossiers} == {"challenge"}
    for number, dossier in enumerate(dossiers):
        events = LogEntry.objects.filter(case_id=dossier.pk).values_list("event", flat=True)
        late = number % 2
        counts = [list(events).count(e) for e in ("resume", timers.REMINDED, timers.DEADLINE_PASSED)]
        assert counts == [1 - late, late, late]
        assert Message.objects.filter(template="deadline_passed", context__dossier=str(dossier)).count() == late
        assert Message.objects.filter(template="reminder", context__dossier=str(dossier)).count() == 2 * late


@pytest.mark.long
def test_two_ticks_at_once_do_each_thing_once(children):
    dossiers = due_for_real(10)
    command = [sys.executable, "manage.py", "tick"]
    processes = [subprocess.Popen(command, cwd=ROOT, env=children, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait(180) for process in processes] == [0, 0]
    done_once(dossiers)


def ticking() -> Making:
    yield
    return len(timers.run().faults)


@pytest.mark.long
def test_a_tick_killed_anywhere_leaves_nothing_half_done(children):
    dossiers = due_for_real(2)
    deaths = killed_in_every_step(children, ticking)
    assert deaths.answer == 0
    assert deaths.killed > 30
    done_once(dossiers)
