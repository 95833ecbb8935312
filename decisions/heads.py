"""The daily heads of the log as anybody may read them: when, what hash, signed by whom, stamped when.

A statement holds neither a name nor the number of a dossier: it is published. The lines that it sums up are not.
"""

from dataclasses import dataclass
from datetime import date, datetime

from workflow.models import Anchor
from workflow.sealing import heads, signatures, stamps
from workflow.sealing.publishing import files_of, name_of

#: The files of a head, by their ending, as they are sent.
TYPES = {"json": "application/json", "p7s": "application/pkcs7-signature", "tsr": "application/timestamp-reply"}
PER_PAGE = 30


@dataclass(frozen=True)
class Head:
    """One head; `signed_by` and `stamped_at` are empty while the seal is awaited, or when none was announced."""

    number: int
    day: date
    chains: int
    sha256: str
    awaits: bool
    signed_by: str
    stamped_at: datetime | None
    endings: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """Some heads, the latest first; the pages around it begin before the heads `older` and `newer`, 0 for none."""

    heads: tuple[Head, ...]
    older: int
    newer: int


def page(before: int = 0) -> Page:
    """The heads before that number, the latest ones without any; two statements."""
    rows = Anchor.objects.defer("moved").order_by("-number")
    last = rows.values_list("number", flat=True).first() or 0
    found = list((rows.filter(number__lt=before) if before else rows)[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    newer = min(shown[0].number + PER_PAGE + 1, last + 1) if shown and shown[0].number < last else 0
    return Page(tuple(map(_head, shown)), shown[-1].number if len(found) > PER_PAGE else 0, newer)


def _head(anchor: Anchor) -> Head:
    said = heads.read_statement(anchor.statement)
    signature, stamp = bytes(anchor.signature or b""), bytes(anchor.stamp or b"")
    return Head(
        number=anchor.number,
        day=anchor.day,
        chains=said.chains,
        sha256=anchor.sha256,
        awaits=(bool(said.signer) and not signature) or (said.stamped and not stamp),
        signed_by=signatures.signer_of(signature) if signature else "",
        stamped_at=stamps.time_of(stamp) if stamp else None,
        endings=tuple(ending for ending, _content in files_of(anchor)),
    )


def file_of(number: int, ending: str) -> tuple[str, bytes] | None:
    """A file of that head with its name; None for what there is not."""
    anchor = Anchor.objects.filter(number=number).first()
    if anchor is None:
        return None
    content = dict(files_of(anchor)).get(ending)
    return (f"{name_of(anchor)}.{ending}", content) if content is not None else None
