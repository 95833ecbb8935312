"""The exchange in a real browser: a message not sent survives a reload, one that was sent is not sent again."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import expect

from accounts.roles import Role
from dossiers import actions
from dossiers.models import Exchange
from tests import world
from tests.browser import Live, assert_accessible, assert_fits
from tests.dossiers.documents import PDF
from tests.dossiers.test_autosave_browser import nothing_unsent
from tests.dossiers.test_in_the_browser import window_of
from tests.world import ok

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "#id_message-text"
CUT = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED")


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def test_a_message_goes_there_and_an_answer_comes_back(live: Live) -> None:
    lab = world.build()
    dossier = world.in_challenge(lab)
    page = window_of(live, lab.leader, width=390)
    page.goto(f"/dossiers/{dossier.reference}/")
    page.get_by_role("link", name="Écrire au lab").click()
    page.select_option("#id_message-section", "budget")
    page.fill(TEXT, "Le devis du menuisier a changé.\nFaut-il le remplacer ?")
    page.set_input_files("#id_files", [{"name": "devis.pdf", "mimeType": "application/pdf", "buffer": PDF}])
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Votre message est envoyé.")).to_be_visible()
    expect(page.locator("article").get_by_text("Pas encore lu")).to_be_visible()
    assert_accessible(page)
    page.get_by_text("Corriger (jusqu’à").click()
    page.locator("article textarea").fill("Le devis a changé. Faut-il le remplacer ?")
    page.get_by_role("button", name="Corriger", exact=True).click()
    expect(page.locator("article p").get_by_text("Corrigé le")).to_be_visible()
    assert_fits(page)

    team = window_of(live, lab[Role.TEAM], width=390)
    team.goto("/")
    team.get_by_role("link", name="1 message non lu").click()
    expect(team.locator("article")).to_contain_text("Nouveau")
    team.fill(TEXT, "Oui, joignez-le ici.")
    team.locator(TEXT).press("Tab")
    team.get_by_role("button", name="Envoyer").press("Enter")
    expect(team.locator("article").nth(1)).to_contain_text("Oui, joignez-le ici.")
    assert_accessible(team)
    page.reload()
    expect(page.locator("article").first).to_contain_text("Lu par le lab le")
    expect(page.locator("article").nth(1)).to_contain_text("Oui, joignez-le ici.")


def test_a_message_not_sent_survives_a_reload_and_a_cut_network(live: Live) -> None:
    live.expected = CUT
    lab = world.build()
    dossier = world.in_challenge(lab)
    page = window_of(live, lab.leader)
    url = f"/dossiers/{dossier.reference}/echanges/"
    page.goto(url)
    page.select_option("#id_message-section", "need")
    page.locator(TEXT).press_sequentially("Une phrase qui ")
    page.reload()
    expect(page.locator(TEXT)).to_have_value("Une phrase qui ")
    expect(page.locator("#id_message-section")).to_have_value("need")
    expect(page.get_by_text("Voici le message que vous n’aviez pas envoyé.")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("link", name=f"{dossier.reference} : un message non envoyé")).to_be_visible()
    assert not Exchange.objects.exists()  # no other page sends it
    page.goto(url)
    expect(page.locator(TEXT)).to_have_value("Une phrase qui ")
    page.locator(TEXT).press_sequentially("reste.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Envoyer").click()
    page.wait_for_timeout(500)
    page.context.set_offline(False)
    page.goto(url)
    expect(page.locator(TEXT)).to_have_value("Une phrase qui reste.")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("article")).to_contain_text("Une phrase qui reste.")
    expect(page.locator(TEXT)).to_have_value("")
    nothing_unsent(page)
    assert Exchange.objects.count() == 1


def test_what_had_arrived_though_its_answer_was_lost_is_not_offered_again(live: Live) -> None:
    lab = world.build()
    dossier = world.in_challenge(lab)
    page = window_of(live, lab.leader)
    url = f"/dossiers/{dossier.reference}/echanges/"
    page.goto(url)
    page.locator(TEXT).press_sequentially("Déjà arrivé.")
    key = page.input_value("input[name=key]")
    ok(actions.write_message(dossier=dossier, text="Déjà arrivé.", by=lab.leader, key=UUID(key)))
    page.reload()
    expect(page.locator("article")).to_contain_text("Déjà arrivé.")
    expect(page.locator(TEXT)).to_have_value("")
    nothing_unsent(page)
    other = ok(actions.write_message(dossier=dossier, text="Une autre.", by=lab[Role.TEAM], key=uuid4()))
    assert other.side == "team"
