"""The renderer: what it may read, what it declares, the same bytes for the same inputs."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.utils import translation
from pypdf import PdfReader

from decisions.document import Branding
from decisions.pdf import DataFile, DocumentInfo, pdf_from_html
from decisions.rendering import render_act
from decisions.static_files import BASE_URL, PdfError, ResourceRefusedError, static_file
from tests.decisions.act_samples import ASSOCIATION_ORDER, STATE_SERVICE
from tests.decisions.pages import failures, pages_of, text_of

pytestmark = pytest.mark.pdf

INFO = DocumentInfo(
    title="Essai", lang="fr", branding=Branding.NEUTRAL, dated=date(2026, 12, 14), author="Lab-O", description=""
)
PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


def whole_page(body: str, head: str = "") -> str:
    return f'<!DOCTYPE html><html lang="fr"><head><title>Essai</title>{head}</head><body>{body}</body></html>'


REFUSED_URLS = [
    "file:///etc/passwd",
    "FILE:///etc/passwd",
    "http://127.0.0.1:8000/secret.png",
    "https://exemple.fr/logo.png",
    "//exemple.fr/logo.png",
    "ftp://exemple.fr/logo.png",
    "/etc/passwd",
    "../manage.py",
    "pdf/../../manage.py",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/manage.py",
    "pdf/%00act.css",
    f"{BASE_URL}/etc/passwd",
    f"{BASE_URL}..\\..\\manage.py",
    "https://static.invalid.exemple.fr/pdf/act.css",
    "https://static.invalid@exemple.fr/pdf/act.css",
    "https://jean@static.invalid/pdf/act.css",
    "pdf",
    "pdf/",
    "pdf/absent.png",
    "schemas/decision-1.schema.json",
    PIXEL,
]
PLACES = {
    "img": ('<img src="{}" alt="image">', ""),
    "embed": ('<embed src="{}" type="image/png">', ""),
    "object": ('<object data="{}" type="image/png"></object>', ""),
    "svg": ('<svg width="9" height="9"><title>x</title><image width="9" height="9" href="{}"/></svg>', ""),
    "style": ("<p style=\"background-image: url('{}')\">x</p>", ""),
    "list": ("<ul style=\"list-style-image: url('{}')\"><li>x</li></ul>", ""),
    "content": ("<p>x</p>", "<style>p::before {{ content: url('{}') }}</style>"),
    "sheet": ("<p>x</p>", '<link rel="stylesheet" href="{}">'),
    "import": ("<p>x</p>", "<style>@import url('{}');</style>"),
    "font": ("<p>x</p>", "<style>@font-face {{ font-family: f; src: url('{}') }} p {{ font-family: f }}</style>"),
    "page": ("<p>x</p>", "<style>@page {{ background-image: url('{}') }}</style>"),
    "attachment": ('<a rel="attachment" href="{}">x</a>', ""),
}


@pytest.mark.parametrize("url", REFUSED_URLS)
def test_an_image_from_elsewhere_stops_the_rendering(url: str) -> None:
    with pytest.raises(ResourceRefusedError):
        pdf_from_html(whole_page(f'<img src="{url}" alt="image">'), INFO)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://127.0.0.1:9/x.png", f"{BASE_URL}../manage.py"])
@pytest.mark.parametrize("place", PLACES)
def test_no_place_reads_from_elsewhere(place: str, url: str) -> None:
    body, head = PLACES[place]
    with pytest.raises(ResourceRefusedError, match=r"^Le document appelle une ressource qui n’est pas"):
        pdf_from_html(whole_page(body.format(url), head.format(url)), INFO)


def test_an_attachment_named_in_the_head_is_not_attached() -> None:
    pdf = pdf_from_html(whole_page("<p>x</p>", '<link rel="attachment" href="file:///etc/passwd">'), INFO)
    assert PdfReader(BytesIO(pdf)).attachments == {}


def test_a_base_from_elsewhere_changes_nothing() -> None:
    with pytest.raises(ResourceRefusedError):
        pdf_from_html(whole_page('<img src="passwd" alt="image">', '<base href="file:///etc/">'), INFO)


def test_the_refusal_is_an_ordinary_exception() -> None:
    """WeasyPrint's own is a BaseException, which would pass through a worker's last `except Exception`."""
    assert issubclass(ResourceRefusedError, PdfError)
    assert issubclass(PdfError, Exception)


@pytest.fixture
def static_folder(tmp_path: Path, settings: object) -> Iterator[Path]:
    """A static folder of the test's own, beside a secret."""
    folder = tmp_path / "static"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(b"secret")
    settings.STATICFILES_DIRS = [folder]  # type: ignore[attr-defined]
    finders.get_finder.cache_clear()
    yield folder
    finders.get_finder.cache_clear()


