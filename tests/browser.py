"""A real browser against the real site: what it complains of fails the test, and so does what axe finds."""

import asyncio
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, expect, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 10_000  # milliseconds
#: Answers that a person may well get: the browser notes them in its console, which is no fault of the page.
REFUSALS = {403, 404, 409, 410, 422, 429}


def chromium() -> str | None:
    """The machine's browser, rather the one without windows: the same engine for half the time. None for the one that
    `playwright install chromium` has put aside.
    """
    names = (os.environ.get("JALON_CHROMIUM"), "chromium-headless-shell", "chromium", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


@dataclass
class Live:
    """The site being served, and a browser where each person has a window of their own."""

    url: str
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    #: The console's words for a network that a test cuts on purpose, or an answer that it makes up.
    expected: tuple[str, ...] = ()
    _refused: set[str] = field(default_factory=set)
    #: What the console said of a page that did not load, and its address: no fault where the answer was a refusal.
    _not_loaded: list[tuple[str, str]] = field(default_factory=list)

    def window(self, *, width: int = 1280, height: int = 900) -> Page:
        """A window that shares nothing with the others (cookies above all); `page.goto("/dossiers/")` works."""
        context = self.browser.new_context(
            base_url=self.url, viewport={"width": width, "height": height}, locale="fr-FR", timezone_id="Europe/Paris"
        )
        context.set_default_timeout(PATIENCE)
        context.set_default_navigation_timeout(3 * PATIENCE)  # a process's first page is its slowest
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)
        return context.new_page()

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:", "about:")):
            self.complaints.append(f"asked another host: {request.url}")

    def _response(self, response: Response) -> None:
        asked = response.request
        if response.status in REFUSALS and (asked.is_navigation_request() or asked.resource_type in {"xhr", "fetch"}):
            self._refused.add(response.url)

    def _console(self, message: ConsoleMessage) -> None:
        if any(words in message.text for words in self.expected):
            return
        url = message.location["url"]
        complaint = f"{message.type}: {message.text} ({url})"
        if "Failed to load resource" in message.text:
            self._not_loaded.append((complaint, url))  # judged at the end: the answer may be told of after this
        else:
            self.complaints.append(complaint)

    def all_complaints(self) -> list[str]:
        return self.complaints + [said for said, url in self._not_loaded if url not in self._refused]


@dataclass(frozen=True)
class Started:
    """A browser, and the event loop from which Playwright speaks with it."""

    browser: Browser
    loop: asyncio.AbstractEventLoop | None


@pytest.fixture(scope="session")
def started() -> Iterator[Started]:
    """The browser of the run. Playwright leaves its loop in this thread as the one that runs: between two tests that
    use it, it is put aside, since other tests, and Django, take a running loop for a reason to refuse.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        loop = asyncio._get_running_loop()
        asyncio._set_running_loop(None)
        yield Started(browser, loop)
        asyncio._set_running_loop(loop)
        browser.close()


@pytest.fixture
def live(live_server: object, started: Started, monkeypatch: pytest.MonkeyPatch) -> Iterator[Live]:
    """The site and a browser; at the end, nothing may stand in any console. Mark such a test `browser`."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the loop is only Playwright's
    asyncio._set_running_loop(started.loop)
    expect.set_options(timeout=PATIENCE)
    site = Live(url=str(live_server), browser=started.browser)
    try:
        yield site
        for context in started.browser.contexts:
            context.close()
    finally:
        asyncio._set_running_loop(None)
    complaints = site.all_complaints()
    assert not complaints, "\n".join(complaints)


#: Whatever gives a text its colours, since no style is written in a page (CSP): the marks of its element and of all
#: that holds it, the width and, for a link, whether axe takes it for one within a text. `looks` names those of the
#: texts that are shown; `judged(looks)` is what axe says of the page, where what it says of colours, which is most of
#: its time, is asked of the texts of these looks only.
JUDGE = """() => {
    const marks = ["class", "role", "type", "disabled", "open", "data-tone", "data-fr-theme",
                   "aria-current", "aria-selected", "aria-expanded", "aria-pressed", "aria-invalid"]
    const colours = ["color-contrast", "link-in-text-block"]
    const alone = e => [e.tagName, e.checked, ...marks.map(name => e.getAttribute(name))].join("|")
    const held = e => (e.parentElement ? held(e.parentElement) : innerWidth < 992) + " > " + alone(e)
    const amidst = e => e.matches("a[href]") && axe.commons.dom.isInTextBlock(e)
    const look = e => held(e) + amidst(e)
    const written = e => e.matches("input, select, textarea, a[href]")
        || [...e.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim())
    const shown = [...document.querySelectorAll("body *")].filter(written)
        .filter(e => e.checkVisibility({visibilityProperty: true}))
    axe.setup()
    const looking = new Map(shown.map(e => [e, look(e)]))
    axe.teardown()
    const asked = {resultTypes: ["violations"]}
    return {
        looks: [...new Set(looking.values())],
        judged: async looks => {
            const apart = Object.fromEntries(colours.map(rule => [rule, {enabled: false}]))
            const found = (await axe.run({...asked, rules: apart})).violations
            const include = shown.filter(e => e.isConnected && looks.includes(looking.get(e)))
            if (!include.length) return found
            const seen = await axe.run({include}, {...asked, runOnly: colours})
            return [...found, ...seen.violations]
        },
    }
}"""


class Measured:
    """The looks whose colours were judged in this run, by any of its workers: a file to which each adds."""

    def __init__(self) -> None:
        self._file = Path(os.environ["JALON_TEST_RUN"], "looks")
        self._file.touch()

    def lacks(self, looks: Iterable[str]) -> list[str]:
        known = set(self._file.read_text().splitlines())
        return [look for look in looks if self._named(look) not in known]

    def add(self, looks: Iterable[str]) -> None:
        with self._file.open("a") as file:
            file.write("".join(f"{self._named(look)}\n" for look in looks))

    @staticmethod
    def _named(look: str) -> str:
        return hashlib.blake2b(look.encode(), digest_size=12).hexdigest()


def assert_accessible(page: Page) -> None:
    """axe finds nothing to say about the page as it stands. Colours are judged once a run for each look."""
    page.wait_for_load_state("domcontentloaded")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    judge, measured = page.evaluate_handle(JUDGE), Measured()
    looks = measured.lacks(judge.evaluate("judge => judge.looks"))
    found = [
        f"{rule['id']} ({rule['impact']}): {rule['help']}\n"
        + "\n".join(f"    {' '.join(map(str, node['target']))}  {node['html'][:200]}" for node in rule["nodes"])
        for rule in judge.evaluate("(judge, looks) => judge.judged(looks)", looks)
    ]
    if found:
        pytest.fail(f"{page.url}\n" + "\n".join(found), pytrace=False)
    measured.add(looks)


def assert_fits(page: Page) -> None:
    """Nothing scrolls sideways at the width that the window has."""
    page.wait_for_load_state("domcontentloaded")
    wide, window = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= window, f"{page.url}: {wide} pixels in {window}"
