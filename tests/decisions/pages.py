"""Reading a rendered document: its pages' text, its failures by the two standards, what lies out of the margins."""

from io import BytesIO

import page
from pypdf import PdfReader

A4 = (595.28, 841.89)


def pages_of(pdf: bytes) -> list[str]:
    return [each.extract_text() for each in PdfReader(BytesIO(pdf)).pages]


def normalised(text: str) -> str:
    """`text` with every run of spaces, no-break ones and line ends included, as one space."""
    return " ".join(text.split())


def text_of(pdf: bytes) -> str:
    return normalised(" ".join(pages_of(pdf)))


def failures(pdf: bytes) -> list[tuple[str, str]]:
    """What keeps `pdf` from being PDF/A-3a or PDF/UA-1."""
    reports = (page.validate_pdf_bytes(pdf, profile=profile) for profile in ("3a", "ua1"))
    return [(failure.rule_id, failure.message) for report in reports for failure in report.failures]


def outside(pdf: bytes) -> list[str]:
    """The texts that begin outside the margins of their page."""
    found: list[str] = []

    def visit(text: str, matrix: list[float], text_matrix: list[float], _font: object, _size: float) -> None:
        if not text.strip():
            return
        x = text_matrix[4] * matrix[0] + matrix[4]
        y = text_matrix[5] * matrix[3] + matrix[5]
        if not (55 < x < A4[0] - 55 and 30 < y < A4[1] - 45):
            found.append(f"{text[:40]!r} at {x:.0f}, {y:.0f}")

    for each in PdfReader(BytesIO(pdf)).pages:
        each.extract_text(visitor_text=visit)
    return found
