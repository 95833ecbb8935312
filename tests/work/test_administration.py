"""The administration's day, on a phone: a call prepared, opened, explained, closed; a lost mail sent again."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from accounts.roles import Role
from dossiers.models import Call
from notifications.delivery import deliver_due
from tests import world
from tests.browser import Live
from tests.dossiers.test_in_the_browser import window_of
from tests.notifications.conftest import smtp as smtp
from tests.notifications.mails import queue
from tests.work.hands import looked_at, press, tab_to, told
from workflow import clock

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]
HOME = "/appels/administration/"
PARTS = ("presentation", "dates", "personnes", "delais", "grille")


def test_a_call_from_its_preparation_to_its_close_and_a_mail_that_was_lost(live: Live, smtp: Any) -> None:
    lab = world.build()
    nadia = world.person("nadia")
    queue(nadia)
    smtp.refused[nadia.email] = "550 no such person here"
    deliver_due()
    page = window_of(live, lab[Role.ADMIN], width=390)
    page.goto("/")
    told(page, "Administrer le site", "1 courriel à reprendre")
    looked_at(page)
    prepares(page)
    gives_its_envelope_by_keyboard(page)
    for part in PARTS:
        page.goto(f"{HOME}LABO-2027/reglages/{part}/")
        looked_at(page)
    presents(page)
    words_its_help(page)
    opens(page)
    is_read_by_whoever_may_apply(window_of(live, lab.leader, width=390))
    closes(page)
    sends_again(page, smtp, nadia.email)


def prepares(page: Page) -> None:
    press(page, "Appels à projets")
    page.wait_for_url(f"**{HOME}")
    looked_at(page)
    press(page, "Préparer un appel")
    looked_at(page)
    today = clock.today()
    page.get_by_label("Code").fill("LABO-2027")
    page.get_by_label("Intitulé").fill("Innover ensemble, troisième édition")
    for field, days in (("opens_on", 0), ("closes_on", 60), ("ends_on", 300)):
        page.fill(f"#id_{field}", str(today + timedelta(days)))
    press(page, "Préparer cet appel")
    told(page, "L’appel est en préparation", "Cet appel n’est visible que de l’administration")
    looked_at(page)


def gives_its_envelope_by_keyboard(page: Page) -> None:
    page.goto(f"{HOME}LABO-2027/reglages/enveloppe/")
    looked_at(page)
    for field, typed in (
        ("id_envelope", "120 000,00"), ("id_budget_line", "BOP 349"), ("id_reason", "Première dotation."),
        ("id_reference", "Notification n° 12"),
    ):  # fmt: skip
        tab_to(page, field)
        page.keyboard.press("Control+A")
        page.keyboard.type(typed)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{HOME}LABO-2027/")
    told(page, "120 000,00 €", "Première dotation.")


def presents(page: Page) -> None:
    """A call that nobody presented does not open, and says so."""
    page.goto(f"{HOME}LABO-2027/ouvrir/")
    press(page, "Décider l’ouverture")
    told(page, "Présentez d’abord l’appel", "Dites d’abord à qui les porteurs peuvent écrire.")
    looked_at(page)
    page.goto(f"{HOME}LABO-2027/reglages/presentation/")
    page.fill("#id_presentation", "Pour les agents qui veulent essayer.")
    page.fill("#id_contact_name", "L’équipe du lab")
    page.fill("#id_contact_email", "lab@lab-o.example")
    press(page, "Enregistrer")
    page.wait_for_url(f"**{HOME}LABO-2027/")


def words_its_help(page: Page) -> None:
    page.goto(f"{HOME}LABO-2027/aide/")
    looked_at(page)
    press(page, "L’irritant et les usagers")
    looked_at(page)
    page.locator("textarea").first.fill("Racontez une visite, de la porte au guichet.")
    press(page, "Enregistrer")
    page.wait_for_url("**/aide/")


def opens(page: Page) -> None:
    page.goto(f"{HOME}LABO-2027/")
    press(page, "Ouvrir l’appel")
    looked_at(page)
    press(page, "Décider l’ouverture")
    told(page, "L’ouverture de l’appel est décidée.")
    page.goto(f"{HOME}LABO-2027/historique/")
    told(page, "Notification n° 12")
    looked_at(page)
    assert Call.objects.get(code="LABO-2027").is_open(clock.today())


def is_read_by_whoever_may_apply(page: Page) -> None:
    page.goto("/appels/")
    looked_at(page)
    press(page, "Innover ensemble, troisième édition")
    looked_at(page)
    press(page, "Commencer un dossier")
    press(page, "Ouvrir mon dossier")
    page.get_by_role("link", name="L’irritant et les usagers").first.click()
    told(page, "Racontez une visite, de la porte au guichet.")


def closes(page: Page) -> None:
    """What closing does is told before, the draft just opened included; then the call is cloned for another year."""
    page.goto(f"{HOME}LABO-2027/clore/")
    told(page, "Ce qui va se passer", "1 brouillon jamais déposé")
    looked_at(page)
    page.get_by_label("Motif").fill("Enveloppe employée ailleurs.")
    press(page, "Clore l’appel maintenant")
    told(page, "L’appel est clos.")
    press(page, "Dupliquer l’appel")
    looked_at(page)


def sends_again(page: Page, smtp: Any, address: str) -> None:
    page.goto("/courriels/")
    told(page, address, "no such person here", "Abandonné")
    looked_at(page)
    smtp.refused.clear()
    press(page, f"Renvoyer à {address}")
    told(page, f"Le courriel repart vers {address}.")
    deliver_due()
    assert address in [str(mail["To"]) for mail in smtp.mails]
    page.reload()
    told(page, "Aucun courriel à renvoyer")
