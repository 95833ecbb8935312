"""What time alone does: suspensions and calls that end, reminders, deadlines passed.

`run` asks each job for what is due, found by indexes, and runs each step in a transaction of its own, under the lock of
its case, after looking again. So a tick that is killed leaves whole steps done and the others due, two ticks at once do
nothing twice, and a case that fails stops no other.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from workflow import clock
from workflow.deadlines import DEADLINE_PASSED, ESCALATION, REMINDED, Due, escalations, reminders, reminders_sent
from workflow.gesture import Actor, Gesture
from workflow.judgment import known
from workflow.models import Case, case_models
from workflow.perform import perform
from workflow.verdict import Done, Why

__all__ = [
    "DEADLINE_PASSED",
    "ESCALATION",
    "REMINDED",
    "Due",
    "Fault",
    "Ticked",
    "carry_out",
    "job",
    "reminders_sent",
    "run",
    "timed",
]

logger = logging.getLogger("jalon.timers")


@dataclass(frozen=True)
class Fault:
    """A step that failed: nothing of it was kept, the next tick tries again."""

    name: str
    error: str

    def __str__(self) -> str:
        return f"{self.name} : {self.error}"


@dataclass(frozen=True)
class Ticked:
    """What one tick did: how many steps of each job, and what failed."""

    done: tuple[tuple[str, int], ...]
    faults: tuple[Fault, ...]


Job = Callable[[], Iterator[Due]]
Find = Callable[[Any, date], "QuerySet[Any]"]

_jobs: dict[str, Job] = {}
_timed: dict[str, Find] = {}


def job(find: Job) -> Job:
    """Declares what a tick looks for, named after the function; packages above add theirs in `AppConfig.ready()`."""
    _jobs[find.__name__] = find
    return find


def timed(verb: str) -> Callable[[Find], Find]:
    """Declares a verb that time alone may carry out: `(model, today) -> cases to try`, which an index must find.

    The automate tries the verb on each; where a guard does not hold, nothing happens.
    """

    def declare(find: Find) -> Find:
        _timed[verb] = find
        return find

    return declare


def run() -> Ticked:
    """Does all that is due now, in the order the jobs were declared; failures are logged and told in the answer."""
    done = dict.fromkeys(_jobs, 0)
    faults: list[Fault] = []
    for name, find in _jobs.items():
        try:
            for step in list(find()):
                done[name] += _done(step, faults)
        except Exception as error:
            logger.exception("tick: %s could not be looked for", name)
            faults.append(_fault(name, error))
    return Ticked(tuple(done.items()), tuple(faults))


def carry_out(steps: Iterable[Due]) -> tuple[int, tuple[Fault, ...]]:
    """Steps that are no job of `run`: how many did something, and what failed, which stops no other."""
    faults: list[Fault] = []
    count = sum(_done(step, faults) for step in steps)
    return count, tuple(faults)


def _done(step: Due, faults: list[Fault]) -> bool:
    try:
        return step.run()
    except Exception as error:
        logger.exception("tick: %s failed", step.name)
        faults.append(_fault(step.name, error))
        return False


def _fault(name: str, error: Exception) -> Fault:
    return Fault(name, f"{type(error).__name__}: {error}")


# -- verbs that time carries out ----------------------------------------------
@timed("resume")
def suspension_over(model: Any, today: date) -> "QuerySet[Any]":
    """Suspended cases on their end date, or later if nobody was there that day."""
    return model._default_manager.filter(suspended_until__lte=today)  # type: ignore[no-any-return]


@timed("expire")
def wait_over(model: Any, today: date) -> "QuerySet[Any]":
    """Cases whose state's own clock has run out."""
    states = [source for source, step in model.PROCESS.edges() if step.verb == "expire"]
    return model._default_manager.filter(state__in=states, due_on__lt=today)  # type: ignore[no-any-return]


@job
def moves() -> Iterator[Due]:
    """Transitions that wait for a date only; first, so that nobody is reminded of what has just moved on."""
    for model in case_models():
        for verb, find in _timed.items():
            if known(model.PROCESS, verb):
                for pk, version in find(model, clock.today()).order_by("pk").values_list("pk", "version"):
                    yield Due(f"{verb} of case {pk}", partial(_move, model, verb, pk, version))


def _move(model: type[Case], verb: str, pk: UUID, version: int) -> bool:
    """One verb by the automate; the version makes the key, so that one stay in a state is left once."""
    answer = perform(
        model=model,
        pk=pk,
        actor=Actor.system(),
        gesture=Gesture(verb),
        key=f"timer:{verb}:{version}",
        expected_version=version,
    )
    if isinstance(answer, Done):
        return not answer.replayed
    if answer.why in {Why.FORBIDDEN, Why.KEY_REUSED}:
        raise RuntimeError(f"the automate may not {verb}: {answer.sentence}")
    return False  # a guard does not hold yet, or somebody was faster


job(reminders)
job(escalations)
