"""Référents who will be away when their opinion is due: their dossiers come back to the team as a task.

Looked at when an absence is said or taken back, and every day, as absences begin. The team then relieves and assigns,
or waits: an absence ends no assignment by itself.
"""

from collections.abc import Iterator
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.availability import on_absence
from accounts.models import Absence
from accounts.roles import Role
from dossiers.actions.challenge import AWAY, is_open
from dossiers.challenge.referents import Away, is_away
from dossiers.models import Assignment, Dossier
from workflow import clock, log, workitems
from workflow.deadlines import Due
from workflow.gesture import Actor
from workflow.models import WorkItem
from workflow.perform import locked
from workflow.timers import job


def owed() -> "QuerySet[Assignment]":
    """Assignments whose opinion is awaited during the challenge."""
    return Assignment.objects.filter(ended_at=None, opinion=None, dossier__state="challenge")


@on_absence
def look_again(absence: Absence) -> None:
    """Every dossier on which that person owes an opinion, always locked in the same order."""
    ids = owed().filter(referent=absence.person).order_by("dossier").values_list("dossier", flat=True)
    for pk in list(ids):
        _mark(pk)


@job
def absences() -> Iterator[Due]:
    """Dossiers of référents who are away today, of whom the team was not told yet; and those whose reason is gone."""
    today = clock.today()
    told = WorkItem.objects.filter(case_id=OuterRef("dossier"), kind=AWAY, closed_at=None)
    gone = Absence.objects.meeting(today, today).filter(person=OuterRef("referent"))
    fresh = owed().filter(Exists(gone)).exclude(Exists(told)).order_by().values_list("dossier")
    stale = WorkItem.objects.filter(kind=AWAY, closed_at=None, paused_on=None).order_by().values_list("case_id")
    for pk in sorted(pk for (pk,) in fresh.union(stale)):
        yield Due(f"absences on case {pk}", partial(_mark_alone, pk))


def _mark_alone(pk: UUID) -> bool:
    with transaction.atomic():
        return _mark(pk)


def _mark(pk: UUID) -> bool:
    """Opens the team's task on that dossier, or closes it when nobody is away any more; whether anything changed."""
    case: Dossier = locked(Dossier, pk)  # type: ignore[assignment] # the model's own
    missing = [assignment for assignment in _owed_on(case) if _will_miss(assignment)]
    told = is_open(case, AWAY)
    if bool(missing) == told:
        return False
    if not missing:
        workitems.close_items(case=case, kind=AWAY, outcome="back")
        return True
    label = _("Référent absent : le remplacer, ou attendre son retour")
    workitems.open_item(case=case, kind=AWAY, label=label, role=Role.TEAM, due_on=case.due_on)
    data = {"referent": ",".join(str(assignment.referent.ref) for assignment in missing)}
    log.record(case=case, actor=Actor.system(), event="referent_away", data=data)
    return True


def _owed_on(case: Dossier) -> "QuerySet[Assignment]":
    return owed().filter(dossier=case).select_related("referent").prefetch_related("referent__absences")


def _will_miss(assignment: Assignment) -> bool:
    said = [a for a in assignment.referent.absences.all() if a.cancelled_at is None]
    return is_away([Away(a.starts_on, a.ends_on) for a in said], clock.today(), assignment.due_on)
