"""A note in a real browser: a colleague chosen with the keyboard alone, announced, kept, told."""

import pytest
from playwright.sync_api import expect

from accounts.roles import Role
from dossiers.models import Mention
from tests import world
from tests.browser import Live, assert_accessible, assert_fits
from tests.dossiers.test_in_the_browser import window_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "#id_note-text"


def test_a_colleague_is_mentioned_with_the_keyboard_alone(live: Live) -> None:
    lab = world.build()
    other = world.person("theodore", Role.TEAM)
    dossier = world.in_challenge(lab)
    page = window_of(live, lab[Role.TEAM], width=390)
    page.goto(f"/dossiers/{dossier.reference}/notes/")
    field, options = page.locator(TEXT), page.locator("[role=option]")
    field.focus()
    page.keyboard.type("À vérifier, @t")
    expect(options).to_have_count(2)
    expect(page.get_by_text("2 collègues proposés")).to_be_attached()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(page.locator("[role=listbox]")).to_be_hidden()
    page.keyboard.type("h")
    expect(options).to_have_text(["theodore Essai"])
    expect(field).to_have_attribute("aria-activedescendant", "id_note-text_proposals_0")
    page.keyboard.press("Enter")
    expect(field).to_have_value("À vérifier, @theodore Essai ")
    page.keyboard.type("et @team_lead Essai")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("article")).to_contain_text("À vérifier, @theodore Essai et @team_lead Essai")
    expect(page.get_by_text("Prévenus par courriel")).to_contain_text("theodore Essai")
    assert {mention.person for mention in Mention.objects.select_related("person")} == {other, lab[Role.TEAM_LEAD]}
    assert_accessible(page)
    assert_fits(page)
