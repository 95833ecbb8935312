"""What a file is, read from its bytes and never from its name; what may not be joined is told in a sentence. Pure.

Archives are not opened: of a document that is one (Word, OpenDocument) only the table of contents and the two small
members that say what it is are read, within bounds, so that a file built to swell costs nothing.
"""

import re
import struct
import zipfile
import zlib
from typing import IO

import puremagic
from django.utils.translation import gettext as _

from dossiers.models.attachments import FileKind

HEAD = 8192
#: An archive's table of contents, all its members together, and how far one byte may swell.
TABLE, MEMBERS, SWOLLEN, RATIO = 1_000_000, 5000, 500_000_000, 200
#: The members that say what an archive is are small.
SMALL = 200_000

EXTENSIONS: dict[FileKind, tuple[str, ...]] = {
    FileKind.JPEG: ("jpg", "jpeg", "jpe", "jfif"),
    FileKind.CSV: ("csv", "tsv", "txt"),
    FileKind.TEXT: ("txt", "csv", "md", "log", "tsv"),
    **{kind: (kind.value,) for kind in FileKind if kind not in {FileKind.JPEG, FileKind.CSV, FileKind.TEXT}},
}
#: What browsers are told; all of them are handed out as files, none is shown in a page.
MIME: dict[FileKind, str] = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
    FileKind.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    FileKind.ODP: "application/vnd.oasis.opendocument.presentation",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
    FileKind.GIF: "image/gif",
    FileKind.WEBP: "image/webp",
    FileKind.CSV: "text/csv",
    FileKind.TEXT: "text/plain",
}
_BY_SIGNATURE = {MIME[k]: k for k in (FileKind.PDF, FileKind.PNG, FileKind.JPEG, FileKind.GIF, FileKind.WEBP)}
_OPEN_DOCUMENT = {MIME[k]: k for k in (FileKind.ODT, FileKind.ODS, FileKind.ODP)}
#: The main part of a document without macros; those with macros, and templates, have names of their own.
_MAIN_PART = {f"{MIME[k]}.main+xml": k for k in (FileKind.DOCX, FileKind.XLSX, FileKind.PPTX)}

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVE = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_END_OF_ARCHIVE = struct.Struct("<4s4H2LH")
#: What a browser or a command line would take for something to run.
_ACTIVE_TEXT = re.compile(
    rb"<\s*(!doctype|html|head|body|script|svg|iframe|object|embed|meta|\?xml|\?php|%|!\[cdata\[)"
    rb"|^\s*(#!|@echo\b|%!ps|\{\\rtf|mime-version:|from:\s)",
    re.IGNORECASE,
)
#: What zipfile says of a damaged, encrypted or strangely compressed archive.
_DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError)
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\r\f") + b"\x7f"


class Unacceptable(Exception):
    """Why a file may not be joined, in a sentence for the person."""


def recognise(file: IO[bytes], size: int) -> FileKind:
    """The kind of a file of `size` bytes that may be sought in; Unacceptable for all that may not be joined."""
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(_ARCHIVE):
        return _document(file, size)
    if head.startswith(_OLE):
        raise Unacceptable(
            _(
                "Ancien format de bureautique, ou document protégé par mot de passe : enregistrez-le sans mot de passe "
                "en .docx, .xlsx, .pptx, en OpenDocument ou en PDF."
            )
        )
    kind = _by_signature(head) or _text(file)
    if kind is None:
        raise Unacceptable(accepted())
    return kind


def accepted() -> str:
    """What may be joined, for whoever brought something else."""
    return _(
        "Ce fichier n’est pas d’une nature acceptée. Sont acceptés : PDF, Word (.docx), Excel (.xlsx), PowerPoint "
        "(.pptx), OpenDocument (.odt, .ods, .odp), images (PNG, JPEG, GIF, WebP), CSV et texte."
    )


def _by_signature(head: bytes) -> FileKind | None:
    """What the first bytes say, when they say it without a doubt."""
    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):  # unknown, or empty
        return None
    known = [_BY_SIGNATURE.get(match.mime_type) for match in matches[:1]]
    return known[0] if known else None


