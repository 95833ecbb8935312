"""What an archive holds of a request besides its acts: the receipts that it was given, what it was asked to complete.

A receipt is kept as it was sent. A request for missing pieces was a letter and a page, never a file: the archive tells
it in words, with what came of it. Of each the log says enough for the verifier to find that one is changed or missing.
"""

from collections.abc import Sequence

from django.db.models import Prefetch
from django.template.loader import render_to_string

from audit.archive.writing import Archive
from decisions.models import Receipt
from dossiers.models import CompletionRequest, Dossier, MissingPiece
from dossiers.receipt.completion import place
from workflow.sealing.kept import chain_name

#: Receipts whose bytes are read at once.
AT_ONCE = 10


def chain_of(dossier: Dossier) -> str:
    return chain_name(Dossier.PROCESS.code, dossier.pk)


def write_receipts(archive: Archive, chunk: Sequence[Dossier]) -> None:
    """Each receipt with its data, as they are kept, altered or not; one statement, none when none was made."""
    by_key = {dossier.pk: dossier for dossier in chunk if dossier.receipts_made}
    if not by_key:
        return
    rows = Receipt.objects.filter(dossier__in=by_key).select_related("file").order_by("dossier__reference", "number")
    for receipt in rows.iterator(chunk_size=AT_ONCE):
        dossier = by_key[receipt.dossier_id]
        number = f"{dossier.reference}-AR{receipt.number}"
        archive.add(f"accuses/{number}.pdf", bytes(receipt.file.content))
        archive.add(f"accuses/{number}.json", receipt.inputs.encode())
        archive.note({"kind": "receipt", "number": number, "file": f"accuses/{number}", "chain": chain_of(dossier)})


def write_requests(archive: Archive, chunk: Sequence[Dossier]) -> None:
    """Each request for missing pieces, in words; three statements, none when nothing was asked for."""
    by_key = {dossier.pk: dossier for dossier in chunk if dossier.pieces_asked}
    if not by_key:
        return
    pieces = MissingPiece.objects.select_related("provided_by", "judged_by").prefetch_related("files").order_by("pk")
    rows = CompletionRequest.objects.filter(dossier__in=by_key).select_related("asked_by")
    for request in rows.order_by("dossier__reference", "number").prefetch_related(Prefetch("pieces", pieces)):
        dossier, asked = by_key[request.dossier_id], list(request.pieces.all())
        file = f"complements/{dossier.reference}-{request.number}.txt"
        told = [(piece, place(piece.section)) for piece in asked]
        words = {"dossier": dossier, "request": request, "pieces": told}
        archive.add(file, render_to_string("audit/complements.txt", words).encode())
        archive.note(
            {
                "kind": "request",
                "number": str(request.number),
                "file": file,
                "due_on": request.due_on.isoformat(),
                "pieces": [piece.label for piece in asked],
                "chain": chain_of(dossier),
            }
        )
