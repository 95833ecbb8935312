"""What a run has made once, in files of its folder: all of its parallel workers find it there."""

import os
import pickle
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any


def _file(kind: str, key: bytes) -> Path:
    return Path(os.environ["JALON_TEST_RUN"], kind, key.hex())


def keep(kind: str, key: bytes, made: Any) -> None:
    """Kept for all workers, unless another one has kept its own meanwhile."""
    file = _file(kind, key)
    file.parent.mkdir(exist_ok=True)
    writing = file.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    writing.write_bytes(pickle.dumps(made))
    with suppress(FileExistsError):
        os.link(writing, file)  # there whole, or not there
    writing.unlink()


def found(kind: str, key: bytes) -> Any:
    """What this worker or another one has kept, or None."""
    try:
        return pickle.loads(_file(kind, key).read_bytes())  # noqa: S301 - our own, of this run
    except FileNotFoundError:
        return None
