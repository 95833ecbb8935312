"""The only clock. Tests and the demo may set it; production refuses."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

_set_to: ContextVar[datetime | None] = ContextVar("jalon_clock", default=None)


def now() -> datetime:
    """This instant, time zone included."""
    return _set_to.get() or timezone.now()


def today() -> date:
    """This day in the lab's time zone."""
    return timezone.localdate(now())


def is_set() -> bool:
    """Whether somebody has set the clock."""
    return _set_to.get() is not None


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Sets the clock within the block; a naive instant is a mistake.

    Raises ImproperlyConfigured in production, ValueError for a naive instant.
    """
    if settings.PRODUCTION:
        raise ImproperlyConfigured("The clock cannot be set in production.")
    if timezone.is_naive(instant):
        raise ValueError("An instant needs a time zone.")
    token = _set_to.set(instant)
    try:
        yield
    finally:
        _set_to.reset(token)


@contextmanager
def marked(instant: datetime) -> Iterator[None]:
    """Stands within the block at an instant that never comes, to find again in the SQL that is written there where the
    real one goes (`workflow.asked`). Production may, for nothing is done then; ValueError for an instant of this age.
    """
    if instant.year < 9000:
        raise ValueError("Only an instant that never comes may be a mark.")
    token = _set_to.set(instant)
    try:
        yield
    finally:
        _set_to.reset(token)


def day_of(instant: datetime) -> date:
    """The day of an instant in the lab's time zone."""
    return timezone.localdate(instant)
