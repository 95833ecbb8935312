"""Who is told of a message, and when: the other side, in one mail for what is written within a few minutes."""

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse

from accounts.models import User
from dossiers.models import Dossier, Exchange
from notifications import outbox

#: How long a mail waits for the messages that follow; a message withdrawn meanwhile is told to nobody.
COMPANY = timedelta(minutes=5)


def message_received(*, message: Exchange, dossier: Dossier, to: Iterable[User], by: User) -> None:
    context = {
        "dossier": str(dossier),
        "by": by.full_name,
        "link": reverse("dossiers:conversation", args=[dossier.reference]),
    }
    outbox.queue_each(
        to=to,
        template="message_received",
        context=context,
        key=_key(message),
        thread=_thread(dossier),
        wait=COMPANY,
    )


def message_withdrawn(*, message: Exchange) -> None:
    outbox.call_off(key=_key(message))


def exchange_read(*, dossier: Dossier, by: User) -> None:
    outbox.read(by=by, thread=_thread(dossier))


def _key(message: Exchange) -> str:
    return f"message:{message.pk}"


def _thread(dossier: Dossier) -> str:
    return f"exchange:{dossier.pk}"
