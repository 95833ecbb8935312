"""The appeals of a dossier, as its page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dossiers.files.reading import ShownFile, shown_file
from dossiers.page.glance import Glance
from followup.actions.appeals import DECIDED, RECORDS
from followup.models import Appeal
from followup.reading import Stage, may_read, reads_evidence, stage_of


@dataclass(frozen=True)
class ShownAppeal:
    """One appeal; its words and `files` are only for who reads them (`reads`)."""

    appeal: Appeal
    stage: Stage
    reads: bool
    files: tuple[ShownFile, ...]


def shown_appeal(appeal: Appeal, glance: Glance) -> ShownAppeal:
    """One appeal; two statements at most."""
    reads = reads_evidence(glance)
    rows = appeal.files.select_related("added_by") if reads else ()
    return ShownAppeal(appeal, stage_of(appeal, glance), reads, tuple(shown_file(file, glance) for file in rows))


def appeals(glance: Glance) -> Mapping[str, Any] | None:
    """The dossier's appeals and the way to record one; no statement where there is none, else two."""
    dossier = glance.dossier
    if not may_read(glance):
        return None
    may_record = RECORDS in glance.roles and dossier.state in DECIDED and dossier.leader_state == dossier.state
    found = getattr(dossier, "appealed", False)  # comes with the dossier's row (`followup.panels`)
    partial = dossier.state != "granted" or dossier.granted < dossier.requested
    if not found and not (may_record and partial):
        return None
    shown: list[ShownAppeal] = []
    if found:
        rows = Appeal.objects.filter(dossier=dossier).select_related("act").order_by("number")
        reads = reads_evidence(glance)
        rows = rows.prefetch_related("files__added_by") if reads else rows
        for one in rows:
            files = tuple(shown_file(file, glance) for file in one.files.all()) if reads else ()
            shown.append(ShownAppeal(one, stage_of(one, glance), reads, files))
    return {"appeals": shown, "may_record": may_record}
