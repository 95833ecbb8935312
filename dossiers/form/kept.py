"""Deposited versions as `manage.py verify_log` checks them: what each says is what the log says was deposited."""

import hashlib
import json
from collections.abc import Iterator

from dossiers.models import Version
from workflow.log import canonical
from workflow.models import LogEntry
from workflow.sealing.kept import Looked, document_check

DEPOSITS = ("submit", "resubmit")


@document_check("versions déposées")
def versions_are_as_deposited(looked: Looked) -> Iterator[str]:
    """Each version says, byte for byte, what the log says was deposited, and none is missing."""
    logged = {}
    entries = LogEntry.objects.filter(process="dossier", event__in=DEPOSITS).order_by("pk")
    for payload in entries.values_list("payload", flat=True).iterator(chunk_size=500):
        said = json.loads(payload)
        logged[said["case"], int(said["data"]["submitted"])] = said["data"]["sha256"]
    rows = Version.objects.order_by("pk").values_list("dossier", "dossier__reference", "number", "sha256", "content")
    for case, reference, number, sha256, content in rows.iterator(chunk_size=200):
        looked()
        hashes = {sha256, hashlib.sha256(canonical(content).encode()).hexdigest()}
        if hashes != {logged.pop((str(case), number), None)}:
            yield f"version {number} du dossier {reference} : n’est pas ce que le journal dit déposé"
    for case, number in sorted(logged):
        yield f"version {number} du dossier {case} : déposée selon le journal, absente de la base"
