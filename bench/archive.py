"""What the archive of a control costs: memory and time, at a few acts and at many, each in a process of its own.

.venv/bin/python bench/archive.py [--acts 100 10000] [--weight 60000]

It makes a database in a throw-away folder (in PostgreSQL under `bin/with_postgres`), fills it with rows (dossiers, each
with its act, its two files of that many random bytes, its receipt of as many, a request for pieces, its chain of twenty
lines), makes the archive as the worker does,
and has the archive check itself. Run it by hand: what it prints depends on the machine, so that nothing is asserted.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]
LINES = 20  # of each chain


def fill(acts: int, weight: int) -> None:
    """The rows, by pieces: what is measured is not this process."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from accounts.roles import Role
    from tests import world

    lab = world.build()
    for start in range(0, acts, 200):
        _some(lab, range(start, min(start + 200, acts)), weight)
    from workflow.sealing.anchoring import anchor

    assert anchor()  # noqa: S101 - the head of the day
    print(lab[Role.AUDITOR].pk)


def _some(lab: Any, numbers: range, weight: int) -> None:
    import hashlib
    from decimal import Decimal
    from uuid import uuid4

    from accounts.models import Delegation
    from decisions.models import Act, ActFile
    from dossiers.models import Dossier
    from workflow import clock
    from workflow.models import LogEntry

    now, delegation = clock.now(), Delegation.objects.get()
    dossiers, entries, acts, files, receipts = [], [], [], [], []
    for n in numbers:
        act, letter = os.urandom(weight), os.urandom(weight)
        hashes = {
            "pdf_sha256": hashlib.sha256(act).hexdigest(),
            "letter_sha256": hashlib.sha256(letter).hexdigest(),
            "inputs_sha256": hashlib.sha256(b"{}").hexdigest(),
        }
        pk, number = uuid4(), f"2026-LABO-{n:05}"
        paper, reference = os.urandom(weight), f"LO-2026-{n:05}"
        receipt = {
            "receipt": f"{reference}-AR1",
            "sha256": hashlib.sha256(paper).hexdigest(),
            "inputs_sha256": hashlib.sha256(b"{}").hexdigest(),
        }
        asked = {"request": "1", "pieces": "1", "due_on": str(now.date())}
        said = {
            17: ("pieces_asked", asked),
            18: ("receipt_made", receipt),
            LINES: ("sign_grant", {"act": number} | hashes),
        }
        chain = _chain(str(pk), now.isoformat(), said)
        entries += [LogEntry(case_id=pk, at=now, **line) for line in chain]
        dossiers.append(
            Dossier(
                pk=pk, reference=reference, receipts_made=1, pieces_asked=1, call=lab.call, leader=lab.leader,
                title=f"Projet {n}",
                requested=Decimal(1000), granted=Decimal(1000), state="granted", leader_state="granted", version=1,
                created_at=now, deposited_at=now, decided_at=now, submitted_version=1, log_seq=LINES,
                log_head=chain[-1]["hash"],
            )
        )  # fmt: skip
        row = Act(
            dossier_id=pk, number=number, code=f"{n:012}", kind="grant", route="state", title=f"Projet {n}",
            beneficiary="Commune", words="", amount=Decimal(1000), status="in_force", template_version="1", inputs="{}",
            basis_sha256="", terms_sha256="", prepared_at=now, signatory=delegation.signatory, delegation=delegation,
            signed_at=now, notified_at=now, **hashes,
        )  # fmt: skip
        acts.append(row)
        files.append((row, act, letter))
        receipts.append((pk, n, receipt["sha256"], paper))
    Dossier.objects.bulk_create(dossiers)
    _papers(lab, receipts, now)
    LogEntry.objects.bulk_create(entries, batch_size=500)
    # Signed acts take no more files: they are signed once these are there.
    for row in acts:
        row.status, row.signed_at, row.notified_at = "prepared", None, None
    Act.objects.bulk_create(acts)
    bytes_of = [ActFile(act=row, part="act", content=act) for row, act, _letter in files]
    bytes_of += [ActFile(act=row, part="letter", content=letter) for row, _act, letter in files]
    ActFile.objects.bulk_create(bytes_of, batch_size=20)
    Act.objects.filter(pk__in=[row.pk for row in acts]).update(status="in_force", signed_at=now, notified_at=now)


