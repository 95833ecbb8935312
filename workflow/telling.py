"""Who is told of what happened: written from the log, by the tick, each entry once.

A gesture only logs what it did, in its own transaction. `Case.told_seq` says up to where the log of a case was told;
what lies beyond is told under the lock of the case, letters and new mark in one transaction: a tick that is killed has
told nothing or all, two at once tell nothing twice, and a case that cannot be told stops no other (docs/adr/0022).
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property, partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from accounts.models import User
from accounts.roles import Role
from notifications import outbox
from workflow import clock
from workflow.deadlines import Due, holders
from workflow.gesture import Actor
from workflow.grammar import Transition
from workflow.judgment import standing
from workflow.models import Case, LogEntry, case_models
from workflow.perform import locked
from workflow.registry import sights
from workflow.tellers import tellers


@dataclass(frozen=True)
class Letter:
    """One mail to several people, with what its template asks for besides the case and the link.

    Whoever does not see the case any more is not written to, unless it is a `parting` word; `link` is a path of the
    site, the case's own page by default.
    """

    template: str
    to: Iterable[User]
    said: Mapping[str, str] = field(default_factory=dict)
    link: str = ""
    parting: bool = False


@dataclass(frozen=True)
class News:
    """One entry of the log with what may be told of it. `case` is as it is now, locked; the entry, as it was.

    `by` is who did it, or whose gesture set the automate off; None when it was time alone.
    """

    case: Any
    entry: LogEntry
    by: User | None
    texts: Mapping[str, str]

    @cached_property
    def data(self) -> dict[str, str]:
        said: dict[str, str] = json.loads(self.entry.payload)["data"]
        return said

    @cached_property
    def step(self) -> Transition | None:
        """The transition, when the entry is a move and the process still knows it."""
        if not self.entry.target:
            return None
        steps = self.case.PROCESS.transitions_from(self.entry.source)
        return next((step for step in steps if step.verb == self.entry.event), None)

    @property
    def on(self) -> date:
        return clock.day_of(self.entry.at)

    @property
    def due_on(self) -> date | None:
        """When the state entered was due, on the day of the move."""
        day = self.data.get("due_on")
        return date.fromisoformat(day) if day else None

    def office(self, role: Role) -> list[User]:
        """Those who hold a role today and may act on the case, but for who did it."""
        return self.others(holders(role, self.case))

    def others(self, people: Iterable[User]) -> list[User]:
        return [person for person in people if person != self.by]

    def acting(self, people: Iterable[User], role: Role) -> list[User]:
        """Those of the people who still have that role on the case, but for who did it."""
        return [person for person in self.others(people) if role in standing(Actor(person), self.case)]


def due() -> Iterator[Due]:
    """Cases whose log holds more than was told, found by an index that holds only those."""
    for model in case_models():
        waiting = model._default_manager.filter(log_seq__gt=F("told_seq")).order_by("pk")
        for pk in waiting.values_list("pk", flat=True):
            yield Due(f"news of case {pk}", partial(tell, model, pk))


def tell(model: type[Case], pk: UUID) -> bool:
    """Writes what is to be told of one case; whether anybody was to be told."""
    with transaction.atomic():
        case = locked(model, pk)
        if case.told_seq >= case.log_seq:
            return False
        sight = sights[case.PROCESS.code]
        sees = cache(lambda person: sight(person, case))  # asked once a person, not once a letter
        count = sum(_write(one, sees) for one in _untold(case))
        case.told_seq = case.log_seq
        case.save(update_fields=["told_seq"])
    return bool(count)


def _untold(case: Case) -> list[News]:
    """The entries that have tellers, in order; three statements however many they are."""
    rows = LogEntry.objects.filter(process=case.PROCESS.code, case_id=case.pk, seq__gt=case.told_seq)
    entries = list(rows.filter(event__in=tellers).order_by("seq").prefetch_related("texts"))
    refs = {entry.cause_ref or entry.actor_ref for entry in entries} - {"system"}
    people = {str(person.ref): person for person in User.objects.filter(ref__in=refs)}
    return [
        News(
            case,
            entry,
            people.get(entry.cause_ref or entry.actor_ref),
            {text.name: text.text or "" for text in entry.texts.all()},
        )
        for entry in entries
    ]


def _write(one: News, sees: Callable[[User], bool]) -> int:
    """Queues the letters of one entry to who sees its case; how many people were written to. A person gets each kind
    once.
    """
    told: set[tuple[str, int]] = set()
    for teller in tellers[one.entry.event]:
        for letter in teller(one):
            people = [person for person in letter.to if (letter.template, person.pk) not in told]
            people = [person for person in people if letter.parting or sees(person)]
            told |= {(letter.template, person.pk) for person in people}
            outbox.queue_each(
                to={person.pk: person for person in people if person.is_active}.values(),
                template=letter.template,
                context={"dossier": str(one.case), "link": letter.link or one.case.get_absolute_url(), **letter.said},
                key=f"{letter.template}:{one.entry.hash}",
            )
    return len(told)
