"""The history of each call enters the daily heads: what was changed of its settings, by whom, why."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from dossiers.models import CallChange
from workflow.sealing.kept import declare_rows

_COLUMNS = ("call__code", "revision", "what", "at", "by_id", "moved", "reason", "reference")


def changes() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every change of every call."""
    rows = CallChange.objects.order_by("call__code", "revision").values(*_COLUMNS)
    return ((f"call:{quote(row['call__code'])}:{row['revision']}", row) for row in rows.iterator(chunk_size=500))


declare_rows("changements d’appels", changes)