def _papers(lab: Any, receipts: list[Any], now: Any) -> None:
    """A receipt and a request for one piece, of each dossier."""
    from accounts.roles import Role
    from decisions.models import Receipt, ReceiptFile
    from dossiers.models import CompletionRequest, MissingPiece

    made = [
        Receipt(
            dossier_id=pk, number=1, code=f"R{n:011}", kind="deposit", template_version="1", inputs="{}", sha256=sha256,
            made_at=now,
        )
        for pk, n, sha256, _paper in receipts
    ]  # fmt: skip
    Receipt.objects.bulk_create(made)
    rows = [ReceiptFile(receipt=row, content=one[3]) for row, one in zip(made, receipts, strict=True)]
    ReceiptFile.objects.bulk_create(rows, batch_size=20)
    asked = [
        CompletionRequest(
            dossier_id=pk, number=1, asked_at=now, asked_by=lab[Role.TEAM], due_on=now.date(), completed_at=now
        )
        for pk, *_rest in receipts
    ]
    CompletionRequest.objects.bulk_create(asked)
    waived = {"outcome": "waived", "judged_at": now, "judged_by": lab[Role.TEAM]}
    MissingPiece.objects.bulk_create(MissingPiece(request=row, label="Le devis", **waived) for row in asked)


def _chain(case: str, at: str, told: dict[int, tuple[str, dict[str, str]]]) -> list[dict[str, Any]]:
    import hashlib

    from workflow.log import GENESIS, canonical

    lines: list[dict[str, Any]] = []
    prev = GENESIS
    for seq in range(1, LINES + 1):
        event, data = told.get(seq, ("reminded", {"about": "x" * 200}))
        said = {
            "process": "dossier",
            "case": case,
            "seq": seq,
            "at": at,
            "event": event,
            "data": data,
            "texts": {},
            "prev": prev,
        }
        payload = canonical(said)
        value = hashlib.sha256(payload.encode()).hexdigest()
        lines.append(
            {
                "process": "dossier",
                "seq": seq,
                "actor_ref": "system",
                "event": event,
                "version": 0,
                "payload": payload,
                "prev_hash": prev,
                "hash": value,
            }
        )
        prev = value
    return lines


def archive(auditor: int) -> None:
    """One archive, as a worker makes it; its peak of memory, its time, its weight."""
    import django

    django.setup()
    from accounts.models import User
    from audit import actions
    from audit.exports import making
    from audit.models import Export
    from audit.scope import Kind, Scope

    asked: Any = actions.ask_export(scope=Scope(Kind.ALL), by=User.objects.get(pk=auditor))
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    making.build.func(str(asked.pk))
    took, peak = time.monotonic() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    export = Export.objects.get(pk=asked.pk)
    print(
        f"{export.acts_done} acts, {export.files} files, {export.size / 1e6:.0f} MB: {took:.1f} s, "
        f"peak {peak / 1024:.0f} MiB ({before / 1024:.0f} before)"
    )
    print(export.path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acts", type=int, nargs="+", default=[100, 10_000])
    parser.add_argument("--weight", type=int, default=60_000)
    parser.add_argument("--step", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        step, value = asked.step
        return fill(int(value), asked.weight) if step == "fill" else archive(int(value))
    for acts in asked.acts:
        with tempfile.TemporaryDirectory(prefix="jalon-bench-") as folder:
            (Path(folder) / "static").mkdir()
            run(acts, asked.weight, os.environ | {"JALON_VAR": folder, "DJANGO_SETTINGS_MODULE": "config.settings"})
    return None


def run(acts: int, weight: int, environ: dict[str, str]) -> None:
    command = [sys.executable, __file__, "--weight", str(weight), "--step"]
    auditor = subprocess.run([*command, "fill", str(acts)], env=environ, check=True, stdout=subprocess.PIPE, text=True)
    made = subprocess.run(
        [*command, "archive", auditor.stdout.strip()], env=environ, check=True, stdout=subprocess.PIPE, text=True
    )
    said, path = made.stdout.splitlines()
    print(said)
    began = time.monotonic()
    check = [sys.executable, "-I", str(ROOT / "audit" / "archive" / "verifier.py"), path]
    done = subprocess.run(check, check=False, capture_output=True, text=True)
    print(f"  checked in {time.monotonic() - began:.1f} s: {done.stdout.strip()}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"  (largest of the processes so far: {peak / 1024:.0f} MiB)")


if __name__ == "__main__":
    main()
