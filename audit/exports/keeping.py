"""Archives are kept some days, then their files go; what was asked for stays known."""

from collections.abc import Iterator
from functools import partial

from audit.models import Export
from audit.models.export import KEPT
from workflow import clock
from workflow.deadlines import Due
from workflow.timers import job


@job
def old_archives() -> Iterator[Due]:
    """Each file that has been kept long enough, or that nobody finished. One statement."""
    before = clock.now() - KEPT
    for export in Export.objects.filter(removed_at=None, asked_at__lt=before):
        if export.done_at is None or export.done_at < before:
            yield Due(f"archive {export.pk}", partial(_remove, export))


def _remove(export: Export) -> bool:
    for path in export.path.parent.glob(f"{export.pk}.*"):
        path.unlink(missing_ok=True)
    gone: dict[str, object] = {"removed_at": clock.now()}
    if export.under_way:
        gone["failed_at"] = clock.now()
    return bool(Export.objects.filter(pk=export.pk, removed_at=None).update(**gone))
