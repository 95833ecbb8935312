"""The lab's seal on a document (PAdES): an incremental update that leaves the pages, and both standards, as they were.

The field is invisible: what a reader sees of the signature was laid out with the pages. It is put out of bounds, for
PDF/UA wants no untagged annotation on a page, and printable, for PDF/A wants no hidden one.
"""

from contextlib import ExitStack
from io import BytesIO
from typing import Any

from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from workflow.sealing import keys, stamps
from workflow.sealing.keys import SealError

FIELD = "Cachet"


class _Update(IncrementalPdfFileWriter):
    """An update that leaves the metadata as they are: pyHanko would write them again, without what PDF/UA declares."""

    def _update_meta(self) -> None:
        return


class _ClearEnds(BytesIO):
    """pyHanko puts a lone LF between a stream's data and its end: behind data whose last byte happens to be CR the
    two would make one end of line, and the stream seem a byte short of its /Length, which PDF/A forbids.
    """

    def write(self, content: Any, /) -> int:
        return super().write(b"\r\nendstream" if content == b"\nendstream" else content)


def sealed(*documents: bytes, reason: str) -> list[bytes]:
    """Each PDF with the lab's seal, stamped where the settings name an authority. Raises SealError."""
    with ExitStack() as stack:
        signer = stack.enter_context(keys.signer())
        sealing = PdfSigner(
            PdfSignatureMetadata(
                field_name=FIELD,
                md_algorithm="sha256",
                subfilter=SigSeedSubFilter.PADES,
                reason=reason,
                name=settings.LAB_NAME,
            ),
            signer=signer,
            timestamper=stamps.authority() if stamps.has_authority() else None,
            new_field_spec=SigFieldSpec(
                FIELD, invis_sig_settings=InvisSigSettings(set_print_flag=True, box_out_of_bounds=True)
            ),
        )
        return [_sealed(pdf, sealing) for pdf in documents]


def _sealed(pdf: bytes, sealing: PdfSigner) -> bytes:
    writing = _Update(BytesIO(pdf))
    try:
        made = keys.at_once(sealing.async_sign_pdf(writing, output=_ClearEnds()))
    except (OSError, TimeoutError) as broken:  # the authority's answer, or its silence
        raise SealError(f"{type(broken).__name__} {broken}") from broken
    return bytes(made.getvalue())
