"""What must be true of the whole database, asked after each test at the price of what has changed.

An invariant asks the database and says from the answers alone. One that held and would now ask the same questions, and
get the same answers, holds again: its questions are asked as they stand, without Django writing their SQL anew. At any
other answer it is asked itself, as if nothing were remembered.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from workflow import invariants
from workflow.invariants import Invariant

Asked = tuple[str, tuple[Any, ...]]


@dataclass
class Step:
    """What an invariant asks, first or after certain answers, and by answer what comes next; None when it holds."""

    asked: Asked | None
    then: dict[bytes, "Step"] = field(default_factory=dict)


_known: dict[tuple[str, Invariant], Step] = {}


def violations() -> Iterator[str]:
    """As `workflow.invariants.violations`."""
    for invariant in invariants.every():
        if not _holds_again(invariant):
            yield from _asked_itself(invariant)


def _answer(asked: Asked) -> bytes:
    """The digest of what the database answers now."""
    with connection.cursor() as cursor:
        cursor.execute(*asked)
        return hashlib.blake2b(repr(cursor.fetchall()).encode(), digest_size=16).digest()


def _holds_again(invariant: Invariant) -> bool:
    step = _known.get((connection.vendor, invariant))
    while step is not None and step.asked is not None:
        step = step.then.get(_answer(step.asked))
    return step is not None


def _asked_itself(invariant: Invariant) -> list[str]:
    """What it says; when it holds, the way through its questions is remembered."""
    asked: list[Asked] = []

    def hear(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Mapping[str, Any]) -> Any:
        asked.append((sql, tuple(params or ())))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(hear):
        found = list(invariant())
    if not found and not any(isinstance(said, date) for _sql, params in asked for said in params):
        _remember(invariant, asked)
    return found


def _remember(invariant: Invariant, asked: list[Asked]) -> None:
    step = _known.setdefault((connection.vendor, invariant), Step(None if not asked else asked[0]))
    for n, one in enumerate(asked):
        if step.asked != one:  # what it asks hangs on something else than answers
            return
        step = step.then.setdefault(_answer(one), Step(asked[n + 1] if n + 1 < len(asked) else None))
