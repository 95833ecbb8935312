"""A session held by nine members on their phones, before a screen that the room reads; what its minutes say of it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from copil import actions
from copil.agenda.lines import lines_of
from copil.models import Ballot, Vote
from dossiers.models import Dossier
from tests.browser import Live, assert_accessible, assert_fits
from tests.copil.committee import Committee, build, on_agenda
from tests.decisions.pages import normalised, text_of
from tests.dossiers.test_in_the_browser import window_of
from tests.life.house import Time
from tests.life.walking import choose
from tests.work.hands import looked_at, press, told
from tests.world import ok

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]

PROXIES = {7: 2, 8: 3}  # absent, and to whom they gave their vote
OUT = 5  # of the first dossier's point
HANDS = {"Pour": "6", "Contre": "2", "Abstentions, bulletins blancs ou nuls": "1"}
NEXT = 5000  # milliseconds: a page that follows asks again within
PLACE = "/copil/seances/1/"
EXPECTED = Path(__file__).parent / "expected" / "minutes_room.txt"


def convoked() -> tuple[Committee, Dossier, Dossier]:
    """Nine seats, two dossiers and an activity report; two gave their vote, one is out of the first dossier."""
    committee = build(9, days=20)
    first, second = on_agenda(committee, 9, 9, 9), on_agenda(committee, 7, 7, 7)
    report = actions.BusinessDraft(kind="report", title="Activité du Lab-O", text="Douze ateliers tenus.")
    ok(actions.add_business(session=committee.session, draft=report, by=committee.secretary))
    told_by = {
        f"d{committee.item(dossier).pk}": who
        for dossier, who in zip((first, second), committee.reviewers, strict=False)
    }
    order = sorted(lines_of(committee.session), key=lambda line: line.key.startswith("d"))  # the report comes first
    lines = [actions.Arranged(line.key, n, told_by.get(line.key)) for n, line in enumerate(order)]
    ok(actions.arrange_agenda(session=committee.session, lines=lines, by=committee.secretary))
    ok(actions.convoke(session=committee.session, by=committee.lead))
    ok(actions.declare_interest(dossier=first, reason="Un lien.", by=committee.members[OUT]))
    for giver, holder in PROXIES.items():
        ok(actions.give_proxy(giver=committee.seat(giver), holder=committee.seat(holder), by=committee.members[giver]))
    return committee, first, second


def button(committee: Committee, seat: int, choice: str) -> str:
    return f"#choice-{committee.seat(seat).pk}-{choice}"


@pytest.mark.pdf
def test_a_session_is_held_on_phones_followed_without_reloading_and_told_by_its_minutes(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    live.expected = ("net::ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest")
    time = Time(monkeypatch)
    time.comes("2026-12-01")
    committee, first, second = convoked()
    time.comes("2026-12-21")
    secretary = window_of(live, committee.secretary)
    secretary.goto(f"{PLACE}presences/")
    for member in range(7):
        secretary.select_option(f"[name=seat_{committee.seat(member).pk}]", "titular")
    press(secretary, "Enregistrer les présences")
    secretary.goto(PLACE)
    secretary.click("#do-open")
    told(secretary, "La séance est ouverte")
    screen = secretary.context.new_page()
    screen.clock.install()
    screen.set_viewport_size({"width": 1920, "height": 1080})
    screen.goto(f"{PLACE}ecran/")
    seen(screen, "La séance est ouverte", "9/9 présents ou représentés", "Pour commencer Point 1")
    phones = [window_of(live, member, width=390) for member in committee.members]
    for phone in phones:
        phone.clock.install()
        phone.goto(f"{PLACE}voter/")
    for page in (screen, *phones):
        page.evaluate("window.kept = true")

    # -- called, put to the vote
    secretary.goto(f"{PLACE}points/{first.reference}/")
    secretary.click("#do-call")
    seen(phones[1], "Point 2 sur 3 : en discussion", first.title)
    seen(phones[OUT], "Vous êtes en déport sur ce point")
    seen(phones[8], "n’est pas marqué présent")
    looked_at(phones[OUT])
    chair = phones[0].context.new_page()
    chair.set_viewport_size({"width": 1280, "height": 900})
    chair.goto(f"{PLACE}points/{first.reference}/")
    chair.click("#do-propose")
    choose(chair, "outcome", "grant")
    press(chair, "Ouvrir le vote")
    seen(
        screen,
        "vote ouvert",
        "Accord, 18 000,00 €",
        "8/8 présents ou représentés",
        "0/8 ont voté",
        "Sont sortis : Siège 5",
    )
    seen(phones[2], "Votre vote", "Par mandat, pour Siège 7")
    looked_at(phones[2])

    # -- voted: one changes, one loses the network, two vote for another seat too
    phones[2].focus(button(committee, 7, "nppv"))
    said = {0: "pour", 1: "pour", 4: "pour", 3: "contre"}
    for member, choice in said.items():
        phones[member].click(button(committee, member, choice))
        seen(phones[member], f"Votre vote est reçu : {choice}")
    phones[4].click(button(committee, 4, "contre"))
    seen(phones[4], "Votre vote est reçu : contre")
    seen(screen, "4/8 ont voté")
    with phones[2].expect_response(lambda answer: answer.url.endswith("/voter/suivi/") and answer.status == 200):
        committee.attend(6, attends="remote")
        phones[2].clock.run_for(NEXT)
    phones[2].wait_for_timeout(200)
    assert phones[2].evaluate("document.activeElement.id") == button(committee, 7, "nppv")[1:]
    looked_at_by_the_room(screen)
    phones[2].click(button(committee, 2, "pour"))
    phones[2].click(button(committee, 7, "pour"))
    phones[3].click(button(committee, 8, "contre"))
    seen(phones[2], "Votre vote est reçu : pour")
    expect(phones[2].locator(".voter-said--in")).to_have_count(2)
    expect(phones[3].locator(".voter-said--in")).to_have_count(2)
    cut = phones[6]
    cut.context.set_offline(True)
    cut.click(button(committee, 6, "contre"))
    seen(cut, "Pas encore reçu : contre.")
    expect(cut.locator("[data-connection]")).to_contain_text("Connexion perdue, nouvelle tentative…")
    assert_accessible(cut)
    assert not Vote.objects.filter(seat=committee.seat(6)).exists()
    cut.context.set_offline(False)
    told(cut, "Votre vote est reçu : contre")
    expect(cut.locator("[data-connection]")).to_contain_text("Connexion rétablie.")
    assert Vote.objects.filter(seat=committee.seat(6)).count() == 1
    seen(screen, "8/8 ont voté")
    for page in (screen, phones[OUT], phones[7]):
        for word in ("contre", "4 pour", "Adopté"):
            expect(page.locator("#room")).not_to_contain_text(word)

    # -- closed on a tie, while somebody without a network changes their mind
    late = phones[1]
    late.context.set_offline(True)
    late.click(button(committee, 1, "contre"))
    seen(late, "Pas encore reçu : contre.")
    chair.click("#do-close")
    press(chair, "Clore et compter")
    tie = ("Adopté", "4 pour", "4 contre", "est prépondérante")
    seen(screen, "Point 2 sur 3 : adopté", *tie, "À suivre Point 3")
    seen(phones[OUT], *tie)
    late.context.set_offline(False)
    seen(late, "Votre vote n’est pas reçu", "votre vote n’est pas compté", *tie)
    looked_at(late)
    looked_at_by_the_room(screen)
    assert Ballot.objects.get(item__dossier=first).result["counts"]["pour"] == 4

    # -- on to the next
    chair.goto(f"{PLACE}points/{second.reference}/")
    chair.click("#do-call")
    seen(screen, "Point 3 sur 3 : en discussion", second.title)
    seen(phones[OUT], "Aucun vote n’est ouvert : il s’affichera ici.")
    assert [page.evaluate("window.kept") for page in (screen, *phones)] == [True] * 10

    # -- by a show of hands, its totals read out; then the session is over and its minutes are there
    chair.click("#do-propose")
    choose(chair, "outcome", "refusal")
    chair.fill("#id_reasons", "Le projet ne relève pas de l’appel.")
    press(chair, "Ouvrir le vote")
    seen(phones[1], "Votre vote")
    secretary.goto(f"{PLACE}points/{second.reference}/")
    secretary.click("#do-paper")
    choose(secretary, "how", "hands")
    for label, voices in HANDS.items():
        secretary.get_by_label(label, exact=True).fill(voices)
    looked_at(secretary)
    press(secretary, "Voir le résultat")
    told(secretary, "Rien n’est encore enregistré", "6 pour quand la majorité est de 5 sur 8 voix exprimées")
    looked_at(secretary)
    press(secretary, "Confirmer et clore le vote")
    seen(screen, "Point 3 sur 3 : adopté", "6 pour", "2 contre")
    secretary.goto(f"{PLACE}points-divers/{committee.session.business.get().pk}/")
    press(secretary, "Conclure ce point")
    secretary.get_by_label("Ce qui a été dit ou convenu").fill("Le COPIL en prend acte.")
    press(secretary, "Conclure ce point")
    secretary.goto(PLACE)
    press(secretary, "Clore la séance")
    told(secretary, "Tous les points de l’ordre du jour sont réglés.")
    press(secretary, "Clore la séance")
    seen(phones[1], "La séance est close")
    assert minutes(secretary) == normalised(EXPECTED.read_text(encoding="utf-8"))


def seen(page: Page, *words: str) -> None:
    """What a page that follows says once it has asked again; the time until then is not waited for."""
    page.clock.run_for(NEXT)
    told(page, *words)


def minutes(page: Page) -> str:
    """The words of the draft, without what changes from one drawing to the next: hashes, the foot of each page."""
    said = text_of(page.request.get(f"{PLACE}proces-verbal/projet.pdf").body())
    said = re.sub(r"(• )*COPIL n° 1 · projet page \d+ sur \d+ ?", "", said)
    return re.sub(r"\b[0-9a-f]{64}\b", "SHA-256", said).replace(" • ", " ").strip()


def looked_at_by_the_room(screen: Page) -> None:
    """On the projector, and where somebody opens it on a smaller one."""
    assert screen.evaluate("document.documentElement.scrollHeight") <= 1080
    assert_accessible(screen)
    for width in (1280, 390):
        screen.set_viewport_size({"width": width, "height": 900})
        assert_fits(screen)
    screen.set_viewport_size({"width": 1920, "height": 1080})
