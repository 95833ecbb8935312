"""The versions of the house rules enter the daily heads."""

from collections.abc import Iterator, Mapping
from typing import Any

from copil.models import HouseRules
from workflow.sealing.kept import declare_rows

_COLUMNS = (
    "version", "adopted_on", "quorum_numerator", "quorum_denominator", "majority", "casting_vote", "clear_days",
    "reference", "reason", "adopted_by_id", "recorded_at",
)  # fmt: skip


def versions() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every version, adopted or the first."""
    rows = HouseRules.objects.order_by("version").values(*_COLUMNS)
    return ((f"rules:{row['version']}", row) for row in rows.iterator(chunk_size=100))


declare_rows("versions du règlement intérieur", versions)
