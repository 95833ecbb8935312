"""What the database itself keeps: a signed act and its files stay as they were signed; only when it was told, and its
end, are noted."""

from collections.abc import Iterator
from typing import Any

from decisions.models import Act, ActFile, Receipt, ReceiptFile, Wording
from workflow.triggers import Rule, protect

SIGNED = "jalon: a signed act is kept as it was signed"
ISSUED = "jalon: a receipt is kept as it was issued"
WORDED = "jalon: texts that acts were prepared with are never rewritten"
#: The only columns that change once an act is signed, together and once: it is replaced, or taken back.
_REPLACED = frozenset({"status", "superseded_at"})


def _table(model: Any) -> str:
    return str(model._meta.db_table)


@protect
def rules() -> Iterator[Rule]:
    """One rule an event, for each of the two tables."""
    act, file = _table(Act), _table(ActFile)
    kept = [str(f.column) for f in Act._meta.concrete_fields if f.name not in _REPLACED | {"notified_at"}]
    signed = "OLD.signed_at IS NOT NULL"
    replaced = f"OLD.status = '{Act.Status.IN_FORCE}' AND NEW.status = '{Act.Status.SUPERSEDED}'"
    yield Rule(f"{act}_kept", act, f"UPDATE OF {', '.join(kept)}", signed, SIGNED)
    yield Rule(
        f"{act}_replaced", act, f"UPDATE OF {', '.join(sorted(_REPLACED))}", f"{signed} AND NOT ({replaced})", SIGNED
    )
    yield Rule(f"{act}_notified", act, "UPDATE OF notified_at", f"{signed} AND OLD.notified_at IS NOT NULL", SIGNED)
    yield Rule(f"{act}_no_delete", act, "DELETE", signed, SIGNED)
    for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
        # Names of our own tables and columns: nothing comes from outside.
        of_signed = f"EXISTS (SELECT 1 FROM {act} a WHERE a.id = {row}.act_id AND a.signed_at IS NOT NULL)"  # noqa: S608
        yield Rule(f"{file}_no_{event.lower()}", file, event, of_signed, SIGNED)
    for table in (_table(Receipt), _table(ReceiptFile)):
        for event in ("UPDATE", "DELETE"):
            yield Rule(f"{table}_no_{event.lower()}", table, event, "OLD.id IS NOT NULL", ISSUED)


@protect
def texts_in_use() -> Iterator[Rule]:
    """A version of the lab's texts is neither changed nor taken away once it was put in use."""
    table = _table(Wording)
    for event in ("UPDATE", "DELETE"):
        yield Rule(f"{table}_no_{event.lower()}", table, event, "OLD.used_at IS NOT NULL", WORDED)
