"""What the database itself keeps as it was written: a rubric in use, submitted scores, a consensus."""

from collections.abc import Iterator

from django.db.models import Model

from scoring.models import (
    Agreement,
    Consensus,
    ConsensusScore,
    Criterion,
    ExerciseScore,
    ExerciseSheet,
    Remark,
    Review,
    ReviewVersion,
    Rubric,
    Score,
)
from workflow.triggers import Rule, protect

KEPT = "jalon: this row is kept as it was written"
IN_USE = "jalon: this rubric is in use"
ALWAYS = "1 = 1"
#: Once written, nothing of these rows changes.
WRITTEN_ONCE: tuple[type[Model], ...] = (
    ReviewVersion,
    Score,
    ConsensusScore,
    Agreement,
    Remark,
    ExerciseSheet,
    ExerciseScore,
)
#: The only columns of a consensus that change.
SUPERSEDING = frozenset({"superseded_at", "superseded_because"})


@protect
def written_once() -> Iterator[Rule]:
    """Submitted scores are append-only; a consensus may only be superseded."""
    for model in WRITTEN_ONCE:
        yield _rule(model, "UPDATE", ALWAYS, KEPT)
        yield _rule(model, "DELETE", ALWAYS, KEPT)
    frozen = [str(f.column) for f in Consensus._meta.concrete_fields if f.name not in SUPERSEDING]
    yield _rule(Consensus, f"UPDATE OF {', '.join(frozen)}", ALWAYS, KEPT)
    yield _rule(Consensus, "DELETE", ALWAYS, KEPT)


@protect
def rubric_in_use() -> Iterator[Rule]:
    """As soon as a review uses a rubric, neither it nor its criteria change, and none is added."""
    for event in ("UPDATE", "DELETE"):
        yield _rule(Rubric, event, _used("OLD.id"), IN_USE)
        yield _rule(Criterion, event, _used("OLD.rubric_id"), IN_USE)
    yield _rule(Criterion, "INSERT", _used("NEW.rubric_id"), IN_USE)


def _rule(model: type[Model], event: str, condition: str, message: str) -> Rule:
    table = model._meta.db_table
    return Rule(f"{table}_no_{event.split()[0].lower()}", table, event, condition, message)


def _used(rubric_id: str) -> str:
    return f"EXISTS (SELECT 1 FROM {Review._meta.db_table} r WHERE r.rubric_id = {rubric_id})"  # noqa: S608
