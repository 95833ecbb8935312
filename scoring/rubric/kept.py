"""The versions of the rubrics enter the daily heads, in use or not: none is ever written again."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from scoring.models import Criterion, Rubric
from workflow.sealing.kept import declare_rows

_COLUMNS = (
    "code", "version", "title", "refusal_under", "recommended_from", "created_at", "written_by_id", "reason",
)  # fmt: skip
_CRITERION = (
    "code", "label", "hint", "weight", "position", "tie_break",
    "level_0", "level_1", "level_2", "level_3", "level_4", "level_5",
)  # fmt: skip


def versions() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every version with its criteria, in their order; two statements."""
    criteria: dict[int, list[dict[str, Any]]] = {}
    for one in Criterion.objects.order_by("rubric_id", "position").values("rubric_id", *_CRITERION):
        criteria.setdefault(one.pop("rubric_id"), []).append(one)
    for row in Rubric.objects.order_by("code", "version").values("pk", *_COLUMNS):
        pk = row.pop("pk")
        yield f"rubric:{quote(row['code'])}:{row['version']}", {**row, "criteria": criteria.get(pk, [])}


declare_rows("versions de grilles", versions)
