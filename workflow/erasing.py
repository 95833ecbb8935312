"""What the engine keeps of a person: their tasks, and what was said of them beside the log.

A text of the log may be erased: its salted hash stays in the chain, which is whole without it (ADR 3).
"""

from collections.abc import Iterator

from django.utils.translation import ngettext

from accounts.erasing import eraser, hold
from accounts.models import User
from workflow.models import LogText, WorkItem

#: Texts that somebody said of themselves: the name of the event and of the text.
_own: set[tuple[str, str]] = set()


def say_of_oneself(event: str, text: str) -> None:
    """Declares a text of the log that tells of who said it: it goes with them."""
    _own.add((event, text))


@hold
def open_tasks(user: User) -> Iterator[str]:
    """What waits for them by name, counted: whoever erases opens no dossier."""
    if count := WorkItem.objects.filter(assignee=user, closed_at=None).count():
        said = ngettext("%(count)s tâche à confier à d’autres.", "%(count)s tâches à confier à d’autres.", count)
        yield said % {"count": count}


@eraser
def texts_of_the_log(user: User) -> None:
    """What they said of themselves, and their address wherever it was noted."""
    LogText.objects.filter(text__iexact=user.email).update(text=None)
    for event, name in sorted(_own):
        LogText.objects.filter(name=name, entry__event=event, entry__actor_ref=str(user.ref)).update(text=None)
