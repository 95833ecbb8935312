"""A small request, by phone: its one page, who stands beside its leader or takes its lead, its receipts, its pieces."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.roles import Role
from dossiers import actions
from dossiers.models import Dossier
from tests import world
from tests.browser import Live
from tests.decisions.pages import text_of
from tests.dossiers.documents import PDF
from tests.dossiers.test_autosave_browser import saved
from tests.dossiers.test_in_the_browser import window_of
from tests.dossiers.test_short_form import SMALL
from tests.work.hands import looked_at, press, told
from tests.world import ANSWERS, World, fresh, ok
from workflow.models import LogEntry

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.pdf, pytest.mark.django_db(transaction=True)]


def test_by_phone_from_its_page_to_its_checked_pieces(live: Live, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    lab, claire, rene = world.build(), world.person("claire"), world.person("rene")
    page = window_of(live, lab.leader, width=390)
    dossier = is_written_on_one_page(page, lab)
    invites(page, dossier, claire, rene)
    reads(window_of(live, rene, width=390), dossier)
    hers = window_of(live, claire, width=390)
    accepts(hers, "vous invite à porter un dossier", "Vous portez désormais ce dossier avec son porteur.")
    hands_over(page, dossier, claire)
    accepts(hers, "vous propose de prendre la main", "Vous êtes désormais le porteur principal")
    deposits(hers, dossier)
    receipt_says(hers, dossier, dossier.reference, "ne fait naître aucune décision")
    team = window_of(live, lab[Role.TEAM])
    asks(team, dossier)
    provides(hers)
    checks(team)
    receipt_says(hers, dossier, "la demande est complète depuis")
    told(hers, "Les précédents : n° 1")
    is_replaced(window_of(live, lab[Role.TEAM_LEAD]), dossier)


def is_written_on_one_page(page: Page, lab: World) -> Dossier:
    page.goto("/")
    looked_at(page)
    page.get_by_role("link", name=re.compile("^Commencer un dossier")).first.click()
    page.locator("label[for=length-short]").click()
    looked_at(page)
    press(page, "Ouvrir mon dossier")
    page.wait_for_url("**/formulaire/court/")
    dossier = Dossier.objects.get()
    for code, given in {**ANSWERS, "budget": SMALL}.items():
        if code != "need":
            ok(actions.save_section(dossier=dossier, section=code, answers=given, revision=0, by=lab.leader))
    page.reload()
    page.wait_for_load_state("load")
    page.locator("#id_irritant").press_sequentially("Deux visites sur trois ne servent à rien.")
    page.locator("#id_evidence").press_sequentially("Comptage d’un mois.")
    saved(page)
    page.reload()
    told(page, "Le dossier est complet.")
    expect(page.locator("#id_evidence")).to_have_value("Comptage d’un mois.")
    looked_at(page)
    return fresh(dossier)


def invites(page: Page, dossier: Dossier, co_leader: User, reader: User) -> None:
    page.goto(f"/dossiers/{dossier.reference}/porteurs/")
    for kind, person in (("co_leader", co_leader), ("reader", reader)):
        page.locator(f"label:has(input[value={kind}]), input[value={kind}] + label").first.click()
        page.get_by_label("Adresse électronique").fill(person.email)
        press(page, "Envoyer l’invitation")
        told(page, f"L’invitation est envoyée à {person.email}")
    looked_at(page)


def accepts(page: Page, asked: str, done: str) -> None:
    page.goto("/")
    page.get_by_role("link", name=re.compile(asked)).click()
    looked_at(page)
    press(page, "Accepter")
    told(page, done)


def reads(page: Page, dossier: Dossier) -> None:
    """The reader reads the draft, and no page lets them write it."""
    accepts(page, "vous invite à lire un dossier", "Vous pouvez désormais lire ce dossier.")
    told(page, "Deux visites sur trois ne servent à rien.")
    looked_at(page)
    answer = page.goto(f"/dossiers/{dossier.reference}/formulaire/court/")
    assert answer is not None
    assert answer.status == 404


def hands_over(page: Page, dossier: Dossier, to: User) -> None:
    page.goto(f"/dossiers/{dossier.reference}/porteurs/")
    told(page, "Co-porteur depuis le", "Lecteurs", "rene Essai")
    press(page, "Passer la main à un autre porteur principal")
    page.get_by_text(to.full_name, exact=True).last.click()
    page.get_by_text("Je reste co-porteur").click()
    looked_at(page)
    press(page, "Proposer")
    told(page, "La proposition est envoyée. Vous portez le dossier jusqu’à la réponse.")


def deposits(page: Page, dossier: Dossier) -> None:
    page.goto(f"/dossiers/{dossier.reference}/")
    looked_at(page)
    press(page, "Déposer le dossier")
    page.wait_for_url("**/gestes/submit/")
    looked_at(page)
    press(page, "Déposer le dossier")
    told(page, "Accusé de réception", "Il sera établi d’ici quelques minutes.")
    assert LogEntry.objects.filter(case_id=dossier.pk, event="submit").count() == 1


def receipt_says(page: Page, dossier: Dossier, *words: str) -> None:
    """The worker's minute passes; the receipt that the page then leads to says this."""
    call_command("tick", verbosity=0)
    page.goto(f"/dossiers/{dossier.reference}/")
    url = page.get_by_role("link", name="Lire l’accusé (PDF)").get_attribute("href")
    answer = page.request.get(str(url))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    said = text_of(answer.body())
    for word in words:
        assert word in said


def asks(page: Page, dossier: Dossier) -> None:
    page.goto(f"/dossiers/{dossier.reference}/")
    press(page, "Demander une pièce manquante")
    page.fill("#id_line-0-label", "Le devis du menuisier")
    page.fill("#id_ask-message", "Votre demande est claire : il ne manque que cela.")
    looked_at(page)
    press(page, "Envoyer la demande")
    told(page, "La demande est envoyée au porteur : une pièce.", "attendue")
    looked_at(page)


def provides(page: Page) -> None:
    """From one's tasks, on a phone: a file and a word."""
    page.goto("/")
    press(page, "Fournir les pièces demandées")
    told(page, "Le devis du menuisier", "il ne manque que cela")
    page.set_input_files("input[type=file]", [{"name": "devis.pdf", "mimeType": "application/pdf", "buffer": PDF}])
    page.get_by_label("Précision").fill("Le prix a baissé.")
    looked_at(page)
    page.get_by_role("button", name=re.compile("^Envoyer")).click()
    told(page, "C’est transmis à l’équipe projet.", "devis.pdf")


def checks(page: Page) -> None:
    page.goto("/")
    press(page, "Vérifier les pièces fournies par le porteur")
    page.locator("main").get_by_text("Conforme", exact=True).click()
    looked_at(page)
    press(page, "Enregistrer la vérification")
    told(page, "C’est noté, et le porteur le lit.", "tout est réuni depuis le")


def is_replaced(page: Page, dossier: Dossier) -> None:
    """The coordination asks somebody to lead in the place of who is gone."""
    page.goto(f"/dossiers/{dossier.reference}/porteurs/remplacer/")
    looked_at(page)
    page.get_by_label("Adresse électronique du nouveau porteur").fill("autre@lot.example")
    page.get_by_label("Motif").fill("A quitté le service.")
    press(page, "Proposer")
    told(page, "La proposition est envoyée, et le porteur actuel est prévenu.", "autre@lot.example")
    looked_at(page)
