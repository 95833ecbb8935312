"""French working days: Monday to Friday, public holidays excepted (Code du travail L3133-1)."""

from datetime import date, timedelta
from functools import lru_cache

import holidays


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", years=year))


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in _holidays(day.year)


def add(day: date, working_days: int) -> date:
    """The date `working_days` working days after `day`, which itself does not count.

    0 gives `day` or the next working day; a negative number counts backwards.
    """
    step = timedelta(days=1 if working_days >= 0 else -1)
    left = abs(working_days)
    while left:
        day += step
        left -= is_working_day(day)
    while not is_working_day(day):
        day += step
    return day


def between(start: date, end: date) -> int:
    """How many working days lie in ]start, end]; negative when `end` comes first."""
    if end < start:
        return -between(end, start)
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def days(first: date, last: date) -> list[date]:
    """Every day from one to the other, both included; none when `last` comes first."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
