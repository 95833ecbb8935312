"""The outbox: a mail is a row, written in the transaction of what it tells of, or not at all."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from notifications import letters
from notifications.models import Message

NOW = timedelta(0)


def queue(
    *, to: User, template: str, context: dict[str, str], key: str, thread: str = "", wait: timedelta = NOW
) -> None:
    """Queues one mail in the caller's transaction, with one statement.

    `key` says what the mail is about, for whom, and never changes: queued twice, it leaves once. Mails of one `thread`
    that wait together leave as one; `wait` gives others the time to come. The hours of the outbox are the machine's,
    not the process clock's: they measure the time between two tries.
    Raises ValueError for an unknown template, a context with holes, or a key that is empty or over 200 characters.
    """
    _insert([_message(to, to.email, template, context, key, thread, wait)])


def queue_to_address(*, address: str, template: str, context: dict[str, str], key: str) -> None:
    """One mail to an address, whoever reads it: whether somebody has an account there is not looked up."""
    _insert([_message(None, address, template, context, key)])


def queue_each(
    *,
    to: Iterable[User],
    template: str,
    context: dict[str, str],
    key: str,
    thread: str = "",
    wait: timedelta = NOW,
) -> None:
    """The same mail to several people, one row each under `key` and their number, with one statement in all."""
    _insert([_message(person, person.email, template, context, f"{key}:{person.pk}", thread, wait) for person in to])


def call_off(*, key: str) -> int:
    """Takes back the mails queued for each under `key` that nobody has tried to deliver; how many.

    What has already left cannot be taken back.
    """
    waiting = Message.objects.filter(key__startswith=f"{key}:", attempts=0, sent_at=None, grouped_in=None)
    return waiting.delete()[0]


def read(*, by: User, thread: str) -> int:
    """Notes that this person has read what that thread told them; one statement."""
    return Message.objects.filter(recipient=by, thread=thread, read_at=None).update(read_at=timezone.now())


def _message(
    to: User | None,
    address: str,
    template: str,
    context: dict[str, str],
    key: str,
    thread: str = "",
    wait: timedelta = NOW,
) -> Message:
    letters.check(template, context)
    if not 0 < len(key) <= 200:
        raise ValueError("the key of a message has between 1 and 200 characters")
    now = timezone.now()
    return Message(
        key=key,
        recipient=to,
        address=address,
        template=template,
        context=context,
        thread=thread,
        created_at=now,
        next_try_at=now + wait,
    )


def _insert(messages: list[Message]) -> None:
    # Not get_or_create: the database decides who came first, in the same statement.
    Message.objects.bulk_create(messages, ignore_conflicts=True)
