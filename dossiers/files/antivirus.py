"""Asks clamd, the daemon of ClamAV, whether a content is infected: one command (INSTREAM) over one connection.

Its protocol is a few bytes (clamd(8)); the packages that speak it have not been kept up for years.
"""

import socket
import struct
from dataclasses import dataclass
from typing import IO

from django.conf import settings

from dossiers.models.attachments import Verdict

CHUNK = 1 << 16
#: Seconds for each exchange; clamd itself gives up a file after two minutes (MaxScanTime).
PATIENCE = 180.0
#: How clamd names what it could not look into, when it is set to tell (AlertEncrypted, AlertExceedsMax).
UNREADABLE = ("Heuristics.Encrypted", "Heuristics.Limits.Exceeded")


class Away(Exception):
    """No antivirus answers: the file is not at fault, ask again later."""


class Puzzled(Exception):
    """clamd answered that it could not do it, and why."""


@dataclass(frozen=True)
class Finding:
    """The verdict, and what clamd called what it found."""

    verdict: Verdict
    words: str = ""


def configured() -> bool:
    """Whether the site was told of an antivirus (JALON_CLAMD)."""
    return bool(settings.CLAMD)


def scan(content: IO[bytes]) -> Finding:
    """Has clamd look at the content. Raises Away when nobody answers, Puzzled when clamd says that it failed."""
    try:
        with _connection() as link:
            return _verdict(_ask(link, content))
    except OSError as error:
        raise Away(str(error) or type(error).__name__) from error


def _connection() -> socket.socket:
    """A connection to clamd: `host:port`, or the path of its socket."""
    address: str = settings.CLAMD
    if not address:
        raise Away("JALON_CLAMD is not set")
    if address.startswith("/"):
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(PATIENCE)
        try:
            link.connect(address)
        except OSError:
            link.close()
            raise
        return link
    host, _colon, port = address.rpartition(":")
    link = socket.create_connection((host, int(port)), timeout=10)
    link.settimeout(PATIENCE)
    return link


def _ask(link: socket.socket, content: IO[bytes]) -> str:
    try:
        link.sendall(b"zINSTREAM\0")
        while chunk := content.read(CHUNK):
            link.sendall(struct.pack("!I", len(chunk)) + chunk)
        link.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError) as error:
        # clamd hangs up on a stream that is too long, after having said so.
        if answer := _answer(link):
            return answer
        raise Away("clamd hung up") from error
    answer = _answer(link)
    if not answer:
        raise Away("clamd hung up without an answer")
    return answer


def _answer(link: socket.socket) -> str:
    parts = []
    while part := link.recv(4096):
        parts.append(part)
        if part.endswith(b"\0"):
            break
    return b"".join(parts).rstrip(b"\0").decode("utf-8", "replace").strip()


def _verdict(answer: str) -> Finding:
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return Finding(Verdict.CLEAN)
    if said.endswith(" FOUND"):
        name = said.removesuffix(" FOUND")
        return Finding(Verdict.UNSCANNABLE if name.startswith(UNREADABLE) else Verdict.INFECTED, name)
    if "size limit exceeded" in said:
        return Finding(Verdict.UNSCANNABLE, said)
    raise Puzzled(said)
