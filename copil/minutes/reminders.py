"""Reminders of what the minutes of a session await, and the coordination told once it is late, as for any other task.

What was sent is read from the outbox: its keys name the session, the date and the step, so that each is sent once,
whoever ticks.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial, reduce
from operator import or_

from django.db import transaction
from django.db.models import Q

from copil.actions.doing import locked_session
from copil.minutes.tasks import KEEPER, OVERSEER, MinutesTask, task_of, tasks
from dossiers.visibility import holders
from dossiers.wording import written_day
from notifications import outbox
from notifications.models import DueNotice, Message
from workflow import clock
from workflow.deadlines import Due, how_far
from workflow.timers import job

Step = DueNotice.Step
#: The days before the due date from which each reminder is due.
BEFORE = {Step.WEEK_BEFORE: 7, Step.TWO_DAYS_BEFORE: 2, Step.SAME_DAY: 0}
REMINDER, LATE = "minutes_due", "minutes_late"


@job
def minutes_due() -> Iterator[Due]:
    """What is due today of each session's minutes and was not sent yet; two statements, one when nothing is due."""
    today = clock.today()
    due = {_key(task, step): (task, step) for task in tasks() for step in steps_on(today, task)}
    if not due:
        return
    told = reduce(or_, (Q(key__startswith=f"{key}:") for key in due))
    sent = {key.rpartition(":")[0] for key in Message.objects.filter(told).values_list("key", flat=True)}
    for key, (task, step) in due.items():
        if key not in sent:
            yield Due(key, partial(_tell, task, step))


def steps_on(day: date, task: MinutesTask) -> Iterator[Step]:
    """The last reminder whose day has come, unless the task is younger than it; then that the date has passed."""
    if task.due_on is None or task.since >= day:
        return
    come = [step for step, days in BEFORE.items() if day >= task.due_on - timedelta(days=days)]
    if come and task.since < task.due_on - timedelta(days=BEFORE[come[-1]]):
        yield come[-1]
    if task.late_on(day):
        yield Step.PASSED


def _key(task: MinutesTask, step: Step) -> str:
    return f"minutes:{task.session.pk}:{task.ask}:{task.due_on}:{step.value}"


def _tell(seen: MinutesTask, step: Step) -> bool:
    with transaction.atomic():
        locked_session(seen.session)
        task = task_of(seen.session)
        if task is None or task.due_on is None or (task.ask, task.due_on) != (seen.ask, seen.due_on):
            return False
        said = {"session": task.about, "task": task.label, "due": written_day(task.due_on), "link": task.url}
        if step is not Step.PASSED:
            said["when"] = how_far((task.due_on - clock.today()).days)
        role, template = (OVERSEER, LATE) if step is Step.PASSED else (KEEPER, REMINDER)
        people = list(holders(role).filter(is_active=True).distinct())
        outbox.queue_each(to=people, template=template, context=said, key=_key(task, step))
    return bool(people)
