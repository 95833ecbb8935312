"""Where the bytes of joined files lie: under MEDIA_ROOT, which no address of the site leads to, named by a UUID.

Written before their row, so a process killed in between leaves a file that nothing knows of: the tick sweeps it away.
Erased after their row says so, so one killed in between leaves an erasure that the tick takes up.
"""

import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils import timezone

FOLDER = "pieces"
#: A file that is still without a row after so long belongs to nobody; the folders of so many days are looked at.
FORGOTTEN_AFTER, LOOKED_BACK = timedelta(hours=1), 7


class SyncedStorage(FileSystemStorage):
    """Files on the machine's disk, there once `save` answers: a power cut takes none of them back."""

    def _save(self, name: str, content: File[Any]) -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]  # the stubs leave it out
        for place in (self.path(saved), Path(self.path(saved)).parent):
            descriptor = os.open(place, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        return saved


def _folder(day: date) -> str:
    return f"{FOLDER}/{day:%Y/%m/%d}"


def write(ident: UUID, content: File[Any]) -> str:
    """Keeps the content; the path to find it again."""
    content.seek(0)
    return default_storage.save(f"{_folder(timezone.now().date())}/{ident}", content)


def read(path: str) -> IO[bytes]:
    """The kept content, open from its start; FileNotFoundError when it is gone."""
    return default_storage.open(path)


def erase(path: str) -> None:
    """Erases the content; one that is gone already is well."""
    if path:
        default_storage.delete(path)


def old_enough_to_be_orphans() -> Iterator[str]:
    """The files of the last days written more than an hour ago."""
    now = timezone.now()
    for back in range(LOOKED_BACK + 1):
        folder = _folder(now.date() - timedelta(days=back))
        try:
            _folders, names = default_storage.listdir(folder)
        except FileNotFoundError:
            continue
        for name in names:
            path = f"{folder}/{name}"
            if default_storage.get_modified_time(path) < now - FORGOTTEN_AFTER:
                yield path
