"""A control from its mission to what it leaves behind: given, read, taken away, checked elsewhere, noted."""

import subprocess
import sys
import threading
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.roles import Role
from audit.models import Export
from decisions.models import Act
from notifications.worker import work
from tests import world
from tests.browser import Live
from tests.decisions.desk import Desk, desk
from tests.dossiers.test_in_the_browser import window_of
from tests.work.hands import looked_at, press, told
from workflow import clock
from workflow.sealing.anchoring import anchor

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]
REASON = "Contrôle de la chambre régionale des comptes, lettre du 3 mars."


def test_a_mission_from_the_day_it_is_given_to_what_is_noted_of_it(live: Live, settings: Any, tmp_path: Path) -> None:
    settings.EXPORTS_DIR, settings.ANCHORS_DIR = tmp_path / "exports", tmp_path / "heads"
    with desk() as d:
        act = d.signed()
        assert anchor()
    auditor = world.person("magistrate")
    is_given_a_mission(window_of(live, d.world[Role.ADMIN]), d, auditor)
    page = window_of(live, auditor)
    reads_the_register_and_a_whole_dossier(page, act)
    checks(takes_an_archive_away(page, tmp_path), act)
    page.goto("/controle/consultations/")
    told(page, "Ce que vous avez lu", "Dossier entier", "Archive de contrôle", f"q = {act.number}")
    looked_at(page)
    lead = window_of(live, d.lead, width=390)
    is_known_of_from_the_dossier(lead, act, auditor)
    takes_the_dossier_away(lead, act)


def is_given_a_mission(page: Page, d: Desk, auditor: User) -> None:
    """From the person's page, where a role is given: a control asks for more."""
    page.goto(f"/personnes/{auditor.ref}/donner-un-role/")
    press(page, "donner une mission de contrôle")
    assert page.get_by_label("Adresse électronique de la personne").input_value() == auditor.email
    page.get_by_label("Motif de la mission").fill(REASON)
    page.fill("#id_last_day", str(clock.today() + timedelta(days=30)))
    page.locator("label", has_text=d.world.call.title).click()
    looked_at(page)
    press(page, "Donner la mission")
    told(page, auditor.full_name, REASON)
    looked_at(page)


def reads_the_register_and_a_whole_dossier(page: Page, act: Act) -> None:
    page.goto("/controle/")
    told(page, "Votre mission", REASON)
    looked_at(page)
    press(page, "Le registre des décisions")
    page.get_by_label("Rechercher").fill(act.number)
    press(page, "Filtrer")
    told(page, act.beneficiary)
    looked_at(page)
    press(page, act.dossier.reference)
    press(page, "Le dossier entier, sur une page")
    told(page, "Évaluations et consensus", "Votes du COPIL", act.number)
    looked_at(page)


def takes_an_archive_away(page: Page, folder: Path) -> Path:
    """Asked for on the page, made by the worker while the page waits, downloaded and unpacked."""
    page.goto("/controle/archives/")
    page.locator("label", has_text="tout ce que couvre votre mission").click()
    looked_at(page)
    press(page, "Préparer l’archive")
    told(page, "En préparation")
    worker = WorkerForOnce()
    worker.start()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Télécharger l’archive").click()
    worker.stopped()
    export = Export.objects.get()
    told(page, export.sha256, export.manifest_sha256)
    looked_at(page)
    with zipfile.ZipFile(taken.value.path()) as file:
        file.extractall(folder)
    return folder / export.name


class WorkerForOnce(threading.Thread):
    """The site's own worker, until the archive is made."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._stop_asked = threading.Event()

    def run(self) -> None:
        work(tick=lambda: None, stop=self._stop_asked, poll=0.1)
        connections.close_all()

    def stopped(self) -> None:
        self._stop_asked.set()
        self.join()


def checks(folder: Path, act: Act) -> None:
    """On another machine: Python alone, none of the site's libraries."""
    command = [sys.executable, "-I", "-S", "verifier.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    assert "Archive intacte." in done.stdout
    assert Export.objects.get().manifest_sha256 in done.stdout
    assert (folder / "actes" / act.number / "acte.pdf").exists()


def is_known_of_from_the_dossier(page: Page, act: Act, auditor: User) -> None:
    """By the team, whose work was controlled."""
    page.goto(act.dossier.get_absolute_url())
    press(page, "Qui a consulté ce dossier, en contrôle")
    expect(page.get_by_label("Dossier ou acte")).to_have_value(act.dossier.reference)
    told(page, auditor.full_name, "Dossier entier", f"Dossiers de l’appel {act.dossier.call.title}")


def takes_the_dossier_away(page: Page, act: Act) -> None:
    """The team too: as one PDF at once, whole as an archive that the worker makes."""
    page.goto(act.dossier.get_absolute_url())
    with page.expect_download() as taken:
        page.get_by_role("link", name="Télécharger le dossier en un PDF").click()
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF")
    press(page, "Préparer le dossier entier (zip)")
    told(page, "Dossier entier, en archive", "En préparation", act.dossier.reference)
    looked_at(page)
