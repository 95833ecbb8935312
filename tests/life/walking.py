"""How the story's people use the site: each in a window of their own, signed in through its form, page after page."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser import PATIENCE, Live, assert_accessible, assert_fits
from tests.life.house import PASSWORD, address

PHONE, DESK = 390, 1280


def enter(live: Live, email: str, *, width: int = DESK) -> Page:
    """A window where that person has just signed in: it shows what awaits them."""
    page = live.window(width=width)
    page.goto("/compte/connexion/")
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    press(page, "Se connecter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour")
    return page


def comes(live: Live, who: str, *, width: int = DESK) -> Page:
    """Somebody of the staff sits down before their own screen."""
    return enter(live, address(who), width=width)


def sound(page: Page) -> None:
    """Nothing for axe to say; nothing scrolls sideways, on a desk or on a phone."""
    assert_accessible(page)
    own = page.viewport_size
    assert own is not None
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": own["height"]})
        assert_fits(page)
    page.set_viewport_size(own)


def main(page: Page) -> Locator:
    return page.get_by_role("main")


def press(page: Page, name: str) -> None:
    """The button, or the link that looks like one, of that name in the page's content."""
    found = main(page).get_by_role("button", name=name, exact=True)
    # It ends with the page that comes, which may have a PDF to make first.
    found.or_(main(page).get_by_role("link", name=name, exact=True)).first.click(timeout=3 * PATIENCE)


def take_up_task(page: Page, task: str) -> None:
    """From the front page, the task of that name, which must lead to where it is done."""
    page.goto("/")
    press(page, task)
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Bonjour")


def go_to(page: Page, room: str) -> None:
    """By the main menu, on a desk."""
    page.get_by_role("navigation", name="Menu principal").get_by_role("link", name=room, exact=True).click()


def choose(page: Page, name: str, value: str) -> None:
    """The radio button of that field and value, through its label as a hand does."""
    radio = page.locator(f"input[type=radio][name='{name}'][value='{value}']")
    page.click(f"label[for='{radio.get_attribute('id')}']")


def expect_said(page: Page, *texts: str) -> None:
    """The page says all this, whatever its kinds of spaces and its capitals."""
    for text in texts:
        words = r"\s+".join(re.escape(word) for word in text.split())
        expect(main(page)).to_contain_text(re.compile(words, re.IGNORECASE), use_inner_text=True)


def assert_unsaid(page: Page, *texts: str) -> None:
    """None of it anywhere in the page as it was sent, hidden parts and attributes included."""
    sent = " ".join(page.content().split()).lower()
    for text in texts:
        assert text.lower() not in sent, f"{text!r} at {page.url}"


def assert_nowhere(page: Page, *paths: str) -> None:
    """These pages do not exist for the person who is signed in there."""
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 404, path


def file_behind(page: Page, link: str) -> bytes:
    """The PDF behind a link of the page, fetched as the person who is signed in there."""
    url = main(page).get_by_role("link", name=link).first.get_attribute("href")
    answer = page.request.get(str(url))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf"), url
    return answer.body()
