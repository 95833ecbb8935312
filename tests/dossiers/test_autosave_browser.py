"""Writing in a real browser: saved a second after typing stops, and nothing typed is lost, whatever happens."""

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Error, Page, Route, expect

from accounts.models import User
from dossiers import actions
from dossiers.models import Dossier, Section
from tests import world
from tests.browser import Live, assert_accessible, assert_fits
from tests.dossiers.test_in_the_browser import window_of
from tests.world import ANSWERS, World, do, ok

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CUT = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED", "status of 413", "status of 500", "status of 502")
PAUSE = 1000  # milliseconds without typing, then it is sent: see autosave.js
STATUS = "[data-autosave-status] p"
SAVED = re.compile(r"^Enregistré à \d+\sh\s\d\d$")
UNSENT = "Object.keys(localStorage).filter(k => k.startsWith('jalon.unsent/')).length"


def opened(lab: World) -> Dossier:
    return ok(actions.open_draft(call=lab.call, by=lab.leader))


def with_friend(lab: World, dossier: Dossier) -> User:
    friend = world.person("coporteur")
    world.co_lead(dossier, friend, by=lab.leader)
    return friend


def url(dossier: Dossier, section: str = "need") -> str:
    return f"/dossiers/{dossier.reference}/formulaire/{section}/"


def kept(dossier: Dossier, section: str = "need") -> dict[str, Any]:
    found = Section.objects.filter(dossier=dossier, code=section).first()
    return found.data if found else {}


def writing(live: Live, user: User, *, width: int = 1280) -> Page:
    """A window in which that person writes, and where time passes as fast as `passes` says."""
    page = window_of(live, user, width=width)
    page.clock.install()
    return page


def passes(milliseconds: int, *pages: Page) -> None:
    """So much time for the scripts of these pages, at once; then an instant for what the site answers."""
    for page in pages:
        page.clock.run_for(milliseconds)
    pages[0].wait_for_timeout(50)


def says(page: Page, words: str) -> None:
    """Waits until the page has said this of what was typed."""
    passes(PAUSE, page)
    expect(page.locator(STATUS)).to_contain_text(words)


def saved(page: Page) -> None:
    """Waits until the page says that everything is saved."""
    nothing_unsent(page)
    expect(page.locator(STATUS)).to_have_text(SAVED)


