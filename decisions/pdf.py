"""HTML to archivable, accessible PDF: PDF/A-3a and PDF/UA-1 at once, the same bytes for the same inputs.

WeasyPrint lays out; it may read nothing but the static files of this project and of its packages.
"""

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any, BinaryIO, Final
from xml.etree.ElementTree import Element

import pydyf
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from weasyprint import CSS, HTML, Attachment, Document
from weasyprint.css import ColorProfile
from weasyprint.document import DocumentMetadata
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from decisions.document import Branding
from decisions.french import UNKNOWN, clean, typeset
from decisions.static_files import BASE_URL, MEDIA_TYPES, PdfError, ResourceRefusedError, static_file

__all__ = ["DataFile", "DocumentInfo", "PdfError", "pdf_from_html", "render"]

logger = logging.getLogger(__name__)

# PDF/A allows only declared XMP properties: pdfuaid:part comes with the schema that describes it.
_PDF_UA: Final = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"\
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property>\
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
_RDF_END: Final = b"</rdf:RDF>"
_STREAM_END: Final = b"\nendstream\nendobj"


@dataclass(frozen=True)
class DataFile:
    """A file that travels inside the PDF as the data (AFRelationship /Data) of what the pages say."""

    name: str
    content: bytes
    description: str


@dataclass(frozen=True)
class DocumentInfo:
    """What the layout template knows of the document itself; `dated` is its only date, wherever one is written."""

    title: str
    lang: str
    branding: Branding
    dated: date
    author: str
    description: str
    draft: bool = False


def render(
    template: str,
    context: Mapping[str, object],
    *,
    title: str,
    dated: date,
    lang: str = "fr",
    branding: Branding | None = None,
    author: str = "",
    description: str = "",
    attachments: Sequence[DataFile] = (),
    draft: bool = False,
) -> bytes:
    """The PDF of `template` (extending pdf/layout.html): PDF/A-3a and PDF/UA-1, equal bytes for equal arguments.

    `dated` is the only date in the file; `branding` defaults to the site's; a `draft` says so on each page. The
    language is `lang`'s, whatever the current user's. Raises PdfError.
    """
    info = DocumentInfo(
        title=clean(title),
        lang=lang,
        branding=branding or Branding(settings.BRANDING),
        dated=dated,
        author=clean(author),
        description=clean(description),
        draft=draft,
    )
    with translation.override(lang):
        html = render_to_string(template, {**context, "document": info})
        return pdf_from_html(html, info, attachments)


class StaticFetcher(URLFetcher):
    """Reads static files under BASE_URL; anything else stops the rendering, for a missing picture is no detail.

    WeasyPrint turns the error into its FatalURLFetchingError, or drops it inside an SVG: `refusal` keeps the first.
    """

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self.refusal: ResourceRefusedError | None = None

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002
        """The file at `url`; ResourceRefusedError when it is not one that a document may show."""
        try:
            path = static_file(url)
        except ResourceRefusedError as refusal:
            self.refusal = self.refusal or refusal
            raise
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": MEDIA_TYPES[path.suffix]})


# WeasyPrint's font map is shared and not made for threads; laying out is the CPU's work, so nothing is lost.
_one_at_a_time = threading.Lock()


def pdf_from_html(html: str, info: DocumentInfo, attachments: Sequence[DataFile] = ()) -> bytes:
    """The PDF of a whole HTML page; raises PdfError."""
    with _one_at_a_time:
        pdf, missing = _lay_out(html, info, attachments)
        if missing:
            # A glyph that no font has would break both standards: it shows as U+FFFD, and the log says so.
            logger.warning("No glyph in %r for %s", info.title, " ".join(f"U+{each:04X}" for each in missing))
            pdf, missing = _lay_out(html.translate(dict.fromkeys(missing, UNKNOWN)), info, attachments)
    if missing:
        raise PdfError(_("Les polices du document manquent : installez fonts-dejavu-core."))
    return pdf


@dataclass(frozen=True)
class _Style:
    fonts: FontConfiguration
    sheets: tuple[CSS, ...]
    colours: bytes  # the ICC profile that PDF/A asks for


