"""The follow-up on the dossier's page, and the places of its tasks."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast

from dossiers.models import Dossier
from dossiers.page.glance import (
    Glance,
    Panel,
    register_panel,
    register_rows,
    register_told_task,
    register_work_link,
)
from followup.appeals.reading import appeals
from followup.models import Amendment, Appeal, Condition, FollowUp, Report
from followup.models.amendments import OPEN
from followup.pausing import KINDS
from followup.reading import began, may_read, stage_of
from followup.reports.closing import CLOSE


def follow_up(glance: Glance) -> Mapping[str, Any] | None:
    """Where the follow-up stands, with the way to its page; one statement, its own row come with the dossier's; none
    before a grant is told.
    """
    if not began(glance.dossier) or not may_read(glance):
        return None
    found: FollowUp | None = getattr(glance.dossier, "follow_up", None)
    if found is None:
        return None
    owed = list(_owed(glance))
    return {
        "follow_up": found,
        "owed": [(one, stage_of(one, glance)) for one in owed if not one.is_over],
        "lifted": sum(one.state == "lifted" for one in owed),
        "ended": glance.dossier.PROCESS.state(glance.state).end,
    }


def _owed(glance: Glance) -> Iterator[Condition | Report | Amendment]:
    """Conditions, an amendment asked for, then reports, in one statement: only what a line says of each."""
    columns = ("number", "state", "due_on")
    conditions = Condition.objects.filter(dossier=glance.dossier).order_by()
    reports = Report.objects.filter(dossier=glance.dossier).order_by()
    rows = conditions.annotate(what=F("text"), kind=Value("")).values_list(*columns, "what", "kind")
    more = reports.values_list(*columns, Cast(Value(""), TextField()), "kind")
    amending = Amendment.objects.filter(dossier=glance.dossier, state__in=OPEN).order_by()
    amended = amending.values_list(*columns, Cast(Value(""), TextField()), Value(Amendment.PROCESS.code))
    for number, state, due_on, text, kind in rows.union(more, amended, all=True).order_by("kind", "number"):
        if kind == Amendment.PROCESS.code:
            yield Amendment(dossier=glance.dossier, number=number, state=state, due_on=due_on)
        elif kind:
            yield Report(dossier=glance.dossier, number=number, state=state, due_on=due_on, kind=kind)
        else:
            yield Condition(dossier=glance.dossier, number=number, state=state, due_on=due_on, text=text)


def with_follow_up(rows: "QuerySet[Dossier]") -> "QuerySet[Dossier]":
    appealed = Exists(Appeal.objects.filter(dossier=OuterRef("pk")))
    return rows.select_related("follow_up").annotate(appealed=appealed)


register_rows(with_follow_up)
register_panel(Panel("followup", 4, "followup/parts/panel.html", follow_up))
register_panel(Panel("appeals", 6, "followup/parts/appeals_panel.html", appeals))
register_work_link(CLOSE, "followup:page")
for kind in KINDS:
    register_work_link(kind.PROCESS.code, "followup:page")
    register_told_task(kind.PROCESS.code)
register_told_task(CLOSE)
register_told_task(Appeal.PROCESS.code)
