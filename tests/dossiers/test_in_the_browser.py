"""The form in a real browser: rows come and go without a script, the Enter key saves, axe has nothing to say."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from dossiers import actions
from dossiers.models import Dossier, Section
from tests import world
from tests.browser import Live, assert_accessible, assert_fits
from tests.world import ok

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def window_of(live: Live, user: User, *, width: int = 1280) -> Page:
    """A window in which that person is signed in."""
    client = Client()
    client.force_login(user)
    window = live.window(width=width)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    window.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live.url}])
    return window


def budget_url(dossier: Dossier) -> str:
    return f"/dossiers/{dossier.reference}/formulaire/budget/"


def test_a_budget_is_written_row_by_row(live: Live) -> None:
    lab = world.build()
    dossier = ok(actions.open_draft(call=lab.call, by=lab.leader))
    page = window_of(live, lab.leader, width=390)
    page.goto(budget_url(dossier))
    page.fill("#id_expenses-0-label", "Ateliers")
    page.fill("#id_expenses-0-amount", "12 000,50")
    page.click("#id_expenses button[name=add_row]")
    page.wait_for_selector("#id_expenses-1-label")
    assert page.input_value("#id_expenses-0-amount") == "12 000,50"
    page.fill("#id_expenses-1-label", "Une ligne de trop")
    page.fill("#id_resources-0-amount", "beaucoup")
    page.click("#id_expenses button[value=expenses-1]")
    expect(page.locator("#id_expenses-1-label")).to_have_value("")
    assert not page.locator("#id_expenses-2-label").count()
    assert_accessible(page)

    page.press("#id_expenses-0-label", "Enter")  # saves; neither adds nor removes a row
    page.wait_for_selector("[role=alert]")
    assert page.locator("[role=alert]").inner_text().startswith("Un point est à corriger")
    assert page.input_value("#id_resources-0-amount") == "beaucoup"
    assert_accessible(page)
    assert_fits(page)

    page.fill("#id_resources-0-amount", "12000,5")
    page.press("#id_resources-0-amount", "Enter")
    page.wait_for_url("**/formulaire/indicator/")
    kept = Section.objects.get(dossier=dossier, code="budget").data
    assert [(row["label"], row["amount"]) for row in kept["expenses"]] == [("Ateliers", "12000.50")]
    assert [row["amount"] for row in kept["resources"]] == ["12000.50"]
