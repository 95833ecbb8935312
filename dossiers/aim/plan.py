"""Counting backwards from a session: what must be done by when for a dossier to be on its agenda. Pure.

The convocation carries the agenda, so that what is not on it by then waits for the next session. Before it the team has
the call's days for its review, and the référents theirs for the challenge: both are working days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from workflow import calendar

#: Working days between the last independent review and the consensus, and between the consensus and the agenda.
AFTER_REVIEWS, AFTER_CONSENSUS = 2, 1
#: What is still to be done at each state, as the date of a plan that bounds it.
STEPS = {"draft": "deposit_by", "challenge": "opinions_by", "team_review": "consensus_by"}


@dataclass(frozen=True)
class Meeting:
    """A session to come: its name, day and number; in the clear days (jours francs) before it nobody is convoked."""

    name: str
    held_on: date
    clear_days: int
    number: int = 0


@dataclass(frozen=True)
class Pace:
    """The call's working days for the challenge and for the team's review."""

    challenge: int
    review: int


@dataclass(frozen=True)
class Plan:
    """The last day of each step for that session, in the order of the process."""

    meeting: Meeting
    deposit_by: date
    opinions_by: date
    reviews_by: date
    consensus_by: date
    agenda_by: date


@lru_cache(maxsize=512)
def plan_for(meeting: Meeting, pace: Pace) -> Plan:
    """Backwards from the session: agenda, consensus, reviews, opinions, deposit."""
    agenda_by = _working_day_until(meeting.held_on - timedelta(days=meeting.clear_days + 1))
    consensus_by = calendar.add(agenda_by, -AFTER_CONSENSUS)
    opinions_by = calendar.add(consensus_by, -pace.review)
    return Plan(
        meeting,
        deposit_by=calendar.add(opinions_by, -pace.challenge),
        opinions_by=opinions_by,
        reviews_by=max(opinions_by, calendar.add(consensus_by, -AFTER_REVIEWS)),
        consensus_by=consensus_by,
        agenda_by=agenda_by,
    )


def _working_day_until(day: date) -> date:
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    return day


@dataclass(frozen=True)
class Reachable:
    """The first session that can still be made, and the sooner ones that cannot any more."""

    plan: Plan
    missed: tuple[Meeting, ...]


def possible(meetings: Sequence[Meeting], pace: Pace, step: str, today: date) -> list[Plan]:
    """The plans of the sessions that can still be made, in order, for a dossier at that step (the name of a date of
    `Plan`), what is left to do being done by its last day.
    """
    plans = [plan_for(meeting, pace) for meeting in sorted(meetings, key=lambda m: m.held_on)]
    return [plan for plan in plans if today <= getattr(plan, step)]


def reachable(meetings: Sequence[Meeting], pace: Pace, step: str, today: date) -> Reachable | None:
    """The first of them; None when no session planned so far leaves the time."""
    plans = possible(meetings, pace, step, today)
    if not plans:
        return None
    sooner = sorted((m for m in meetings if m.held_on < plans[0].meeting.held_on), key=lambda m: m.held_on)
    return Reachable(plans[0], tuple(sooner))
