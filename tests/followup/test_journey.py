"""A grant in the browser, from the signature of its act to its end: checked, paid, amended, reported and closed."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from decisions.document import ActInputs
from decisions.models import Act
from decisions.reading import inputs_of
from followup.models import Handing
from tests.browser import Live
from tests.decisions.desk import LOCAL, desk
from tests.dossiers.test_autosave_browser import saved
from tests.dossiers.test_in_the_browser import window_of
from tests.followup.followed import ask, pay
from tests.work.hands import looked_at, press, told
from tests.world import fresh, ok
from workflow import clock
from workflow.invariants import violations

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.pdf, pytest.mark.django_db(transaction=True)]
DONE = "Les deux guichets partagent un accueil depuis mars."


def test_from_the_signature_of_the_act_to_the_end(live: Live, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    with clock.at(clock.now() - timedelta(days=30)), desk(LOCAL) as d:
        dossier, leader, lead, signatory = d.dossier, d.world.leader, d.lead, d.signatory
    hand, anybody = window_of(live, signatory), live.window()
    signs(hand, dossier)
    first = Act.objects.get(status="in_force")
    verifies(anybody, first, "Cet acte a été délivré et il est en vigueur")

    page, team = window_of(live, leader, width=390), window_of(live, lead)
    team.goto(reverse("followup:page", args=[dossier.reference]))
    pays(team, "Avance")
    asks_for_more_time(page, dossier, inputs_of(first))
    agrees(team, dossier)
    page.reload()
    told(page, "décision en cours")
    signs(hand, dossier, "Ce qui change par rapport à l’acte en vigueur", "Fin du projet", "Le maçon est en retard.")
    verifies(anybody, first, "Cet acte a été délivré, mais il n’est plus en vigueur")

    asks_for_an_instalment(page, dossier)
    writes_and_hands_in(page)
    accepts(team, dossier)
    pays(team, "Acompte")
    ok(ask(d, number=3))
    ok(pay(d, number=3))
    team.goto(dossier.get_absolute_url())
    told(team, "Solder les paiements, puis clore le dossier", "avenant n° 1")
    press(team, "Clore le dossier")
    looked_at(team)
    press(team, "Clore le dossier")
    told(team, "Plus rien n’est attendu", "Le financement est terminé : 17 000,00 € versés")
    page.goto(dossier.get_absolute_url())
    told(page, "Le compte rendu final dit ce que d’autres peuvent reprendre.")
    press(page, "Voir le suivi de la décision")
    told(page, "Compte rendu final", "Les paiements sont soldés")
    looked_at(page)
    assert fresh(dossier).state == "closed"
    assert list(violations()) == []


def signs(hand: Page, dossier: Any, *says: str) -> None:
    hand.goto(reverse("decisions:sign", args=[dossier.reference]))
    told(hand, *says)
    looked_at(hand)
    press(hand, "Préparer l’acte")
    told(hand, "Votre signature")
    looked_at(hand)
    hand.locator("main").get_by_role("button", name=re.compile("^Signer l’(accord|avenant)")).click()
    told(hand, "Décision signée sur le dossier")


def verifies(anybody: Page, act: Act, says: str) -> None:
    anybody.goto(reverse("decisions:verify", args=[act.code]))
    told(anybody, says)
    looked_at(anybody)


def asks_for_more_time(page: Page, dossier: Any, act: ActInputs) -> None:
    assert act.grant is not None
    page.goto(reverse("followup:page", args=[dossier.reference]))
    way(page, "Demander un avenant")
    looked_at(page)
    page.locator("#id_ends_on").fill(str(act.grant.ends_on + timedelta(days=60)))
    page.locator("#id_amount").fill("17 000")
    press(page, "Demander un avenant")  # nothing says why
    told(page, "Écrivez pourquoi")
    looked_at(page)
    page.locator("#id_reason").fill("Le maçon est en retard.")
    press(page, "Demander un avenant")
    told(page, "La demande d’avenant est transmise", "à examiner")
    looked_at(page)


def agrees(team: Page, dossier: Any) -> None:
    team.goto(reverse("followup:page", args=[dossier.reference]))
    way(team, "Préparer l’avenant")
    looked_at(team)
    team.locator("#id_part-1-amount").fill("3 000")
    press(team, "Soumettre l’avenant à la signature")
    told(team, "Les versements à venir font")
    looked_at(team)
    team.locator("#id_part-1-amount").fill("2 600")
    press(team, "Soumettre l’avenant à la signature")
    told(team, "L’avenant est soumis à la signature.", "à signer")
    looked_at(team)


def way(page: Page, label: str) -> None:
    """The gesture of that name on a thing of the follow-up."""
    page.locator("main").get_by_role("link", name=re.compile(f"^{re.escape(label)}")).first.click()


def asks_for_an_instalment(page: Page, dossier: Any) -> None:
    page.goto(dossier.get_absolute_url())
    press(page, "Voir le suivi de la décision")
    told(page, "5 400,00 € versés sur 17 000,00 € accordés", "Compte rendu final")
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
    told(desk, "Le compte rendu est accepté", "17 000,00 € sont dus")


def pays(desk: Page, part: str) -> None:
    way(desk, f"Enregistrer le paiement : {part}")
    looked_at(desk)
    desk.locator("#id_chorus").fill("4500123456")
    press(desk, "Enregistrer le paiement")
    told(desk, "Le paiement est enregistré", "4500123456")
