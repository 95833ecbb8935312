"""The lines of the site: each mail to a person is also a line there, that says what, who, by when, and leads on."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from notifications import letters
from notifications.grouping import DIGEST
from notifications.models import Message

#: Lines shown at once, the latest.
SHOWN = 60


@dataclass(frozen=True)
class Line:
    """`then` is what is expected of the reader, or what follows; it, `by` and `due` are empty when there is none."""

    what: str
    by: str
    then: str
    due: str
    url: str
    at: datetime
    new: bool


def lines(user: User) -> list[Line]:
    """The latest lines of that person; one statement."""
    mine = Message.objects.filter(recipient=user).exclude(template=DIGEST).select_related("recipient")
    return [_line(message) for message in mine.order_by("-created_at", "-pk")[:SHOWN]]


def _line(message: Message) -> Line:
    said = message.context
    return Line(
        _what(message),
        said.get("by", ""),
        said.get("next", "") or said.get("task", ""),
        said.get("due", ""),
        said.get("link") or reverse("notifications:news"),
        message.created_at,
        message.read_at is None,
    )


def _what(message: Message) -> str:
    """What it says; of a kind that the site no longer knows, what it was about: a line is kept for years."""
    if message.template in letters.KEYS:
        return letters.subject(message)
    about = message.context.get("dossier", "")
    return _("Message d’une version antérieure du site") + (f"\u00a0: {about}" if about else "")


def note_read(user: User) -> int:
    """That this person has seen their lines; how many were new."""
    return Message.objects.filter(recipient=user, read_at=None).update(read_at=timezone.now())
