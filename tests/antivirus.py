"""A real clamd for the tests, in a folder of its own; its one signature is the harmless test file of EICAR."""

import contextlib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as project

#: What every antivirus takes for a virus, and what no machine is harmed by; in two parts, so that this file is none.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
PATIENCE = 30  # seconds


@pytest.fixture(scope="session")
def clamd_socket() -> Iterator[str]:
    """The socket of a clamd that lasts as long as the run."""
    with tempfile.TemporaryDirectory(prefix="jalon-clamd-", dir="/tmp") as folder:
        daemon = subprocess.Popen([Path(project.BASE_DIR, "bin", "clamd"), folder])
        try:
            yield _answering(daemon, Path(folder))
        finally:
            daemon.terminate()
            daemon.wait()


def _answering(daemon: "subprocess.Popen[bytes]", folder: Path) -> str:
    path = folder / "clamd.sock"
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and daemon.poll() is None:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            probe.connect(str(path))
            return str(path)
        time.sleep(0.05)
    pytest.fail("clamd did not start:\n" + (folder / "clamd.log").read_text())


@pytest.fixture
def clamd(clamd_socket: str, settings: pytest.FixtureRequest) -> str:
    """The site is told of the antivirus."""
    settings.CLAMD = clamd_socket  # type: ignore[attr-defined]
    return clamd_socket
