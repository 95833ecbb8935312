"""The team's review: three people score blind, then one consensus is drawn."""

from playwright.sync_api import Page, expect

from tests.life.walking import assert_unsaid, expect_said, main, press, sound, take_up_task

#: Half points by criterion, and what each reviewer says of the whole.
SHEETS = {
    "paul": ((7, 6, 5), "Un besoin mesuré, une méthode encore classique."),
    "lise": ((8, 7, 6), "Le partenariat avec France services convainc."),
    "omar": ((7, 8, 6), "Reprise possible dès la fin du prototype."),
}
RETAINED = "Un besoin mesuré, un partenaire engagé, une reprise possible."
CRITERIA = ("impact", "partnership", "innovation")


def are_assigned(page: Page, *names: str) -> None:
    take_up_task(page, "Évaluer le dossier et établir le consensus")
    sound(page)
    for name in names:
        press(page, f"Désigner {name}")
        expect(main(page).get_by_role("button", name=f"Désigner {name}")).to_have_count(0)


def scores_blind(page: Page, who: str, *, unread: list[str]) -> None:
    """Nobody else's words or scores on any page before one's own are in; afterwards, all that is in."""
    points, words = SHEETS[who]
    take_up_task(page, "Évaluer le dossier")
    assert_unsaid(page, *unread)
    for code, half_points in zip(CRITERIA, points, strict=True):
        page.click(f"label:has(#id_points-{code}_{half_points})")
    page.get_by_label("Votre appréciation d’ensemble").fill(words)
    if who == "paul":
        sound(page)
    press(page, "Remettre mon évaluation")
    page.wait_for_url("**/evaluations/")
    expect_said(page, "Ce que disent les notes", words, *unread)
    if who == "omar":
        sound(page)


def conclude(page: Page) -> None:
    """The coordination writes down what the group retains."""
    take_up_task(page, "Établir le consensus")
    for code in CRITERIA:
        page.click(f"label:has(#id_points-{code}_7)")
        page.fill(f"#id_rationale-{code}", f"{RETAINED} Critère {code}.")
    page.get_by_label("Appréciation d’ensemble").fill(RETAINED)
    sound(page)
    press(page, "Établir le consensus")
    expect_said(page, "Le consensus est établi", "Montant recommandé 18 000,00 €", "3,5")
    sound(page)


def reads_no_score(page: Page, reference: str) -> None:
    """Whoever neither scores nor follows finds no word of it: here a référent who challenged the dossier."""
    page.goto(f"/dossiers/{reference}/")
    assert_unsaid(page, *(words for _points, words in SHEETS.values()))


def open_an_exercise(page: Page) -> None:
    """On a dossier that is decided, for all who review."""
    page.goto("/evaluations/calibrage/")
    page.select_option("#id_dossier", index=1)
    page.fill("#id_closes_on", "2026-10-20")
    sound(page)
    press(page, "Ouvrir l’exercice")
    expect_said(page, "L’exercice est ouvert à toutes les personnes qui évaluent.")


def scores_again(page: Page, title: str, *, unread: list[str]) -> None:
    """By phone, by who took no part: blind to what was said of it."""
    page.goto("/evaluations/calibrage/")
    press(page, title)
    assert_unsaid(page, RETAINED, *unread)
    for code in CRITERIA:
        page.click(f"label:has(#id_points-{code}_4)")
    sound(page)
    press(page, "Remettre mes notes")
    expect_said(page, "Vos notes sont remises", "La dispersion des notes se lit après")
    assert_unsaid(page, RETAINED, *unread)


def end_the_exercise(page: Page) -> None:
    page.reload()
    press(page, "Terminer maintenant")
    page.locator("dialog").get_by_role("button", name="Terminer maintenant").click()
    expect_said(page, "L’exercice est terminé", "Il faut au moins deux participants pour comparer.")
    sound(page)
