"""The documents of this room and of the committee, as `manage.py verify_log` checks them byte for byte.

Acts and receipts have their hashes in the log. What the committee sends and keeps has none there: notices and papers
enter the daily heads one by one.
"""

import hashlib
import json
from collections.abc import Iterator

from copil.models import Notice, NoticeFile, PaperFile
from decisions.invariants import signed_bytes
from decisions.models import Receipt
from decisions.receipts.making import MADE
from workflow.models import LogEntry
from workflow.sealing.kept import Kept, Looked, Source, declare, document_check

_AT_ONCE = 20  # files in memory


def _sha256(content: bytes | memoryview) -> str:
    return hashlib.sha256(content).hexdigest()


@document_check("accusés de réception")
def receipts_are_whole(looked: Looked) -> Iterator[str]:
    """Each receipt has its file and its inputs, byte for byte as the log says they were made."""
    logged = {}
    entries = LogEntry.objects.filter(process="dossier", event=MADE).order_by("pk")
    for payload in entries.values_list("payload", flat=True).iterator(chunk_size=500):
        data = json.loads(payload)["data"]
        logged[data["receipt"]] = (data["sha256"], data["inputs_sha256"])
    rows = Receipt.objects.select_related("file", "dossier__call").order_by("pk")
    for receipt in rows.iterator(chunk_size=_AT_ONCE):
        looked()
        name = f"{receipt.dossier.reference}-AR{receipt.number}"
        if logged.pop(name, None) != (receipt.sha256, _sha256(receipt.inputs.encode())):
            yield f"accusé de réception {name} : le journal en dit autre chose, ou rien"
        if _sha256(receipt.file.content) != receipt.sha256:
            yield f"accusé de réception {name} : fichier modifié (l’empreinte ne correspond plus)"
    yield from (f"accusé de réception {name} : établi selon le journal, absent de la base" for name in sorted(logged))


document_check("actes")(signed_bytes)


def _papers() -> Iterator[Kept]:
    rows = PaperFile.objects.order_by("pk").values_list("paper__reference", "edition", "sha256")
    return (Kept(_paper(reference, edition), sha256) for reference, edition, sha256 in rows)


def _papers_hashed() -> Iterator[Kept]:
    rows = PaperFile.objects.order_by("pk").values_list("paper__reference", "edition", "content")
    for reference, edition, content in rows.iterator(chunk_size=_AT_ONCE):
        yield Kept(_paper(reference, edition), _sha256(content))


def _paper(reference: str, edition: str) -> str:
    return f"paper:{reference}:{edition}"


def _notices() -> Iterator[Kept]:
    rows = Notice.objects.exclude(sha256="").order_by("pk").values_list("reference", "sha256")
    return (Kept(f"notice:{reference}", sha256) for reference, sha256 in rows)


def _notices_hashed() -> Iterator[Kept]:
    rows = NoticeFile.objects.order_by("pk").values_list("notice__reference", "content")
    for reference, content in rows.iterator(chunk_size=_AT_ONCE):
        yield Kept(f"notice:{reference}", _sha256(content))


declare(Source("documents de séance", recorded=_papers, hashed=_papers_hashed))
declare(Source("convocations", recorded=_notices, hashed=_notices_hashed))
