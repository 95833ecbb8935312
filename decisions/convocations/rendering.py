"""From what a notice says to its PDF."""

from copil.convocation.inputs import NoticeInputs
from copil.models import Notice
from decisions.document import Verification
from decisions.french import cleaned
from decisions.identity import identity
from decisions.pdf import render
from decisions.verification import page_url

#: What each notice is called, and what its first sentence says is done.
TITLES = {
    Notice.Kind.CONVOCATION: "Convocation",
    Notice.Kind.POSTPONEMENT: "Report de séance et convocation",
    Notice.Kind.UNDATED: "Report de séance, date à fixer",
    Notice.Kind.CANCELLATION: "Annulation de séance",
}


def render_notice(said: NoticeInputs) -> bytes:
    """The notice, PDF/A-3a and PDF/UA-1; equal bytes for equal inputs. Raises pdf.PdfError."""
    lab, said = identity(), cleaned(said)
    title = f"{TITLES[Notice.Kind(said.kind)]} : COPIL n° {said.session}"
    return render(
        "pdf/convocation.html",
        {
            "notice": said,
            "issuer": lab.issuer,
            "place": lab.place,
            "title": title,
            "verification": Verification(code=said.code, url=page_url(said.code)),
        },
        title=title,
        dated=said.day_sent,
        branding=lab.branding,
        author=lab.issuer.lab,
        description=f"{title}, référence {said.reference}",
    )
