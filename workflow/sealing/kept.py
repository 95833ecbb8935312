"""Documents kept byte for byte that no chain holds: their hashes enter the daily heads, which then hold their bytes.

Rows that are written once and that no file holds (a version of texts, of rules) enter the heads in the same way, by the
hash of what they say. The rooms that keep either declare them when the site starts.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from workflow.log import canonical, instant
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


#: Rows of one sort, each by its name with the columns that it is held to.
Rows = Callable[[], Iterable[tuple[str, Mapping[str, Any]]]]


def declare_rows(name: str, rows: Rows) -> None:
    """Adds rows that have no hash of their own; each names its columns, so that a column added later changes none."""

    def hashed() -> Iterator[Kept]:
        for code, columns in rows():
            said = canonical({column: _plain(value) for column, value in columns.items()})
            yield Kept(code, hashlib.sha256(said.encode()).hexdigest())

    declare(Source(name, recorded=hashed, hashed=hashed))


def _plain(value: Any) -> Any:
    """A value as JSON has it, the same from any database; lists and objects of a JSON column are so already."""
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


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
