"""The antivirus, a real clamd: what it says of each file, what follows, and what happens when it is away or killed."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.files.base import ContentFile
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.roles import Role
from dossiers import actions
from dossiers.files import antivirus, scanning, storage
from dossiers.models import Attachment, Dossier, Opinion, Verdict
from notifications.models import Message
from tests import world
from tests.antivirus import EICAR
from tests.dossiers import documents as d
from tests.dossiers.documents import upload
from tests.world import World, do, fresh, ok
from workflow import timers
from workflow.models import LogEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab() -> World:
    return world.build()


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def join(dossier: Dossier, lab: World, name: str, content: bytes) -> Attachment:
    found: Attachment = ok(actions.attach(dossier=dossier, upload=upload(name, content), by=lab.leader))
    return found


def verdicts(dossier: Dossier) -> dict[str, str]:
    return dict(dossier.attachments.values_list("name", "verdict"))


def kept() -> list[Path]:
    return [path for path in Path(project.MEDIA_ROOT).rglob("*") if path.is_file()]


def in_challenge(lab: World, **files: bytes) -> Dossier:
    """A deposited dossier with those files, every opinion in."""
    dossier = world.draft(lab)
    for name, content in files.items():
        join(dossier, lab, f"{name}.pdf", content)
    ok(do(dossier, "submit", lab.leader))
    for referent in lab.referents:
        ok(actions.assign_referent(dossier=dossier, referent=referent, by=lab[Role.TEAM]))
    for referent in lab.referents:
        sense = Opinion.Sense.FAVOURABLE
        ok(actions.give_opinion(dossier=dossier, sense=sense, text="Utile.", by=referent))
    return fresh(dossier)


# -- what clamd says -------------------------------------------------------------------
def test_clamd_tells_clean_infected_and_what_it_cannot_look_into(clamd: str) -> None:
    def verdict(content: bytes) -> Verdict:
        return antivirus.scan(ContentFile(content)).verdict

    assert verdict(d.PDF) is Verdict.CLEAN
    assert verdict(EICAR) is Verdict.INFECTED
    assert verdict(d.docx(**{"word/media/a.txt": EICAR})) is Verdict.INFECTED
    assert verdict(bytes(43_000_000)) is Verdict.UNSCANNABLE  # over clamd's own StreamMaxLength
    assert antivirus.scan(ContentFile(EICAR)).words == "Eicar-Test-Signature.UNOFFICIAL"


@pytest.mark.parametrize("address", ["/nowhere/clamd.sock", "127.0.0.1:1", ""])
def test_an_antivirus_that_is_not_there_is_away(settings: Any, address: str) -> None:
    settings.CLAMD = address
    with pytest.raises(antivirus.Away):
        antivirus.scan(ContentFile(b"x"))


# -- the worker's round -------------------------------------------------------------------
def test_joining_queues_a_scan_that_gives_the_verdict(lab: World, clamd: str) -> None:
    draft = world.draft(lab)
    join(draft, lab, "devis.pdf", d.PDF)
    assert [task.task_path for task in DBTaskResult.objects.all()] == ["dossiers.files.scanning.scan_waiting"]
    assert scanning.scan_due() == 1
    assert verdicts(draft) == {"devis.pdf": "clean"}
    assert scanning.scan_due() == 0
    assert Message.objects.filter(template="file_judged").count() == 0
    assert LogEntry.objects.get(event="attachment_scanned").actor_ref == "system"


def test_an_infected_file_is_erased_and_told_to_the_leader_and_the_team(
    lab: World, clamd: str, django_capture_on_commit_callbacks: Any
) -> None:
    dossier = in_challenge(lab, piege=d.PDF + EICAR, sain=d.PDF)
    with django_capture_on_commit_callbacks(execute=True):
        assert scanning.scan_due() == 2
    assert verdicts(dossier) == {"piege.pdf": "infected", "sain.pdf": "clean"}
    erased = Attachment.objects.get(name="piege.pdf")
    assert (erased.path, erased.finding, len(kept())) == ("", "Eicar-Test-Signature.UNOFFICIAL", 1)
    told = set(Message.objects.filter(template="file_judged").values_list("recipient__first_name", flat=True))
    assert told == {"leader", "team", "team_lead"}


def test_a_virus_in_a_first_draft_is_told_to_its_leaders_alone(lab: World, clamd: str) -> None:
    draft = world.draft(lab)
    friend = world.person("coporteur")
    world.co_lead(draft, friend, by=lab.leader)
    join(draft, lab, "piege.pdf", d.PDF + EICAR)
    scanning.scan_due()
    told = set(Message.objects.filter(template="file_judged").values_list("recipient__first_name", flat=True))
    assert told == {"leader", "coporteur"}


# -- the guard ------------------------------------------------------------------------------
def test_the_challenge_waits_for_the_antivirus_then_concludes_by_itself(lab: World, clamd: str) -> None:
    dossier = in_challenge(lab, devis=d.PDF)
    assert dossier.state == "challenge"
    refusal: Any = do(dossier, "conclude_challenge", None)
    assert [(r.code, r.sentence, r.lifted_by) for r in refusal.unmet] == [
        ("attachments_scanned", "Pièces jointes en attente d’analyse : 1.", "l’automate")
    ]
    scanning.scan_due()
    assert fresh(dossier).state == "team_review"


def test_without_an_antivirus_the_guard_says_what_to_do(lab: World) -> None:
    dossier = in_challenge(lab, devis=d.PDF)
    assert scanning.scan_due() == 0
    assert DBTaskResult.objects.count() == 0
    refusal: Any = do(dossier, "conclude_challenge", None)
    assert [(r.sentence, r.lifted_by) for r in refusal.unmet] == [
        (
            "Pièces jointes non analysées : 1. Le site n’a pas d’antivirus : l’administration doit lui en indiquer un "
            "(réglage JALON_CLAMD).",
            "l’administration du site",
        )
    ]
    assert in_challenge(lab).state == "team_review"  # no file, nothing to wait for


@pytest.mark.parametrize("verdict", [Verdict.INFECTED, Verdict.UNSCANNABLE])
def test_a_file_that_nobody_can_open_holds_nothing(lab: World, verdict: Verdict) -> None:
    dossier = in_challenge(lab, devis=d.PDF)
    scanning.record(Attachment.objects.get(), antivirus.Finding(verdict, "X"))
    assert fresh(dossier).state == "team_review"


# -- away, failing, killed ---------------------------------------------------------------------
def test_while_clamd_is_away_files_wait_a_little_longer_each_time(lab: World, settings: Any, clamd: str) -> None:
    draft = world.draft(lab)
    for n in range(3):
        join(draft, lab, f"{n}.pdf", d.PDF + str(n).encode())
    settings.CLAMD = "/nowhere/clamd.sock"
    waits = []
    for _try in range(2):
        assert scanning.scan_due() == 0
        first = Attachment.objects.order_by("-scan_attempts")[0]
        waits.append(round((first.next_scan_at - timezone.now()).total_seconds() / 60))
        Attachment.objects.filter(pk=first.pk).update(next_scan_at=timezone.now() - timedelta(days=1))
    assert waits == [1, 2]
    assert set(Attachment.objects.values_list("scan_attempts", flat=True)) == {0, 2}  # one try for all
    settings.CLAMD = clamd
    assert scanning.scan_due() == 3


def test_a_file_being_scanned_is_nobody_else_s(lab: World, clamd: str) -> None:
    join(world.draft(lab), lab, "devis.pdf", d.PDF)
    mine, other = Attachment.objects.get(), Attachment.objects.get()
    assert scanning._claim(mine)
    assert not scanning._claim(other)
    assert scanning.scan_due() == 0


def test_a_verdict_comes_once(lab: World, clamd: str) -> None:
    found = join(world.draft(lab), lab, "devis.pdf", d.PDF)
    scanning.record(found, antivirus.Finding(Verdict.INFECTED, "X"))
    scanning.record(found, antivirus.Finding(Verdict.CLEAN))
    assert Attachment.objects.get().verdict == Verdict.INFECTED
    assert LogEntry.objects.filter(event__in=["attachment_infected", "attachment_scanned"]).count() == 1


def test_a_lost_content_is_said_to_be_unscannable(lab: World, clamd: str) -> None:
    found = join(world.draft(lab), lab, "devis.pdf", d.PDF)
    kept()[0].unlink()
    assert scanning.scan_due() == 1
    found.refresh_from_db()
    assert (found.verdict, found.finding) == ("unscannable", "content missing")


# -- what a tick takes up -------------------------------------------------------------------------
def test_the_tick_scans_erases_and_sweeps(lab: World, clamd: str) -> None:
    draft = world.draft(lab)
    join(draft, lab, "devis.pdf", d.PDF)
    piege = join(draft, lab, "piege.pdf", d.PDF + EICAR)
    gone = join(draft, lab, "retire.pdf", d.PNG)
    # The test's transaction never commits: this is what a process killed before it could erase leaves.
    ok(actions.remove_attachment(attachment=gone, by=lab.leader))
    orphan = storage.write(piege.pk, ContentFile(b"written before a kill"))
    recent = storage.write(gone.pk, ContentFile(b"being joined right now"))
    hours_ago = time.time() - 7200
    os.utime(Path(project.MEDIA_ROOT, orphan), (hours_ago, hours_ago))
    assert len(kept()) == 5

    assert dict(timers.run().done)["files"] == 3  # a round of scans, the file taken away, the orphan
    assert verdicts(draft) == {"devis.pdf": "clean", "piege.pdf": "infected"}
    assert dict(timers.run().done)["files"] == 1  # what was found infected
    clean = Attachment.objects.get(verdict=Verdict.CLEAN)
    assert sorted(path.name for path in kept()) == sorted([Path(recent).name, str(clean.pk)])
    assert dict(timers.run().done)["files"] == 0


KILLED = """
import os, signal, sys
import django; django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from dossiers import actions
from dossiers.actions import attachments
from dossiers.models import Dossier
def killed(**_said):
    os.kill(os.getpid(), signal.SIGKILL)
attachments.keep = killed
dossier = Dossier.objects.get(reference=sys.argv[1])
actions.attach(dossier=dossier, upload=SimpleUploadedFile("a.pdf", b"%PDF-1.7"), by=dossier.leader)
"""


@pytest.mark.django_db(transaction=True)
def test_killed_between_the_file_and_its_row_nothing_is_half_there(
    children: dict[str, str], settings: Any, tmp_path: Path
) -> None:
    lab = world.build()
    draft = world.draft(lab)
    var = Path(project.VAR_DIR)
    settings.MEDIA_ROOT = var / "media"  # where the child writes
    before = set(kept())
    child = subprocess.run(
        [sys.executable, "-c", KILLED, draft.reference], env=children, cwd=project.BASE_DIR, timeout=60, check=False
    )
    assert child.returncode == -signal.SIGKILL
    (left,) = set(kept()) - before
    assert Attachment.objects.count() == 0
    timers.run()
    assert left.exists()  # too young to be an orphan: it may be joined right now
    os.utime(left, (0, time.time() - 7200))
    timers.run()
    assert not left.exists()
    ok(actions.attach(dossier=draft, upload=upload(), by=lab.leader))
