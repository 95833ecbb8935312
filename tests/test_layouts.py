"""A document that stands in for the same one laid out anew must be that one, and no test of the layout is told so."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.conf import LazySettings

from decisions import pdf
from decisions.document import Branding
from decisions.pdf import DataFile, DocumentInfo, pdf_from_html
from decisions.static_files import ResourceRefusedError
from tests import shelf

INFO = DocumentInfo("Essai", "fr", Branding.NEUTRAL, date(2026, 12, 14), author="Lab-O", description="")
FILE = DataFile("a.json", b"{}", "Des données")


def page(body: str) -> str:
    """Another page in each test: none finds what another one has laid out."""
    test = os.environ["PYTEST_CURRENT_TEST"].partition(" ")[0]
    return f'<!DOCTYPE html><html lang="fr"><head><title>{test}</title></head><body>{body}</body></html>'


@contextmanager
def layouts(times: int) -> Iterator[None]:
    """Fails unless documents are laid out so many times within. No fixture sees what counts them."""
    with mock.patch.object(pdf, "_write", wraps=pdf._write) as written:
        yield
    assert written.call_count == times


def test_equal_inputs_are_laid_out_once() -> None:
    html = page("<h1>Essai</h1>")
    with layouts(1):
        first, again = pdf_from_html(html, INFO, [FILE]), pdf_from_html(html, replace(INFO), (replace(FILE),))
    assert first == again
    assert first.startswith(b"%PDF-")


OTHERS: dict[str, dict[str, Any]] = {
    "page": {"body": "<p>Autre</p>"},
    "title": {"info": replace(INFO, title="Autre")},
    "language": {"info": replace(INFO, lang="en")},
    "branding": {"info": replace(INFO, branding=Branding.STATE)},
    "day": {"info": replace(INFO, dated=date(2026, 12, 15))},
    "author": {"info": replace(INFO, author="Autre")},
    "description": {"info": replace(INFO, description="Autre")},
    "draft": {"info": replace(INFO, draft=True)},
    "no-file": {"files": []},
    "two-files": {"files": [FILE, replace(FILE, name="b.json")]},
    "name-of-the-file": {"files": [replace(FILE, name="b.json")]},
    "content-of-the-file": {"files": [replace(FILE, content=b"[]")]},
    "description-of-the-file": {"files": [replace(FILE, description="Autre")]},
}


@pytest.mark.parametrize("other", list(OTHERS))
def test_whatever_decides_the_bytes_makes_another_document(other: str) -> None:
    said: dict[str, Any] = {"body": "<p>Essai</p>", "info": INFO, "files": [FILE]}
    with layouts(2):
        first, second = (
            pdf_from_html(page(one["body"]), one["info"], one["files"]) for one in (said, said | OTHERS[other])
        )
    assert first != second


def test_while_the_code_or_the_settings_are_replaced_all_is_laid_out_anew_and_nothing_kept(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    html = page("<p>Essai</p>")
    settings.MEDIA_ROOT = tmp_path  # no document has a file
    with monkeypatch.context() as patch, layouts(1):
        patch.setattr(pdf, "_typeset", lambda root: setattr(root.find("body"), "text", "Un autre texte"))
        replaced = pdf_from_html(html, INFO)
    with layouts(1):
        real = pdf_from_html(html, INFO)
        assert pdf_from_html(html, INFO) == real
    assert real != replaced
    with monkeypatch.context() as patch, layouts(1):
        patch.setattr(pdf, "_typeset", lambda root: setattr(root.find("body"), "text", "Un autre texte"))
        assert pdf_from_html(html, INFO) == replaced
    settings.DEMO = True
    with layouts(1):
        assert pdf_from_html(html, INFO) == real


@pytest.mark.parametrize(
    "_about", [pytest.param(name, marks=getattr(pytest.mark, name)) for name in ("pdf", "browser")]
)
def test_a_test_of_the_layout_or_of_a_whole_site_lays_out_for_real(_about: str) -> None:
    html = page("<p>Essai</p>")
    with layouts(2):
        assert pdf_from_html(html, INFO) == pdf_from_html(html, INFO)


def test_a_refusal_is_not_kept() -> None:
    html = page('<img src="https://exemple.fr/logo.png" alt="image">')
    with layouts(2):
        for _ in range(2):
            with pytest.raises(ResourceRefusedError):
                pdf_from_html(html, INFO)


def test_what_no_font_has_is_told_each_time(caplog: pytest.LogCaptureFixture) -> None:
    html = page("<p>\U0010fffd</p>")
    with layouts(2), caplog.at_level(logging.WARNING, "decisions.pdf"):  # with the glyph, then without
        assert pdf_from_html(html, INFO) == pdf_from_html(html, INFO)
    told = [record.getMessage() for record in caplog.records if record.name == "decisions.pdf"]
    assert told == ["No glyph in 'Essai' for U+10FFFD"] * 2


def test_of_two_workers_who_make_the_same_the_first_one_s_is_kept_whole() -> None:
    assert shelf.found("tried", b"key") is None
    for made in ("first", "second"):
        shelf.keep("tried", b"key", made)
    assert shelf.found("tried", b"key") == "first"
    assert [file.name for file in Path(os.environ["JALON_TEST_RUN"], "tried").iterdir()] == [b"key".hex()]
