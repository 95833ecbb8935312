"""The team's week without a mouse: what is late, the review, labels, a view of one's own, one gesture on many."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from dossiers.models import Dossier
from tests import world
from tests.browser import Live
from tests.dossiers.test_in_the_browser import window_of
from tests.work.hands import choose_by_key, looked_at, open_by_key, press, tab_to, told, type_day
from tests.world import fresh
from workflow import clock

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]


def test_the_week_of_the_team_by_keyboard_alone_then_one_gesture_by_phone(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dossiers.views.bulk.BATCH", 1)  # the batches of a run follow one another by themselves
    lab = world.build()
    with clock.at(world.days_later(-28)):
        late = world.in_challenge(lab)
    asked, new = world.assigned(lab), world.in_challenge(lab)
    page = window_of(live, lab[Role.TEAM_LEAD])
    sees_what_is_late(page, late)
    holds_the_review(page)
    makes_a_label(page)
    writes_a_letter_better(page)
    keeps_a_view(page, asked, new)
    labels_all(page, late, asked, new)
    sorts(page, asked)
    suspends_by_phone(window_of(live, lab[Role.TEAM], width=390), late, new)


def sees_what_is_late(page: Page, late: Dossier) -> None:
    page.goto("/")
    open_by_key(page, "Tableau de bord")
    page.wait_for_url("**/tableau-de-bord/")
    looked_at(page)
    open_by_key(page, "en retard")
    page.wait_for_url("**overdue=on**")
    assert page.locator("tbody tr").count() == 1
    told(page, late.reference)


def holds_the_review(page: Page) -> None:
    open_by_key(page, "Tableau de bord")
    page.wait_for_url("**/tableau-de-bord/")
    open_by_key(page, "Revue de la semaine")
    page.wait_for_url("**/tableau-de-bord/revue/")
    told(page, "En retard", "Aucune revue n’a encore été close.")
    looked_at(page)
    open_by_key(page, "Clore la revue")
    told(page, "La revue du jour est close", "Dernière revue")


def makes_a_label(page: Page) -> None:
    open_by_key(page, "Dossiers")
    page.wait_for_url("**/dossiers/")
    open_by_key(page, "Étiquettes")
    page.wait_for_url("**/dossiers/etiquettes/")
    tab_to(page, "id_new-name")
    page.keyboard.type("Urgent")
    choose_by_key(page, "id_new-colour", "violet")
    open_by_key(page, "Créer")
    told(page, "L’étiquette « Urgent » est enregistrée.")
    looked_at(page)


def writes_a_letter_better(page: Page) -> None:
    """The texts of a letter: a draft, what it changes, put in use with a reason."""
    open_by_key(page, "Décisions")
    page.wait_for_url("**/decisions/")
    open_by_key(page, "Textes des actes")
    page.wait_for_url("**/decisions/textes/")
    looked_at(page)
    open_by_key(page, "Lettre qui notifie un refus")
    page.wait_for_url("**/textes/letter_refusal/")
    open_by_key(page, "Écrire la version suivante")
    page.wait_for_url("**/modifier/")
    looked_at(page)
    tab_to(page, "id_next_steps")
    page.keyboard.press("Control+a")
    page.keyboard.type("Appelez-nous, {nom}.")
    open_by_key(page, "Enregistrer le brouillon")
    told(page, "« {nom} » est un repère qui n’existe pas")
    tab_to(page, "id_next_steps")
    page.keyboard.press("Control+a")
    page.keyboard.type("Appelez-nous.")
    open_by_key(page, "Enregistrer le brouillon")
    told(page, "Le brouillon est enregistré", "Brouillon de la version 2")
    looked_at(page)
    open_by_key(page, "Mettre en service…")
    page.wait_for_url("**/mettre-en-service/")
    looked_at(page)
    tab_to(page, "id_reason")
    page.keyboard.type("Plus direct.")
    open_by_key(page, "Mettre en service")
    told(page, "La version 2 est en service", "Plus direct.")


def keeps_a_view(page: Page, asked: Dossier, new: Dossier) -> None:
    """Filters, an amount typed, then the whole kept under a name."""
    open_by_key(page, "Dossiers")
    page.wait_for_url("**/dossiers/")
    looked_at(page)
    choose_by_key(page, "id_holder", "R")  # Référents de l’innovation
    tab_to(page, "Plus de filtres")
    page.keyboard.press("Enter")
    tab_to(page, "id_least")
    page.keyboard.type("18 000")
    page.keyboard.press("Enter")
    page.wait_for_url("**holder=referents**")
    told(page, asked.reference)
    assert new.reference not in page.locator("tbody").inner_text()
    open_by_key(page, "Garder ces filtres comme une vue")
    tab_to(page, "view_name")
    page.keyboard.type("Avis attendus")
    page.keyboard.press("Enter")
    told(page, "La vue « Avis attendus » est enregistrée.")
    assert page.locator(".jalon-views__link[aria-current]").inner_text() == "Avis attendus"
    open_by_key(page, "Gérer mes vues")
    page.wait_for_url("**/dossiers/vues/")
    looked_at(page)


def labels_all(page: Page, *dossiers: Dossier) -> None:
    """One line ticked, then all of the page; foreseen, confirmed, done."""
    open_by_key(page, "Dossiers")
    page.wait_for_url("**/dossiers/")
    tab_to(page, f"pick-{dossiers[0].reference}")
    page.keyboard.press("Space")
    expect(page.locator("[data-bulk-count]")).to_have_text("1 dossier choisi.")
    tab_to(page, "bulk-tick")
    page.keyboard.press("Space")
    expect(page.locator("[data-bulk-count]")).to_have_text("3 dossiers choisis.")
    choose_by_key(page, "bulk-gesture", "Ajouter")
    open_by_key(page, "Préparer")
    page.wait_for_url("**/gestes-groupes/**")
    looked_at(page)
    choose_by_key(page, "id_label", "Urgent")
    open_by_key(page, "Voir ce que cela donnerait")
    told(page, "Possible sur 3 dossiers", "Étiquette Urgent")
    looked_at(page)
    open_by_key(page, "Confirmer pour 3 dossiers")
    told(page, "Fait sur 3 dossiers")
    looked_at(page)
    assert {fresh(dossier).labelled.get().label.name for dossier in dossiers} == {"Urgent"}


def sorts(page: Page, dossier: Dossier) -> None:
    """The dossier's page shows its label and leads to where it is changed."""
    page.goto(dossier.get_absolute_url())
    told(page, "Classement de l’équipe Urgent", "Personne ne suit ce dossier en particulier.")
    looked_at(page)
    open_by_key(page, "Changer le classement")
    page.wait_for_url("**/classement/")
    looked_at(page)
    choose_by_key(page, "id_follower", "team_lead")
    open_by_key(page, "Enregistrer")
    told(page, "Le classement est enregistré.", "Suivi par team_lead Essai.")


def suspends_by_phone(page: Page, *dossiers: Dossier) -> None:
    """Under the thumb: what was typed once is told again before it is confirmed, and done to no other dossier."""
    page.goto("/dossiers/")
    for dossier in dossiers:
        page.check(f"#pick-{dossier.reference}", force=True)  # the box is drawn by its label
    page.select_option("#bulk-gesture", "suspend")
    press(page, "Préparer")
    page.wait_for_url("**/gestes-groupes/**")
    until = clock.today() + timedelta(20)
    type_day(page, "id_until", str(until))
    page.fill("#id_reason", "Le partenaire change de direction.")
    press(page, "Voir ce que cela donnerait")
    told(page, "Possible sur 2 dossiers", "Date de fin", str(until.year), "Le partenaire change de direction.")
    assert {fresh(dossier).state for dossier in dossiers} == {"challenge"}
    looked_at(page)
    press(page, "Confirmer pour 2 dossiers")
    told(page, "Fait sur 2 dossiers")
    assert sorted(Dossier.objects.values_list("state", flat=True)) == ["challenge", "suspended", "suspended"]
