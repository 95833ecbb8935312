"""A review written in a real browser: told at once what each score wants, saved while one types, lost by nothing."""

import random

import pytest
from playwright.sync_api import Page, expect

from scoring.drafts import kept
from scoring.models import Consensus, ConsensusDraft, Review
from tests.browser import Live, assert_accessible, assert_fits
from tests.dossiers.test_autosave_browser import (
    CUT,
    PAUSE,
    UNSENT,
    _lost,
    late_script,
    nothing_unsent,
    passes,
    ready,
    saved,
    says,
    writing,
)
from tests.scoring.panel import CODES, Panel, assigned, reviewed
from tests.scoring.test_pages import at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERE = "**/evaluations/la-mienne/*"


def texts(review: Review) -> dict[str, str]:
    current = Review.objects.get(pk=review.pk)
    return {name: said for name, said in kept(current, list(current.rubric.criteria.all())).items() if said}


def opened(live: Live, panel: Panel, review: Review, *, width: int = 1280) -> Page:
    page = writing(live, review.reviewer, width=width)
    page.goto(at(panel, "review"))
    ready(page)
    return page


def holds(page: Page) -> None:
    """axe has nothing to say, and the page fits in its width."""
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_review_is_written_with_the_keyboard_alone(live: Live, panel: Panel, width: int) -> None:
    """Each criterion says what it wants as soon as it is scored; what is kept is on the page after a reload."""
    review = assigned(panel, panel.reviewers[0])
    page = opened(live, panel, review, width=width)
    holds(page)
    wants = page.locator("[data-wants]")
    expect(wants.first).to_have_text("Une note est à choisir.")
    for code, half_points in zip(CODES, (9, 7, 3), strict=True):
        page.locator(f"#id_points-{code}_0").focus()
        page.keyboard.press("Space")
        for _step in range(half_points):
            page.keyboard.press("ArrowDown")
        assert page.locator(f"#id_points-{code}_{half_points}").is_checked()
    told = ["Cette note demande une appréciation écrite.", "Appréciation facultative pour cette note."]
    expect(wants).to_have_text([told[0], told[1], told[0]])
    assert page.locator("#id_rationale-impact").get_attribute("aria-required") == "true"
    saved(page)
    expect(page.locator("#review-missing a")).to_have_count(3)
    holds(page)
    page.locator("#id_rationale-impact").focus()
    page.keyboard.type("Un pilote.")
    expect(wants.first).to_have_text("Note et appréciation écrites.")
    expect(page.locator("[data-count]").first).to_have_text("10 caractères, 4\u202f000 au plus")
    saved(page)
    page.reload()
    ready(page)
    expect(wants).to_have_text(["Note et appréciation écrites.", told[1], told[0]])
    for name in ("rationale-innovation", "rationale"):
        page.locator(f"#id_{name}").focus()
        page.keyboard.type("Un projet sérieux.")
    expect(page.locator("#review-missing")).to_contain_text("Tout y est")
    button = page.get_by_role("button", name="Remettre mon évaluation")
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/evaluations/")
    holds(page)
    assert Review.objects.get().is_submitted
    assert page.evaluate(UNSENT) == 0


def test_two_pages_and_a_network_that_drops_lose_nothing(live: Live, panel: Panel) -> None:
    live.expected = CUT
    review = assigned(panel, panel.reviewers[0])
    desk, phone = opened(live, panel, review), opened(live, panel, review, width=390)
    # The network drops: what is typed waits in the browser, and leaves by itself.
    desk.context.set_offline(True)
    desk.fill("#id_rationale", "Écrit dans le train.")
    says(desk, "Pas de connexion")
    # Meanwhile other answers are given elsewhere: both are kept, and each page is told.
    phone.locator("label:has(#id_points-impact_8)").click()
    phone.fill("#id_rationale-impact", "Depuis le téléphone.")
    saved(phone)
    desk.context.set_offline(False)
    expect(desk.locator("#id_rationale-impact")).to_have_value("Depuis le téléphone.")
    expect(desk.locator("#id_points-impact_8")).to_be_checked()
    expect(desk.locator("[data-panel]")).to_contain_text("Vous avez aussi écrit sur une autre page")
    expect(desk.locator("[data-wants]").first).to_have_text("Note et appréciation écrites.")
    saved(desk)
    holds(desk)
    # The same answer given twice: one is asked, and chooses.
    phone.fill("#id_rationale", "Écrit à l’arrêt.")
    passes(PAUSE, phone)
    moved = phone.locator("[data-panel]")
    expect(moved).to_contain_text("Vous avez aussi écrit cette évaluation sur une autre page")
    expect(moved.locator("mark").first).to_be_visible()
    holds(phone)
    moved.locator("button[name=choose][value=mine]").click()
    phone.wait_for_selector("[data-panel]:empty", state="attached")
    assert texts(review)["rationale"] == "Écrit à l’arrêt."
    # The site had it, its answer was lost: neither a second text nor a second save.
    phone.route(HERE, _lost, times=1)
    phone.fill("#id_rationale-innovation", "Reçu sans accusé.")
    saved(phone)
    assert texts(review)["rationale-innovation"] == "Reçu sans accusé."
    # A page that crashed before it could send: its text is offered back.
    phone.context.set_offline(True)
    phone.fill("#id_rationale-partnership", "Avant la panne.")
    says(phone, "Pas de connexion")
    context = phone.context
    phone.close()
    context.set_offline(False)
    phone = context.new_page()
    phone.goto(at(panel, "review"))
    phone.click("[data-restore]")
    expect(phone.locator("#id_rationale-partnership")).to_have_value("Avant la panne.")
    nothing_unsent(phone)
    assert texts(review).keys() == {"points-impact", *(f"rationale-{code}" for code in CODES), "rationale"}