@cache
def _style(branding: Branding, draft: bool) -> _Style:
    """Fonts, sheets and profile, read once a process: half the time of a short document."""
    fonts, fetcher = FontConfiguration(), StaticFetcher()
    names = ("pdf/act.css", f"pdf/{branding}.css", *(["pdf/draft.css"] if draft else []))
    sheets = tuple(CSS(url=BASE_URL + name, url_fetcher=fetcher, font_config=fonts) for name in names)
    return _Style(fonts, sheets, files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes())


def _lay_out(html: str, info: DocumentInfo, attachments: Sequence[DataFile]) -> tuple[bytes, list[int]]:
    """The PDF, and the code points that it needs and no font has."""
    fetcher = StaticFetcher()
    try:
        document, pdf = _write(html, info, attachments, fetcher)
    except FatalURLFetchingError as error:
        # A BaseException, which no `except Exception` above would catch.
        raise (fetcher.refusal or PdfError(str(error))) from None
    if fetcher.refusal:
        raise fetcher.refusal
    return pdf, sorted({each for font in document.fonts.values() for each in font.missing})


def _write(
    html: str, info: DocumentInfo, attachments: Sequence[DataFile], fetcher: StaticFetcher
) -> tuple[Document, bytes]:
    style = _style(info.branding, info.draft)
    page = HTML(string=html, base_url=BASE_URL, url_fetcher=fetcher)
    _typeset(page.etree_element)
    document = page.render(
        font_config=style.fonts,
        stylesheets=style.sheets,
        # WeasyPrint's own "srgb" is this same profile, but leaves its file open.
        color_profiles={"sRGB2014": ColorProfile(BytesIO(style.colours), "sRGB2014.icc", None, ("r", "g", "b"))},
        output_intent="sRGB2014",
        pdf_variant="pdf/a-3a",
    )
    document.metadata = _Metadata(
        title=info.title,
        authors=[info.author] if info.author else [],
        description=info.description,
        generator="Jalon",
        created=info.dated.isoformat(),
        modified=info.dated.isoformat(),
        lang=info.lang,
    )
    pdf = document.write_pdf(
        pdf_variant="pdf/a-3a",
        output_intent="sRGB2014",
        attachments=[_attachment(each, info.dated, fetcher) for each in attachments],
        finisher=_finish,
    )
    return document, pdf


def _typeset(root: Element) -> None:
    """French spaces in every text, typed ones included, and in the data that the page margins show."""
    for element in root.iter():
        if element.tag in {"style", "script"}:
            continue
        if element.text:
            element.text = typeset(element.text)
        if element.tail:
            element.tail = typeset(element.tail)
        for name, value in element.attrib.items():
            if name.startswith("data-"):
                element.attrib[name] = typeset(value)


class _Metadata(DocumentMetadata):
    """PDF/A's metadata, declaring PDF/UA-1 too, and never compressed, so that any tool can read them."""

    def include_in_pdf(
        self,
        pdf: pydyf.PDF,
        variant: str,
        version: int,
        conformance: str,
        compress: bool,  # noqa: ARG002 - never
    ) -> None:
        super().include_in_pdf(pdf, variant, version, conformance, compress=False)

    def generate_rdf_metadata(self, variant: str, version: int, conformance: str) -> bytes:
        rdf: bytes = super().generate_rdf_metadata(variant, version, conformance)
        return rdf.removesuffix(_RDF_END) + _PDF_UA + _RDF_END


def _attachment(file: DataFile, dated: date, fetcher: StaticFetcher) -> Attachment:
    moment = datetime.combine(dated, time(), tzinfo=UTC)
    return Attachment(
        string=file.content,
        name=file.name,
        description=file.description,
        created=moment,
        modified=moment,
        relationship="Data",
        url_fetcher=fetcher,
    )


def _finish(document: Document, pdf: Any) -> None:  # noqa: ARG001 - WeasyPrint's signature
    """Two repairs before the file is written."""
    if "AF" in pdf.catalog:
        # Each attachment stands twice among the associated files: once by its name, once as an object.
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))

    # Compressed data that end with CR make, before a lone LF, an end of line of two bytes: the stream then seems a
    # byte short of its /Length, which PDF/A forbids (one act in twenty). CR LF after every stream leaves no doubt.
    write_line = pdf.write_line

    def write_clear_end(content: bytes, output: BinaryIO) -> None:
        if content.endswith(_STREAM_END):
            content = content.removesuffix(_STREAM_END) + b"\r" + _STREAM_END
        write_line(content, output)

    pdf.write_line = write_clear_end
