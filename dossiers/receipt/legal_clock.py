"""The legal clock of a dossier: its column kept right, the coordination told in time. The rule itself is `silence`.

The clock runs from the first deposit until a decision is told, or the request withdrawn, whatever the state: neither
a return to the leader nor a suspension stops it, only an incomplete file does. A request decided once runs no clock
when it is reopened.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import cast
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_noop

from accounts.roles import Role
from dossiers.models import CompletionRequest, Dossier
from dossiers.models.dossier import DECISION_TOLD, SETTLED
from dossiers.receipt.silence import RULES, Pause, implicit_decision_on
from dossiers.wording import written_day
from notifications import outbox
from workflow import clock, log, workitems
from workflow.deadlines import Due, holders
from workflow.gesture import Actor
from workflow.invariants import invariant
from workflow.models import LogEntry, WorkItem
from workflow.perform import locked
from workflow.registry import Move, follower
from workflow.timers import job

#: The coordination's task, opened so many days before silence refuses; its own reminders follow (J-7, J-2, J+0).
DECIDE, NOTICE_DAYS = "decide_before_silence", 30
#: After a deposit, no notice comes so soon: the shortest silence is of two months.
UNTOLD = timedelta(days=59 - NOTICE_DAYS)
#: How the log calls that opening.
NEAR = "implicit_refusal_near"
#: Entries of the log after which silence means nothing any more, reopened or not.
STOPPING = Q(event=DECISION_TOLD) | Q(target__in=["closed", "withdrawn"])


@dataclass(frozen=True)
class Delay:
    """The day on which silence refuses; the last day that pieces may stop the clock, while some are awaited; whether
    silence will never mean anything on a request that waits for a decision.
    """

    refuses_on: date | None
    stopped_until: date | None
    means_nothing: bool


def wind(case: Dossier) -> None:
    """Sets the date on the locked instance, which the caller saves; a task already open follows it."""
    before, case.implicit_decision_on = case.implicit_decision_on, due(case)
    if before is None or case.implicit_decision_on == before:
        return
    if case.implicit_decision_on is None:
        workitems.close_items(case=case, kind=DECIDE, outcome="left")
        return
    WorkItem.objects.filter(case_id=case.pk, kind=DECIDE, closed_at=None).update(due_on=case.implicit_decision_on)


def due(case: Dossier) -> date | None:
    """The day on which silence refuses that request, as its rows say today; None where it refuses nothing."""
    if (
        case.deposited_at is None
        or case.leader_state in SETTLED
        or case.beneficiary_kind not in RULES
        or _was_decided(case)
    ):
        return None
    return implicit_decision_on(case.beneficiary_kind, clock.day_of(case.deposited_at), pauses(case))


def pauses(case: Dossier) -> list[Pause]:
    """When the file was, or is, incomplete; no statement where nothing was asked for."""
    if not case.pieces_asked:
        return []
    return [pause_of(asked) for asked in CompletionRequest.objects.filter(dossier=case)]


def pause_of(asked: CompletionRequest) -> Pause:
    """From the day of the request until the pieces came, or until the day after the last one given to send them."""
    given_until = asked.due_on + timedelta(days=1)
    came_on = clock.day_of(asked.completed_at) if asked.completed_at else given_until
    return Pause(clock.day_of(asked.asked_at), min(came_on, given_until))


def told(case: Dossier) -> Delay:
    """What the page says of the legal delay, from the row alone; no statement."""
    due_on, refuses_on = case.pieces_due_on, case.implicit_decision_on
    # A day that counts is put before the refusal; pieces asked for once silence has refused stop nothing.
    stops = due_on is not None and refuses_on is not None and clock.today() <= due_on < refuses_on
    waits = case.deposited_at is not None and case.leader_state not in SETTLED
    return Delay(
        refuses_on=refuses_on,
        stopped_until=due_on if stops else None,
        means_nothing=waits and case.beneficiary_kind not in RULES,
    )


def _was_decided(case: Dossier) -> bool:
    """Whether an act was ever told: no statement where the date is set, or at the first deposit."""
    if case.implicit_decision_on is not None or (case.submitted_version <= 1 and not case.pieces_asked):
        return False
    return LogEntry.objects.filter(STOPPING, case_id=case.pk).exists()


@follower
def stop_once_granted(move: Move) -> None:
    """A granted dossier lives on, so its task is closed here; an end closes every task by itself."""
    if isinstance(move.case, Dossier) and move.case.state == "granted" and _may_be_near(move.case):
        workitems.close_items(case=move.case, kind=DECIDE)


def _may_be_near(case: Dossier) -> bool:
    """Whether the task can have been opened, without a statement: no silence refuses under two months."""
    return case.deposited_at is not None and clock.today() - clock.day_of(case.deposited_at) >= UNTOLD


@job
def legal_notices() -> Iterator[Due]:
    """Requests that silence will refuse within the days of notice, and that have no task for it yet."""
    told = WorkItem.objects.filter(case_id=OuterRef("pk"), kind=DECIDE, closed_at=None)
    near = Dossier.objects.filter(implicit_decision_on__lte=clock.today() + timedelta(days=NOTICE_DAYS))
    near = near.exclude(state__in=SETTLED)  # signed: to be told is another task
    for pk in near.exclude(Exists(told)).order_by("pk").values_list("pk", flat=True):
        yield Due(f"legal notice of case {pk}", partial(_notify, pk))


def _notify(pk: UUID) -> bool:
    with transaction.atomic():
        case = cast(Dossier, locked(Dossier, pk))
        day = case.implicit_decision_on
        still = case.state not in SETTLED and day is not None and day <= clock.today() + timedelta(days=NOTICE_DAYS)
        if not still or WorkItem.objects.filter(case_id=pk, kind=DECIDE, closed_at=None).exists():
            return False
        workitems.open_item(
            case=case,
            kind=DECIDE,
            label=gettext_noop("Décider avant que le silence ne vaille refus"),
            role=Role.TEAM_LEAD,
            due_on=day,
            state=workitems.ANY_STATE,
        )
        outbox.queue_each(
            to=holders(Role.TEAM_LEAD, case),
            template="implicit_refusal_near",
            context={"dossier": str(case), "due": written_day(day), "link": case.get_absolute_url()},
            key=f"{NEAR}:{case.pk}:{day}",
        )
        log.record(case=case, actor=Actor.system(), event=NEAR, data={"on": str(day)})
    return True


@invariant
def legal_clocks_are_right() -> Iterator[str]:
    """The column says of each dossier what its rows say."""
    decided = set(LogEntry.objects.filter(STOPPING, process="dossier").values_list("case_id", flat=True))
    asked: dict[UUID, list[Pause]] = {}
    for request in CompletionRequest.objects.iterator(chunk_size=500):
        asked.setdefault(request.dossier_id, []).append(pause_of(request))
    for case in Dossier.objects.order_by("pk").iterator(chunk_size=500):
        day = None
        if case.deposited_at is not None and case.leader_state not in SETTLED and case.pk not in decided:
            received = clock.day_of(case.deposited_at)
            day = implicit_decision_on(case.beneficiary_kind, received, asked.get(case.pk, ()))
        if day != case.implicit_decision_on:
            yield f"dossier {case.reference} : refus implicite le {case.implicit_decision_on}, les lignes disent {day}"
