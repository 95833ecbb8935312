"""What must be true of the live database, in one place; `manage.py check_invariants`, and tests everywhere, ask it.

Packages above add their own with `invariant`.
"""

from collections.abc import Callable, Iterator
from itertools import groupby

from django.db import connection

from workflow import triggers, workitems
from workflow.log import verify
from workflow.models import Case, LogEntry, WorkItem, case_models

Invariant = Callable[[], Iterator[str]]
_more: list[Invariant] = []


def invariant(check: Invariant) -> Invariant:
    """Declares one more invariant: yields a sentence for each violation."""
    _more.append(check)
    return check


def every() -> tuple[Invariant, ...]:
    """All of them, those of this package first."""
    return _triggers_stand, _logs_tell_the_state, _work_items_have_a_case, *_more


def violations() -> Iterator[str]:
    """Every violation, in words; nothing when the database is sound."""
    for check in every():
        yield from check()


def chains() -> Iterator[tuple[Case, list[LogEntry]]]:
    """Each case with its log, two streamed reads a process; entries of no case come last, see `orphans`."""
    for model in case_models():
        entries = LogEntry.objects.filter(process=model.PROCESS.code).prefetch_related("texts")
        grouped = groupby(entries.order_by("case_id", "seq").iterator(chunk_size=2000), key=lambda e: e.case_id)
        current = next(grouped, None)
        for case in model._default_manager.order_by("pk").iterator(chunk_size=500):
            while current is not None and current[0] < case.pk:
                current = next(grouped, None)
            if current is not None and current[0] == case.pk:
                yield case, list(current[1])
                current = next(grouped, None)
            else:
                yield case, []


def orphans() -> Iterator[str]:
    """Log entries whose case is gone."""
    for model in case_models():
        lost = LogEntry.objects.filter(process=model.PROCESS.code).exclude(
            case_id__in=model._default_manager.values("pk")
        )
        yield from (f"journal sans dossier : {e.case_id}, ligne {e.seq}" for e in lost[:100])


def fold(case: Case, entries: list[LogEntry]) -> tuple[str, int]:
    """The state and the version that the log tells: the process's first state, then each move in turn."""
    state, version = case.PROCESS.initial, 0
    for entry in entries:
        if entry.target:
            state, version = entry.target, version + 1
    return state, version


def _logs_tell_the_state() -> Iterator[str]:
    for case, entries in chains():
        if broken := verify(case, entries):
            yield str(broken)
        elif fold(case, entries) != (case.state, case.version):
            yield f"dossier {case.pk} : le journal dit {fold(case, entries)}, la ligne dit {(case.state, case.version)}"
    yield from orphans()


def _triggers_stand() -> Iterator[str]:
    standing = triggers.standing_triggers(connection)
    for trigger in triggers.wanted(connection.vendor):
        if standing.get(trigger.name) != trigger.table:
            yield f"déclencheur absent : {trigger.name} sur {trigger.table}"


def _work_items_have_a_case() -> Iterator[str]:
    for model in case_models():
        ends = [state.code for state in model.PROCESS.states if state.end]
        alive = WorkItem.objects.filter(process=model.PROCESS.code, closed_at=None)
        alive = alive.exclude(state=workitems.AFTER_END)
        ended = alive.filter(case_id__in=model._default_manager.filter(state__in=ends).values("pk"))
        yield from (f"tâche ouverte sur un dossier terminé : {item.case_id} {item.kind}" for item in ended[:100])
