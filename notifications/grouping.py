"""Several mails to one person leave as one: those of one thread, and those that would come too many within an hour.

A digest is a message like any other: what it holds is marked `grouped_in` it and leaves with it alone, so that a retry
sends the same again under the same Message-ID.
"""

import hashlib
import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications import kinds, letters
from notifications.models import Message

logger = logging.getLogger("jalon.outbox")

#: A person gets at most `MAILS_AN_HOUR` mails within this time; what comes beyond leaves as one.
HOUR = timedelta(hours=1)
DIGEST = "digest"


def group(now: datetime) -> int:
    """Puts together what is due and belongs together; how many digests were made.

    One statement when nothing is due, two when nothing belongs together.
    """
    due = list(_waiting().filter(next_try_at__lte=now).select_related("recipient"))
    if not due:
        return 0
    made = _by_thread([message for message in due if message.thread])
    return made + _by_person([message for message in due if not message.thread], now)


def _waiting() -> "QuerySet[Message]":
    """What nobody has tried to deliver yet, and may leave with others; person by person, the oldest first."""
    new = Message.objects.filter(sent_at=None, failed_at=None, grouped_in=None, attempts=0)
    new = new.filter(recipient__isnull=False)  # an address without a person has one mail
    return new.exclude(template__in=[*kinds.alone(), DIGEST]).order_by("recipient", "thread", "created_at", "pk")


def _by_thread(due: Sequence[Message]) -> int:
    """One mail for a thread once one of its mails is due: those that still waited for company leave with it."""
    threads = {(message.recipient_id, message.thread) for message in due}
    if not threads:
        return 0
    people, names = {person for person, _name in threads}, {name for _person, name in threads}
    rows = _waiting().filter(recipient__in=people, thread__in=names).select_related("recipient")
    groups = groupby(rows, key=lambda message: (message.recipient_id, message.thread))
    return sum(_together(list(messages)) for thread, messages in groups if thread in threads)


def _by_person(due: Iterable[Message], now: datetime) -> int:
    """One mail for all that would be too many; what comes after so many waits until the hour is over."""
    by_person = {person: list(messages) for person, messages in groupby(due, key=lambda m: m.recipient_id)}
    if not by_person:
        return 0
    lately = Message.objects.filter(recipient__in=by_person, sent_at__gt=now - HOUR)
    counted = lately.order_by().values("recipient").annotate(count=Count("pk"), first=Min("sent_at"))
    sent = {row["recipient"]: (row["count"], row["first"]) for row in counted}
    made = 0
    for person, messages in by_person.items():
        count, first = sent.get(person, (0, now))
        if count >= settings.MAILS_AN_HOUR:
            pks = [message.pk for message in messages]
            _waiting().filter(pk__in=pks).order_by().update(next_try_at=first + HOUR)
        elif count + len(messages) > settings.MAILS_AN_HOUR:
            made += _together(messages)
    return made


def _together(messages: Sequence[Message]) -> bool:
    """Makes one mail of them all; not when another worker has taken one of them meanwhile.

    When one of them cannot be written, they leave one by one, so that it fails alone.
    """
    if len(messages) < 2:
        return False
    keys = "\n".join(sorted(message.key for message in messages))
    try:
        digest = _digest(messages, key=f"digest:{hashlib.sha256(keys.encode()).hexdigest()[:40]}")
    except Exception:
        logger.warning("messages of %s not put together", messages[0].recipient_id, exc_info=True)
        return False
    pks = [message.pk for message in messages]
    try:
        with transaction.atomic():
            digest.save()
            if _waiting().filter(pk__in=pks).order_by().update(grouped_in=digest) != len(pks):
                transaction.set_rollback(True)
                return False
    except IntegrityError:  # that very digest is another worker's
        return False
    return True


def _digest(messages: Sequence[Message], *, key: str) -> Message:
    """The mail that tells of them all; no line of its own on the site, where each of them has one."""
    first, count = messages[0], len(messages)
    about = {message.context.get("dossier", "") for message in messages}
    links = {message.context["link"] for message in messages}
    with translation.override(settings.LANGUAGE_CODE):
        title = ngettext("%(count)s nouvelle", "%(count)s nouvelles", count) % {"count": count}
        if len(about) == 1 and "" not in about:
            title = _("%(title)s\u00a0: %(dossier)s") % {"title": title, "dossier": about.pop()}
        lines = "\n".join(_line(message) for message in messages)
    link = links.pop() if len(links) == 1 else reverse("notifications:news")
    context = {"title": title, "lines": lines, "link": link}
    letters.check(DIGEST, context)
    return Message(
        key=key,
        recipient=first.recipient,
        address=first.address,
        template=DIGEST,
        context=context,
        created_at=max(message.created_at for message in messages),
        next_try_at=max(message.created_at for message in messages),
        read_at=max(message.created_at for message in messages),
    )


def _line(message: Message) -> str:
    return f"- {letters.subject(message)}\n  {settings.SITE_URL}{message.context['link']}"
