"""How people's hands and eyes go over a page: looked at on a desk and on a phone, or worked by the keyboard alone."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser import assert_accessible, assert_fits

WIDTHS = (1280, 390)


def looked_at(page: Page) -> None:
    """On a desk and on a phone: nothing for axe to say, nothing that scrolls sideways, no reference cut in two."""
    own = page.viewport_size
    assert own is not None
    for width in sorted(WIDTHS, key=lambda width: width != own["width"]):
        page.set_viewport_size({"width": width, "height": own["height"]})
        assert_accessible(page)
        assert_fits(page)
    page.set_viewport_size(own)


def told(page: Page, *texts: str) -> None:
    """The page's content says all this, whatever its kinds of spaces and its capitals."""
    for text in texts:
        words = r"\s+".join(re.escape(word) for word in text.split())
        expect(page.locator("main")).to_contain_text(re.compile(words, re.IGNORECASE), use_inner_text=True)


def press(page: Page, name: str) -> None:
    """The button or link of that name in the page's content."""
    main = page.locator("main")
    found = main.get_by_role("button", name=name, exact=True).or_(main.get_by_role("link", name=name, exact=True))
    found.first.click()


# -- the keyboard alone ----------------------------------------------------------------------
def focused(page: Page) -> str:
    """What has the focus, by what one reads or hears of it."""
    return str(
        page.evaluate(
            "(e => e.id || e.getAttribute('aria-label') || (e.textContent || '').trim())(document.activeElement)"
        )
    )


def tab_to(page: Page, wanted: str, *, presses: int = 250) -> None:
    """Tab after tab until the focus is on what begins so: a field's id, a link's or a button's words."""
    seen = []
    for _press in range(presses):
        page.keyboard.press("Tab")
        seen.append(focused(page))
        if seen[-1].startswith(wanted):
            return
    raise AssertionError(f"no way to {wanted!r} by keyboard at {page.url}; passed {seen[:40]}")


def open_by_key(page: Page, wanted: str) -> None:
    """A link or a button reached by Tab and pressed by Enter."""
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def choose_by_key(page: Page, field: str, letters: str) -> None:
    """A choice of a list, by its first letters (those of a keyboard: an accent would be a text put in, not a key)."""
    tab_to(page, field)
    page.keyboard.type(letters)


def type_day(page: Page, field: str, day: str) -> None:
    """A date typed digit by digit in the browser's own field (its order is that of the browser's language)."""
    tab_to(page, field)
    year, month, number = day.split("-")
    page.keyboard.type(f"{month}{number}{year}")
    assert page.locator(f"#{field}").input_value() == day


def cell(page: Page, row: str) -> Locator:
    """The line of a table that names that."""
    return page.locator("tbody tr", has_text=row)
