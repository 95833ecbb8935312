"""A file sent piece by piece, from where a download stopped if the browser says so (RFC 9110, one range of bytes)."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header, quote_etag

_RANGE = re.compile(r"bytes=(\d{1,18})-(\d{1,18})?$", re.ASCII)
_PIECE = 1 << 16


def file_answer(request: HttpRequest, path: Path, *, name: str, size: int, sha256: str) -> HttpResponseBase:
    """The whole file; what is asked of it, when that is of the very same file; 416 for what lies beyond it."""
    etag = quote_etag(sha256)
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": etag,
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "",
    }
    asked = _RANGE.match(request.headers.get("Range", ""))
    if asked is None or request.headers.get("If-Range", etag) != etag:
        return FileResponse(path.open("rb"), as_attachment=True, filename=name, headers=headers)
    first = int(asked[1])
    last = min(int(asked[2] or size - 1), size - 1)
    if first > last:
        return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    return StreamingHttpResponse(
        _pieces(path, first, last),
        status=206,
        content_type="application/zip",
        headers=headers | {"Content-Range": f"bytes {first}-{last}/{size}", "Content-Length": str(last - first + 1)},
    )


def _pieces(path: Path, first: int, last: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left and (piece := file.read(min(left, _PIECE))):
            left -= len(piece)
            yield piece
