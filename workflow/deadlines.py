"""Due dates of open tasks: reminders before them, and the coordination told once they have passed.

What was done about a date is a `DueNotice`, written with it in one transaction under the lock of the case, so that each
step is done once, whoever ticks and however often.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext

from accounts.models import RoleHolding, User
from accounts.roles import Role, with_implied
from notifications import outbox
from notifications.models import DueNotice
from workflow import clock, log, workitems
from workflow.days import in_words
from workflow.gesture import Actor
from workflow.judgment import standing
from workflow.models import Case, WorkItem, case_models
from workflow.perform import locked

#: The kind of the task that a passed deadline opens for the coordination.
ESCALATION = "deadline_passed"
#: How the log calls what is done here.
REMINDED, DEADLINE_PASSED = "reminded", "deadline_passed"

Step = DueNotice.Step
REMINDERS = (Step.WEEK_BEFORE, Step.TWO_DAYS_BEFORE, Step.SAME_DAY, Step.WEEK_AFTER)


@dataclass(frozen=True)
class Due:
    """One thing that time has made due: its name for the log, and what does it; `run` says whether it did anything."""

    name: str
    run: Callable[[], bool]


def reminders_sent(case: Case, since: datetime) -> int:
    """How many reminders of the present state's own task were queued since that instant; one statement.

    Queued is sent: the outbox delivers what it holds, and shows what it could not deliver.
    """
    own = WorkItem.objects.filter(case_id=case.pk, kind=f"state:{case.state}", closed_at=None)
    notices = DueNotice.objects.filter(case_id=case.pk, at__gte=since, step__in=REMINDERS)
    return notices.filter(task_id__in=own.values("pk")).count()


#: By kind of task: of those who share it, whom a reminder is still for.
_awaited: dict[str, Callable[[Any], Iterable[User]]] = {}


def remind_only(kind: str, awaited: Callable[[Any], Iterable[User]]) -> None:
    """Rooms above say of a task that a role shares, given its case, who has not done their part."""
    _awaited[kind] = awaited


# -- reminders ----------------------------------------------------------------
def reminders() -> Iterator[Due]:
    """Reminders at J-7, J-2 and J+0 of open tasks, each on its day or as soon after as a tick runs.

    A task too short, or a worker stopped too long, to have given two by the deadline gets one more, a week late: a
    returned draft is only closed unanswered after two.
    """
    today = clock.today()
    in_a_week, in_two_days = today + timedelta(days=7), today + timedelta(days=2)
    tasks = _open_tasks().filter(opened_at__lt=_midnight(today))  # not on the day they were opened
    windows = (
        (Step.WEEK_BEFORE, 7, tasks.filter(due_on__gt=in_two_days, due_on__lte=in_a_week)),
        (Step.TWO_DAYS_BEFORE, 2, tasks.filter(due_on__gt=today, due_on__lte=in_two_days)),
        (Step.SAME_DAY, 0, tasks.filter(due_on__lte=today)),
        (Step.WEEK_AFTER, 0, _reminded_once(tasks.filter(due_on__lte=today - timedelta(days=7)))),
    )
    for step, days_before, window in windows:
        for task in window.exclude(_spoken_of(step)):
            opened_on = clock.day_of(task.opened_at)
            if days_before and task.due_on and opened_on >= task.due_on - timedelta(days=days_before):
                continue  # opened since: its opening said as much
            yield Due(f"{step.value} of task {task.pk}", partial(_remind, task, step))


def _reminded_once(tasks: "QuerySet[WorkItem]") -> "QuerySet[WorkItem]":
    """Those of whose due date one reminder was sent, over two days ago; with none, that of the day is due."""
    sent = DueNotice.objects.filter(task_id=OuterRef("pk"), due_on=OuterRef("due_on"), step__in=REMINDERS)
    count = sent.order_by().values("task_id").annotate(n=Count("pk")).values("n")
    lately = sent.filter(at__gt=clock.now() - timedelta(days=2))
    return tasks.alias(sent=Coalesce(Subquery(count), 0)).filter(sent=1).exclude(Exists(lately))


def _remind(seen: WorkItem, step: DueNotice.Step) -> bool:
    with transaction.atomic():
        if (found := _take(seen, step)) is None:
            return False
        case, task, due_on = found
        outbox.queue_each(
            to=recipients(case, task),
            template="reminder",
            context=_said_of(case, task, due_on) | {"when": how_far((due_on - clock.today()).days)},
            key=f"reminder:{task.pk}:{due_on}:{step.value}",
        )
        _record(case, task, due_on, REMINDED, step)
    return True


def recipients(case: Case, task: WorkItem) -> list[User]:
    """Whose task it is: its assignee; those of its role who have not done their part, where a room says so; else all
    who hold its role today and may act on that case."""
    if task.assignee is not None:
        return [task.assignee]
    if task.kind in _awaited:
        return list(_awaited[task.kind](case))
    role = Role(task.role)
    holder = case.holder_of(role)
    return [holder] if holder else holders(role, case)


def holders(role: Role, case: Case) -> list[User]:
    """Those who hold a role today, alone or within another, whose account is open and who may act on that case."""
    offices = [office for office in Role if role in with_implied(frozenset({office}))]
    held = RoleHolding.objects.on(clock.today()).filter(role__in=offices)
    people = User.objects.filter(is_active=True, pk__in=held.values("user"))
    return [person for person in people if role in standing(Actor(person), case)]


# -- deadlines passed ---------------------------------------------------------
def escalations() -> Iterator[Due]:
    """Open tasks whose due date has passed: the coordination is told, once for each date."""
    late = _open_tasks().filter(due_on__lt=clock.today())
    for task in late.exclude(_spoken_of(Step.PASSED)):
        yield Due(f"deadline of task {task.pk}", partial(_escalate, task))


def _escalate(seen: WorkItem) -> bool:
    """Opens the coordination's task, unless one is open already; leaving the state closes it like any other.

    A first draft waits on nobody but its author, and is nobody else's to see.
    """
    with transaction.atomic():
        if (found := _take(seen, Step.PASSED)) is None:
            return False
        case, task, due_on = found
        first_draft = case.state == case.PROCESS.initial and not case.returned_from
        if first_draft or WorkItem.objects.filter(case_id=case.pk, kind=ESCALATION, closed_at=None).exists():
            return False
        beyond = task.state if task.state == workitems.AFTER_END else ""
        workitems.open_item(
            case=case,
            kind=ESCALATION,
            label=_late(task),
            role=Role.TEAM_LEAD,
            due_on=clock.today(),
            state=beyond,
        )
        awaited = task.assignee.full_name if task.assignee else gettext(Role(task.role).label)
        outbox.queue_each(
            to=holders(Role.TEAM_LEAD, case),
            template="deadline_passed",
            context=_said_of(case, task, due_on) | {"awaited": awaited},
            key=f"deadline:{task.pk}:{due_on}",
        )
        _record(case, task, due_on, DEADLINE_PASSED, Step.PASSED)
    return True


# -- what both share ----------------------------------------------------------
def _open_tasks() -> "QuerySet[WorkItem]":
    """Open tasks that do not sleep, escalations left out.

    Naming every role lets the index on role and due date find the dates by itself.
    """
    processes = [model.PROCESS.code for model in case_models()]
    tasks = WorkItem.objects.filter(role__in=["", *Role], closed_at=None, paused_on=None)
    return tasks.filter(process__in=processes).exclude(kind=ESCALATION)


def _spoken_of(step: DueNotice.Step) -> Exists:
    return Exists(DueNotice.objects.filter(task_id=OuterRef("pk"), due_on=OuterRef("due_on"), step=step))


def _take(seen: WorkItem, step: DueNotice.Step) -> tuple[Case, WorkItem, date] | None:
    """Locks the case, reads the task again and notes the step as done; None when nothing is left to do."""
    model = next(model for model in case_models() if seen.process == model.PROCESS.code)
    case = locked(model, seen.case_id)
    still = _open_tasks().filter(pk=seen.pk, due_on=seen.due_on).exclude(_spoken_of(step))
    task = still.select_related("assignee").first()
    if task is None or task.due_on is None:
        return None
    DueNotice.objects.create(case_id=case.pk, task_id=task.pk, due_on=task.due_on, step=step, at=clock.now())
    return case, task, task.due_on


def _record(case: Case, task: WorkItem, due_on: date, event: str, step: DueNotice.Step) -> None:
    data = {"task": task.kind, "due_on": str(due_on), "step": step.value}
    log.record(case=case, actor=Actor.system(), event=event, data=data)


# -- in words -----------------------------------------------------------------
def _said_of(case: Any, task: WorkItem, due_on: date) -> dict[str, str]:
    """What every mail about a due date says."""
    return {"dossier": str(case), "task": gettext(task.label), "due": _written(due_on), "link": case.get_absolute_url()}


def _late(task: WorkItem) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return (gettext("Délai dépassé : %(task)s") % {"task": gettext(task.label)})[:200]


def _written(day: date) -> str:
    """jeudi 3 décembre 2026; mardi 1er décembre 2026."""
    with translation.override(settings.LANGUAGE_CODE):
        return in_words(day, "l j F Y")


def how_far(days: int) -> str:
    """How far a due date is: « dans 7 jours », « aujourd’hui », « dépassée de 3 jours »."""
    with translation.override(settings.LANGUAGE_CODE):
        if days == 0:
            return gettext("aujourd’hui")
        if days > 0:
            return ngettext("demain", "dans %(days)s jours", days) % {"days": days}
        return ngettext("dépassée d’un jour", "dépassée de %(days)s jours", -days) % {"days": -days}


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
