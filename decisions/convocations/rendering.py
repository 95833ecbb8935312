"""From what a notice says to its PDF."""

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from copil.convocation.inputs import NoticeInputs
from copil.models import Notice
from decisions.document import Verification
from decisions.french import clean
from decisions.identity import identity
from decisions.pdf import render
from decisions.verification import page_url

#: What each notice is called, and what its first sentence says is done.
TITLES = {
    Notice.Kind.CONVOCATION: "Convocation",
    Notice.Kind.POSTPONEMENT: "Report de séance et convocation",
    Notice.Kind.CANCELLATION: "Annulation de séance",
}


T = TypeVar("T")


def _cleaned(value: T) -> T:
    """The same values, their texts fit for a page."""
    cleaned: Any = value
    if isinstance(value, str):
        cleaned = clean(value)
    elif isinstance(value, tuple):
        cleaned = tuple(_cleaned(each) for each in value)
    elif is_dataclass(value) and not isinstance(value, type):
        cleaned = replace(value, **{each.name: _cleaned(getattr(value, each.name)) for each in fields(value)})
    return cleaned


def render_notice(said: NoticeInputs) -> bytes:
    """The notice, PDF/A-3a and PDF/UA-1; equal bytes for equal inputs. Raises pdf.PdfError."""
    lab, said = identity(), _cleaned(said)
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
