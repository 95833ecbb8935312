"""Files that go with what is written in a follow-up: checked and written before the lock, kept under it."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from django.core.files.base import File
from django.utils.translation import gettext as _

from dossiers.actions.attachments import Received, receive
from dossiers.files.names import cleaned
from workflow.verdict import Refusal, Refused, Unmet, unmet

#: Files that may be joined at a time.
MAX_FILES = 10


@contextmanager
def received(uploads: Sequence[File[Any]]) -> Iterator[list[Received]]:
    """The files, each refused by its name; those that get no row inside the block are taken back."""
    if len(uploads) > MAX_FILES:
        raise unmet("few_files", _("%(limit)s fichiers au plus à la fois.") % {"limit": MAX_FILES}, lifted_by=_("vous"))
    with ExitStack() as held:
        yield [_one(held, upload) for upload in uploads]


def _one(held: ExitStack, upload: File[Any]) -> Received:
    try:
        return held.enter_context(receive(upload))
    except Refused as stop:
        named = tuple(
            Unmet(
                why.code,
                _("« %(name)s » : %(sentence)s") % {"name": cleaned(upload.name or ""), "sentence": why.sentence},
                why.lifted_by,
            )
            for why in stop.refusal.unmet
        )
        raise Refused(Refusal(stop.refusal.why, named[0].sentence, named)) from stop
