"""The hash-chained log: one chain a case, written under the lock of the case's row, never changed.

An entry's hash is the SHA-256 of its canonical bytes (JSON, sorted keys, no spaces, UTF-8), which hold the previous
hash. Personal text is kept outside: the payload only holds the SHA-256 of salt + text, so that the text can be erased
(GDPR art. 17) and the chain stays whole.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from workflow import clock
from workflow.gesture import Actor
from workflow.models import Case, LogEntry, LogText
from workflow.tellers import require_event

GENESIS = "0" * 64


@dataclass(frozen=True)
class Break:
    """A place where a chain does not hold: which case, which entry, what is wrong with it."""

    case_id: UUID
    seq: int
    what: str

    def __str__(self) -> str:
        return f"dossier {self.case_id}, ligne {self.seq} : {self.what}"


def canonical(value: Mapping[str, Any]) -> str:
    """The one way to write a payload; money and dates come in as strings."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def instant(at: datetime) -> str:
    """A moment as it is hashed: UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def append(
    *,
    case: Case,
    actor: Actor,
    event: str,
    source: str = "",
    target: str = "",
    data: Mapping[str, str] | None = None,
    texts: Mapping[str, str] | None = None,
) -> LogEntry:
    """Adds an entry at the end of the case's chain; the caller holds the lock and saves the case.

    `data` goes into the hashed payload and must hold nothing personal; `texts` may be erased later.
    Raises ValueError for an event of which nobody has decided who is told.
    """
    require_event(event)
    said = {name: (secrets.token_hex(16), text) for name, text in (texts or {}).items() if text}
    at = clock.now()
    seq = case.log_seq + 1
    prev = case.log_head or GENESIS
    payload = canonical(
        {
            "process": case.PROCESS.code,
            "case": str(case.pk),
            "seq": seq,
            "at": instant(at),
            "actor": actor.ref,
            "cause": actor.cause_ref,
            "event": event,
            "source": source,
            "target": target,
            "version": case.version,
            "data": dict(data or {}),
            "texts": {name: _sha256(salt + text) for name, (salt, text) in said.items()},
            "prev": prev,
        }
    )
    entry = LogEntry.objects.create(
        process=case.PROCESS.code,
        case_id=case.pk,
        seq=seq,
        at=at,
        actor_ref=actor.ref,
        cause_ref=actor.cause_ref,
        event=event,
        source=source,
        target=target,
        version=case.version,
        payload=payload,
        prev_hash=prev,
        hash=_sha256(payload),
    )
    if said:
        LogText.objects.bulk_create(
            LogText(entry=entry, name=name, salt=salt, text=text) for name, (salt, text) in said.items()
        )
    case.log_seq, case.log_head = seq, entry.hash
    return entry


def record(
    *,
    case: Case,
    actor: Actor,
    event: str,
    data: Mapping[str, str] | None = None,
    texts: Mapping[str, str] | None = None,
) -> LogEntry:
    """Logs an action on links or work items (no move of the state); the caller holds the lock of `case`."""
    entry = append(case=case, actor=actor, event=event, data=data, texts=texts)
    case.save(update_fields=["log_seq", "log_head"])
    return entry


def check_entry(entry: LogEntry, *, seq: int, prev: str) -> str:
    """What is wrong with an entry expected at that place; empty when nothing is."""
    if entry.seq != seq:
        return f"ligne {seq} manquante"
    if _sha256(entry.payload) != entry.hash:
        return "contenu modifié (l’empreinte ne correspond plus)"
    if entry.prev_hash != prev:
        return "chaîne rompue (l’empreinte précédente ne correspond plus)"
    said = json.loads(entry.payload)
    columns = {
        "process": entry.process,
        "case": str(entry.case_id),
        "seq": entry.seq,
        "at": instant(entry.at),
        "actor": entry.actor_ref,
        "cause": entry.cause_ref,
        "event": entry.event,
        "source": entry.source,
        "target": entry.target,
        "version": entry.version,
        "prev": entry.prev_hash,
    }
    wrong = sorted(name for name, value in columns.items() if said[name] != value)
    if wrong:
        return f"colonne modifiée : {', '.join(wrong)}"
    kept = {text.name: text for text in entry.texts.all()}
    if kept.keys() != said["texts"].keys():
        return "texte joint manquant ou ajouté"
    for name, text in kept.items():
        if text.text is not None and _sha256(text.salt + text.text) != said["texts"][name]:
            return f"texte joint modifié : {name}"
    return ""


def verify(case: Case, entries: list[LogEntry]) -> Break | None:
    """The first break in one case's chain, its end on the case's row included."""
    prev = GENESIS
    for seq, entry in enumerate(entries, start=1):
        if what := check_entry(entry, seq=seq, prev=prev):
            return Break(case.pk, seq, what)
        prev = entry.hash
    if (case.log_seq, case.log_head or GENESIS) != (len(entries), prev):
        return Break(case.pk, len(entries) + 1, "fin de chaîne coupée ou ajoutée")
    return None
