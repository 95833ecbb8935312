"""What a document may read while it is laid out: the static files of this project and of its packages, nothing else.

Without what lays out, which is slow to load: pages and commands that make no document do not wait for it.
"""

from pathlib import Path
from typing import Final
from urllib.parse import unquote

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.utils.translation import gettext as _

BASE_URL: Final = "https://static.invalid/"
"""Stands for the static files. RFC 2606 keeps .invalid from ever resolving, should a request slip through."""

MEDIA_TYPES: Final = {
    ".css": "text/css",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
"""The only kinds of static file a document has a use for."""


class PdfError(Exception):
    """The document cannot be made; the message says why, in a sentence for the person."""


class ResourceRefusedError(PdfError):
    """The document names a resource that it may not read."""


def static_file(url: str) -> Path:
    """The real path behind `url`, no link followed out of the static folders; else ResourceRefusedError."""
    refusal = ResourceRefusedError(
        _("Le document appelle une ressource qui n’est pas un fichier statique du site : %(url)s") % {"url": url[:200]}
    )
    if not url.startswith(BASE_URL):
        raise refusal
    name = unquote(url.removeprefix(BASE_URL).partition("?")[0].partition("#")[0])
    try:
        found = finders.find(name)
    except (SuspiciousFileOperation, ValueError):
        raise refusal from None
    if not found or Path(found).suffix not in MEDIA_TYPES:
        raise refusal
    path = Path(found).resolve()
    if not path.is_file() or not any(path.is_relative_to(root) for root in _static_roots()):
        raise refusal
    return path


def _static_roots() -> list[Path]:
    return [
        Path(storage.location).resolve()
        for finder in finders.get_finders()
        for storage in getattr(finder, "storages", {}).values()
    ]
