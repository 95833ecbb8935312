"""A grant in the browser, from the public check of its act to its end: what is asked for, reported, paid and closed."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from decisions.models import Act
from followup.models import Handing
from tests.browser import Live
from tests.decisions.desk import LOCAL
from tests.dossiers.test_autosave_browser import saved
from tests.dossiers.test_in_the_browser import window_of
from tests.followup.followed import ask, followed, pay
from tests.work.hands import looked_at, press, told
from tests.world import fresh, ok
from workflow import clock
from workflow.invariants import violations

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.pdf, pytest.mark.django_db(transaction=True)]
DONE = "Les deux guichets partagent un accueil depuis mars."


def test_from_the_check_of_the_act_to_the_end(live: Live, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    with clock.at(clock.now() - timedelta(days=30)), followed(LOCAL, conditions="") as d:
        ok(pay(d))
        dossier, leader, lead = d.dossier, d.world.leader, d.lead
    anybody = live.window()
    anybody.goto(reverse("decisions:verify", args=[Act.objects.get().code]))
    told(anybody, "en vigueur")
    looked_at(anybody)

    page, desk = window_of(live, leader, width=390), window_of(live, lead)
    asks_for_an_instalment(page, dossier)
    writes_and_hands_in(page)
    accepts(desk, dossier)
    pays(desk, "Acompte")
    ok(ask(d, number=3))
    ok(pay(d, number=3))
    desk.goto(dossier.get_absolute_url())
    told(desk, "Solder les paiements, puis clore le dossier")
    press(desk, "Clore le dossier")
    looked_at(desk)
    press(desk, "Clore le dossier")
    told(desk, "Plus rien n’est attendu", "Le financement est terminé : 18 000,00 € versés")
    page.goto(dossier.get_absolute_url())
    told(page, "Le compte rendu final dit ce que d’autres peuvent reprendre.")
    press(page, "Voir le suivi de la décision")
    told(page, "Compte rendu final", "Les paiements sont soldés")
    looked_at(page)
    assert fresh(dossier).state == "closed"
    assert list(violations()) == []


def way(page: Page, label: str) -> None:
    """The gesture of that name on a thing of the follow-up."""
    page.locator("main").get_by_role("link", name=re.compile(f"^{re.escape(label)}")).first.click()


def asks_for_an_instalment(page: Page, dossier: Any) -> None:
    page.goto(dossier.get_absolute_url())
    press(page, "Voir le suivi de la décision")
    told(page, "5 400,00 € versés sur 18 000,00 € accordés", "Compte rendu final")
    looked_at(page)
    way(page, "Demander ce versement")
    looked_at(page)
    press(page, "Demander ce versement")  # nothing says yet that it is due
    told(page, "Dites pourquoi ce versement est dû")
    page.locator("#id_text").fill("La moitié des travaux est faite.")
    press(page, "Demander ce versement")
    told(page, "Le versement est demandé.")


def writes_and_hands_in(page: Page) -> None:
    """What is typed is kept by itself; what lacks is said beside its field."""
    way(page, "Remettre le compte rendu")
    looked_at(page)
    page.locator("#id_done").press_sequentially(DONE)
    saved(page)
    page.reload()
    expect(page.locator("#id_done")).to_have_value(DONE)
    page.locator("#id_measured").fill("12")
    page.locator("#id_spent").fill("20 000")
    page.locator("#id_lessons").fill("Réunir les deux équipes dès le premier jour.")
    press(page, "Remettre le compte rendu")
    told(page, "À remplir : Ce retour d’expérience peut-il être publié ?")
    looked_at(page)
    page.locator("label[for=id_publish_0]").click()
    page.locator("#id_joined").set_input_files(
        {"name": "depenses.csv", "mimeType": "text/csv", "buffer": b"poste;prix\naccueil;20000\n"}
    )
    press(page, "Remettre le compte rendu")
    told(page, "Le compte rendu est remis à l’équipe projet.", "depenses.csv")
    assert Handing.objects.get().answers["done"] == DONE


def accepts(desk: Page, dossier: Any) -> None:
    desk.goto(reverse("followup:page", args=[dossier.reference]))
    told(desk, DONE, "91 % du chemin")
    looked_at(desk)
    way(desk, "Accepter le compte rendu")
    looked_at(desk)
    press(desk, "Accepter le compte rendu")
    told(desk, "Le compte rendu est accepté", "18 000,00 € sont dus")


def pays(desk: Page, part: str) -> None:
    way(desk, f"Enregistrer le paiement : {part}")
    looked_at(desk)
    desk.locator("#id_chorus").fill("4500123456")
    press(desk, "Enregistrer le paiement")
    told(desk, "Le paiement est enregistré", "4500123456")
