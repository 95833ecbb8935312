"""Delivers what the outbox holds, at least once, under a Message-ID that never changes.

A message is claimed by one conditional update that pushes its next try past the lease: of two workers one gets it, on
both databases and without a lock held while the mail server answers. A worker killed in between leaves a message that
falls due again; if the mail had left, it leaves a second time, recognisable as the same.
"""

import logging
import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django_tasks import task

from notifications import enclosures, grouping, letters
from notifications.models import Message

logger = logging.getLogger("jalon.outbox")

#: How long a message is its claimer's: longer than a mail server may take, step by step, to answer.
LEASE = timedelta(minutes=5)
#: How long the mail server may take to answer each step, in seconds, unless EMAIL_TIMEOUT says so.
TIMEOUT = 20
#: The waits between tries; after the last, three days on, the message is given up and stays visible.
BACKOFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60, 24 * 60))
TRIES = len(BACKOFF) + 1
#: How long all wait once the mail server itself does not answer.
REST = timedelta(minutes=1)


@dataclass(frozen=True)
class Delivered:
    """What became of the messages that were due: gone, to be tried again, given up."""

    sent: int = 0
    postponed: int = 0
    given_up: int = 0


class InterruptedTries(Exception):
    """Each try was cut short before it could say why: whatever this message does to a worker, it is not tried again."""


@task()
def deliver() -> None:
    """The task that any worker runs when something is due."""
    deliver_due()


def due(now: datetime) -> "QuerySet[Message]":
    """The messages to try now, the longest due first."""
    waiting = Message.objects.filter(sent_at=None, failed_at=None, grouped_in=None, next_try_at__lte=now)
    return waiting.order_by("next_try_at", "pk")


def deliver_due(*, limit: int = 100) -> Delivered:
    """Groups what is due, then tries each message, `limit` at most, over one connection while it holds.

    Must run outside a transaction: what is claimed must be seen by others before the mail leaves.
    """
    sent = postponed = given_up = 0
    grouping.group(timezone.now())
    connection = _connection()
    for message in due(timezone.now()).select_related("recipient")[:limit]:
        if not _claim(message):
            continue
        error = _send(message, connection)
        if error is None:
            sent += 1
            continue
        gone = _postpone(message, error)
        given_up, postponed = given_up + gone, postponed + (not gone)
        if _server_is_down(error):
            # Those not tried wait a little, and no try is counted: it is not their fault.
            postponed += due(timezone.now()).order_by().update(next_try_at=timezone.now() + REST)
            break
        connection = _connection()  # what the old one is worth after an error, nobody knows
    _close(connection)
    return Delivered(sent, postponed, given_up)


def _connection() -> BaseEmailBackend:
    connection: BaseEmailBackend = get_connection(timeout=settings.EMAIL_TIMEOUT or TIMEOUT)
    return connection


def _claim(message: Message) -> bool:
    """Whether this message is ours to send: nobody else claimed it since it was read."""
    with transaction.atomic(durable=True):
        claimed = Message.objects.filter(
            pk=message.pk, next_try_at=message.next_try_at, sent_at=None, failed_at=None, grouped_in=None
        ).update(next_try_at=timezone.now() + LEASE, attempts=F("attempts") + 1)
    message.attempts += 1
    return bool(claimed)


def _send(message: Message, connection: BaseEmailBackend) -> Exception | None:
    """Sends one message and notes that it left; the error when it did not, whatever it is."""
    if message.attempts > TRIES:
        return InterruptedTries("every try was interrupted")
    try:
        mail = letters.write(message)
        for enclosure in enclosures.enclosed(message):
            mail.attach(enclosure.part())
        connection.open()
        connection.send_messages([mail])
    except Exception as error:
        logger.warning("message %s not delivered: %s", message.key, error, exc_info=True)
        _close(connection)
        return error
    # Whatever another worker noted meanwhile, past our lease: it left.
    Message.objects.filter(pk=message.pk).update(sent_at=timezone.now(), failed_at=None, last_error="")
    return None


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        logger.info("the connection to the mail server could not be closed", exc_info=True)


def _postpone(message: Message, error: Exception) -> bool:
    """Keeps the error and sets the next try; True when the message is given up instead."""
    now = timezone.now()
    give_up = message.attempts >= TRIES or _refused_for_good(error)
    Message.objects.filter(pk=message.pk, sent_at=None).update(
        last_error=f"{type(error).__name__}: {error}",
        failed_at=now if give_up else None,
        next_try_at=now if give_up else now + BACKOFF[message.attempts - 1],
    )
    return give_up


def _refused_for_good(error: Exception) -> bool:
    """Whether the mail server says that this address will never take the mail (RFC 5321, 4.2.1: 5yz is permanent)."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _text in error.recipients.values())


def _server_is_down(error: Exception) -> bool:
    """Whether the next message would meet the same: no connection, a connection lost, a sign-in refused."""
    server = (
        smtplib.SMTPConnectError,
        smtplib.SMTPServerDisconnected,
        smtplib.SMTPHeloError,
        smtplib.SMTPAuthenticationError,
        smtplib.SMTPNotSupportedError,
    )
    return isinstance(error, server) or (isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException))
