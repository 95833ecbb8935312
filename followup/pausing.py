"""Days stand still while the dossier is suspended: the tasks of its follow-up sleep, and wake later by as much."""

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from dossiers.models import Dossier
from followup.models import Amendment, Appeal, Condition, Obligation, Payment, Repayment, Report
from followup.reports.closing import CLOSE
from followup.reports.next import next_expected, note_next
from workflow import calendar, clock
from workflow.models import WorkItem
from workflow.registry import Move, follower

KINDS: tuple[type[Obligation], ...] = (Condition, Report, Payment, Repayment, Amendment)
#: What is owed, and what is lodged against the decision, whose days nothing stops.
EVERY: tuple[type[Obligation], ...] = (*KINDS, Appeal)
_MINE = reduce(or_, (Q(kind__startswith=f"{kind.PROCESS.code}:") for kind in KINDS), Q(kind=CLOSE))


@follower
def with_the_dossier(move: Move) -> None:
    """Only a dossier that was granted has anything to sleep: others cost no statement."""
    case = move.case
    if not isinstance(case, Dossier) or case.decided_at is None:
        return
    if case.state == "suspended":
        _tasks(case).filter(paused_on=None).update(paused_on=clock.today())
    elif move.source == "suspended":
        _wake(case)


def _tasks(case: Dossier) -> "QuerySet[WorkItem]":
    return WorkItem.objects.filter(_MINE, case_id=case.pk, closed_at=None)


def _wake(case: Dossier) -> None:
    """Each day moved by the working days that it slept; what is owed follows its task."""
    asleep = {item.kind: item for item in _tasks(case).exclude(paused_on=None)}
    today = clock.today()
    for item in asleep.values():
        if item.due_on and item.paused_on:
            item.due_on = calendar.add(item.due_on, calendar.between(item.paused_on, today))
        item.paused_on = None
    WorkItem.objects.bulk_update(asleep.values(), ["due_on", "paused_on"])
    for kind in KINDS if asleep else ():
        for thing in kind._default_manager.filter(dossier=case):
            if (task := asleep.get(thing.task_kind)) is not None:
                thing.moved_to(task.due_on)
    if asleep:
        note_next(case, next_expected(case))
