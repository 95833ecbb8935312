"""Counts what a block asks of the database, and shows it when that is too much."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection

_TRANSACTION = re.compile(r"(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b")
_SESSION = re.compile(r'"django_session"')
_USER = re.compile(r'SELECT .* FROM "accounts_user" WHERE "accounts_user"\."id" = %s LIMIT 21$', re.DOTALL)


@dataclass
class Statements:
    """The statements of a block, in order, without those of the transaction, the session and its user."""

    sql: list[str] = field(default_factory=list)
    _session_was_last: bool = False

    def __len__(self) -> int:
        return len(self.sql)

    def __str__(self) -> str:
        return "\n".join(f"{n:4} {sql}" for n, sql in enumerate(self.sql, 1))

    def hear(self, execute: Any, sql: str, params: Any, many: bool, context: Mapping[str, Any]) -> Any:
        """Django's execute wrapper. The session's user is the one read right after the session, no other."""
        session_was_last, self._session_was_last = self._session_was_last, bool(_SESSION.search(sql))
        whose_session = session_was_last and _USER.match(sql)
        if not (self._session_was_last or whose_session or _TRANSACTION.match(sql)):
            self.sql.append(sql)
        return execute(sql, params, many, context)


@contextmanager
def counted(*, at_most: int | None = None) -> Iterator[Statements]:
    """The statements of the block, on this thread's connection; fails with their list when they pass `at_most`."""
    seen = Statements()
    with connection.execute_wrapper(seen.hear):
        yield seen
    if at_most is not None and len(seen) > at_most:
        pytest.fail(f"{len(seen)} statements, {at_most} at most:\n{seen}", pytrace=False)
