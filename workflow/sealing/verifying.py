"""Is the log what was sealed? Every head, its seal and stamp, then every chain and document against every head.

Whoever can write to the database can make a chain again from its first line: it is then whole, and no longer the one
that the heads hold.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import ParamSpec

from workflow.invariants import chains, orphans
from workflow.log import verify
from workflow.models import Anchor
from workflow.sealing import heads, keys, signatures, stamps
from workflow.sealing.anchoring import seals_sha256, stamped_bytes
from workflow.sealing.heads import GENESIS, Head, Statement
from workflow.sealing.kept import chain_name, document_faults, hashed, recorded
from workflow.sealing.keys import BadSealError
from workflow.sealing.publishing import files_of, name_of

P = ParamSpec("P")


@dataclass
class Report:
    """What was looked at, `documents` by their sort; `faults` in words, each with its place; `waiting` is none yet."""

    entries: int = 0
    heads: int = 0
    documents: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


#: What the heads say of one chain: the head that says it, the entry, its hash.
Sealed = dict[str, list[tuple[str, int, str]]]


def verify_all(published: Path | None = None) -> Report:
    """Looks at everything; `published` is a folder where the files of the heads were copied."""
    report = Report()
    sealed = _heads(report, published)
    for case, entries in chains():
        report.entries += len(entries)
        if broken := verify(case, entries):
            report.faults.append(str(broken))
        name = chain_name(case.PROCESS.code, case.pk)
        report.faults += against(name, [entry.hash for entry in entries], sealed.pop(name, []))
    report.faults += orphans()
    written = {one.name: one.sha256 for one in recorded()}
    for sort, document in hashed():
        report.documents[sort] += 1
        if document.sha256 != written.get(document.name):
            report.faults.append(f"document {document.name} : contenu modifié (l’empreinte ne correspond plus)")
        report.faults += against(document.name, [document.sha256], sealed.pop(document.name, []))
    report.faults += [fault for name in sorted(sealed) for fault in against(name, [], sealed[name])]
    report.faults += document_faults(lambda sort: report.documents.update([sort]))
    return report


def against(name: str, found: Sequence[str], sealed: Sequence[tuple[str, int, str]]) -> Iterator[str]:
    """Where a chain, given by the hash of each entry, is not what the heads hold of it: the first head that says so."""
    for head, seq, value in sealed:
        if seq > len(found):
            yield f"{head} : {name}, l’entrée {seq} qu’elle scelle n’existe plus"
            return
        if found[seq - 1] != value:
            yield f"{head} : {name}, l’entrée {seq} n’est plus celle qu’elle scelle"
            return


def _heads(report: Report, published: Path | None) -> Sealed:
    """Looks at every head, in order; what they hold of each chain."""
    sealed: Sealed = defaultdict(list)
    known: dict[str, Head] = {}
    previous, signed = GENESIS, False
    for place, anchor in enumerate(Anchor.objects.iterator(chunk_size=20), start=1):
        named = f"tête n° {anchor}"
        report.heads += 1
        if anchor.number != place:
            report.faults.append(f"tête n° {place} : manquante")
            return sealed
        try:
            said = heads.read_statement(anchor.statement)
            moved = heads.read(anchor.moved)
        except (ValueError, TypeError):
            report.faults.append(f"{named} : illisible")
            return sealed
        known.update({head.chain: head for head in moved})
        report.faults += (f"{named} : {what}" for what in _head(anchor, said, previous, known))
        report.faults += (f"{named} : {what}" for what in _seal(anchor, said, report.waiting))
        if signed and not said.signer and keys.has_key():
            report.faults.append(f"{named} : non signée, alors que la précédente l’est")
        if published is not None:
            report.faults += (f"{named} : {what}" for what in _published(anchor, published))
        for head in moved:
            sealed[head.chain].append((named, head.seq, head.hash))
        previous, signed = anchor.sha256, bool(said.signer)
    if published is not None:
        report.faults += _unknown(published, report.heads)
    return sealed


def _head(anchor: Anchor, said: Statement, previous: str, known: dict[str, Head]) -> Iterator[str]:
    """What is wrong with a head: its statement, its place after the one before, its lists."""
    if heads.sha256(anchor.statement) != anchor.sha256:
        yield "déclaration modifiée (l’empreinte ne correspond plus)"
    columns = (anchor.number, anchor.day.isoformat(), anchor.at.astimezone(UTC).isoformat(timespec="microseconds"))
    if columns != (said.number, said.day, said.at):
        yield "colonne modifiée : numéro, jour ou instant"
    if said.previous != previous:
        yield "ne suit plus la précédente (l’empreinte ne correspond plus)"
    if heads.sha256(anchor.moved) != said.moved_sha256:
        yield "liste des chaînes modifiée (l’empreinte ne correspond plus)"
    elif (len(known), heads.sha256(heads.written(known.values()))) != (said.chains, said.heads_sha256):
        yield "la liste entière des chaînes n’est pas celle annoncée"


def _seal(anchor: Anchor, said: Statement, waiting: list[str]) -> Iterator[str]:
    """What is wrong with the signature and the stamp that the statement announces."""
    complete = anchor.published_at is not None
    for announced, value, what in (
        (bool(said.signer), anchor.signature, "signature"),
        (said.stamped, anchor.stamp, "horodatage"),
    ):
        if announced and value is None:
            if complete:
                yield f"{what} manquante" if what == "signature" else f"{what} manquant"
            else:
                waiting.append(f"tête n° {anchor} : {what} en attente")
        elif not announced and value is not None:
            yield f"{what} que rien n’annonce"
    if complete and anchor.seals_sha256 != seals_sha256(anchor):
        yield "signature ou horodatage modifié (l’empreinte ne correspond plus)"
    if said.signer and anchor.signature is not None:
        yield from _told(
            signatures.check, bytes(anchor.signature), anchor.statement.encode(), signer=said.signer, at=anchor.at
        )
    if said.stamped and anchor.stamp is not None:
        yield from _told(stamps.check, bytes(anchor.stamp), stamped_bytes(anchor))


def _told(check: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> Iterator[str]:
    """What a check says when it finds something."""
    try:
        check(*args, **kwargs)
    except BadSealError as bad:
        yield str(bad)


def _published(anchor: Anchor, folder: Path) -> Iterator[str]:
    """Where the files copied elsewhere are not what the database holds."""
    for ending, content in files_of(anchor):
        path = folder / f"{name_of(anchor)}.{ending}"
        if not path.exists():
            if anchor.published_at is not None:
                yield f"{path.name} n’est pas dans le dossier publié"
        elif path.read_bytes() != content:
            yield f"{path.name} : le fichier publié n’est pas ce que la base contient"


def _unknown(folder: Path, last: int) -> Iterator[str]:
    """Heads that were published and that the database no longer has."""
    for path in sorted(folder.glob("*.json")):
        number = path.name.split("-")[0]
        if number.isdigit() and int(number) > last:
            yield f"tête n° {int(number)} : publiée ({path.name}), absente de la base"
