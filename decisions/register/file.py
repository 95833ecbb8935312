"""The register as a file that spreadsheets of France read: a line an act; that of an archive is written the same."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import IO, Final

from django.db.models import QuerySet

from decisions.models import Act
from dossiers.cells import harmless
from dossiers.models import Dossier
from dossiers.models.dossier import Beneficiary
from workflow import clock

COLUMNS: Final = (
    "Acte", "Dossier", "Appel", "Projet", "Bénéficiaire", "Nature du bénéficiaire", "Département", "Décision",
    "Avenant n°", "Montant (€)", "Demandé (€)", "Déposé le", "Signé le", "Notifié le", "Signataire", "Validité",
    "Remplacé par", "Remplacé ou retiré le", "Code de vérification", "SHA-256 de l’acte", "SHA-256 de la lettre",
)  # fmt: skip
BOM: Final = b"\xef\xbb\xbf"
CHUNK: Final = 200  # rows read at once


class Register:
    """Writes the lines of acts to a file; an act comes with `superseded_by` and `signatory`, a dossier with `call`."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        file.write(BOM + line(COLUMNS))

    def write(self, act: Act, dossier: Dossier) -> None:
        self._file.write(line(cells(act, dossier)))


def csv_of(rows: "QuerySet[Act]") -> Iterator[bytes]:
    """The file, a line at a time: the memory does not grow with the number of acts."""
    yield BOM + line(COLUMNS)
    found = rows.select_related("dossier__call", "signatory", "superseded_by").defer("inputs", "words")
    for act in found.order_by("signed_at", "pk").iterator(chunk_size=CHUNK):
        yield line(cells(act, act.dossier))


def cells(act: Act, dossier: Dossier) -> list[str]:
    """One act, column by column."""
    replacing = getattr(act, "superseded_by", None)
    return [
        act.number,
        dossier.reference,
        dossier.call.code,
        act.title,
        act.beneficiary,
        str(Beneficiary(dossier.beneficiary_kind).label) if dossier.beneficiary_kind else "",
        dossier.department,
        str(Act.Kind(act.kind).label),
        str(act.amendment or ""),
        number(act.amount) if act.amount else "",
        number(dossier.requested),
        day(dossier.deposited_at),
        day(act.signed_at),
        day(act.notified_at),
        act.signatory.full_name,
        str(Act.Status(act.status).label),
        replacing.number if replacing is not None else "",
        day(act.superseded_at),
        act.code,
        act.pdf_sha256,
        act.letter_sha256,
    ]


def line(values: Iterable[str]) -> bytes:
    """Semicolons; a text that a spreadsheet would take for a formula begins with an apostrophe."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow([harmless(value) for value in values])
    return out.getvalue().encode()


def number(amount: Decimal) -> str:
    return format(amount, "f").replace(".", ",")


def day(instant: datetime | None) -> str:
    return clock.day_of(instant).strftime("%d/%m/%Y") if instant is not None else ""
