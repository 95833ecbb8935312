"""The pages about people in a real browser: walked from page to page, empty console, nothing found by axe."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from tests.accounts.people import PASSWORD, days, hold, link_in, person
from tests.browser import assert_accessible, assert_fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FRESH = "encore quatre mots neufs"


def at_both_widths(page: Page) -> None:
    """axe and no sideways scrolling, on a desk and on a phone."""
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert_fits(page)
        assert_accessible(page)


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/compte/connexion/")
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe", exact=True).fill(password)
    page.get_by_role("main").get_by_role("button", name="Se connecter").click()


def fill_identity(page: Page) -> None:
    page.get_by_label("Prénom").fill("Nadia")
    page.get_by_label("Nom", exact=True).fill("Vidal")
    page.get_by_label("Service ou organisme").fill("DDETS de l’Aude")
    page.get_by_label(re.compile("^Département")).select_option("11")
    page.get_by_label("Mot de passe", exact=False).first.fill(PASSWORD)
    page.get_by_label("Le même, une seconde fois").fill(PASSWORD)


def test_from_registration_to_a_changed_password(live, mailoutbox):
    page = live.window()
    page.goto("/compte/connexion/")
    at_both_widths(page)
    page.get_by_role("link", name="Créer un compte").click()
    page.get_by_role("button", name="Créer mon compte").click()
    at_both_widths(page)  # with every field wrong
    fill_identity(page)
    page.get_by_label("Adresse électronique").fill("nadia.vidal@aude.example")
    page.get_by_role("button", name="Créer mon compte").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmez votre adresse")
    at_both_widths(page)
    page.goto(link_in(mailoutbox[0]))
    at_both_widths(page)
    page.get_by_role("button", name="Confirmer mon adresse").click()
    expect(page.get_by_text("votre compte est ouvert")).to_be_visible()
    sign_in(page, "nadia.vidal@aude.example")
    page.goto("/compte/profil/")
    at_both_widths(page)
    page.get_by_role("link", name="Changer de mot de passe").click()
    at_both_widths(page)
    page.get_by_label("Mot de passe actuel").fill(PASSWORD)
    page.get_by_label("Nouveau mot de passe").fill(FRESH)
    page.get_by_label("Le même, une seconde fois").fill(FRESH)
    page.get_by_role("button", name="Enregistrer ce mot de passe").click()
    expect(page.get_by_text("Votre nouveau mot de passe est enregistré.")).to_be_visible()
    page.goto("/compte/deconnexion/")
    at_both_widths(page)


def test_a_forgotten_password(live, mailoutbox):
    person("lea@gers.example")
    page = live.window()
    page.goto("/compte/mot-de-passe/oublie/")
    at_both_widths(page)
    page.get_by_label("Adresse électronique").fill("lea@gers.example")
    page.get_by_role("button", name="Envoyer le lien").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Regardez votre courrier")
    at_both_widths(page)
    page.goto(link_in(mailoutbox[0]))
    at_both_widths(page)
    page.get_by_label("Nouveau mot de passe").fill(FRESH)
    page.get_by_label("Le même, une seconde fois").fill(FRESH)
    page.get_by_role("button", name="Enregistrer ce mot de passe").click()
    sign_in(page, "lea@gers.example", "faux")
    expect(page.get_by_role("alert")).to_have_text("L’adresse ou le mot de passe est inexact.")
    at_both_widths(page)
    page.goto("/compte/mot-de-passe/nouveau/1-abc-def/")
    at_both_widths(page)


def test_from_invitation_to_delegation_and_back(live, mailoutbox):
    admin = person("admin@lab-o.example", Role.ADMIN, first_name="Ada", last_name="Minard")
    hold(admin, Role.REFERENT, starts_on=days(-20), ends_on=days(-10))
    desk, guest = live.window(), live.window()
    sign_in(desk, "admin@lab-o.example")
    desk.goto("/personnes/")
    at_both_widths(desk)
    desk.get_by_role("link", name="Inviter une personne").click()
    at_both_widths(desk)
    desk.get_by_label("Adresse électronique").fill("nadia.vidal@aude.example")
    desk.get_by_label("Rôle", exact=True).select_option("signatory")
    desk.get_by_role("button", name="Envoyer l’invitation").click()
    desk.get_by_role("link", name="Une invitation en attente").click()
    at_both_widths(desk)

    guest.goto(link_in(mailoutbox[0]))
    at_both_widths(guest)
    fill_identity(guest)
    guest.get_by_role("button", name="Accepter et ouvrir mon compte").click()
    expect(guest.get_by_text("votre rôle est en place")).to_be_visible()
    guest.goto("/compte/profil/")
    expect(guest.get_by_text("Signataire")).to_be_visible()
    guest.goto("/personnes/")
    expect(guest.get_by_role("heading", level=1)).to_have_text("Page introuvable")

    desk.goto("/personnes/?q=vidal")
    desk.get_by_role("link", name="Nadia Vidal").click()
    at_both_widths(desk)
    desk.get_by_role("link", name="Enregistrer une délégation").click()
    desk.get_by_label("Arrêté").fill("Arrêté du 2 janvier 2026")
    desk.get_by_label("Qualité du signataire").fill("Secrétaire générale")
    desk.get_by_label("Plafond par acte, en euros").fill("-5")
    desk.get_by_label("Dernier jour").fill(days(90).isoformat())
    desk.get_by_role("button", name="Enregistrer la délégation").click()
    at_both_widths(desk)
    desk.get_by_label("Plafond par acte, en euros").fill("50000")
    desk.get_by_role("button", name="Enregistrer la délégation").click()
    expect(desk.get_by_role("rowheader", name="Arrêté du 2 janvier 2026")).to_be_visible()
    at_both_widths(desk)
    desk.get_by_role("link", name="Mettre fin – signataire").click()
    at_both_widths(desk)
    desk.get_by_role("button", name="Mettre fin à ce rôle").click()
    expect(desk.get_by_text("Retiré", exact=True)).to_be_visible()


def test_the_demonstration_in_one_click(live, settings):
    settings.DEMO = True
    user = person("prefete@demo.lab-o.example", first_name="Hélène", last_name="Roc", is_demo=True)
    hold(user, Role.SIGNATORY, starts_on=days(-1))
    page = live.window()
    page.goto("/compte/connexion/")
    at_both_widths(page)
    page.get_by_role("button", name="Hélène Roc").click()
    expect(page.get_by_role("banner").get_by_text("Hélène Roc").first).to_be_visible()
