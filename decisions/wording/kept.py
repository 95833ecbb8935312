"""The versions of the texts of acts enter the daily heads: who words acts otherwise is held to it, as by an act."""

from collections.abc import Iterator, Mapping
from typing import Any

from decisions.models import Wording
from workflow.sealing.kept import declare_rows

_COLUMNS = (
    "document", "version", "texts", "revision", "written_by_id", "written_at", "reason", "used_by_id", "used_at",
)  # fmt: skip


def versions() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every version that was put in use; the one shipped with the site is a file of it, and has no row."""
    rows = Wording.objects.filter(used_at__isnull=False).order_by("document", "version").values(*_COLUMNS)
    return ((f"wording:{row['document']}:{row['version']}", row) for row in rows.iterator(chunk_size=100))


declare_rows("textes des actes", versions)
