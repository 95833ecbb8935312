"""The paper of a notice: laid out once, from what it says, then kept byte for byte.

Whoever lays out stands above this room and registers itself: its code and its typesetting are those of every document.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from copil.convocation.inputs import NoticeInputs, read
from copil.models import Notice, NoticeFile


@dataclass(frozen=True)
class Press:
    """`new_code` draws a verification code; `lay_out` makes the PDF of a notice, equal bytes for equal inputs."""

    new_code: Callable[[], str]
    lay_out: Callable[[NoticeInputs], bytes]


class AlteredPaperError(Exception):
    """The file that is kept is no longer the one that was sent."""


_registered: list[Press] = []


def register(press: Press) -> None:
    """The one press of the house; the last registered prints."""
    _registered[:] = [press]


def press() -> Press:
    return _registered[0]


def paper_of(notice: Notice) -> bytes:
    """The PDF of a notice. Laying it out takes a second, under no lock: of two who do, one is kept, and it is the same.

    Raises AlteredPaperError.
    """
    kept = NoticeFile.objects.filter(notice=notice).first()
    if kept is None:
        return _keep(notice, press().lay_out(read(notice.said)))
    content = bytes(kept.content)
    known = Notice.objects.values_list("sha256", flat=True).get(pk=notice.pk)
    if hashlib.sha256(content).hexdigest() != known:
        raise AlteredPaperError(notice.reference)
    return content


def _keep(notice: Notice, pdf: bytes) -> bytes:
    with transaction.atomic():
        locked = Notice.objects.select_for_update().get(pk=notice.pk)
        kept, made = NoticeFile.objects.get_or_create(notice=locked, defaults={"content": pdf})
        if made:
            locked.sha256 = hashlib.sha256(pdf).hexdigest()
            locked.save(update_fields=["sha256"])
    return bytes(kept.content)
