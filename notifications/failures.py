"""Mails that did not reach their address: which, since when, what became of them, and trying again.

Rooms above say what a reader is not told of, in `AppConfig.ready()`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from notifications import kinds
from notifications.models import Message

#: Mails shown at once.
SHOWN = 100


@dataclass(frozen=True)
class Failure:
    """A mail given up (`again_at` is None) or put off. `what` names no dossier: a draft is nobody else's to know."""

    pk: int
    address: str
    person: str
    what: str
    since: datetime
    tries: int
    said: str
    again_at: datetime | None


_withheld: list[Callable[[User], Q | None]] = []


def withhold(what: Callable[[User], Q | None]) -> Callable[[User], Q | None]:
    """Declares mails that a reader is not told of: what selects them for that person, or None."""
    _withheld.append(what)
    return what


def _told(user: User) -> "QuerySet[Message]":
    rows = Message.objects.all()
    for what in _withheld:
        found = what(user)
        if found is not None:
            rows = rows.exclude(pk__in=Message.objects.filter(found, sent_at=None).values("pk"))
    return rows


def given_up(user: User) -> int:
    """How many mails were given up, of those told to that person; found by an index that holds only those."""
    return _told(user).exclude(failed_at=None).count()


def failures(user: User) -> list[Failure]:
    """Those given up, the latest first, then those put off; three statements, besides what is withheld."""
    rows = _told(user).select_related("recipient")
    lost = rows.exclude(failed_at=None).order_by("-failed_at", "-pk")[:SHOWN]
    late = (
        rows.filter(sent_at=None, failed_at=None, attempts__gt=0).exclude(last_error="").order_by("next_try_at", "pk")
    )
    found = [*lost, *late[:SHOWN]]
    carried = _carried(found)
    return [_failure(message, carried.get(message.pk, {})) for message in found]


def _carried(messages: list[Message]) -> dict[int | None, dict[str, None]]:
    """What each mail that carries others tells of, each once, in their order."""
    rows = Message.objects.filter(grouped_in__in=[message.pk for message in messages]).order_by("pk")
    told: dict[int | None, dict[str, None]] = {}
    for carrier, template in rows.values_list("grouped_in", "template"):
        told.setdefault(carrier, {})[kinds.what(template)] = None
    return told


def _failure(message: Message, carried: Iterable[str]) -> Failure:
    return Failure(
        message.pk,
        message.address,
        message.recipient.full_name if message.recipient else "",
        " ; ".join(carried) or kinds.what(message.template),
        message.created_at,
        message.attempts,
        message.last_error,
        None if message.failed_at else message.next_try_at,
    )


def try_again(pk: int, user: User) -> Message | None:
    """Puts a mail that was given up or put off back in the queue, to the address its person has today; None when it has
    left meanwhile, or never was for that reader.
    """
    with transaction.atomic():
        rows = _told(user).select_for_update(of=("self",)).select_related("recipient")
        message = rows.filter(pk=pk, sent_at=None, grouped_in=None, attempts__gt=0).first()
        if message is None:
            return None
        message.failed_at, message.attempts, message.next_try_at = None, 0, timezone.now()
        if message.recipient is not None:
            message.address = message.recipient.email
        message.save(update_fields=["failed_at", "attempts", "next_try_at", "address"])
    return message
