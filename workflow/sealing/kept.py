"""Documents kept byte for byte that no chain holds: their hashes enter the daily heads, which then hold their bytes.

The rooms that keep such documents declare them when the site starts.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from workflow.models import case_models
from workflow.sealing.heads import Head


@dataclass(frozen=True)
class Kept:
    """A document by its name, which never changes and has no space, with a SHA-256 in hexadecimal."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Source:
    """Documents of one sort: `recorded` reads the hashes that are written down, `hashed` hashes the bytes anew."""

    recorded: Callable[[], Iterable[Kept]]
    hashed: Callable[[], Iterable[Kept]]


_sources: list[Source] = []
Check = Callable[[], Iterator[str]]
_checks: list[Check] = []


def declare(source: Source) -> None:
    """Adds documents to the heads."""
    _sources.append(source)


def document_check(check: Check) -> Check:
    """Declares a check of documents whose hashes the log holds: yields a sentence for each fault."""
    _checks.append(check)
    return check


def document_faults() -> Iterator[str]:
    """What is wrong with the documents whose hashes the log holds."""
    for check in _checks:
        yield from check()


def chain_name(process: str, case_id: object) -> str:
    return f"{process}:{case_id}"


def heads_now() -> dict[str, Head]:
    """The end of every chain of the log, and each document; one statement a process and a sort of documents."""
    found = {}
    for model in case_models():
        process = model.PROCESS.code
        rows = model._default_manager.filter(log_seq__gt=0).order_by().values_list("pk", "log_seq", "log_head")
        for pk, seq, head in rows.iterator(chunk_size=5000):
            name = chain_name(process, pk)
            found[name] = Head(name, seq, head)
    for source in _sources:
        found.update({one.name: Head(one.name, 1, one.sha256) for one in source.recorded()})
    return found


def hashed() -> Iterator[Kept]:
    """Every document of the declared sources, hashed anew from its bytes."""
    for source in _sources:
        yield from source.hashed()


def recorded() -> Iterator[Kept]:
    """Every document of the declared sources, with the hash that is written down."""
    for source in _sources:
        yield from source.recorded()
