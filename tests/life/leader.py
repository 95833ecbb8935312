"""The leader: opens an account alone, writes section after section, deposits, answers, and reads what leaders may."""

import re

from django.core.mail import EmailMessage
from playwright.sync_api import Page, expect

from dossiers.form.questions import BY_CODE, Kind, Question
from tests.accounts.people import link_in
from tests.browser import Live
from tests.life.house import PASSWORD
from tests.life.walking import assert_nowhere, assert_unsaid, enter, expect_said, main, press, sound, take_up_task
from tests.world import ANSWERS

EMAIL = "nadia.vidal@aude.example"
TITLE = "Accueil commun de Limoux"
BENEFICIARY = "Sous-préfecture de Limoux"
REPLY = "Environ quatre cents par mois, comptés en mai."
WRITTEN = {**ANSWERS, "project": {**ANSWERS["project"], "title": TITLE}}
#: The kinds of section pages: plain questions, tables, choices.
SECTIONS_LOOKED_AT = ("project", "budget", "beneficiary")


def registers(live: Live, mailbox: list[EmailMessage]) -> Page:
    """Nadia opens an account alone; the mail's link proves her address, then she signs in."""
    page = live.window()
    page.goto("/")
    sound(page)
    press(page, "Créer un compte")
    page.get_by_label("Prénom").fill("Nadia")
    page.get_by_label("Nom", exact=True).fill("Vidal")
    page.get_by_label("Adresse électronique").fill(EMAIL)
    page.get_by_label("Service ou organisme").fill(BENEFICIARY)
    page.get_by_label(re.compile("^Département")).select_option("11")
    page.get_by_label("Mot de passe").first.fill(PASSWORD)
    page.get_by_label("Le même, une seconde fois").fill(PASSWORD)
    sound(page)
    press(page, "Créer mon compte")
    expect_said(page, "Confirmez votre adresse", "Nous vous avons envoyé un courriel")
    sound(page)
    assert [mail.to for mail in mailbox] == [[EMAIL]]
    page.goto(link_in(mailbox.pop()))
    sound(page)
    press(page, "Confirmer mon adresse")
    expect_said(page, "Se connecter")
    page.context.close()
    page = enter(live, EMAIL)
    sound(page)
    return page


def writes(page: Page) -> str:
    """A dossier opened and written section by section; its reference."""
    main(page).get_by_role("link", name="Commencer un dossier").click()
    sound(page)
    press(page, "Ouvrir mon dossier")
    page.wait_for_url("**/formulaire/project/")
    reference = page.url.split("/")[4]
    for code in WRITTEN:
        page.wait_for_url(f"**/formulaire/{code}/")
        _fill_section(page, code)
        if code == "project":
            _leaves_it_to_autosave(page)
        if code in SECTIONS_LOOKED_AT:
            sound(page)
        if code == "method":
            press(page, "Enregistrer")
            expect_said(page, "« La méthode » : enregistré.")
            _sees_what_is_missing(page, reference)
        else:
            press(page, "Enregistrer et continuer")
    page.wait_for_url("**/formulaire/pieces/")
    sound(page)
    return reference


def _leaves_it_to_autosave(page: Page) -> None:
    """What was typed is there after a reload, no button pressed."""
    expect(page.locator("[data-autosave-status] p")).to_have_text(re.compile("^Enregistré à"))
    page.reload()
    expect(page.get_by_label("Titre du projet")).to_have_value(TITLE)


def _sees_what_is_missing(page: Page, reference: str) -> None:
    """The meter names what is missing and leads to it; depositing is not possible yet, and why is said."""
    press(page, "Relire tout le dossier")
    expect_said(page, "points renseignés", "Il manque :", "Déposer le dossier : pas encore possible")
    sound(page)
    main(page).locator(".jalon-completeness").get_by_role("link").first.click()
    page.wait_for_url("**/formulaire/calendar/**")
    main(page).get_by_role("link", name="Les partenaires").click()


def deposits(page: Page, reference: str) -> None:
    press(page, "Relire le dossier")
    expect_said(page, "Le dossier est complet.")
    press(page, "Déposer le dossier")
    page.wait_for_url("**/gestes/submit/")
    sound(page)
    press(page, "Déposer le dossier")
    page.wait_for_url(f"**/dossiers/{reference}/")
    expect_said(page, "Challenge par les référents", "C’est à : référents de l’innovation")
    sound(page)


def answers(page: Page, mailbox: list[EmailMessage], question: str) -> None:
    """The mail's link leads to the question itself, where the answer is written."""
    page.goto(_link(mailbox, question))
    expect_said(page, question)
    page.get_by_label("Votre réponse").fill(REPLY)
    sound(page)
    press(page, "Envoyer la réponse")
    expect_said(page, "Votre réponse est envoyée", REPLY)


def reads_no_judgment(page: Page, reference: str, *kept: str, step: str) -> None:
    """The leader is told the step, and nothing of what is said, scored, voted or prepared meanwhile."""
    page.goto(f"/dossiers/{reference}/")
    expect_said(page, step)
    assert_unsaid(page, "consensus", "note pondérée", "nominatif", "préparé", *kept)
    reviews = f"/dossiers/{reference}/evaluations/"
    assert_nowhere(page, reviews, f"{reviews}consensus/", "/copil/seances/1/", "/decisions/")


def finds_the_decision(page: Page, mailbox: list[EmailMessage]) -> None:
    """Told by mail that the decision is signed, not which; the link leads to it."""
    mail = next(mail for mail in mailbox if mail.subject.startswith("Décision notifiée") and mail.to == [EMAIL])
    assert "accord" not in str(mail.body).lower()
    page.goto(_link(mailbox, "La décision sur votre dossier"))
    expect_said(page, "Accordé, en suivi", "Accord de 18 000,00 €", "L’acte (PDF)", "La lettre de notification (PDF)")
    take_up_task(page, "Remettre le compte rendu final")
    expect_said(page, "Compte rendu final", "À remettre au plus tard le 16 mars 2028")
    sound(page)


def _link(mailbox: list[EmailMessage], words: str) -> str:
    """The path that the last mail to the leader with these words leads to."""
    bodies = [str(mail.body) for mail in mailbox if mail.to == [EMAIL]]
    body = next(body for body in reversed(bodies) if words in " ".join(body.split()))
    found = re.search(r"https?://[^/\s]+(/dossiers/\S+)", body)
    assert found, body
    return found[1]


# -- filling ------------------------------------------------------------------------
def _fill_section(page: Page, code: str) -> None:
    """Every answer of the section typed, ticked or chosen on its page; nothing is sent."""
    for name, answer in WRITTEN[code].items():
        question = BY_CODE[code].question(name)
        if question.kind is Kind.TABLE:
            _fill_rows(page, question, answer)
        else:
            _fill(page, name, answer)


def _fill_rows(page: Page, question: Question, rows: list[dict[str, str]]) -> None:
    for n, row in enumerate(rows):
        first = f"#id_{question.name}-{n}-{next(iter(row))}"
        if not page.locator(first).count():
            page.click(f"#id_{question.name} button[name=add_row]")
            page.wait_for_selector(first)
        for name, answer in row.items():
            _fill(page, f"{question.name}-{n}-{name}", answer)


def _fill(page: Page, name: str, answer: str) -> None:
    radio = page.locator(f"input[type=radio][name='{name}'][value='{answer}']")
    if radio.count():
        page.click(f"label[for='{radio.get_attribute('id')}']")
    elif page.locator(f"select[name='{name}']").count():
        page.select_option(f"[name='{name}']", answer)
    else:
        page.fill(f"[name='{name}']", answer)
