"""A committee that votes from home; what too few voted on goes to a second convocation, where two of them decide it."""

import pytest
from playwright.sync_api import Page, expect

from copil import actions
from copil.models import Ballot, Session
from dossiers.models import Dossier
from notifications.models import Message
from tests.browser import Live
from tests.copil.committee import Committee, build, on_agenda
from tests.dossiers.test_in_the_browser import window_of
from tests.life.house import Time
from tests.work.hands import looked_at, press, told
from tests.world import fresh, ok

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]

CHAIR, HOLDER, WAVERER, OUT, GIVER = range(5)
FIRST, SECOND = "/copil/seances/1/", "/copil/seances/2/"


def convoked() -> tuple[Committee, list[Dossier]]:
    """Five seats, three dossiers; one member is out of the first."""
    committee = build(5, days=20)
    dossiers = [on_agenda(committee, *[score] * 3) for score in (9, 8, 7)]
    ok(actions.convoke(session=committee.session, by=committee.lead))
    ok(actions.declare_interest(dossier=dossiers[0], reason="Un lien.", by=committee.members[OUT]))
    return committee, dossiers


def test_a_committee_votes_from_home_then_two_decide_what_was_left(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    time = Time(monkeypatch)
    time.comes("2026-12-01")
    committee, dossiers = convoked()

    time.comes("2026-12-21")
    committee.attend(HOLDER)
    seat, holder = committee.seat(GIVER), committee.seat(HOLDER)
    ok(actions.give_proxy(giver=seat, holder=holder, by=committee.members[GIVER]))
    secretary = window_of(live, committee.secretary)
    opens_the_vote(secretary)
    ballots = [Ballot.objects.get(item__dossier=dossier) for dossier in dossiers]
    time.passes()
    phone = window_of(live, committee.members[HOLDER], width=390)
    the_holder_votes_for_two(phone, committee, ballots)
    chair = window_of(live, committee.members[CHAIR])
    chair.goto(f"{FIRST}mes-votes/")
    for ballot in ballots:
        votes(chair, ballot, committee, CHAIR, "pour")
    waverer = window_of(live, committee.members[WAVERER], width=390)
    waverer.goto(f"{FIRST}mes-votes/")
    for choice in ("pour", "contre"):
        votes(waverer, ballots[0], committee, WAVERER, choice)
    slow = window_of(live, committee.members[OUT], width=390)
    slow.goto(f"{FIRST}mes-votes/")
    told(slow, "0 point voté sur 2", "en déport")

    time.comes("2026-12-24", "15:00")
    reminded = Message.objects.filter(template="reminder", context__task="Voter")
    assert {one.recipient for one in reminded} == {committee.members[WAVERER], committee.members[OUT]}

    time.comes("2026-12-24", "18:01")
    slow.click(button(ballots[1], committee, OUT, "contre"))
    told(slow, "Le vote est clos", "votre vote n’est pas compté")
    looked_at(slow)
    chair.goto(ballots[0].item.get_absolute_url())
    told(chair, "adopté", "2 pour", "2 contre")
    unfold(chair, "Comment le résultat a été établi", "Votes nominatifs")
    told(chair, "3 sièges ont voté eux-mêmes, mandats et NPPV non compris, pour 2 requis")
    told(chair, "est prépondérante", "Siège 4 (mandat à Siège 1) contre")
    looked_at(chair)
    waverer.goto(ballots[1].item.get_absolute_url())
    unfold(waverer, "Comment le résultat a été établi")
    told(waverer, "sans valeur", "3 pour", "2 sièges ont voté eux-mêmes, mandats et NPPV non compris, pour 3 requis")
    assert [fresh(dossier).state for dossier in dossiers] == ["signature", "copil", "copil"]
    closes(secretary, FIRST, "reste à l’ordre du jour d’une seconde convocation")

    convokes_again(window_of(live, committee.lead))
    time.comes("2027-01-08", "10:00")
    again = Committee(committee.world, Session.objects.get(number=2), committee.members)
    gathers(secretary, again)
    votes_together(secretary, phone, chair, again, dossiers[1:])
    assert {fresh(dossier).state for dossier in dossiers} == {"signature"}
    closes(secretary, SECOND, "Tous les points de l’ordre du jour sont réglés.")
    leaves_its_papers(secretary)


def unfold(page: Page, *names: str) -> None:
    for name in names:
        page.locator("summary", has_text=name).click()


def opens_the_vote(page: Page) -> None:
    page.goto(FIRST)
    page.click("#do-open")
    told(page, "La séance est ouverte", "Quorum non atteint", "2 présents ou représentés, 3 requis")
    press(page, "Tout mettre aux voix en ligne")
    looked_at(page)
    press(page, "Ouvrir le vote en ligne")
    told(page, "Le vote est annoncé à tous les sièges, sur 3 points.")


def button(ballot: Ballot, committee: Committee, seat: int, choice: str) -> str:
    return f"#choice-{ballot.pk}-{committee.seat(seat).pk}-{choice}"


def votes(page: Page, ballot: Ballot, committee: Committee, seat: int, choice: str) -> None:
    found = button(ballot, committee, seat, choice)
    page.click(found)
    expect(page.locator(found)).to_have_attribute("aria-pressed", "true")


def the_holder_votes_for_two(page: Page, committee: Committee, ballots: list[Ballot]) -> None:
    """All of them on one page, to which the task on the front page leads."""
    page.goto("/")
    press(page, "Voter")
    told(page, "0 point voté sur 3", "Par mandat, pour Siège 4")
    for ballot in ballots:
        votes(page, ballot, committee, HOLDER, "pour")
        votes(page, ballot, committee, GIVER, "contre" if ballot == ballots[0] else "pour")
    told(page, "3 points votés sur 3", "Par mandat, pour Siège 4", "Vous avez voté : contre")
    looked_at(page)


def closes(page: Page, place: str, said: str) -> None:
    page.goto(place)
    press(page, "Clore la séance")
    told(page, said)
    press(page, "Clore la séance")
    told(page, "La séance est close")


def convokes_again(page: Page) -> None:
    page.goto(FIRST)
    press(page, "Seconde convocation")
    page.get_by_label("Jour").fill("2027-01-08")
    page.get_by_label("Heure").fill("10:00")
    looked_at(page)
    press(page, "Planifier la seconde séance")
    told(page, "Seconde séance planifiée", "Aucun quorum n’est exigé")
    press(page, "Convoquer")
    press(page, "Envoyer la convocation")
    told(page, "La convocation est envoyée")


def gathers(page: Page, again: Committee) -> None:
    page.goto(f"{SECOND}presences/")
    for member in (CHAIR, HOLDER):
        page.select_option(f"[name=seat_{again.seat(member).pk}]", "titular")
    press(page, "Enregistrer les présences")
    page.goto(SECOND)
    page.click("#do-open")
    told(page, "La séance est ouverte", "Aucun quorum n’est exigé : seconde convocation qui le dit.")


def votes_together(page: Page, phone: Page, chair: Page, again: Committee, dossiers: list[Dossier]) -> None:
    press(page, "Grouper des points")
    for dossier in dossiers:
        page.check(f"#id_i{again.item(dossier).pk}-taken", force=True)  # the box is drawn by its label
    looked_at(page)
    press(page, "Préparer le vote groupé")
    told(page, "Le vote groupé est préparé")
    page.click("#do-open-group")
    press(page, "Ouvrir le vote")
    for member, window in ((HOLDER, phone), (CHAIR, chair)):
        window.goto(SECOND)
        press(window, "Vote groupé n° 1")
        window.click(f"#choice-{again.seat(member).pk}-pour")
        told(window, "Vous avez voté : pour")
    looked_at(phone)
    page.click("#do-close-group")
    told(page, "Tous les sièges présents ou représentés ont voté.")
    looked_at(page)
    press(page, "Clore et compter")
    told(page, "adopté", "2 pour")


def leaves_its_papers(page: Page) -> None:
    """Its minutes are there to be written, its binder to be asked for."""
    press(page, "Procès-verbal")
    told(page, "seconde convocation, qui dit qu’aucun quorum n’est exigé", "2 présents ou représentés sur 5 sièges")
    told(page, "d’un seul geste avec d’autres points : adopté", "2 pour, 0 contre, 0 abstention, 0 NPPV")
    looked_at(page)
    page.goto(f"{SECOND}dossier-de-seance/")
    press(page, "Préparer le dossier de séance")
    told(page, "En préparation")
    looked_at(page)
