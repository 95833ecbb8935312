"""What a file is comes from its bytes; what may not be joined is told; names are made harmless and stay known."""

import io
import struct
import time
import zipfile

import pytest

from dossiers.files.kinds import EXTENSIONS, Unacceptable, recognise
from dossiers.files.names import cleaned, distinct, harmless
from dossiers.models import FileKind
from tests.dossiers import documents as d


def kind_of(content: bytes) -> FileKind:
    return recognise(io.BytesIO(content), len(content))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (d.PDF, FileKind.PDF),
        (d.PNG, FileKind.PNG),
        (d.JPEG, FileKind.JPEG),
        (d.GIF, FileKind.GIF),
        (d.WEBP, FileKind.WEBP),
        (d.docx(), FileKind.DOCX),
        (d.xlsx(), FileKind.XLSX),
        (d.pptx(), FileKind.PPTX),
        (d.opendocument("text"), FileKind.ODT),
        (d.opendocument("spreadsheet"), FileKind.ODS),
        (d.opendocument("presentation"), FileKind.ODP),
        (b"Poste;Montant\nAteliers;12 000,50\n", FileKind.CSV),
        ("Poste;Montant\r\nMobilier d’été;3\r\n".encode("cp1252"), FileKind.CSV),
        (b"a\tb\n1\t2\n", FileKind.CSV),
        ("\ufeffBonjour, voici la lettre.\nÀ bientôt".encode(), FileKind.TEXT),
        (b"MZ, le journal de Muret, ecrit que tout va bien.\n", FileKind.TEXT),
        (b"BM\n", FileKind.TEXT),
    ],
)
def test_accepted_kinds(content: bytes, kind: FileKind) -> None:
    assert kind_of(content) is kind


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0", "nature acceptée"),
        (b"\x7fELF\2\1\1" + bytes(40), "nature acceptée"),
        (b"\0" * 100, "nature acceptée"),
        (b"   \n ", "nature acceptée"),
        (b"II*\0\x08\0\0\0", "nature acceptée"),
        (b"Rar!\x1a\x07\x01\0" + bytes(40), "nature acceptée"),
        (b"{\\rtf1 bonjour}", "scripts"),
        (b"<!DOCTYPE html><p>x", "pages web"),
        (b"\xef\xbb\xbf\n <HTML>", "pages web"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"<?xml version='1.0'?><svg/>", "SVG"),
        (b"texte <script>alert(1)</script>", "scripts"),
        (b"#!/bin/sh\nrm -rf /", "scripts"),
        (b"@echo off\r\n", "scripts"),
        (b"MIME-Version: 1.0\nContent-Type: text/html\n", "pages web"),
        (d.OLE, "Ancien format"),
        (d.archive({"a.txt": b"x"}), "archives"),
        (d.archive({}), "archives"),
        (d.docx(**{"word/vbaProject.bin": b"x"}), "macros"),
        (d.docx(**{"word/VBAPROJECT.BIN": b"x"}), "macros"),
        (d.xlsx(**{"xl/macrosheets/sheet1.xml": b"x"}), "macros"),
        (d.office("word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
        (d.opendocument("text", **{"Basic/Standard/Module1.xml": b"x"}), "macros"),
        (d.opendocument("text", **{"Scripts/python/a.py": b"x"}), "macros"),
        (d.opendocument("text", **{"META-INF/manifest.xml": b"<manifest:encryption-data/>"}), "mot de passe"),
        (d.office("xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroEnabled.main"), "macros"),
        (d.docx()[:-30], "abîmé"),
        (b"PK\x03\x04" + bytes(60), "abîmé"),
    ],
)
def test_refused_kinds_are_told_in_a_sentence(content: bytes, says: str) -> None:
    with pytest.raises(Unacceptable, match=says):
        kind_of(content)


