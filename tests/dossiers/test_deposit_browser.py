"""The end of the writing, in a real browser: read again on paper, deposited once, and all of it from the keyboard."""

import io
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from dossiers import actions
from dossiers.models import Dossier, Section
from tests import world
from tests.browser import Live, assert_accessible
from tests.dossiers.test_in_the_browser import window_of
from tests.world import fresh, ok
from workflow.models import LogEntry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def deposits(dossier: Dossier) -> tuple[str, int, int]:
    """The state, how many versions are frozen, how many deposits are in the log."""
    logged = LogEntry.objects.filter(case_id=dossier.pk, event="submit").count()
    return fresh(dossier).state, dossier.versions.count(), logged


def test_a_double_click_deposits_once(live: Live) -> None:
    lab = world.build()
    dossier = world.draft(lab)
    page = window_of(live, lab.leader)
    page.goto(f"/dossiers/{dossier.reference}/gestes/submit/")
    page.locator("main form button[type=submit]").dblclick()
    page.wait_for_url(f"**/dossiers/{dossier.reference}/")
    assert deposits(dossier) == ("challenge", 1, 1)


def test_two_tabs_deposit_once_and_the_second_is_told(live: Live) -> None:
    lab = world.build()
    dossier = world.draft(lab)
    first = window_of(live, lab.leader)
    second = first.context.new_page()
    for page in (first, second):
        page.goto(f"/dossiers/{dossier.reference}/gestes/submit/")
    first.locator("main form button[type=submit]").click()
    first.wait_for_url(f"**/dossiers/{dossier.reference}/")
    second.locator("main form button[type=submit]").click()
    expect(second.locator("main")).to_contain_text("Ce geste n’est pas possible")
    assert_accessible(second)
    assert deposits(dossier) == ("challenge", 1, 1)


def test_going_back_and_pressing_again_deposits_once(live: Live) -> None:
    lab = world.build()
    dossier = world.draft(lab)
    page = window_of(live, lab.leader)
    page.goto(f"/dossiers/{dossier.reference}/formulaire/")
    page.goto(f"/dossiers/{dossier.reference}/gestes/submit/")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(f"**/dossiers/{dossier.reference}/")
    page.go_back()
    button = page.locator("main form button[type=submit]")
    if button.count():  # the page as it was, if the browser kept it
        button.click()
        page.wait_for_load_state("load")
    assert deposits(dossier) == ("challenge", 1, 1)


def test_the_recapitulation_is_printed_without_its_buttons(live: Live) -> None:
    lab = world.build()
    dossier = world.draft(lab)
    page = window_of(live, lab.leader)
    page.goto(f"/dossiers/{dossier.reference}/formulaire/")
    assert_accessible(page)
    printed = PdfReader(io.BytesIO(page.pdf(format="A4")))
    text = " ".join(" ".join(sheet.extract_text() for sheet in printed.pages).split())
    for said in (dossier.reference, "Accueil commun", "leader Essai", "Version de travail, non déposée", "18 000,00"):
        assert said in text.replace("\u202f", " "), said
    for pressed in ("Modifier", "Imprimer", "Déposer", "à compléter", "Se déconnecter", "Revenir au dossier"):
        assert pressed not in text, pressed
    assert len(printed.pages) <= 5


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))


def press_to(page: Page, wanted: str) -> None:
    """Tab after tab until the focus is there."""
    for _press in range(80):
        if focused(page).startswith(wanted):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {wanted} by keyboard; the focus is on {focused(page)}")


def test_a_section_is_written_and_two_texts_settled_from_the_keyboard_alone(live: Live) -> None:
    lab = world.build()
    dossier = ok(actions.open_draft(call=lab.call, by=lab.leader))
    friend = world.person("coporteur")
    world.co_lead(dossier, friend, by=lab.leader)
    page = window_of(live, lab.leader)
    page.goto(f"/dossiers/{dossier.reference}/formulaire/need/")
    page.wait_for_load_state("load")
    press_to(page, "Voir un exemple")
    page.keyboard.press("Enter")
    expect(page.locator(".jalon-example[open]")).to_have_count(1)
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "id_irritant"
    page.keyboard.type("Mon constat.")
    status = page.locator("[data-autosave-status] p")
    expect(status).to_have_text(re.compile("^Enregistré"))
    theirs = {"irritant": "Son constat."}
    ok(actions.save_section(dossier=dossier, section="need", answers=theirs, revision=1, by=friend))
    page.keyboard.type(" Et la suite.")
    expect(status).to_contain_text("deux textes sont à départager")
    assert focused(page) == "id_irritant"  # nothing takes the hand away from who is typing
    while focused(page) != "choose-irritant-mine":
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")
    assert focused(page) == "choose-irritant-theirs"
    press_to(page, "Enregistrer ces choix")
    page.keyboard.press("Enter")
    expect(page.locator("[data-panel] fieldset")).to_have_count(0)
    expect(page.locator("#id_irritant")).to_have_value("Son constat.")
    assert Section.objects.get(dossier=dossier).data["irritant"] == "Son constat."
