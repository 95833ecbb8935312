"""Which dossiers of a call are ranked together: those that await a decision, or what a room above registers here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from dossiers.models import Call


@dataclass(frozen=True)
class Selection:
    """Dossiers ranked together, as a link of the page: `value` of the address's parameter, its words, the rows."""

    value: str
    label: str
    rows: Q


#: What a room brings: the selections of that call which this person may see; one statement at most.
Source = Callable[[User, Call], Sequence[Selection]]
_sources: list[Source] = []


def register(source: Source) -> None:
    _sources.append(source)


def selections(user: User, call: Call) -> list[Selection]:
    """Every selection but the usual one."""
    return [selection for source in _sources for selection in source(user, call)]