def test_a_file_built_to_swell_is_not_opened() -> None:
    bomb = d.docx(**{"word/media/a.xml": bytes(60_000_000)})
    start = time.monotonic()
    with pytest.raises(Unacceptable, match="hors de proportion"):
        kind_of(bomb)
    assert time.monotonic() - start < 1


def test_a_table_of_contents_that_never_ends_is_not_read() -> None:
    many = d.archive({f"{n}": b"" for n in range(6000)})
    with pytest.raises(Unacceptable, match="hors de proportion"):
        kind_of(many)
    # Its count lies, its length does not.
    liar = bytearray(d.archive({f"{'x' * 200}{n}": b"" for n in range(5000)}))
    end = liar.rfind(b"PK\x05\x06")
    liar[end + 8 : end + 12] = struct.pack("<2H", 1, 1)
    with pytest.raises(Unacceptable, match="hors de proportion"):
        kind_of(bytes(liar))


def test_a_small_member_said_to_be_small_is_read_no_further() -> None:
    content = d.archive({"[Content_Types].xml": b" " * 5_000_000 + b"x", "a": bytes(300)}, method=zipfile.ZIP_STORED)
    with pytest.raises(Unacceptable, match="archives"):
        kind_of(content)


# -- names ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Devis été 2026.pdf", "Devis été 2026.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\moi\\devis.pdf", "devis.pdf"),
        ("fac\u202etxt.fdp", "factxt.fdp"),
        ("a\0b\x1b[31m.pdf", "ab[31m.pdf"),
        ("ligne\nsuivante\t.pdf", "ligne suivante .pdf"),
        ("zero\u200bwidth\ufeff.pdf", "zerowidth.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("...", "fichier"),
        ("", "fichier"),
        ("/", "fichier"),
        ("  .htaccess  ", "htaccess"),
        ("devis.pdf. . .", "devis.pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "<img src=x onerror=alert(1)>.pdf"),
        ("devis.pdf.exe", "devis.pdf.exe"),
        ("報告.pdf", "報告.pdf"),
    ],
)
def test_names_stay_known_and_lose_what_deceives(given: str, kept: str) -> None:
    assert cleaned(given) == kept


def test_a_long_name_is_cut_and_keeps_its_ending() -> None:
    found = cleaned("a" * 300 + ".pdf")
    assert (len(found), found[-6:]) == (120, "a….pdf")
    assert len(cleaned("b" * 300)) == 120
    assert len(cleaned("c." + "d" * 300)) == 120


def test_homonyms_are_numbered_whatever_their_case() -> None:
    assert distinct("devis.pdf", []) == "devis.pdf"
    assert distinct("devis.pdf", ["Devis.PDF"]) == "devis (2).pdf"
    assert distinct("devis.pdf", ["devis.pdf", "devis (2).pdf"]) == "devis (3).pdf"
    assert distinct("sans point", ["sans point"]) == "sans point (2)"
    long = cleaned("a" * 300 + ".pdf")
    assert len(distinct(long, [long])) <= 120


@pytest.mark.parametrize(
    ("name", "kind", "handed_out"),
    [
        ("devis.pdf", FileKind.PDF, "devis.pdf"),
        ("DEVIS.PDF", FileKind.PDF, "DEVIS.PDF"),
        ("devis.pdf.exe", FileKind.PDF, "devis.pdf.exe.pdf"),
        ("page.html", FileKind.TEXT, "page.html.txt"),
        ("photo.jpeg", FileKind.JPEG, "photo.jpeg"),
        ("photo", FileKind.PNG, "photo.png"),
        ("budget.csv", FileKind.TEXT, "budget.csv"),
        ("run.bat", FileKind.CSV, "run.bat.csv"),
        ("version 1.2 du devis", FileKind.ODT, "version 1.2 du devis.odt"),
    ],
)
def test_what_is_handed_out_ends_as_its_content_asks(name: str, kind: FileKind, handed_out: str) -> None:
    assert harmless(name, EXTENSIONS[kind]) == handed_out
