"""From the inputs of a receipt to its PDF."""

from decisions.pdf import render
from decisions.receipts.inputs import ReceiptInputs


def render_receipt(receipt: ReceiptInputs) -> bytes:
    """The receipt, PDF/A-3a and PDF/UA-1; equal bytes for equal inputs. Raises pdf.PdfError."""
    return render(
        "pdf/receipt.html",
        {"receipt": receipt, "issuer": receipt.issuer},
        title=f"Accusé de réception n° {receipt.number} : {receipt.title}",
        dated=receipt.dated,
        branding=receipt.branding,
        author=receipt.issuer.lab,
        description=f"Accusé de réception de la demande n° {receipt.dossier}",
    )
