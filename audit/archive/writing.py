"""The zip as it is written: one file after the other, each hashed as it goes by, none held whole but one document.

What memory keeps is the zip's own directory (its format puts it last), a few hundred bytes a file. The list of hashes
and the index grow on disc, and enter the zip at the end.
"""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

MANIFEST = "MANIFESTE.sha256"
INDEX = "index.jsonl"
#: Compressed already: written as they are.
AS_THEY_ARE = (".pdf", ".p7s", ".tsr")


class Sink:
    """A file of the archive being written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.sha256 = hashlib.sha256()

    def write(self, content: bytes) -> None:
        self._file.write(content)
        self.sha256.update(content)


@contextmanager
def writing(path: Path, *, folder: str, at: datetime) -> "Iterator[Archive]":
    """An archive at `path`, within the block."""
    with (
        zipfile.ZipFile(path, "w", allowZip64=True) as file,
        tempfile.TemporaryFile() as manifest,
        tempfile.TemporaryFile() as index,
    ):
        yield Archive(file, manifest, index, folder=folder, at=at)


class Archive:
    """A zip being written, all in a folder of that name, its files dated alike; see `writing`."""

    def __init__(
        self, file: zipfile.ZipFile, manifest: IO[bytes], index: IO[bytes], *, folder: str, at: datetime
    ) -> None:
        self.files = 0
        self.manifest_sha256 = ""
        self._zip, self._manifest, self._index = file, manifest, index
        self._folder, self._date = folder, at.timetuple()[:6]

    @contextmanager
    def stream(self, name: str) -> Iterator[Sink]:
        """A file written piece by piece."""
        with self._zip.open(self._info(name), "w", force_zip64=True) as file:
            sink = Sink(file)
            yield sink
        self._list(name, sink.sha256.hexdigest())

    def add(self, name: str, content: bytes) -> str:
        """A whole file; its SHA-256."""
        digest = hashlib.sha256(content).hexdigest()
        self._zip.writestr(self._info(name), content)
        self._list(name, digest)
        return digest

    def add_from(self, name: str, spool: IO[bytes]) -> None:
        """A file that grew on disc meanwhile."""
        spool.seek(0)
        with self.stream(name) as sink:
            while piece := spool.read(1 << 16):
                sink.write(piece)

    def note(self, line: Mapping[str, Any]) -> None:
        """One line of the index: what a program must know of a file."""
        self._index.write(json.dumps(line, ensure_ascii=False, sort_keys=True).encode() + b"\n")

    def finish(self) -> None:
        """The index, then the list of the hashes of all files, which itself is listed nowhere."""
        self.add_from(INDEX, self._index)
        self._manifest.seek(0)
        digest = hashlib.sha256()
        with self._zip.open(self._info(MANIFEST), "w") as file:
            while piece := self._manifest.read(1 << 16):
                file.write(piece)
                digest.update(piece)
        self.files += 1
        self.manifest_sha256 = digest.hexdigest()

    def _info(self, name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(f"{self._folder}/{name}", self._date)
        info.compress_type = zipfile.ZIP_STORED if name.endswith(AS_THEY_ARE) else zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        return info

    def _list(self, name: str, sha256: str) -> None:
        """As `sha256sum -c` reads it."""
        self._manifest.write(f"{sha256}  {name}\n".encode())
        self.files += 1