def test_links_do_not_lead_out_of_the_static_folder(static_folder: Path) -> None:
    (static_folder / "link.png").symlink_to(static_folder.parent / "secret.png")
    (static_folder / "out").symlink_to(static_folder.parent)
    (static_folder / "own.png").write_bytes(b"own")
    (static_folder / "inside.png").symlink_to(static_folder / "own.png")

    assert static_file(f"{BASE_URL}inside.png") == static_folder / "own.png"
    for name in ("link.png", "out/secret.png", "out/static/../secret.png"):
        with pytest.raises(ResourceRefusedError):
            static_file(BASE_URL + name)


def test_the_packages_static_files_can_be_read() -> None:
    assert static_file(f"{BASE_URL}dsfr/dist/fonts/Marianne-Regular.woff2").read_bytes()[:4] == b"wOF2"


def test_metadata_come_from_the_inputs() -> None:
    info = replace(INFO, description="Un essai")
    reader = PdfReader(BytesIO(pdf_from_html(whole_page("<h1>Essai</h1>"), info)))
    assert dict(reader.metadata or {}) == {
        "/Title": "Essai",
        "/Author": "Lab-O",
        "/Subject": "Un essai",
        "/Creator": "Jalon",
        "/Producer": (reader.metadata or {})["/Producer"],
        "/CreationDate": "D:20261214",
        "/ModDate": "D:20261214",
    }
    catalog = reader.root_object
    assert catalog["/Lang"] == "fr"
    xmp = catalog["/Metadata"].get_object()
    assert "/Filter" not in xmp
    declared = [b'pdfaid:part="3"', b'pdfaid:conformance="A"', b'pdfuaid:part="1"', b"<xmp:CreateDate>2026-12-14<"]
    assert [xmp.get_data().count(each) for each in declared] == [1, 1, 1, 1]


def test_the_language_is_the_document_s_not_the_reader_s() -> None:
    french = render_act(STATE_SERVICE)
    with translation.override("en"):
        assert render_act(STATE_SERVICE) == french


def test_a_data_file_is_an_associated_file_once() -> None:
    file = DataFile(name="a.json", content=b'{"a": 1}', description="Données")
    pdf = pdf_from_html(whole_page("<h1>Essai</h1>"), INFO, [file])
    reader = PdfReader(BytesIO(pdf))
    assert reader.attachments == {"a.json": [b'{"a": 1}']}
    (associated,) = (each.get_object() for each in reader.root_object["/AF"])
    assert associated["/AFRelationship"] == "/Data"
    assert associated["/Desc"] == "Données"
    embedded = associated["/EF"]["/F"].get_object()
    assert embedded["/Subtype"] == "/application/json"
    assert embedded["/Params"]["/ModDate"] == "D:20261214000000Z"


def test_typed_spaces_become_french_ones() -> None:
    (text,) = pages_of(pdf_from_html(whole_page("<p>Objet : l’été</p>"), INFO))
    assert text.startswith("Objet\u00a0: l’été")


@pytest.mark.parametrize("text", ["fusée 🚀", "漢字", "𒀀𒀁"])
def test_a_character_that_no_font_has_shows_as_unknown(text: str, caplog: pytest.LogCaptureFixture) -> None:
    pdf = pdf_from_html(whole_page(f"<h1>Essai</h1><p>{text} fin</p>"), INFO)
    assert "\ufffd" in text_of(pdf)
    assert "No glyph in 'Essai' for U+" in caplog.text
    assert failures(pdf) == []


def test_the_same_inputs_make_the_same_bytes() -> None:
    first = render_act(STATE_SERVICE)
    render_act(ASSOCIATION_ORDER)
    assert render_act(STATE_SERVICE) == first


def test_two_processes_make_the_same_bytes() -> None:
    program = (
        "import django, hashlib; django.setup()\n"
        "from decisions.rendering import render_act\n"
        "from tests.decisions.act_samples import ASSOCIATION_ORDER\n"
        "print(hashlib.sha256(render_act(ASSOCIATION_ORDER)).hexdigest())\n"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONHASHSEED": seed, "TZ": zone},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "Europe/Paris"), ("2", "Pacific/Tahiti"))
    }
    assert len(hashes) == 1


def test_an_act_is_laid_out_without_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        render_act(STATE_SERVICE)
    assert [record.getMessage() for record in caplog.records if record.name == "weasyprint"] == []
