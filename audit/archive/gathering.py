"""What an archive holds of the lab, read piece by piece: acts, receipts, minutes, chains of the log, daily heads.

The heads are read first, then acts and minutes, the chains last: as these only grow, each head's line and each
signature is in the chain that follows it, whatever happens meanwhile. Dossiers come by their reference, some at a time.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet

from accounts.models import User
from accounts.roles import Role
from audit.archive.papers import chain_of, write_receipts, write_requests
from audit.archive.writing import Archive
from audit.scope import Kind, Scope
from copil.minutes import papers
from copil.minutes.readers import reach_of
from copil.models import AgendaItem, Notice, NoticeFile, Paper, PaperFile, Session
from copil.roll import roll_of_session
from decisions.models import Act, ActFile
from decisions.register.file import Register
from dossiers.models import Dossier
from dossiers.page.glance import Glance
from dossiers.page.timeline import is_told, text_told
from dossiers.visibility import beside_leader, reads_by_invitation, stepped_aside
from workflow.gesture import Actor
from workflow.judgment import standing
from workflow.models import Anchor, LogEntry
from workflow.sealing.publishing import files_of, name_of

#: Dossiers read at once.
CHUNK = 50
ELSEWHERE = "ce document parle aussi de dossiers hors du périmètre"
#: Hears how many dossiers and acts are written.
Told = Callable[[int, int], None]
FILES = ((ActFile.Part.ACT, "acte.pdf"), (ActFile.Part.LETTER, "lettre.pdf"))


@dataclass(frozen=True)
class LeftOut:
    """A document that this reader's archive does not hold, and why."""

    what: str
    why: str


def dossiers_for(reader: User, scope: Scope) -> "QuerySet[Dossier]":
    """The deposited dossiers of that scope that the reader sees for a control: not those that they lead or led."""
    rows = Dossier.objects.visible_to(reader).filter(scope.dossiers_q(), deposited_at__isnull=False)
    return rows.exclude(beside_leader(reader))


def seen(reader: User, scope: Scope) -> "QuerySet[Dossier]":
    """The same, as `glance_of` reads them."""
    rows = dossiers_for(reader, scope).select_related("call", "leader", "service")
    return rows.annotate(invited=reads_by_invitation(reader), aside=stepped_aside(reader))


def acts_for(reader: User, scope: Scope) -> "QuerySet[Act]":
    """The acts signed on them, in force or not."""
    return Act.objects.signed().filter(dossier__in=dossiers_for(reader, scope).order_by().values("pk"))


def write_heads(archive: Archive) -> int:
    """Every head of the log from the first one on, each needed by the next; the number of the last."""
    last = 0
    for anchor in Anchor.objects.order_by("number").iterator(chunk_size=10):
        last, name = anchor.number, name_of(anchor)
        for ending, content in files_of(anchor):
            archive.add(f"tetes/{name}.{ending}", content)
        archive.add(f"tetes/{name}.txt", anchor.moved.encode())
        archive.note({"kind": "head", "number": anchor.number, "file": f"tetes/{name}"})
    return last


def write_minutes(archive: Archive, reader: User, scope: Scope) -> list[LeftOut]:
    """The papers of each held session that examined one of the dossiers, in the edition that the reader may read, and
    what was sent about it.
    """
    left: list[LeftOut] = []
    for session in _sessions(reader, scope):
        edition = reach_of(reader, session, roll_of_session(session)).edition
        for paper in session.papers.defer("said").order_by("made_at", "pk"):
            if edition is None:
                left.append(LeftOut(paper.reference, ELSEWHERE))
                continue
            _write_paper(archive, session, paper, papers.edition_for(paper, edition))
        for notice in session.notices.exclude(sha256="").order_by("number"):
            if edition is None:
                left.append(LeftOut(notice.reference, ELSEWHERE))
                continue
            _write_notice(archive, session, notice)
    return left


def _sessions(reader: User, scope: Scope) -> "QuerySet[Session]":
    rows = Session.objects.visible_to(reader).filter(status__in=Session.HELD).select_related("rules")
    if scope.kind is Kind.SESSIONS:
        return rows.filter(pk__in=[one.pk for one in scope.sessions]).order_by("number")
    items = AgendaItem.objects.filter(dossier__in=dossiers_for(reader, scope).order_by().values("pk")).order_by()
    return rows.filter(pk__in=items.values("session")).order_by("number")


def _write_paper(archive: Archive, session: Session, paper: Paper, edition: PaperFile.Edition) -> None:
    """As it is kept, altered or not: who checks the archive is to find it."""
    rows = PaperFile.objects.filter(paper=paper, edition=edition).values_list("content", flat=True)
    content = rows.first() or papers.file_of(paper, edition).content
    suffix = "" if edition == PaperFile.Edition.WHOLE else "-reduite"
    file = f"seances/{session.number}/{paper.reference}{suffix}.pdf"
    archive.add(file, bytes(content))
    archive.note({"kind": "paper", "file": file, "chain": f"paper:{paper.reference}:{edition}"})


