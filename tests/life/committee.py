"""The committee: planned and convoked; on the day, called, voted by each on a page of their own, counted and closed."""

from playwright.sync_api import Page, expect

from tests.life.leader import TITLE
from tests.life.walking import PHONE, assert_unsaid, choose, expect_said, go_to, main, press, sound, take_up_task

SEATS = (("chair", "Chloé Barthes"), ("member", "Denis Gayraud"), ("member", "Elsa Pradel"))
DAY, HOUR = "2026-10-01", "10:00"


def is_planned(page: Page) -> None:
    go_to(page, "COPIL")
    sound(page)
    press(page, "Planifier une séance")
    page.get_by_label("Jour").fill(DAY)
    page.get_by_label("Heure").fill(HOUR)
    page.get_by_label("Lieu").fill("Toulouse, salle Occitanie")
    sound(page)
    press(page, "Planifier la séance")
    expect_said(page, "Séance planifiée", "1er octobre 2026")
    _seats(page, 0, 2)  # the page has two lines more each time
    _seats(page, 2, 3)
    expect_said(page, *(name for _kind, name in SEATS))
    sound(page)


def _seats(page: Page, start: int, stop: int) -> None:
    press(page, "Composer les sièges")
    for n in range(start, stop):
        kind, name = SEATS[n]
        page.fill(f"#id_seats-{n}-label", f"Siège de {name}")
        page.select_option(f"#id_seats-{n}-kind", kind)
        page.select_option(f"#id_seats-{n}-person", label=name)
    if start:
        sound(page)
    press(page, "Enregistrer les sièges")
    expect_said(page, "La composition de la séance est enregistrée")


def is_convoked(page: Page, reference: str) -> None:
    """The dossier is put on the agenda from its own page, then everybody who sits is convoked."""
    take_up_task(page, "Inscrire le dossier à une séance du COPIL")
    if not page.url.endswith("/inscrire/"):
        press(page, "Inscrire au COPIL")
    radio = page.locator("input[type=radio][name=session]")
    page.click(f"label[for='{radio.get_attribute('id')}']")
    sound(page)
    press(page, "Inscrire à l’ordre du jour")
    expect_said(page, "Le dossier est inscrit à l’ordre du jour", "Inscrit au COPIL")
    page.goto("/copil/seances/1/")
    press(page, "Convoquer")
    sound(page)
    press(page, "Envoyer la convocation")
    expect_said(page, "La convocation est envoyée", TITLE)


def opens(page: Page) -> None:
    """The secretary notes who is there, opens the session and calls the item."""
    go_to(page, "COPIL")
    press(page, "COPIL n° 1")
    press(page, "Présences")
    for select in main(page).locator("select").all():
        select.select_option("titular")
    sound(page)
    press(page, "Enregistrer les présences")
    expect_said(page, "Les présences sont enregistrées", "3 présents ou représentés, 2 requis")
    page.goto("/copil/seances/1/")
    page.click("#do-open")
    expect_said(page, "La séance est ouverte")
    press(page, TITLE)
    page.click("#do-call")


def puts_to_the_vote(page: Page) -> None:
    """The chair follows the session to the item in hand, and proposes to grant all of it."""
    page.goto("/copil/seances/1/")
    page.click("#go-current")
    expect_said(page, TITLE, "3 présents ou représentés, 2 requis")
    page.click("#do-propose")
    choose(page, "outcome", "grant")
    sound(page)
    press(page, "Ouvrir le vote")
    expect_said(page, "Le vote est ouvert", "Mis aux voix")


def votes(page: Page, choice: str) -> None:
    """A member, on their own page; what they chose is theirs alone until the close."""
    take_up_task(page, "Voter")
    expect_said(page, "Personne ne lit votre vote avant la clôture")
    page.click(f"[id^=choice-][id$=-{choice}]")
    expect_said(page, f"Votre vote est reçu : {choice}")
    if page.viewport_size and page.viewport_size["width"] == PHONE:
        sound(page)
    page.goto("/")
    expect(main(page).get_by_role("link", name="Voter")).to_have_count(0)


def closes_the_vote(page: Page) -> None:
    """The chair sees who voted, never what, until it is closed and counted."""
    page.goto("/copil/seances/1/")
    page.click("#go-current")
    expect_said(page, "Sièges qui ont voté : 3 sur 3")
    assert_unsaid(page, "Votes nominatifs")
    sound(page)
    page.click("#do-close")
    expect_said(page, "Tous les sièges présents ou représentés ont voté.")
    sound(page)
    press(page, "Clore et compter")
    expect_said(page, "adopté", "Votes nominatifs", "2 pour")
    sound(page)


def closes_the_session(page: Page) -> None:
    page.goto("/copil/seances/1/")
    press(page, "Clore la séance")
    expect_said(page, "Tous les points de l’ordre du jour sont réglés.")
    sound(page)
    press(page, "Clore la séance")
    expect_said(page, "La séance est close")
    sound(page)


def validates_the_excerpt(page: Page) -> None:
    take_up_task(page, "Valider l’extrait du procès-verbal")
    press(page, "Valider l’extrait")
    expect_said(page, "Extrait du procès-verbal", "18 000,00 €")
    sound(page)
    press(page, "Valider l’extrait")
    expect_said(page, "L’extrait du procès-verbal est validé")
