"""The archive of a control: whole, checked by itself without the site; one byte changed anywhere is found and named."""

import csv
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from audit import actions
from audit.archive import gathering
from audit.archive.verifier import Checking, Folder
from audit.exports.keeping import old_archives
from audit.exports.making import open_to
from audit.models import Export
from audit.scope import Kind, Scope
from copil.models import PaperFile
from decisions.models import ActFile
from dossiers.models import Leadership
from tests import world
from tests.audit.controlled import Controlled, controlled, made, unpacked
from tests.copil.refusals import codes
from tests.decisions.pages import text_of
from tests.seals import Pki
from tests.statements import counted
from tests.workflow.test_sealing import verified as verified_here
from tests.world import ok
from workflow import clock, timers, triggers
from workflow.models import Anchor, LogEntry

pytestmark = [pytest.mark.django_db, pytest.mark.pdf]


def verified(*arguments: Path) -> tuple[int, list[str]]:
    """What the program of the archive says, run alone, without the site's libraries."""
    folder = next(one for one in arguments if one.name == "verifier.py")
    command = [sys.executable, "-I", "-S", str(folder), *(str(one) for one in arguments if one != folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout.splitlines()


def faults(folder: Path) -> list[str]:
    """The same, in this process: what a program of its own says is shown by the tests of `verified`."""
    checking = Checking(Folder(folder))
    checking.run()
    return checking.faults


# -- whole ------------------------------------------------------------------------------------------
def test_an_archive_is_whole_checks_itself_and_one_byte_of_anything_is_found_and_named(
    stamped: Pki, tmp_path: Path
) -> None:
    with controlled() as c:
        export = made(c.auditor)
        folder = unpacked(export, tmp_path)
        _whole(c, export, folder)
    _one_byte(c, folder)
    _taken_away(c, folder)


def _whole(c: Controlled, export: Export, folder: Path) -> None:
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    references = [dossier.reference for dossier in c.dossiers]
    wanted = {"LISEZMOI.txt", "MANIFESTE.sha256", "index.jsonl", "registre.csv", "verifier.py"}
    for act in (c.granted, c.refused):
        wanted |= {f"actes/{act.number}/{name}" for name in ("acte.pdf", "lettre.pdf", "donnees.json")}
    wanted |= {f"journal/{reference}.jsonl" for reference in references}
    heads = [f"tetes/{a.number:05}-{a.day}" for a in Anchor.objects.all()]
    wanted |= {f"{name}.{end}" for name in heads for end in ("json", "p7s", "tsr", "txt")}
    wanted |= {"seances/1/PV-1-P1.pdf", "seances/1/RD-1.pdf"}
    wanted |= {f"seances/1/{notice.reference}.pdf" for notice in c.committee.session.notices.all()}
    texts = {name for name in names if name.endswith(".textes.jsonl")}
    assert names - texts == wanted
    assert texts
    status, said = verified(folder / "verifier.py")
    assert (status, said[-1]) == (0, f"Empreinte du manifeste : {export.manifest_sha256}"), said
    assert any(line.startswith("Archive intacte. ") and "actes : 2" in line and "têtes : 2" in line for line in said)
    assert verified(folder / "verifier.py", export.path) == (status, said), "the zip itself, not unpacked"
    # What a hand without the program may check: each line is what was hashed.
    lines = (folder / f"journal/{references[0]}.jsonl").read_bytes().splitlines()
    assert hashlib.sha256(lines[0]).hexdigest() == json.loads(lines[1])["prev"]
    assert hashlib.sha256(lines[-1]).hexdigest() == c.dossiers[0].log_head
    manifest = (folder / "MANIFESTE.sha256").read_text().splitlines()
    assert len(manifest) == export.files - 1 == len(names) - 1
    assert hashlib.sha256(export.path.read_bytes()).hexdigest() == export.sha256
    assert [export.dossiers, export.dossiers_done, export.acts, export.acts_done] == [4, 4, 2, 2]
    rows = list(csv.reader((folder / "registre.csv").read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert [row[0] for row in rows[1:]] == sorted(act.number for act in (c.granted, c.refused))
    assert rows[1][rows[0].index("Montant (€)")] == "18000,00"
    assert "les procès-verbaux" not in (folder / "LISEZMOI.txt").read_text()
    assert "4 dossiers, 2 actes" in (folder / "LISEZMOI.txt").read_text()


# -- one byte ---------------------------------------------------------------------------------------
def changed(folder: Path, name: str, *, at: int | None = None, manifest: bool = False) -> Callable[[], None]:
    """Changes one byte of a file, in the manifest too if asked; gives how to undo it."""
    path, listed = folder / name, folder / "MANIFESTE.sha256"
    before, list_before = path.read_bytes(), listed.read_bytes()
    place = len(before) // 2 if at is None else at
    # Letters and figures stay what they are, so that the file is still read.
    kept = before[place : place + 1].isalnum()
    after = before[:place] + (b"7" if kept and before[place] != ord("7") else b"8") + before[place + 1 :]
    path.write_bytes(after)
    if manifest:
        old, new = (hashlib.sha256(content).hexdigest() for content in (before, after))
        listed.write_bytes(list_before.replace(old.encode(), new.encode()))

    def undo() -> None:
        path.write_bytes(before)
        if name != "MANIFESTE.sha256":
            listed.write_bytes(list_before)

    return undo


def _one_byte(c: Controlled, folder: Path) -> None:
    assert faults(folder) == []
    act, log = f"actes/{c.granted.number}", f"journal/{c.granted.dossier.reference}.jsonl"
    first = Anchor.objects.get(number=1)
    head, named = f"tetes/00001-{first.day}", f"tête n° 1 du {first.day}"
    lines = (folder / log).read_bytes().splitlines()
    inside = sum(len(line) + 1 for line in lines[:2]) + lines[2].index(b'"actor":"') + 9
    texts = next(folder.glob("journal/*.textes.jsonl")).relative_to(folder).as_posix()
    said = (folder / texts).read_bytes().index(b'"text": "') + 9
    cases: dict[str, tuple[str, int | None, str, str]] = {
        # what, where, who names it at once, who names it when the manifest is made to agree
        "act": (f"{act}/acte.pdf", None, f"{act}/acte.pdf : fichier modifié", f"{act}/acte.pdf : n’est pas ce que"),
        "letter": (f"{act}/lettre.pdf", None, "fichier modifié", f"{act}/lettre.pdf : n’est pas ce que"),
        "data": (f"{act}/donnees.json", None, "fichier modifié", f"{act}/donnees.json : n’est pas ce que"),
        "minutes": ("seances/1/PV-1-P1.pdf", None, "fichier modifié", "seances/1/PV-1-P1.pdf : la ligne 1 n’est plus"),
        "log": (log, inside, f"{log} : fichier modifié", f"{log}, ligne 4 : ne suit pas la précédente"),
        "text": (texts, said, f"{texts} : fichier modifié", f"{texts}, ligne 1 : ce texte n’est pas celui"),
        "head": (f"{head}.json", None, f"{head}.json : fichier modifié", f"{named} : signature d’autre chose"),
        "list": (f"{head}.txt", None, f"{head}.txt : fichier modifié", f"{named} : la liste entière des chaînes"),
        "stamp": (f"{head}.p7s", None, f"{head}.p7s : fichier modifié", f"{named} : horodatage d’autre chose"),
        "register": ("registre.csv", None, "registre.csv : fichier modifié", ""),
        "verifier": ("verifier.py", None, "verifier.py : fichier modifié", ""),
        "index": ("index.jsonl", None, "index.jsonl : fichier modifié", ""),
    }
    for what, (name, at, at_once, in_spite) in cases.items():
        for manifest, words in ((False, at_once), (True, in_spite)):
            undo = changed(folder, name, at=at, manifest=manifest)
            found = faults(folder)
            assert not words or any(words in line for line in found), (what, manifest, words, found)
            undo()
    assert faults(folder) == []
    undo = changed(folder, "MANIFESTE.sha256", at=3)
    (line,) = faults(folder)
    assert "n’est pas celle du manifeste" in line
    undo()
    # By a program of its own, once: the words, the code, nothing on the error stream.
    undo = changed(folder, f"{act}/acte.pdf")
    status, lines_said = verified(folder / "verifier.py")
    assert status == 1
    assert lines_said[0].startswith(f"{act}/acte.pdf : fichier modifié")
    undo()


def _taken_away(c: Controlled, folder: Path) -> None:
    """What is taken away or added is named even when manifest and index agree."""
    number = c.refused.number
    for name in ("MANIFESTE.sha256", "index.jsonl"):
        kept = [line for line in (folder / name).read_text().splitlines(keepends=True) if number not in line]
        (folder / name).write_text("".join(kept))
    manifest = (folder / "MANIFESTE.sha256").read_text()
    index = hashlib.sha256((folder / "index.jsonl").read_bytes()).hexdigest()
    (folder / "MANIFESTE.sha256").write_text(re.sub(r"[0-9a-f]{64}  index", f"{index}  index", manifest))
    for path in (folder / "actes" / number).iterdir():
        path.unlink()
    (missing,) = faults(folder)
    assert missing.startswith(f"acte {number} : signé selon le journal")
    (folder / "actes" / number / "acte.pdf").write_bytes(b"%PDF-")
    assert f"actes/{number}/acte.pdf : fichier que le manifeste ne connaît pas" in faults(folder)
    (folder / "registre.csv").unlink()
    assert "registre.csv : fichier absent de l’archive" in faults(folder)


def _altered(c: Controlled, into: Path) -> None:
    """An archive says what the site holds: what is no longer what was signed is found by whoever checks it."""
    triggers.remove(connection)
    entry = LogEntry.objects.filter(case_id=c.granted.dossier_id).order_by("seq")[1]
    LogEntry.objects.filter(pk=entry.pk).update(payload=entry.payload.replace('"seq":2', '"seq":2 '))
    file = ActFile.objects.get(act=c.refused, part="letter")
    ActFile.objects.filter(pk=file.pk).update(content=bytes(file.content)[:-1] + b" ")
    paper = PaperFile.objects.get(paper__reference="PV-1-P1", edition="whole")
    PaperFile.objects.filter(pk=paper.pk).update(content=b"%PDF-1.7")
    assert "document paper:PV-1-P1:whole : contenu modifié (l’empreinte ne correspond plus)" in verified_here()
    found = faults(unpacked(made(c.auditor), into))
    log = f"journal/{c.granted.dossier.reference}.jsonl"
    wanted = (
        f"{log}, ligne 3 : ne suit pas la précédente",
        f"actes/{c.refused.number}/lettre.pdf : n’est pas ce que le journal dit signé",
        "seances/1/PV-1-P1.pdf : la ligne 1 n’est plus celle que scelle la tête n° 1",
    )
    for words in wanted:
        assert any(line.startswith(words) for line in found), (words, found)


# -- for whom, of what ------------------------------------------------------------------------------
@pytest.mark.breaks_invariants
def test_an_archive_is_its_reader_s_holds_what_they_may_read_and_what_the_site_has_altered_or_not(
    tmp_path: Path,
) -> None:
    with controlled() as c:
        _kept(c)
        _whole_file(c)
        _alone(c, tmp_path / "alone")
        _scoped(c, tmp_path / "scoped")
        _altered(c, tmp_path / "altered")


def _alone(c: Controlled, into: Path) -> None:
    """One dossier with its act and what was decided of it: nothing of the others of its session."""
    dossier = c.granted.dossier
    folder = unpacked(made(c.auditor, Scope(Kind.DOSSIER, dossier=dossier)), into)
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {"extraits/1-COPIL-1.pdf", f"actes/{c.granted.number}/acte.pdf", "dossier.pdf"} <= names
    assert not (folder / "seances").exists()
    assert "Accord sous réserve" in text_of((folder / "extraits/1-COPIL-1.pdf").read_bytes())
    others = [one.reference for one in c.dossiers if one.reference != dossier.reference]
    for path in folder.rglob("*"):
        assert not path.is_file() or not any(one.encode() in path.read_bytes() for one in others), path
    assert faults(folder) == []


def _scoped(c: Controlled, into: Path) -> None:
    auditor, lab = c.auditor, c.committee.world
    assert codes(ask(lab.leader)) == ["forbidden"]
    assert codes(ask(lab[world.Role.TEAM_LEAD])) == ["forbidden"]
    day = clock.day_of(c.granted.signed_at)
    by_scope = {
        Scope(Kind.SESSIONS, sessions=(c.committee.session,)): 4,
        Scope(Kind.CALLS, calls=(lab.call,)): 4,
        Scope(Kind.PERIOD, starts_on=day, ends_on=day): 2,
        Scope(Kind.CALLS, calls=(world.open_call("AUTRE"),)): 0,
    }
    for scope, count in by_scope.items():
        assert gathering.dossiers_for(auditor, scope).count() == count, scope.sentence
    # What they led is not theirs to control, nor is a paper that tells of it.
    led = Leadership.objects.create(dossier=c.refused.dossier, person=auditor, since=clock.now())
    export = made(auditor)
    folder = unpacked(export, into)
    assert sorted(path.name for path in (folder / "actes").iterdir()) == [c.granted.number]
    assert not (folder / "seances").exists()
    assert "PV-1-P1 : ce document parle aussi" in (folder / "LISEZMOI.txt").read_text()
    assert c.refused.dossier.reference not in (folder / "index.jsonl").read_text()
    assert faults(folder) == []
    assert codes(ask(auditor, Scope(Kind.CALLS, calls=(world.open_call("VIDE"),)))) == ["nothing"]
    led.delete()


def _whole_file(c: Controlled) -> None:
    """One page tells all that the site holds of a dossier, votes by name unless they were secret."""
    client, dossier = Client(), c.granted.dossier
    client.force_login(c.auditor)
    with counted(at_most=45):
        page = " ".join(client.get(f"/controle/dossiers/{dossier.reference}/").content.decode().split())
    for words in (
        "Deux visites sur trois.", "Avis des référents", "Consensus", c.granted.number, "Associer un second service.",
        "Siège 1 (copil_member Essai)", "Accord", "Version 1, déposée le", "Le suivi en détail", "Chronique",
    ):  # fmt: skip
        assert words in page, words
    secret = c.committee.session.items.order_by("position")[3].dossier
    page = client.get(f"/controle/dossiers/{secret.reference}/").content.decode()
    assert ("au scrutin secret" in page, "(copil_member Essai)" in page) == (True, False)
    for role in (world.Role.TEAM_LEAD, world.Role.COPIL_CHAIR, world.Role.ADMIN):
        other = Client()
        other.force_login(c.committee.world[role])
        assert other.get(f"/controle/dossiers/{dossier.reference}/").status_code == 404


def ask(by: User, scope: Scope | None = None) -> Any:
    return actions.ask_export(scope=scope or Scope(Kind.ALL), by=by)


# -- kept for a time --------------------------------------------------------------------------------
def _kept(c: Controlled) -> None:
    export, auditor = made(c.auditor), c.auditor
    _statements(auditor)
    again = ok(ask(auditor))
    assert again.pk != export.pk
    assert ok(ask(auditor)).pk == again.pk, "asked for twice, made once"
    assert codes(ask(auditor, Scope(Kind.CALLS, calls=(c.committee.world.call,)))) == ["wrong_state"]
    assert open_to(auditor, export.pk) == export
    with clock.at(clock.now() + timedelta(days=7, minutes=1)):
        assert timers.carry_out(old_archives()) == (5, ())
    export.refresh_from_db()
    again.refresh_from_db()
    assert (export.removed_at is not None, export.path.exists()) == (True, False)
    assert again.failed_at is not None, "nobody finished it"
    with clock.at(clock.now() + timedelta(days=40000)):
        assert open_to(c.auditor, export.pk) is None, "the mission is over"


def _statements(auditor: User) -> None:
    """Two an act for its files, one a dossier for the reader's ties, five a chunk: nothing holds all the acts."""
    asked: list[int] = []
    assert auditor.roles  # read once
    for size in (1, 2, 4):
        with pytest.MonkeyPatch.context() as patch, counted() as seen:
            patch.setattr(gathering, "CHUNK", size)
            made(auditor)
        asked.append(len(seen))
    assert (asked[0] - asked[1], asked[1] - asked[2]) == (10, 5)
