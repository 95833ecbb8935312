"""What one person is expected to do, the most urgent first: their own tasks, and those of the roles they hold."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Window
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.desk.listing import outside
from dossiers.desk.shared_tasks import awaiting
from dossiers.models import Dossier, Interest, Leadership
from dossiers.page.glance import Step, leader_step, real_step, work_link
from dossiers.standing import LOST_BY_INTEREST
from dossiers.visibility import granted_to
from workflow.models import WorkItem

#: Tasks shown at once, and when all are asked for.
SHOWN, ALL = 30, 500


@dataclass(frozen=True)
class Task:
    """One task as `components/work_item.html` shows it."""

    title: str
    url: str
    reference: str
    case_title: str
    state_code: str
    state_label: str
    due: date | None
    assignee: str


@dataclass(frozen=True)
class Worklist:
    tasks: tuple[Task, ...]
    more: int


#: What rooms above add: a person's tasks that hang on no dossier.
_beside: list[Callable[[User], Iterable[Task]]] = []


def register_beside(find: Callable[[User], Iterable[Task]]) -> None:
    _beside.append(find)


def awaited(user: User) -> "QuerySet[WorkItem]":
    """The open tasks of that person on dossiers they see, the most urgent first.

    A role's task is left out on dossiers that they lead, led or were invited to read, on those where a declared
    interest takes the role, and once they have done their part of it.
    """
    case = OuterRef("case_id")
    led = Exists(Leadership.objects.filter(dossier=case, person=user))
    recused = Exists(Interest.objects.filter(dossier=case, person=user, withdrawn_at=None))
    invited = Q(case_id__in=Dossier.objects.filter(granted_to(user)).order_by().values("pk"))
    of_role = Q(assignee=None, role__in=user.roles) & ~Q(led) & ~invited & ~(Q(role__in=LOST_BY_INTEREST) & Q(recused))
    of_role &= awaiting(user)
    return (
        WorkItem.objects.filter(Q(assignee=user) | of_role, process="dossier", closed_at=None, paused_on=None)
        .filter(case_id__in=Dossier.objects.visible_to(user).order_by().values("pk"))
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )


def worklist(user: User, *, whole: bool = False) -> Worklist:
    """The most urgent tasks, and how many others there are; two statements, and those of the rooms that add some."""
    most = ALL if whole else SHOWN
    items = list(awaited(user).annotate(count=Window(Count("*")))[:most])
    count = items[0].count if items else 0
    rows = Dossier.objects.filter(pk__in={item.case_id for item in items})
    cases = {d.pk: d for d in rows.annotate(outside=ExpressionWrapper(outside(user), BooleanField()))}
    beside = [task for find in _beside for task in find(user)]
    tasks = [*(_task(item, cases[item.case_id]) for item in items), *beside]
    tasks.sort(key=lambda task: task.due or date.max)  # keeps the order of equal dates
    return Worklist(tuple(tasks[:most]), max(count + len(beside) - most, 0))


def _task(item: WorkItem, dossier: Dossier) -> Task:
    hidden: bool = dossier.outside  # type: ignore[attr-defined] # annotated
    step: Step = leader_step(dossier) if hidden else real_step(dossier)
    url_name = work_link(item.kind) or "dossiers:page"
    shared = _(Role(item.role).label) if item.assignee_id is None and item.role else ""
    return Task(
        _(item.label),
        reverse(url_name, args=[dossier.reference]),
        dossier.reference,
        dossier.title or _("Dossier sans titre"),
        step.code,
        step.label,
        item.due_on,
        shared,
    )