def test_a_score_chosen_before_the_script_is_there_is_saved_too(live: Live, panel: Panel) -> None:
    review = assigned(panel, panel.reviewers[0])
    page = writing(live, review.reviewer)
    with late_script(page):
        page.goto(at(panel, "review"), wait_until="commit")
        page.locator("label:has(#id_points-impact_8)").click()
    saved(page)
    assert texts(review) == {"points-impact": "8"}


def test_an_interest_is_declared_where_one_reviews(live: Live, panel: Panel) -> None:
    review = assigned(panel, panel.reviewers[0])
    page = opened(live, panel, review, width=390)
    page.fill("#id_rationale", "Commencé avant de voir le nom du prestataire.")
    saved(page)
    page.get_by_text("J’ai un intérêt dans ce dossier").click()
    expect(page.get_by_text("votre brouillon est effacé")).to_be_visible()
    holds(page)
    page.get_by_label("Quel est ce lien").fill("Mon frère y travaille.")
    page.get_by_role("button", name="Déclarer ce lien").click()
    page.wait_for_url(f"**/dossiers/{panel.dossier.reference}/")  # of the team, one still sees the dossier
    expect(page.locator("main")).to_contain_text("vous ne prendrez pas part à l’examen")
    review.refresh_from_db()
    assert (review.ended_at is not None, review.draft) == (True, {})
    assert page.locator(f"a[href='{at(panel, 'review')}']").count() == 0


def test_chance_loses_nothing_either(live: Live, panel: Panel) -> None:
    """Two pages of one person add words of their own while the network comes and goes and answers are lost."""
    live.expected = CUT
    review = assigned(panel, panel.reviewers[0])
    pages = [opened(live, panel, review) for _page in range(2)]
    chance = random.Random(7)  # noqa: S311 - the same chance each time
    names = ["rationale-impact", "rationale"]
    typed: dict[str, set[str]] = {name: set() for name in names}
    for step in range(14):
        number = chance.randrange(2)
        page = pages[number]
        match chance.choice(["type", "type", "type", "cut", "back", "lose"]):
            case "type":
                # Each page has its own answer: what both changed is chosen by the person, see above.
                word = f"mot{step}"
                field = page.locator(f"#id_{names[number]}")
                field.press("Control+End")
                field.press_sequentially(f" {word}")
                typed[names[number]].add(word)
            case "cut":
                page.context.set_offline(True)
            case "back":
                page.context.set_offline(False)
            case "lose":
                page.route(HERE, _lost, times=1)
        passes(chance.choice([50, 300, 1100]), *pages)
    for page in pages:
        page.context.set_offline(False)
        page.unroute_all()
        page.evaluate("dispatchEvent(new Event('online'))")
        nothing_unsent(page)
    assert {name: set(texts(review).get(name, "").split()) for name in names} == typed


def test_two_of_the_team_write_one_consensus(live: Live, panel: Panel) -> None:
    """Each is told of the other, both texts are kept; the network drops on one of them; one establishes it."""
    live.expected = CUT
    reviewed(panel)
    desk, phone = writing(live, panel.lead), writing(live, panel.team, width=390)
    for page in (desk, phone):
        page.goto(at(panel, "consensus"))
        ready(page)
        holds(page)
    desk.context.set_offline(True)
    for code in CODES:
        desk.locator(f"label:has(#id_points-{code}_7)").click()
    expect(desk.locator("[data-wants]").first).to_contain_text("Écrivez ce que le groupe retient")
    for name in (*(f"rationale-{code}" for code in CODES), "rationale"):
        desk.fill(f"#id_{name}", "Retenu ensemble.")
    says(desk, "Pas de connexion")
    phone.fill("#id_conditions", "Un point d’étape à six mois.")
    saved(phone)
    desk.context.set_offline(False)
    expect(desk.locator("#id_conditions")).to_have_value("Un point d’étape à six mois.")
    expect(desk.locator("#consensus-hands")).to_contain_text(f"{panel.team.full_name} écrit aussi ce consensus")
    expect(desk.locator("#review-missing")).to_contain_text("Tout y est")
    saved(desk)
    holds(desk)
    phone.fill("#id_rationale", "Autrement dit.")
    passes(PAUSE, phone)
    expect(phone.locator("[data-panel]")).to_contain_text(f"{panel.lead.full_name} a aussi écrit ce consensus")
    holds(phone)
    desk.get_by_role("button", name="Établir le consensus").click()
    expect(desk.locator("main")).to_contain_text("Le consensus est établi")
    expect(desk.locator("main")).to_contain_text("Un point d’étape à six mois.")
    found = Consensus.objects.get()
    assert (found.conditions, found.rationale) == ("Un point d’étape à six mois.", "Retenu ensemble.")
    # The other text is still on its page: chosen against the one in force, it begins a revision.
    phone.locator("[data-panel] section").evaluate("panel => { panel.id = 'first' }")
    phone.locator("button[name=choose][value=mine]").click()
    expect(phone.locator("#first")).to_have_count(0)
    with phone.expect_navigation():
        phone.locator("button[name=choose][value=mine]").click()
    expect(phone.get_by_role("link", name="Reprendre la révision commencée")).to_be_visible()
    assert ConsensusDraft.objects.get().texts["rationale"] == "Autrement dit."
