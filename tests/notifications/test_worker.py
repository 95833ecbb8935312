"""The worker as it is run: processes, signals, deaths."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from notifications import worker
from notifications.models import Message, WorkerBeat
from notifications.worker import DEAD_AFTER, DEATHS, KEPT_DONE, KEPT_FAILED, forget_old, take_up_orphans
from tests.notifications import chores
from tests.notifications.mails import queue

ROOT = Path(__file__).resolve().parents[2]
Start = Callable[..., "subprocess.Popen[str]"]


def until(holds: Callable[[], object], seconds: float = 180) -> None:
    """Waits for something that another process does."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.05)


def lines(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []


def statuses() -> list[str]:
    return list(DBTaskResult.objects.order_by("enqueued_at").values_list("status", flat=True))


@pytest.fixture
def start(children: dict[str, str]) -> Iterator[Start]:
    """Starts a worker on the test's database; those still alive at the end are killed."""
    alive = []

    def begin(**env: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "manage.py", "work", "--poll", "0.1", "--every", "1"],
            cwd=ROOT,
            env=children | env,
            stdout=subprocess.PIPE,
            text=True,
        )
        alive.append(process)
        return process

    yield begin
    for process in alive:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_worker_after_the_task_in_hand(start, tmp_path, number):
    done = tmp_path / "done"
    chores.nap.enqueue(str(done), 1.5)
    chores.note.enqueue(str(done), "next")
    process = start()
    until(lambda: lines(done))
    process.send_signal(number)
    said, _ = process.communicate(timeout=180)
    assert (process.returncode, said.split()) == (0, ["Au", "travail.", "Arrêté."])
    assert lines(done) == ["started", "ended"]
    assert statuses() == [TaskResultStatus.SUCCESSFUL, TaskResultStatus.READY]
    assert not WorkerBeat.objects.exists()


def test_an_idle_worker_stops_at_once(start):
    process = start()
    until(WorkerBeat.objects.exists)
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0


def test_the_worker_sends_what_is_queued(start, nadia, smtp):
    start(JALON_SMTP_HOST="127.0.0.1", JALON_SMTP_PORT=str(smtp.port))
    queue(nadia)
    until(lambda: smtp.mails)
    until(Message.objects.exclude(sent_at=None).exists)


def test_two_workers_run_each_task_once(start, tmp_path):
    done = tmp_path / "done"
    for n in range(20):
        chores.note.enqueue(str(done), f"line{n}")
    start(), start()
    until(lambda: statuses() == [TaskResultStatus.SUCCESSFUL] * 20)
    assert sorted(lines(done)) == sorted(f"line{n}" for n in range(20))


def test_the_task_of_a_killed_worker_is_taken_up_by_another(start, tmp_path):
    done = tmp_path / "done"
    chores.sleep_the_first_time.enqueue(str(done))
    first = start()
    until(lambda: lines(done))
    first.kill()
    first.wait()
    second = start()
    until(lambda: WorkerBeat.objects.count() == 2)
    time.sleep(1.5)  # a tick or more: who fell silent just now is not dead yet
    assert statuses() == [TaskResultStatus.RUNNING]
    long_ago = timezone.now() - DEAD_AFTER - timedelta(seconds=1)
    dead = DBTaskResult.objects.get().worker_ids[-1]
    WorkerBeat.objects.filter(worker_id=dead).update(beat_at=long_ago)
    DBTaskResult.objects.update(started_at=long_ago)
    until(lambda: statuses() == [TaskResultStatus.SUCCESSFUL])
    assert lines(done) == ["started", "started", "ended"]
    assert second.poll() is None


def test_a_turn_that_fails_is_logged_and_followed_by_another(transactional_db, caplog):
    stop, turns = threading.Event(), []

    def tick() -> None:
        turns.append(len(turns))
        if len(turns) == 1:
            raise RuntimeError("no such luck")
        stop.set()

    worker.work(tick=tick, stop=stop, every=0, poll=0.01)
    assert turns == [0, 1]
    assert "no such luck" in caplog.text


def running(worker_ids: list[str], *, since: timedelta) -> DBTaskResult:
    chores.note.enqueue("/dev/null", "line")
    result = DBTaskResult.objects.latest("enqueued_at")
    result.status, result.worker_ids, result.started_at = "RUNNING", worker_ids, timezone.now() - since
    result.save()
    return result


HOUR = timedelta(hours=1)


def test_a_long_task_of_a_live_worker_is_left_to_it(db):
    result = running(["alive"], since=HOUR)
    WorkerBeat.objects.create(worker_id="alive", beat_at=timezone.now())
    assert take_up_orphans() == 0
    result.refresh_from_db()
    assert result.status == TaskResultStatus.RUNNING


def test_a_task_just_begun_is_left_to_whoever_began_it(db):
    running(["not heard of yet"], since=timedelta(seconds=5))
    assert take_up_orphans() == 0


def test_the_last_worker_counts_not_those_before(db):
    WorkerBeat.objects.create(worker_id="alive", beat_at=timezone.now())
    running(["alive", "dead"], since=HOUR)
    assert take_up_orphans() == 1
    assert statuses() == [TaskResultStatus.READY]


def test_a_task_that_kills_its_workers_fails_at_last(db):
    result = running(["dead"] * DEATHS, since=HOUR)
    assert take_up_orphans() == 1
    result.refresh_from_db()
    assert result.status == TaskResultStatus.FAILED
    assert result.task_result.errors[0].exception_class is worker.WorkerDied


def test_results_past_their_keeping_are_forgotten(db):
    for n, (status, age) in enumerate(
        [("SUCCESSFUL", KEPT_DONE), ("SUCCESSFUL", HOUR), ("FAILED", KEPT_DONE), ("FAILED", KEPT_FAILED)]
    ):
        running([], since=HOUR)
        finished = timezone.now() - age - timedelta(seconds=1)
        DBTaskResult.objects.filter(status="RUNNING").update(status=status, finished_at=finished, priority=n)
    forget_old()
    kept = DBTaskResult.objects.order_by("priority").values_list("status", "priority")
    assert list(kept) == [("SUCCESSFUL", 1), ("FAILED", 2)]