def _write_notice(archive: Archive, session: Session, notice: Notice) -> None:
    """What was sent about a session, as it is kept."""
    content = NoticeFile.objects.values_list("content", flat=True).get(notice=notice)
    file = f"seances/{session.number}/{notice.reference}.pdf"
    archive.add(file, bytes(content))
    archive.note({"kind": "paper", "file": file, "chain": f"notice:{notice.reference}"})


def write_dossiers(archive: Archive, register: Register, reader: User, scope: Scope, told: Told) -> tuple[int, int]:
    """Acts with their letters and data, receipts and requests for pieces, then the chain of each dossier; how many
    dossiers and acts.

    Statements: three a chunk, one more where receipts were made and three where pieces were asked for; two an act for
    its files, one a dossier for the reader's ties to it.
    """
    rows = seen(reader, scope).order_by("reference")
    dossiers = acts = 0
    last = ""
    while chunk := list(rows.filter(reference__gt=last)[:CHUNK]):
        last = chunk[-1].reference
        acts += _write_acts(archive, register, chunk)
        write_receipts(archive, chunk)
        write_requests(archive, chunk)
        _write_chains(archive, reader, chunk)
        dossiers += len(chunk)
        told(dossiers, acts)
    return dossiers, acts


def _write_acts(archive: Archive, register: Register, chunk: Sequence[Dossier]) -> int:
    found = Act.objects.signed().filter(dossier__in=chunk).defer("words").select_related("superseded_by", "signatory")
    by_key = {dossier.pk: dossier for dossier in chunk}
    count = 0
    for act in found.order_by("dossier__reference", "signed_at").iterator(chunk_size=CHUNK):
        dossier, folder = by_key[act.dossier_id], f"actes/{act.number}"
        for part, name in FILES:
            content = ActFile.objects.filter(act=act, part=part).values_list("content", flat=True).first()
            if content is not None:
                archive.add(f"{folder}/{name}", bytes(content))
        archive.add(f"{folder}/donnees.json", act.inputs.encode())
        archive.note(
            {
                "kind": "act",
                "number": act.number,
                "folder": folder,
                "chain": chain_of(dossier),
            }
        )
        register.write(act, dossier)
        count += 1
    return count


def _write_chains(archive: Archive, reader: User, chunk: Sequence[Dossier]) -> None:
    glances = {dossier.pk: glance_of(reader, dossier) for dossier in chunk}
    entries = LogEntry.objects.filter(process=Dossier.PROCESS.code, case_id__in=glances).prefetch_related("texts")
    ordered = entries.order_by("case_id", "seq").iterator(chunk_size=500)
    for case_id, chain in groupby(ordered, key=lambda entry: entry.case_id):
        _write_chain(archive, glances[case_id], chain)


def _write_chain(archive: Archive, glance: Glance, chain: Iterator[LogEntry]) -> None:
    """Each line is what was hashed, byte for byte, or its hash alone where the reader is not told of it; the texts said
    along with it stand in a file beside.
    """
    dossier, texts, seq, end = glance.dossier, [], 0, ""
    file = f"journal/{dossier.reference}.jsonl"
    with archive.stream(file) as sink:
        for entry in chain:
            sink.write(_line(entry, glance) + b"\n")
            seq, end = entry.seq, entry.hash
            name = text_told(entry, glance)
            texts += [
                {"seq": seq, "name": one.name, "salt": one.salt, "text": one.text}
                for one in entry.texts.all()
                if one.name == name
            ]
    if texts:
        lines = (json.dumps(one, ensure_ascii=False, sort_keys=True) for one in texts)
        archive.add(f"journal/{dossier.reference}.textes.jsonl", "".join(f"{line}\n" for line in lines).encode())
    archive.note(
        {
            "kind": "chain",
            "file": file,
            "texts": f"journal/{dossier.reference}.textes.jsonl" if texts else "",
            "chain": chain_of(dossier),
            "dossier": dossier.reference,
            "seq": seq,
            "hash": end,
        }
    )


def _line(entry: LogEntry, glance: Glance) -> bytes:
    """Who controls reads every line; the team, what its timeline tells. The hash of another keeps the chain whole."""
    if Role.AUDITOR in glance.roles or is_told(entry, glance):
        return entry.payload.encode()
    return json.dumps({"withheld": entry.hash}).encode()


def glance_of(reader: User, dossier: Dossier) -> Glance:
    """How the reader stands to one of the dossiers of `seen`; one statement."""
    roles = standing(Actor(reader), dossier)
    return Glance(reader, dossier, roles, dossier.invited, dossier.aside)  # type: ignore[attr-defined] # annotated