def nothing_unsent(page: Page) -> None:
    """Waits until the browser keeps nothing more. Asked from here: the site's policy lets no test evaluate in it."""
    for _try in range(100):
        if page.evaluate(UNSENT) == 0:
            return
        passes(PAUSE // 2, page)
    raise AssertionError(page.evaluate("JSON.stringify(localStorage)"))


def ready(page: Page) -> None:
    """The script has read the page: it is a module, and comes after everything else."""
    page.wait_for_load_state("load")


@contextmanager
def late_script(page: Page) -> Iterator[None]:
    """The script comes when the block has ended."""
    held: list[Route] = []
    page.route("**/autosave*.js", lambda route: held.append(route))
    yield
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    ready(page)


def test_a_second_after_typing_stops_the_section_is_saved(live: Live) -> None:
    lab = world.build()
    dossier = opened(lab)
    page = window_of(live, lab.leader, width=390)
    page.goto(url(dossier))
    page.locator("#id_irritant").press_sequentially("Deux visites sur trois.")
    expect(page.locator(STATUS)).to_have_text(SAVED)  # in the time that it really takes
    assert kept(dossier)["irritant"] == "Deux visites sur trois."
    assert page.locator(STATUS).get_attribute("role") == "status"
    assert_accessible(page)
    assert_fits(page)
    page.reload()
    assert page.input_value("#id_irritant") == "Deux visites sur trois."


def test_what_is_typed_before_the_script_is_there_is_saved_too(live: Live) -> None:
    lab = world.build()
    dossier = opened(lab)
    ok(actions.save_section(dossier=dossier, section="need", answers=ANSWERS["need"], revision=0, by=lab.leader))
    page = writing(live, lab.leader)
    with late_script(page):
        page.goto(url(dossier), wait_until="commit")
        page.fill("#id_irritant", "Tapé sur une ligne lente.")
    saved(page)
    assert kept(dossier) == ANSWERS["need"] | {"irritant": "Tapé sur une ligne lente."}
    assert page.locator("[data-panel] section").count() == 0


def test_the_buttons_lead_on_when_everything_is_saved_already(live: Live) -> None:
    lab = world.build()
    page = writing(live, lab.leader)
    page.goto(url(opened(lab)))
    ready(page)
    page.locator("#id_irritant").press_sequentially("Deux visites sur trois.")
    saved(page)
    page.click("text=Enregistrer et continuer")
    page.wait_for_url("**/formulaire/method/")
    ready(page)
    page.click("text=Enregistrer et continuer")  # with nothing typed at all
    page.wait_for_url("**/formulaire/partners/")


def test_rows_of_a_table_and_an_amount_that_cannot_be_read(live: Live) -> None:
    lab = world.build()
    dossier = opened(lab)
    page = writing(live, lab.leader)
    page.goto(url(dossier, "budget"))
    page.fill("#id_expenses-0-label", "Ateliers")
    page.fill("#id_expenses-0-amount", "beaucoup")
    passes(PAUSE, page)
    expect(page.locator("[data-problems] a")).to_have_text(
        "Dépenses, ligne 1 – Écrivez un montant en euros, par exemple 1 250,50."
    )
    assert_accessible(page)
    assert kept(dossier, "budget")["expenses"] == [{"label": "Ateliers", "kind": "", "amount": ""}]
    page.reload()  # what could not be read is in the browser still
    page.click("[data-restore]")
    expect(page.locator("#id_expenses-0-amount")).to_have_value("beaucoup")
    page.fill("#id_expenses-0-amount", "1 250,50")
    saved(page)
    expect(page.locator("#budget-totals")).to_contain_text("1\u202f250,50")
    page.click("#id_expenses button[name=add_row]")
    page.wait_for_selector("#id_expenses-1-label")
    page.fill("#id_expenses-1-label", "Matériel")
    saved(page)
    assert [row["label"] for row in kept(dossier, "budget")["expenses"]] == ["Ateliers", "Matériel"]


def test_without_a_network_the_text_waits_in_the_browser_and_leaves_by_itself(live: Live) -> None:
    live.expected = CUT
    lab = world.build()
    dossier = opened(lab)
    page = writing(live, lab.leader)
    page.goto(url(dossier))
    ready(page)
    page.context.set_offline(True)
    page.fill("#id_irritant", "Écrit dans le train.")
    says(page, "Pas de connexion")
    page.click("text=Enregistrer et continuer")  # into the void: the page stays, with what was typed
    passes(500, page)
    assert page.input_value("#id_irritant") == "Écrit dans le train."
    page.context.set_offline(False)
    saved(page)
    assert kept(dossier)["irritant"] == "Écrit dans le train."


def test_a_text_survives_the_end_of_its_page_and_is_offered_back(live: Live) -> None:
    live.expected = CUT
    lab = world.build()
    dossier = opened(lab)
    ok(actions.save_section(dossier=dossier, section="need", answers=ANSWERS["need"], revision=0, by=lab.leader))
    page = writing(live, lab.leader)
    page.goto(url(dossier))
    ready(page)
    context = page.context
    context.set_offline(True)
    page.fill("#id_irritant", "Avant la panne.")
    says(page, "Pas de connexion")
    page.close()
    context.set_offline(False)

    page = context.new_page()
    page.goto(url(dossier))
    expect(page.locator("text=Du texte non enregistré a été retrouvé")).to_be_visible()
    assert page.input_value("#id_irritant") == ANSWERS["need"]["irritant"]
    assert_accessible(page)
    page.click("[data-restore]")
    expect(page.locator("#id_irritant")).to_have_value("Avant la panne.")
    ready(page)
    nothing_unsent(page)
    assert kept(dossier)["irritant"] == "Avant la panne."


def test_what_an_earlier_page_could_not_send_leaves_from_any_other(live: Live) -> None:
    live.expected = CUT
    lab = world.build()
    dossier = opened(lab)
    page = writing(live, lab.leader)
    page.goto(url(dossier))
    ready(page)
    page.fill("#id_irritant", "Parti trop vite.")
    page.goto("/")  # within the second
    nothing_unsent(page)
    assert kept(dossier)["irritant"] == "Parti trop vite."


def test_who_goes_back_finds_what_the_site_has_by_now(live: Live) -> None:
    """A browser fills the form as it was left: what somebody wrote since would be overwritten without a word."""
    lab = world.build()
    dossier = opened(lab)
    friend = with_friend(lab, dossier)
    page = writing(live, lab.leader)
    page.goto(url(dossier))
    ready(page)
    page.fill("#id_irritant", "Un premier constat.")
    saved(page)
    page.goto("/")
    ok(actions.save_section(dossier=dossier, section="need", answers={"irritant": "Le leur."}, revision=1, by=friend))
    page.go_back()
    ready(page)
    expect(page.locator("#id_irritant")).to_have_value("Le leur.")
    page.locator("#id_irritant").press("Control+End")
    page.locator("#id_irritant").press_sequentially(" Et le mien.")
    saved(page)
    assert kept(dossier)["irritant"] == "Le leur. Et le mien."


def test_an_answer_lost_on_its_way_is_no_second_person(live: Live) -> None:
    """The site saved, the page never knew: sending again is neither a conflict nor a second save."""
    live.expected = CUT
    lab = world.build()
    dossier = opened(lab)
    page = writing(live, lab.leader)
    page.goto(url(dossier))
    ready(page)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/formulaire/need/", lose, times=1)
    page.fill("#id_irritant", "Reçu sans accusé.")
    says(page, "Pas de connexion")
    page.fill("#id_irritant", "Reçu sans accusé, puis complété.")
    saved(page)
    assert kept(dossier)["irritant"] == "Reçu sans accusé, puis complété."
    assert page.locator("[data-panel] section").count() == 0


def test_two_people_on_different_questions_see_each_other_s_text(live: Live) -> None:
    lab = world.build()
    dossier = opened(lab)
    mine, theirs = writing(live, lab.leader), writing(live, with_friend(lab, dossier))
    for page in (mine, theirs):
        page.goto(url(dossier))
        ready(page)
    theirs.fill("#id_irritant", "Deux visites sur trois ne servent à rien.")
    saved(theirs)
    mine.fill("#id_users", "Tous les usagers.")
    passes(PAUSE, mine)
    expect(mine.locator("#id_irritant")).to_have_value("Deux visites sur trois ne servent à rien.")
    expect(mine.locator("[data-panel]")).to_contain_text("coporteur Essai écrit aussi cette rubrique")
    saved(mine)
    assert_accessible(mine)
    assert (kept(dossier)["irritant"], kept(dossier)["users"]) == (
        "Deux visites sur trois ne servent à rien.",
        "Tous les usagers.",
    )


@pytest.mark.parametrize(("choice", "width"), [("mine", 1280), ("theirs", 390), ("each", 390)])
def test_two_people_on_one_question_choose_between_two_texts(live: Live, choice: str, width: int) -> None:
    lab = world.build()
    dossier = opened(lab)
    friend = with_friend(lab, dossier)
    page = writing(live, lab.leader, width=width)
    page.goto(url(dossier))
    ready(page)
    theirs = {"irritant": "Le constat de l’autre.", "evidence": "Sa preuve."}
    ok(actions.save_section(dossier=dossier, section="need", answers=theirs, revision=0, by=friend))
    page.fill("#id_irritant", "Mon propre constat.")
    page.fill("#id_evidence", "Ma preuve.")
    says(page, "pas encore enregistré")
    panel = page.locator("[data-panel]")
    expect(panel).to_contain_text("coporteur Essai a modifié cette rubrique en même temps que vous")
    assert "Sa" in panel.locator("mark").all_inner_texts()
    assert_accessible(page)
    assert_fits(page)
    if choice == "each":
        panel.locator("label[for=choose-evidence-theirs]").click()
        panel.locator("text=Enregistrer ces choix").click()
    else:
        panel.locator(f"button[name=choose][value={choice}]").click()
    page.wait_for_selector("[data-panel]:empty", state="attached")
    wanted = {
        "mine": ("Mon propre constat.", "Ma preuve."),
        "theirs": ("Le constat de l’autre.", "Sa preuve."),
        "each": ("Mon propre constat.", "Sa preuve."),
    }[choice]
    assert (kept(dossier)["irritant"], kept(dossier)["evidence"]) == wanted
    assert (page.input_value("#id_irritant"), page.input_value("#id_evidence")) == wanted
    assert page.evaluate(UNSENT) == 0


# -- whatever the site answers ---------------------------------------------------------
@pytest.mark.parametrize(
    ("status", "words"), [(500, "n’a pas répondu"), (502, "n’a pas répondu"), (413, "trop long"), (404, "plus ouvert")]
)
def test_each_refusal_has_its_sentence_and_the_text_stays(live: Live, status: int, words: str) -> None:
    live.expected = CUT
    lab = world.build()
    dossier = opened(lab)
    page = writing(live, lab.leader)
    page.goto(url(dossier))
    ready(page)
    page.route("**/formulaire/need/", lambda route: route.fulfill(status=status, body="<h1>?</h1>"))
    page.fill("#id_irritant", "Toujours là.")
    says(page, words)
    assert page.input_value("#id_irritant") == "Toujours là."
    assert page.evaluate(UNSENT) == 1
    page.unroute("**/formulaire/need/")
    page.fill("#id_irritant", "Toujours là, et complété.")
    saved(page)
    assert kept(dossier)["irritant"] == "Toujours là, et complété."


def test_a_dossier_deposited_meanwhile_says_so_and_the_text_stays(live: Live) -> None:
    lab = world.build()
    dossier = world.draft(lab)
    page = writing(live, lab.leader)
    page.goto(url(dossier))
    ready(page)
    ok(do(dossier, "submit", lab.leader))
    page.fill("#id_irritant", "Une minute trop tard.")
    says(page, "Ce geste n’est pas possible")
    assert page.input_value("#id_irritant") == "Une minute trop tard."
    assert page.evaluate(UNSENT) == 1


def test_a_session_that_ended_is_said_and_the_text_waits_for_the_next_sign_in(live: Live) -> None:
    lab = world.build()
    dossier = opened(lab)
    page = writing(live, lab.leader)
    cookies = page.context.cookies()
    page.goto(url(dossier))
    ready(page)
    page.context.clear_cookies(name="sessionid")
    page.fill("#id_irritant", "Écrit après la fin de la session.")
    says(page, "Vous n’êtes plus connecté")
    assert page.locator(f"{STATUS} a").get_attribute("target") == "_blank"
    assert_accessible(page)
    page.context.add_cookies(cookies)
    page.evaluate("dispatchEvent(new Event('focus'))")  # back from the other tab
    saved(page)
    assert kept(dossier)["irritant"] == "Écrit après la fin de la session."


def test_signing_out_asks_first_and_leaves_nothing_behind(live: Live) -> None:
    live.expected = CUT
    lab = world.build()
    dossier = opened(lab)
    page = writing(live, lab.leader)
    page.goto(url(dossier))
    ready(page)
    page.route("**/formulaire/need/", lambda route: route.abort())
    page.fill("#id_irritant", "Secret.")
    says(page, "Pas de connexion")
    other = page.context.new_page()
    other.goto("/")
    ready(other)
    other.locator("form[data-sign-out] button").first.click()
    dialog = other.locator("dialog")
    expect(dialog).to_contain_text("n’est pas encore enregistré")
    dialog.get_by_role("button", name="Se déconnecter").click()
    other.wait_for_selector("text=Se connecter")
    assert other.evaluate(UNSENT) == 0
    page.unroute("**/formulaire/need/")
    page.fill("#id_irritant", "Secret, et la suite.")
    says(page, "Vous n’êtes plus connecté")
    assert page.input_value("#id_irritant") == "Secret, et la suite."  # the page still has it, the browser does not
    assert page.evaluate(UNSENT) == 0


def test_another_person_on_the_same_browser_sees_nothing_of_it(live: Live) -> None:
    live.expected = CUT
    lab = world.build()
    dossier = opened(lab)
    friend = with_friend(lab, dossier)
    page = writing(live, lab.leader)
    page.goto(url(dossier))
    ready(page)
    page.route("**/formulaire/need/", lambda route: route.abort())
    page.fill("#id_irritant", "À moi seul.")
    says(page, "Pas de connexion")
    page.unroute("**/formulaire/need/")

    cookie = writing(live, friend).context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.context.add_cookies(cookie)
    second = page.context.new_page()
    second.goto(url(dossier))
    ready(second)
    second.wait_for_timeout(4500)  # the first page keeps its lock, however long this one waits for it
    assert "À moi seul" not in second.content()
    assert second.locator("[data-restore]").count() == 0
    second.goto("/")
    second.wait_for_timeout(2000)
    assert second.locator("[data-unsent-notice]").count() == 0
    # Nor does the first page, still open, write in the other's name.
    page.fill("#id_irritant", "À moi seul, toujours.")
    says(page, "Une autre personne s’est connectée")
    assert kept(dossier) == {}


# -- chance --------------------------------------------------------------------------
@pytest.mark.parametrize("seed", range(1, 5))
def test_two_people_and_a_bad_network_lose_nothing(live: Live, seed: int) -> None:
    """Each adds words of their own; the network comes and goes, answers are lost, pages are reloaded.

    At the end every word is in the dossier, but those that someone saw beside another text and did not choose.
    """
    live.expected = CUT
    lab = world.build()
    dossier = opened(lab)
    pages = [writing(live, lab.leader), writing(live, with_friend(lab, dossier))]
    chance = random.Random(seed)  # noqa: S311 - the same chance each time
    typed: dict[str, set[str]] = {"irritant": set(), "users": set()}
    given_up: set[str] = set()
    for page in pages:
        page.goto(url(dossier))
        ready(page)
    for step in range(18):
        number = chance.randrange(2)
        page = pages[number]
        match chance.choice(["type", "type", "type", "cut", "back", "lose", "reload"]):
            case "type":
                name, word = chance.choice(sorted(typed)), f"mot{number}x{step}"
                page.locator(f"#id_{name}").press("End")
                page.locator(f"#id_{name}").press("Control+End")
                page.locator(f"#id_{name}").press_sequentially(f" {word}")
                typed[name].add(word)
            case "cut":
                page.context.set_offline(True)
            case "back":
                page.context.set_offline(False)
            case "lose":
                page.route("**/formulaire/need/", _lost, times=1)
            case "reload":
                page.context.set_offline(False)
                _reload(page)
                _found_again(page)
        passes(chance.choice([50, 400, 1500]), *pages)
        given_up |= _choose(page, chance)
    for _round in range(12):  # until both are quiet: each choice may meet the other's next text
        for page in pages:
            page.context.set_offline(False)
            page.unroute_all()
            _found_again(page)
            page.evaluate("dispatchEvent(new Event('online'))")
            passes(1500, *pages)
            given_up |= _choose(page, chance)
        if all(page.evaluate(UNSENT) == 0 for page in pages):
            break
    for page in pages:
        nothing_unsent(page)
    for name, words in typed.items():
        missing = {word for word in words if word not in kept(dossier).get(name, "").split()}
        assert missing <= given_up, (name, missing - given_up, kept(dossier).get(name))


def _lost(route: Route) -> None:
    if route.request.method == "POST":
        route.fetch()
        route.abort()
    else:
        route.fallback()


def _reload(page: Page) -> None:
    """A page that is on its way elsewhere cannot be: it is once it has come there."""
    for _try in range(50):
        try:
            page.reload()
        except Error as error:
            if "Not attached" not in error.message:
                raise
            page.wait_for_timeout(100)
        else:
            break
    ready(page)


def _found_again(page: Page) -> None:
    """Takes back what the browser offers, when it offers something."""
    page.wait_for_timeout(400)  # a lock is not given by the page's clock
    if page.locator("[data-restore]").count():
        page.locator("[data-restore]").first.click()
        for _try in range(30):  # the site is asked first, then the page goes there
            page.wait_for_timeout(100)
            if not page.locator("[data-restore]").count():
                break
        page.wait_for_load_state("load")


def _choose(page: Page, chance: random.Random) -> set[str]:
    """Settles two texts when the page asks; the words that were seen and not chosen."""
    buttons = page.locator("[data-panel] button[name=choose]")
    if not buttons.count():
        return set()
    page.context.set_offline(False)
    chosen = chance.choice(["mine", "theirs"])
    lost = {"mine": "theirs", "theirs": "mine"}[chosen]
    seen = page.locator(f"[data-panel] .jalon-choice__side:has(input[value={lost}]) .jalon-choice__text")
    words = set(" ".join(seen.all_inner_texts()).split())
    if chosen == "theirs":  # what was typed since the question was asked goes with one's own text
        words |= set(page.input_value("#id_irritant").split()) | set(page.input_value("#id_users").split())
    button = page.locator(f"[data-panel] button[name=choose][value={chosen}]")
    button.click()
    for _try in range(60):  # an answer that was lost is asked for again
        passes(1000, page)
        if not button.count():
            break
    ready(page)
    return words
