"""Files as people send them, made here: small, real in their first bytes and in their structure."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde\0\0\0\0IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xd9"
GIF = b"GIF89a\1\0\1\0\0\0\0;"
WEBP = b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0/\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
ODF = "application/vnd.oasis.opendocument."
OOXML = "application/vnd.openxmlformats-officedocument."


def archive(members: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of those members, in their order."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as file:
        for name, inside in members.items():
            file.writestr(name, inside)
    return content.getvalue()


def office(main: str, content_type: str, **more: bytes) -> bytes:
    """A document of Word, Excel or PowerPoint."""
    types = f'<?xml version="1.0"?><Types><Override PartName="/{main}" ContentType="{content_type}"/></Types>'
    return archive({"[Content_Types].xml": types.encode(), main: b"<x/>", **more})


def docx(**more: bytes) -> bytes:
    return office("word/document.xml", OOXML + "wordprocessingml.document.main+xml", **more)


def xlsx(**more: bytes) -> bytes:
    return office("xl/workbook.xml", OOXML + "spreadsheetml.sheet.main+xml", **more)


def pptx() -> bytes:
    return office("ppt/presentation.xml", OOXML + "presentationml.presentation.main+xml")


def opendocument(kind: str, **more: bytes) -> bytes:
    return archive({"mimetype": (ODF + kind).encode(), "content.xml": b"<x/>", **more}, method=zipfile.ZIP_STORED)


def upload(name: str = "devis.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/octet-stream")
