"""The decision: prepared, read, signed; then found, verified by anybody, and read by who controls."""

import re
from hashlib import sha256

from playwright.sync_api import Page

from tests.browser import Live
from tests.decisions.pages import text_of
from tests.life.house import DELEGATION, QUALITY
from tests.life.leader import BENEFICIARY, TITLE
from tests.life.walking import assert_unsaid, choose, expect_said, file_behind, go_to, main, press, sound, take_up_task
from tests.world import SIRET

AMOUNT = "18 000,00 €"


def is_prepared(page: Page) -> None:
    """By the signatory, who reads the act and its letter before anything is signed."""
    take_up_task(page, "Signer la décision, ou la renvoyer")
    expect_said(page, "Accord de 18 000,00 €", "L’acte et sa lettre de notification se préparent", "2 pour, 1 contre")
    sound(page)
    press(page, "Préparer l’acte")
    expect_said(page, "L’acte est préparé", BENEFICIARY, DELEGATION)
    sound(page)
    draft = text_of(file_behind(page, "Lire l’acte (PDF)"))
    for told in (TITLE, BENEFICIARY, AMOUNT):
        assert told in draft, told


def is_signed(page: Page) -> None:
    main(page).get_by_role("button", name=re.compile("^Signer l’accord")).click()
    expect_said(page, "Registre des actes signés", TITLE, AMOUNT, "En vigueur")
    sound(page)


def waits_for_the_session(page: Page) -> None:
    """The coordination has the decisions of the session told together."""
    page.goto("/copil/seances/1/")
    press(page, "Notification des décisions")
    choose(page, "grouped", "yes")
    press(page, "Enregistrer")
    expect_said(page, "C’est enregistré pour ce qui sera signé désormais.", "Aucune décision signée n’attend")


def is_told(page: Page) -> None:
    page.goto("/copil/seances/1/notifications/")
    expect_said(page, TITLE, "acte n°", "1 personne recevra un courriel", "Une notification partie ne se reprend pas.")
    sound(page)
    press(page, "Notifier les décisions de la séance")
    expect_said(page, "Aucune décision signée n’attend d’être notifiée.")


def says_what_was_asked(page: Page, reference: str) -> tuple[str, bytes]:
    """The act, fetched from the leader's page, is of that dossier; its code and its bytes."""
    page.goto(f"/dossiers/{reference}/")
    act, letter = file_behind(page, "L’acte (PDF)"), file_behind(page, "La lettre de notification (PDF)")
    code = main(page).locator("a[href^='/verifier/']").inner_text()
    words = text_of(act).lower()
    for told in (reference, TITLE, BENEFICIARY, SIRET, AMOUNT, "Hélène", QUALITY, DELEGATION, code):
        assert told.lower() in words, (told, words)
    assert AMOUNT in text_of(letter)
    return code, act


def is_verified_by_anybody(live: Live, code: str, act: bytes) -> None:
    """Signed out, with nothing but the code that the paper bears."""
    page = live.window()
    page.goto("/verifier/")
    sound(page)
    page.get_by_label("Code de vérification").fill(code.lower())
    press(page, "Vérifier")
    expect_said(page, "Cet acte a été délivré et il est en vigueur", AMOUNT, BENEFICIARY, SIRET, TITLE)
    expect_said(page, sha256(act).hexdigest())
    assert_unsaid(page, "nadia", "pour, ")
    sound(page)


def is_controlled(page: Page, reference: str, *told: str) -> None:
    """Whoever has a mission of control reads all of it, and is offered nothing to change."""
    go_to(page, "Dossiers")
    sound(page)
    press(page, TITLE)
    expect_said(page, "Accord de 18 000,00 €", "2 pour, 1 contre")
    assert_unsaid(page, "Ce que vous pouvez faire")
    sound(page)
    page.goto(f"/dossiers/{reference}/evaluations/")
    expect_said(page, *told)
    assert AMOUNT in text_of(_act_of(page, reference))


def _act_of(page: Page, reference: str) -> bytes:
    page.goto(f"/dossiers/{reference}/")
    return file_behind(page, "L’acte (PDF)")
