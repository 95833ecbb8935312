"""Who is told of a note: those it mentions, without a word of it."""

from collections.abc import Iterable

from django.urls import reverse

from accounts.models import User
from dossiers.models import Dossier, TeamNote
from notifications import outbox


def mentioned(*, note: TeamNote, dossier: Dossier, people: Iterable[User], by: User) -> None:
    context = {
        "dossier": dossier.reference,
        "by": by.full_name,
        "link": f"{reverse('dossiers:notes', args=[dossier.reference])}#note-{note.pk}",
    }
    outbox.queue_each(
        to=people, template="mentioned", context=context, key=f"mentioned:{note.pk}", thread=_thread(dossier)
    )


def removed(*, note: TeamNote) -> None:
    outbox.call_off(key=f"mentioned:{note.pk}")


def read(*, dossier: Dossier, by: User) -> None:
    outbox.read(by=by, thread=_thread(dossier))


def _thread(dossier: Dossier) -> str:
    return f"notes:{dossier.pk}"