# -- documents that are archives ----------------------------------------------
def _document(file: IO[bytes], size: int) -> FileKind:
    try:
        _require_small_table(file, size)
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _require_reasonable(members, size)
            names = {member.filename.lower() for member in members}
            _require_no_macro(names)
            return _open_document(archive) or _office(archive) or _refuse_archive()
    except _DAMAGED as error:
        raise Unacceptable(_("Ce document est abîmé ou incomplet : il ne s’ouvrirait chez personne.")) from error


def _refuse_archive() -> FileKind:
    raise Unacceptable(_("Les archives (.zip et autres) ne sont pas acceptées : joignez les fichiers un par un."))


def _require_small_table(file: IO[bytes], size: int) -> None:
    """Reads the end of the archive by hand: zipfile would build the whole table before anyone could look."""
    tail = min(size, 65_557 + 20)
    file.seek(size - tail)
    end = file.read(tail)
    at = end.rfind(b"PK\x05\x06")
    if at < 0 or len(end) < at + _END_OF_ARCHIVE.size:
        raise zipfile.BadZipFile
    _sign, _disk, _start, _here, count, table, _offset, _comment = _END_OF_ARCHIVE.unpack_from(end, at)
    if b"PK\x06\x07" in end[:at] or count > MEMBERS or table > TABLE:
        _refuse_swollen()


def _refuse_swollen() -> None:
    raise Unacceptable(_("Ce document se déploierait hors de proportion : il n’a pas été ouvert."))


def _require_reasonable(members: list[zipfile.ZipInfo], size: int) -> None:
    total = sum(member.file_size for member in members)
    if len(members) > MEMBERS or total > SWOLLEN or total > max(size, 100_000) * RATIO:
        _refuse_swollen()


def _require_no_macro(names: set[str]) -> None:
    macros = any(n.endswith(("vbaproject.bin", "vbadata.xml")) or "/macrosheets/" in n for n in names)
    if macros or any(n.startswith(("basic/", "scripts/")) and not n.endswith("/") for n in names):
        raise Unacceptable(_("Ce document contient des macros : enregistrez-en une copie sans macros, ou en PDF."))


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """A small member's content; empty when it is not there."""
    if name not in archive.namelist():
        return b""
    with archive.open(name) as member:
        return member.read(SMALL)


def _open_document(archive: zipfile.ZipFile) -> FileKind | None:
    kind = _OPEN_DOCUMENT.get(_read(archive, "mimetype").decode("ascii", "replace").strip())
    if kind and b"encryption-data" in _read(archive, "META-INF/manifest.xml"):
        raise Unacceptable(_("Ce document est protégé par un mot de passe : joignez-le sans protection."))
    return kind


def _office(archive: zipfile.ZipFile) -> FileKind | None:
    types = _read(archive, "[Content_Types].xml").decode("utf-8", "replace")
    if "macroenabled" in types.lower():
        raise Unacceptable(_("Ce document contient des macros : enregistrez-en une copie sans macros, ou en PDF."))
    declared = re.findall(r"""ContentType\s*=\s*["']([^"']{1,200})["']""", types)
    return next((_MAIN_PART[said] for said in declared if said in _MAIN_PART), None)


# -- text ---------------------------------------------------------------------
def _text(file: IO[bytes]) -> FileKind | None:
    """Plain text or a table in text; None for what is neither: bytes that no text holds, pages and scripts."""
    file.seek(0)
    content = file.read()
    if not content.strip() or content.translate(None, _CONTROLS) != content:
        return None
    if _ACTIVE_TEXT.search(content[:2048].removeprefix(b"\xef\xbb\xbf")):
        raise Unacceptable(_("Les pages web, images SVG, scripts et programmes ne sont pas acceptés."))
    return FileKind.CSV if _tabular(content[:HEAD]) else FileKind.TEXT


def _tabular(start: bytes) -> bool:
    """Whether each of the first lines is cut in as many cells by one and the same sign."""
    lines = [line for line in start.splitlines()[:20] if line.strip()]
    if len(start) == HEAD:
        lines = lines[:-1]  # cut in the middle
    counts = ({line.count(sign) for line in lines} for sign in (b";", b"\t", b","))
    return len(lines) > 1 and any(len(found) == 1 and found != {0} for found in counts)
