"""Joining files in a real browser: chosen or dropped, each with its progress; refusals beside the file they concern."""

import base64
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from dossiers.files import scanning
from dossiers.models import Dossier
from tests import world
from tests.antivirus import EICAR
from tests.browser import Live, assert_accessible
from tests.dossiers import documents as d
from tests.dossiers.test_in_the_browser import window_of
from tests.work.hands import looked_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Drops a file on the page as the mouse would.
DROP = """([name, content]) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(content), c => c.charCodeAt(0))], name));
  const target = document.querySelector("form[data-uploads]");
  for (const kind of ["dragenter", "dragover", "drop"])
    target.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def opened(live: Live, dossier: Dossier, *, width: int = 1280) -> Page:
    page = window_of(live, dossier.leader, width=width)
    page.goto(f"/dossiers/{dossier.reference}/formulaire/pieces/")
    return page


def given(*names_and_contents: tuple[str, bytes]) -> Any:
    return [{"name": n, "mimeType": "application/octet-stream", "buffer": c} for n, c in names_and_contents]


def test_many_files_are_sent_one_by_one_and_a_refused_one_says_why(live: Live, settings: Any, clamd: str) -> None:
    settings.FILE_MAX_BYTES = 2_000_000
    draft = world.draft(world.build())
    page = opened(live, draft, width=390)
    assert not page.locator("[data-without-script]").is_visible()
    long = "Lettre de soutien du département " * 6 + ".pdf"
    sent = given((long, d.PDF), ("page.html", b"<html>"), ("trop gros.pdf", bytes(2_100_000)), ("piege.pdf", EICAR))
    page.set_input_files("#id_files", sent)
    page.wait_for_selector("#files li:nth-child(2)")
    page.evaluate(DROP, ["été <b>.png", base64.b64encode(d.PNG).decode()])
    page.wait_for_selector("#files li:nth-child(3)")
    refused = page.locator("[data-uploads-list] li")
    assert sorted(refused.locator(".jalon-file__name").all_inner_texts()) == ["page.html", "trop gros.pdf"]
    assert "Ce fichier est trop lourd : 2 Mo au plus par fichier." in page.locator("[data-uploads-list]").inner_text()
    assert "été <b>.png" in page.locator("#files").inner_text()
    assert page.locator(".jalon-tabs [aria-current] .jalon-tabs__state").inner_text() == "3 fichiers"
    looked_at(page)

    scanning.scan_due()  # what the worker does beside
    page.wait_for_selector("#files .fr-badge--success")  # the list asks for itself again
    assert page.locator("#files .fr-badge--error").inner_text().lower() == "infecté, supprimé"
    with page.expect_download() as download:
        page.click("#files a >> text=été")
    assert download.value.path().read_bytes() == d.PNG
    page.click("#files button >> nth=0")
    page.locator("dialog button >> nth=1").click()
    page.wait_for_selector("#files li:nth-child(3)", state="detached")
    assert draft.attachments.of_draft().count() == 2
    assert_accessible(page)


def test_a_cut_network_loses_nothing_and_offers_to_try_again(live: Live) -> None:
    live.expected = ("ERR_INTERNET_DISCONNECTED",)
    draft = world.draft(world.build())
    page = opened(live, draft)
    page.context.set_offline(True)
    page.set_input_files("#id_files", given(("devis.pdf", d.PDF)))
    page.wait_for_selector("[data-uploads-list] .fr-message--error")
    assert "L’envoi a été interrompu" in page.locator("[data-uploads-list]").inner_text()
    assert_accessible(page)
    page.context.set_offline(False)
    page.click("[data-uploads-list] button")
    page.wait_for_selector("#files li")
    assert page.locator("[data-uploads-list] li").count() == 0


def test_a_session_that_ended_is_said_in_words(live: Live) -> None:
    draft = world.draft(world.build())
    page = opened(live, draft)
    page.context.clear_cookies()
    page.set_input_files("#id_files", given(("devis.pdf", d.PDF)))
    page.wait_for_selector("[data-uploads-list] .fr-message--error")
    assert draft.attachments.count() == 0
