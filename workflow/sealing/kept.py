"""Documents kept byte for byte that no chain holds: their hashes enter the daily heads, which then hold their bytes.

The rooms that keep such documents declare them when the site starts.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from workflow.models import case_models
from workflow.sealing.heads import Head


@dataclass(frozen=True)
class Kept:
    """A document by its name, which never changes and has no space, with a SHA-256 in hexadecimal."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Source:
    """Documents of one sort, named in French: `recorded` reads the hashes that are written down, `hashed` hashes the
    bytes anew.
    """

    name: str
    recorded: Callable[[], Iterable[Kept]]
    hashed: Callable[[], Iterable[Kept]]


_sources: list[Source] = []
#: Called for each document that was looked at.
Looked = Callable[[], None]
Check = Callable[[Looked], Iterator[str]]
_checks: dict[str, Check] = {}


def declare(source: Source) -> None:
    """Adds documents to the heads."""
    _sources.append(source)


def document_check(name: str) -> Callable[[Check], Check]:
    """Declares a check of documents whose hashes the log holds, named in French: yields a sentence for each fault."""

    def declared(check: Check) -> Check:
        _checks[name] = check
        return check

    return declared


def document_faults(looked: Callable[[str], None]) -> Iterator[str]:
    """What is wrong with the documents whose hashes the log holds; `looked` hears the sort of each one checked."""
    for name, check in _checks.items():
        yield from check(partial(looked, name))


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


def hashed() -> Iterator[tuple[str, Kept]]:
    """Every document of the declared sources, hashed anew from its bytes, with its sort."""
    for source in _sources:
        yield from ((source.name, one) for one in source.hashed())


def recorded() -> Iterator[Kept]:
    """Every document of the declared sources, with the hash that is written down."""
    for source in _sources:
        yield from source.recorded()
