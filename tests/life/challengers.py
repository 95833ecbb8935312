"""The challenge: the team shares the dossier out, the référents question it and give their opinions."""

from playwright.sync_api import Page, expect

from tests.dossiers.test_deposit_browser import focused, press_to
from tests.life.walking import choose, expect_said, main, press, sound, take_up_task

QUESTION = "Combien d’usagers viennent deux fois ?"
FAVOURABLE = "Utile, mesurable, et déjà demandé par les agents."
RESERVED = "Utile, mais la reprise par d’autres reste à préparer."


def are_assigned(page: Page, *names: str) -> None:
    """By the team, from its task."""
    take_up_task(page, "Désigner les référents et suivre leurs avis")
    sound(page)
    for name in names:
        press(page, f"Désigner {name}")
        expect_said(page, f"{name}", "Avis attendu le")
        expect(main(page).get_by_role("button", name=f"Désigner {name}")).to_have_count(0)


def asks(page: Page) -> None:
    """A blocking question, beside the section that it is about."""
    take_up_task(page, "Donner votre avis de référent")
    press(page, "Accepter ce dossier")
    expect(main(page).get_by_role("button", name="Accepter ce dossier")).to_have_count(0)
    need = page.locator("#need")
    need.locator("summary").click()
    need.get_by_label("Votre question au porteur").fill(QUESTION)
    need.locator("label", has_text="Question bloquante").click()
    sound(page)
    need.get_by_role("button", name="Envoyer la question").click()
    expect_said(page, "Votre question est envoyée", QUESTION)


def gives_opinion_by_keyboard(page: Page, reply: str) -> None:
    """From one's work to the opinion given: Tab, Enter, Space and letters, no mouse."""
    page.goto("/")
    press_to(page, "Donner votre avis de référent")
    page.keyboard.press("Enter")
    page.wait_for_url("**/challenge/")
    expect_said(page, reply)
    press_to(page, "id_opinion-sense_0")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    assert focused(page) == "id_opinion-text"
    page.keyboard.type(FAVOURABLE)
    page.keyboard.press("Tab")
    assert focused(page) == "Donner mon avis"
    page.keyboard.press("Enter")
    expect_said(page, "Votre avis est enregistré")


def gives_opinion(page: Page) -> None:
    take_up_task(page, "Donner votre avis de référent")
    choose(page, "opinion-sense", "reserved")
    page.fill("[name=opinion-text]", RESERVED)
    press(page, "Donner mon avis")
    expect_said(page, "Votre avis est enregistré")
