"""Tasks for the worker to run: they write lines to a file, so that the tests see how often and how far they went."""

import time
from pathlib import Path

from django_tasks import task


def _note(path: str, line: str) -> None:
    with Path(path).open("a") as file:
        file.write(line + "\n")


@task()
def note(path: str, line: str) -> None:
    _note(path, line)


@task()
def nap(path: str, seconds: float) -> None:
    """Says when it starts and when it ends."""
    _note(path, "started")
    time.sleep(seconds)
    _note(path, "ended")


@task()
def sleep_the_first_time(path: str) -> None:
    """Never ends the first time, at once the second."""
    first = not Path(path).exists()
    _note(path, "started")
    while first:
        time.sleep(1)
    _note(path, "ended")
