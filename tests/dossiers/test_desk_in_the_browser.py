"""The team's week in a real browser: the list filtered, sorted and kept, one gesture on many, the board, the review."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from tests import world
from tests.browser import Live, assert_accessible
from tests.dossiers.test_in_the_browser import window_of
from tests.world import fresh
from workflow import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def looked_at(page: Page) -> None:
    """Nothing to say for axe, nothing to scroll sideways."""
    assert_accessible(page)
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_team_filters_sorts_and_keeps_a_view(live: Live, width: int) -> None:
    lab = world.build()
    first, second = world.assigned(lab), world.in_challenge(lab)
    page = window_of(live, lab[Role.TEAM], width=width)
    page.goto("/dossiers/")
    page.select_option("select[name=holder]", "referents")
    page.select_option("select[name=sort]", "due")
    page.click(".jalon-filters summary")
    page.fill("input[name=least]", "18 000")
    page.press("input[name=least]", "Enter")
    page.wait_for_url("**holder=referents**")
    assert page.locator("tbody tr").count() == 1
    assert first.reference in page.locator("tbody").inner_text()
    assert second.reference not in page.locator("tbody").inner_text()
    page.click("text=Garder ces filtres comme une vue")
    page.fill("#view_name", "Avis attendus")
    looked_at(page)
    page.press("#view_name", "Enter")
    page.wait_for_selector("text=La vue « Avis attendus » est enregistrée.")
    assert page.locator(".jalon-views__link[aria-current]").inner_text() == "Avis attendus"
    page.click("text=Gérer mes vues")
    page.wait_for_url("**/dossiers/vues/")
    looked_at(page)


def test_one_gesture_on_many_dossiers_by_keyboard_alone(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the list to what was done; the batches follow one another by themselves."""
    monkeypatch.setattr("dossiers.views.bulk.BATCH", 1)
    lab = world.build()
    able, other = world.in_challenge(lab), world.assigned(lab)
    page = window_of(live, lab[Role.TEAM])
    page.goto("/dossiers/")
    page.focus(f"#pick-{other.reference}")
    page.keyboard.press("Space")
    expect(page.locator("[data-bulk-count]")).to_have_text("1 dossier choisi.")
    page.focus("#bulk-tick")
    page.keyboard.press("Space")
    expect(page.locator("[data-bulk-count]")).to_have_text("2 dossiers choisis.")
    looked_at(page)
    page.focus("#bulk-gesture")
    page.keyboard.type("Suspendre")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/gestes-groupes/**")
    looked_at(page)
    page.focus("input[name=until]")
    page.fill("input[name=until]", str(clock.today() + timedelta(20)))
    page.focus("textarea[name=reason]")
    page.keyboard.type("Le partenaire change de direction.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#bulk-preview")
    assert fresh(able).state == "challenge"
    expect(page.locator("#bulk-preview")).to_have_text("Possible sur 2 dossiers")
    looked_at(page)
    page.focus("text=Confirmer pour 2 dossiers")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Fait sur 2 dossiers")
    assert {fresh(able).state, fresh(other).state} == {"suspended"}
    looked_at(page)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_board_and_the_review_lead_to_what_they_show(live: Live, width: int) -> None:
    lab = world.build()
    with clock.at(world.days_later(-28)):
        late = world.in_challenge(lab)
    world.assigned(lab)
    page = window_of(live, lab[Role.TEAM], width=width)
    page.goto("/tableau-de-bord/")
    looked_at(page)
    page.click(".jalon-figure--late a")
    page.wait_for_url("**overdue=on**")
    assert late.reference in page.locator("tbody").inner_text()
    page.goto("/tableau-de-bord/")
    page.click("text=Revue de la semaine")
    page.wait_for_url("**/tableau-de-bord/revue/")
    looked_at(page)
    page.click("text=Clore la revue")
    page.wait_for_selector("text=La revue du jour est close")
    looked_at(page)
