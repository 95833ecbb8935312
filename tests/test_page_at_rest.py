"""An open page draws next to nothing while nobody touches it, and the design system's menu still answers (ADR 50)."""

import pytest
from playwright.sync_api import expect

from tests.browser import Live

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
#: Counts the frames that the browser gives; read before the page's own scripts.
COUNTED = """
    window.drawn = 0
    const given = window.requestAnimationFrame.bind(window)
    window.requestAnimationFrame = each => given(at => { window.drawn += 1; each(at) })
"""


def test_an_idle_page_asks_for_a_few_frames_and_a_bare_click_opens_the_menu(live: Live) -> None:
    page = live.window(width=390, height=800)
    page.add_init_script(COUNTED)
    page.goto("/compte/connexion/")
    menu, button = page.locator("#menu"), page.locator("#menu-button")
    button.focus()
    page.wait_for_timeout(1500)
    before = page.evaluate("drawn")
    page.wait_for_timeout(1000)
    assert page.evaluate("drawn") - before <= 5, "the design system asks for sixty when it is let"
    button.evaluate("button => button.click()")  # as a screen reader presses it: no pointer, no key
    expect(menu.get_by_role("button").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu.get_by_role("button").first).to_be_hidden()
    expect(button).to_be_focused()
