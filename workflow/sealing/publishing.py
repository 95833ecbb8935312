"""Writes a head of the log as files that stand alone, to be copied where the lab itself can no longer write.

`00012-2026-11-26.json` is the statement, `.p7s` its signature (`openssl cms -verify -binary -inform DER -content
….json -in ….p7s`), `.tsr` the stamp of the signature (`openssl ts -verify -token_in -in ….tsr -data ….p7s`).
"""

import os
from collections.abc import Iterator

from django.conf import settings

from workflow.models import Anchor


def name_of(anchor: Anchor) -> str:
    return f"{anchor.number:05}-{anchor.day.isoformat()}"


def files_of(anchor: Anchor) -> Iterator[tuple[str, bytes]]:
    """Each file by its ending; what is not there yet is left out."""
    yield "json", anchor.statement.encode()
    if anchor.signature is not None:
        yield "p7s", bytes(anchor.signature)
    if anchor.stamp is not None:
        yield "tsr", bytes(anchor.stamp)


def publish(anchor: Anchor) -> None:
    """Writes what is not written yet; a file that is there is left as it is. Each is there whole or not at all."""
    folder = settings.ANCHORS_DIR
    folder.mkdir(parents=True, exist_ok=True)
    for ending, content in files_of(anchor):
        path = folder / f"{name_of(anchor)}.{ending}"
        if path.exists():
            continue
        writing = path.with_suffix(f".{ending}.{os.getpid()}")
        with writing.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        writing.rename(path)
