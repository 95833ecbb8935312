"""A document that was laid out once in the run is not laid out again: equal inputs give equal bytes.

Tests marked `pdf` show that they do, those marked `browser` drive a whole site: both lay out for real, as any test does
while something of the code or the settings is replaced. A refusal is never kept, and what is said of missing glyphs is
said each time.
"""

import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest import mock

from tests import shelf


@contextmanager
def made_once(changed: Callable[[], bool]) -> Iterator[None]:
    """Within it a document is laid out once for all workers, or anew while code or settings are `changed`."""
    pdf = sys.modules.get("decisions.pdf")
    if pdf is None:  # it is slow to load, and most tests make no document
        yield
        return
    lay_out = pdf._lay_out

    def lay_out_once(html: str, info: Any, attachments: Sequence[Any]) -> Any:
        if changed():
            return lay_out(html, info, attachments)
        key = _all_that_decides(html, info, attachments)
        laid = shelf.found("layouts", key)
        if laid is None:
            laid = lay_out(html, info, attachments)
            shelf.keep("layouts", key, laid)
        return laid

    with mock.patch.object(pdf, "_lay_out", lay_out_once):
        yield


def _all_that_decides(html: str, info: Any, attachments: Sequence[Any]) -> bytes:
    """A digest of the page, of what is known of the document (its sheets are its branding's), of each file in it."""
    return hashlib.blake2b(repr((html, info, tuple(attachments))).encode(), digest_size=16).digest()
