"""The session that a dossier aims at, kept on its row: chosen by its leader or the team, else the first it can make.

Kept so that losing it is noticed and told: `aim_until` is the last day to do what is left for it. The tick looks again
at what has passed that day, at what aims at a session that will not be held, and at what aims at none yet.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import cast
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from dossiers.aim.plan import STEPS, Meeting, Pace, Plan, possible
from dossiers.models import Dossier
from workflow import clock, log
from workflow.deadlines import Due
from workflow.gesture import Actor
from workflow.perform import locked
from workflow.timers import job

#: The sessions to come, brought by the room of the committee.
Agenda = Callable[[], Sequence[Meeting]]
_agendas: list[Agenda] = []
COLUMNS = ("aim_number", "aim_until", "aim_chosen")


@dataclass(frozen=True)
class Aim:
    """A session that can still be made: its plan, and the last day to do what is left for it."""

    plan: Plan
    until: date

    @property
    def number(self) -> int:
        return self.plan.meeting.number


def register_agenda(agenda: Agenda) -> Agenda:
    """Says which sessions are to come; one statement."""
    _agendas.append(agenda)
    return agenda


def meetings() -> list[Meeting]:
    return [meeting for agenda in _agendas for meeting in agenda()]


def step_of(dossier: Dossier) -> str:
    """What is left to do, as the date of a plan that bounds it; empty where no session is aimed at.

    A consensus stops the review's clock.
    """
    if dossier.state == "draft" and dossier.returned_from:
        return STEPS.get(dossier.returned_from, "")
    if dossier.state == "team_review" and dossier.due_on is None:
        return "agenda_by"
    return STEPS.get(dossier.state, "")


def aims_of(dossier: Dossier, coming: Sequence[Meeting], step: str) -> list[Aim]:
    """The sessions that it can still make, in order: none for a first draft once its call receives nothing."""
    call, today = dossier.call, clock.today()
    if step == "deposit_by" and not call.is_open(today):
        return []
    plans = possible(coming, Pace(call.challenge_days, call.review_days), step, today)
    last = [min(plan.deposit_by, call.closes_on) if step == "deposit_by" else getattr(plan, step) for plan in plans]
    return [Aim(plan, until) for plan, until in zip(plans, last, strict=True)]


def aimed(dossier: Dossier, found: Sequence[Aim]) -> Aim | None:
    """The one it aims at: the chosen one while it can be made, else the first; once one is lost, the first after it."""
    kept = next((aim for aim in found if aim.number == dossier.aim_number), None)
    if dossier.aim_chosen and kept is not None:
        return kept
    lost_on = dossier.aim_until if dossier.aim_chosen else None
    later = next((aim for aim in found if lost_on is None or aim.until >= lost_on), None)
    return later or next(iter(found), None)


# -- by time alone ---------------------------------------------------------------
@job
def aims() -> Iterator[Due]:
    """Dossiers whose aim is lost, or not noted yet: the row alone tells that, those under lock are looked at again."""
    coming = meetings()
    gone = Q(aim_number__isnull=False) & ~Q(aim_number__in=[meeting.number for meeting in coming])
    wanted = Q(aim_until__lt=clock.today()) | gone
    if coming:
        wanted |= Q(aim_number=None, deposited_at__isnull=False)
    cases = Dossier.objects.filter(wanted, state__in=STEPS).select_related("call")
    for case in list(cases.order_by("pk")):
        if _look(case, coming).changed:
            yield Due(f"aim of case {case.pk}", partial(_look_again, case.pk))


@dataclass(frozen=True)
class _Seen:
    """What it aims at now, whether its row says otherwise, and whether that is because the session it named is lost."""

    aim: Aim | None
    changed: bool
    slipped: bool


def _look(case: Dossier, coming: Sequence[Meeting]) -> _Seen:
    found = aims_of(case, coming, step_of(case))
    aim = aimed(case, found)
    now = (aim.number, aim.until) if aim else (None, None)
    lost = case.aim_number is not None and all(one.number != case.aim_number for one in found)
    return _Seen(aim, now != (case.aim_number, case.aim_until), lost)


def _look_again(pk: UUID) -> bool:
    with transaction.atomic():
        case = cast(Dossier, locked(Dossier, pk))
        seen = _look(case, meetings())
        if case.state not in STEPS or not seen.changed:
            return False
        lost = case.aim_number
        keep(case, seen.aim, chosen=case.aim_chosen and not seen.slipped)
        # A first draft whose call has closed has lost more than a session, and its leaders know it.
        if seen.slipped and (case.deposited_at or case.call.is_open(clock.today())):
            log.record(case=case, actor=Actor.system(), event="aim_slipped", data={"lost": str(lost), **told(seen.aim)})
    return True


def keep(case: Dossier, aim: Aim | None, *, chosen: bool) -> None:
    """Writes it on the locked row."""
    case.aim_number, case.aim_until = (aim.number, aim.until) if aim else (None, None)
    case.aim_chosen = chosen and aim is not None
    case.save(update_fields=list(COLUMNS))


def told(aim: Aim | None) -> dict[str, str]:
    """A session as the log says it; nothing for none."""
    if aim is None:
        return {}
    meeting = aim.plan.meeting
    return {
        "session": str(meeting.number),
        "name": meeting.name,
        "held_on": str(meeting.held_on),
        "until": str(aim.until),
    }
