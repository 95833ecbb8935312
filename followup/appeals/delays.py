"""Until when an appeal is in time, and when silence refuses it. Pure.

- In time: within the two months in which a court may be seized (CRPA L411-2; CJA R421-1), in whole days: neither that
  of the notification nor the last one counts; a delay that would end on a day off ends on the next working day.
- Refused by silence: two months after it was received (CRPA L231-4, 2°, and L411-7), whether it was in time or not.
"""

from datetime import date, timedelta

from dossiers.receipt.silence import months_after
from workflow import calendar

MONTHS = 2


def last_day(notified_on: date) -> date:
    """The last day on which an appeal against a decision notified that day is in time."""
    day = months_after(notified_on, MONTHS) + timedelta(days=1)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return day


def answer_by(received_on: date) -> date:
    """The day at whose end silence refuses an appeal received that day."""
    return months_after(received_on, MONTHS)
