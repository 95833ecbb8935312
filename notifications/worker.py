"""The worker: one process that runs the tasks of every queue, sends out what the outbox holds, and ticks.

Any number may run at once, here and on other machines: tasks and messages are claimed, ticks look again under a lock.
A worker says every few seconds that it is alive; the tasks of one that no longer does are taken up by the others, which
the database backend of Django's tasks does not do. So a task may run twice, and must bear it.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as TaskRunner
from django_tasks_db.models import DBTaskResult

from notifications import delivery
from notifications.models import WorkerBeat

logger = logging.getLogger("jalon.worker")

BEAT = timedelta(seconds=10)
#: Silent for so long, a worker is dead.
DEAD_AFTER = timedelta(seconds=60)
#: A task that saw so many workers die is not given to another.
DEATHS = 3
#: Results are kept for whoever investigates, then go.
KEPT_DONE, KEPT_FAILED = timedelta(days=1), timedelta(days=30)


class WorkerDied(Exception):
    """Each of the workers that took this task died with it."""


class _Tasks(TaskRunner):
    """The backend's own task loop, run until nothing is ready or until told to stop between two tasks."""

    def __init__(self, *, worker_id: str, stop: threading.Event) -> None:
        self._stop = stop
        super().__init__(
            queue_names=["*"],
            interval=1,
            batch=True,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=worker_id,
            excluded_queue_names=[],
        )

    @property
    def running(self) -> bool:
        return not self._stop.is_set()

    @running.setter
    def running(self, value: bool) -> None:
        """Only the event says when to stop."""


def work(*, tick: Callable[[], None], stop: threading.Event, every: float = 60.0, poll: float = 1.0) -> None:
    """Works until `stop` is set, then ends after the task in hand.

    `tick` runs at the start, then every `every` seconds; tasks and messages are looked for every `poll` seconds. A turn
    that fails, because the database does not answer or for any other reason, is logged and followed by another.
    """
    worker_id = get_random_string(32)
    heart = _Heart(worker_id)
    tasks = _Tasks(worker_id=worker_id, stop=stop)
    heart.start()
    next_tick = time.monotonic()
    try:
        while not stop.is_set():
            try:
                close_old_connections()
                if time.monotonic() >= next_tick:
                    next_tick = time.monotonic() + every
                    tick()
                _turn(tasks)
            except Exception:
                logger.exception("this turn of the worker failed; another follows")
                connections.close_all()
                stop.wait(5 * poll)
            stop.wait(poll)
    finally:
        heart.stop()


def _turn(tasks: TaskRunner) -> None:
    """Sends what is due, as a task like any other, then runs what is ready."""
    if delivery.due(timezone.now()).exists():
        delivery.deliver.enqueue()
    if DBTaskResult.objects.ready().exists():
        tasks.run()


def take_up_orphans() -> int:
    """Makes the tasks of dead workers ready again, or fails those that keep killing their worker; how many."""
    silent_since = timezone.now() - DEAD_AFTER
    alive = set(WorkerBeat.objects.filter(beat_at__gte=silent_since).values_list("worker_id", flat=True))
    orphans = [
        result
        for result in DBTaskResult.objects.running().filter(started_at__lt=silent_since)
        if alive.isdisjoint(result.worker_ids[-1:])
    ]
    return sum(_take_up(result) for result in orphans)


def _take_up(result: DBTaskResult) -> bool:
    """One conditional update: of two workers that see the same orphan, one takes it up."""
    same = DBTaskResult.objects.filter(pk=result.pk, status=TaskResultStatus.RUNNING, started_at=result.started_at)
    if len(result.worker_ids) < DEATHS:
        logger.warning("task %s (%s): its worker died, it is ready again", result.pk, result.task_path)
        return bool(same.update(status=TaskResultStatus.READY, started_at=None))
    logger.error("task %s (%s): %s workers died with it", result.pk, result.task_path, DEATHS)
    return bool(
        same.update(
            status=TaskResultStatus.FAILED,
            finished_at=timezone.now(),
            exception_class_path=f"{WorkerDied.__module__}.{WorkerDied.__qualname__}",
            traceback=str(WorkerDied.__doc__),
        )
    )


def forget_old() -> None:
    """Deletes results past their keeping, and the last words of workers long gone."""
    now = timezone.now()
    DBTaskResult.objects.successful().filter(finished_at__lt=now - KEPT_DONE).delete()
    DBTaskResult.objects.failed().filter(finished_at__lt=now - KEPT_FAILED).delete()
    WorkerBeat.objects.filter(beat_at__lt=now - KEPT_DONE).delete()


class _Heart(threading.Thread):
    """Beats beside the work, on its own connection, so that a long task does not pass for a death."""

    def __init__(self, worker_id: str) -> None:
        super().__init__(name="heart", daemon=True)
        self._worker_id = worker_id
        self._stopped = threading.Event()

    def start(self) -> None:
        """The first beat comes before the first task is claimed."""
        self._beat()
        super().start()

    def run(self) -> None:
        while not self._stopped.wait(BEAT.total_seconds()):
            try:
                self._beat()
            except DatabaseError:
                logger.exception("worker %s could not say that it is alive", self._worker_id)
                connections.close_all()
        connections.close_all()

    def stop(self) -> None:
        """A worker that ends well leaves no beat behind."""
        self._stopped.set()
        self.join()
        WorkerBeat.objects.filter(worker_id=self._worker_id).delete()

    def _beat(self) -> None:
        WorkerBeat.objects.update_or_create(worker_id=self._worker_id, defaults={"beat_at": timezone.now()})
