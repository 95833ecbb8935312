"""The ranking board as people get it: who is on it, where the line falls, and that trying keeps nothing."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from copil import actions as copil
from dossiers import actions as dossier_actions
from dossiers.models import Call, Dossier, Leadership
from scoring.models import Review
from tests import world
from tests.browser import Live, assert_accessible, assert_fits
from tests.copil import committee as committees
from tests.copil.committee import Committee
from tests.scoring import panel as panels
from tests.scoring.panel import Panel
from tests.scoring.ranking.crowd import crowd
from tests.world import ok
from workflow import clock
from workflow.models import LogEntry

pytestmark = pytest.mark.django_db
PAGE = "/classement/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def titles(rows: Any) -> list[str]:
    return [row.dossier.title for row in rows]


def named(committee: Committee, title: str, *half_points: int, put_on: bool = False) -> Dossier:
    """A dossier with its consensus, each asking 18 000 €; on the session's agenda when `put_on`."""
    lay = committees.on_agenda if put_on else committees.ready
    return lay(committee, *half_points, project={"title": title})


@pytest.fixture
def lab() -> Committee:
    """Four dossiers of 18 000 € under an envelope of 50 000 €: two fit, the third could be granted in part."""
    committee = committees.build(3, envelope="50000.00")
    named(committee, "Quatrième", 6, 6, 5)
    named(committee, "Premier", 9, 9, 9, put_on=True)
    named(committee, "Troisième", 6, 7, 6, put_on=True)
    named(committee, "Deuxième", 8, 7, 7)
    return committee


def test_the_board_ranks_what_awaits_a_decision_and_draws_the_line_where_the_envelope_ends(lab: Committee) -> None:
    answer = signed_in(lab.lead).get(PAGE)
    board = answer.context["board"]
    assert (titles(board.above), titles(board.under)) == (["Premier", "Deuxième"], ["Troisième", "Quatrième"])
    assert [row.code for row in board.rows] == ["funded", "funded", "partial", "under"]
    assert (board.left, board.offer.partial.offered, board.offer.partial.missing) == (14000, 14000, 4000)
    assert "L’enveloppe s’arrête ici : il reste 14\u202f000,00\u202f€" in answer.text
    assert [column.code for column in board.drawing.columns] == ["funded", "funded", "partial", "under"]


def test_what_is_tried_moves_the_line_and_is_kept_nowhere(lab: Committee) -> None:
    client = signed_in(lab.lead)
    before = list(LogEntry.objects.values_list("pk", flat=True)), list(Call.objects.values())
    client.get(PAGE)
    first, third = Dossier.objects.get(title="Premier"), Dossier.objects.get(title="Troisième")
    whole = {f"montant-{d.reference}": "18 000" for d in Dossier.objects.all()}
    asked = {**whole, "enveloppe": "50 000,00 €", f"montant-{first.reference}": "14000", "appel": "ESSAI"}
    answer = client.get(PAGE, asked)
    assert answer.status_code == 302  # the address keeps only what differs
    assert parse_qs(urlsplit(answer.url).query) == {"appel": ["ESSAI"], f"montant-{first.reference}": ["14000"]}
    page = client.get(answer.url)
    board = page.context["board"]
    assert (titles(board.above), board.left) == (["Premier", "Deuxième", "Troisième"], 0)
    assert "Rien n’est enregistré" in page.text
    assert client.get(page.context["choice"].url()).context["board"].left == 14000
    offered = client.get(client.get(PAGE).context["offer_url"]).context["board"]
    assert (offered.left, [row.code for row in offered.rows][2]) == (0, "funded")
    assert {row.dossier.title for row in offered.rows if row.tried} == {third.title}
    bigger = client.get(PAGE, {"enveloppe": "72000"}).context["board"]
    assert (titles(bigger.under), bigger.offer) == ([], None)
    assert client.post(PAGE, asked).status_code == 405
    assert before == (list(LogEntry.objects.values_list("pk", flat=True)), list(Call.objects.values()))


@pytest.mark.parametrize("typed", ["beaucoup", "-5", "18000,01", "9" * 5000, "\x00<script>", "1e9"])
def test_an_amount_that_cannot_be_tried_says_so_and_comes_back(lab: Committee, typed: str) -> None:
    first = Dossier.objects.get(title="Premier")
    answer = signed_in(lab.lead).get(PAGE, {f"montant-{first.reference}": typed, "enveloppe": "60000"})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {f"montant-{first.reference}"}
    assert (answer.context["board"].envelope, "<script>" in answer.text.replace("<script ", "")) == (60000, False)


def test_another_call_or_session_than_ones_own_is_not_found(lab: Committee) -> None:
    client = signed_in(lab.lead)
    for query in ({"appel": "AUTRE"}, {"selection": "99"}, {"selection": "\x00"}, {"appel": "<b>"}):
        assert client.get(PAGE, query).status_code == 404
    assert client.get(PAGE, {"page": "99999999999", "inconnu": "1"}).status_code == 200


def test_a_session_ranks_its_own_agenda_and_what_it_has_decided_keeps_its_amount(lab: Committee) -> None:
    first = Dossier.objects.get(title="Premier")
    query = {"appel": "ESSAI", "selection": str(lab.session.number)}
    assert titles(signed_in(lab.lead).get(PAGE, query).context["board"].rows) == ["Premier", "Troisième"]
    with committees.sitting(lab):
        committees.decided(lab, first, "partial", amount="10000")
        board = signed_in(lab.lead).get(PAGE, query).context["board"]
    assert [(row.code, row.amount) for row in board.rows] == [("settled", 10000), ("funded", 18000)]
    assert board.envelope == 40000
    assert titles(signed_in(lab.lead).get(PAGE).context["board"].rows) == ["Deuxième", "Troisième", "Quatrième"]


def test_the_waiting_list_keeps_its_order_and_the_amount_that_was_adopted(lab: Committee) -> None:
    first, third = Dossier.objects.get(title="Premier"), Dossier.objects.get(title="Troisième")
    Call.objects.update(envelope=12000)
    with committees.sitting(lab):
        committees.decided(lab, first)
        committees.decided(lab, third, "partial", amount="15000")
        board = signed_in(lab.lead).get(PAGE).context["board"]
    assert [(row.dossier.title, row.waiting, row.amount) for row in board.rows if row.waiting] == [
        ("Premier", 1, 18000),
        ("Troisième", 2, 15000),
    ]


# -- what nobody may see there -----------------------------------------------------------
def test_only_who_reads_scores_opens_the_ranking_and_only_those_scores_are_there(lab: Committee) -> None:
    everybody = {role: lab.world[role] for role in Role if role is not Role.SYSTEM}
    answers = {role: signed_in(who).get(PAGE).status_code for role, who in everybody.items()}
    opens = {role for role, status in answers.items() if status == 200}
    assert opens == {
        Role.TEAM, Role.TEAM_LEAD, Role.AUDITOR, Role.COPIL_MEMBER, Role.COPIL_CHAIR, Role.COPIL_SECRETARY,
    }  # fmt: skip
    assert set(answers.values()) == {200, 404}
    assert titles(signed_in(lab.chair).get(PAGE).context["board"].rows) == ["Premier", "Troisième"]
    unseated = world.person("unseated", Role.COPIL_MEMBER)
    assert signed_in(unseated).get(PAGE).context["choice"] is None
    assert signed_in(world.person("elsewhere", Role.AUDITOR, scope="AUTRE")).get(PAGE).context["choice"] is None


def test_what_one_may_not_read_takes_no_rank_no_amount_and_no_column(lab: Committee) -> None:
    """An interest, a former lead, a review still to write: as if the dossier did not exist."""
    first = Dossier.objects.get(title="Premier")
    interested, former, blind = lab.world[Role.TEAM], world.person("former", Role.TEAM), lab.members[1]
    ok(dossier_actions.declare_interest(dossier=first, reason="Un parent.", by=interested))
    Leadership.objects.create(dossier=first, person=former, since=clock.now(), until=clock.now())
    ok(copil.declare_interest(dossier=first, reason="Un parent.", by=blind))
    others = ["Deuxième", "Troisième", "Quatrième"]
    for who, rows in ((interested, others), (former, others), (blind, ["Troisième"])):
        client = signed_in(who)
        for query in ({}, {"enveloppe": "10"}, {f"montant-{first.reference}": "1"}):
            answer = client.get(PAGE, query)
            board = answer.context["board"]
            assert titles(board.rows) == rows
            assert [row.rank for row in board.rows] == list(range(1, len(rows) + 1))
            assert board.asked == 18000 * len(rows)
            assert len(board.drawing.columns) == len(rows)
            assert "Premier" not in answer.text
            assert first.reference not in answer.text


def test_a_review_set_aside_weighs_in_no_mean_and_no_absence(lab: Committee) -> None:
    assert signed_in(lab.lead).get(PAGE).context["reviewers"] == 3
    second = Dossier.objects.get(title="Deuxième")
    late = lab.reviewers[0]
    ok(dossier_actions.declare_interest(dossier=second, reason="Un parent.", by=late))
    board = signed_in(lab.lead).get(PAGE).context["board"]
    assert "Deuxième" not in titles(board.rows)  # its consensus is to be drawn again
    assert Review.objects.filter(dossier=second, set_aside_at__isnull=False).count() == 1


def test_the_reviewer_without_whom_the_line_would_move_is_named(lab: Committee) -> None:
    """All scored the four alike; a fifth stands above the line thanks to one of its three reviewers."""
    answer = signed_in(lab.lead).get(PAGE)
    assert answer.context["moves"] == ()
    assert "La ligne sépare les mêmes dossiers" in answer.text
    generous, *others = lab.reviewers
    dossier = world.in_review(lab.world, project={"title": "Disputé"})
    panel = Panel(lab.world, dossier, lab.reviewers)
    panels.submitted(panel, generous, 10, 10, 10)
    for reviewer in others:
        panels.submitted(panel, reviewer, 4, 4, 4)
    ok(panels.consensus(panel, 8, 8, 8))
    answer = signed_in(lab.lead).get(PAGE)
    assert titles(answer.context["board"].above) == ["Premier", "Disputé"]
    (move,) = answer.context["moves"]
    assert (move.name, titles_of(move.up), titles_of(move.down)) == (generous.full_name, ["Deuxième"], ["Disputé"])


def titles_of(dossiers: Any) -> list[str]:
    return [dossier.title for dossier in dossiers]


# -- cost --------------------------------------------------------------------------------
@pytest.mark.long
@pytest.mark.breaks_invariants
def test_a_thousand_dossiers_of_nine_reviews_ask_as_much_of_the_database_as_one(statements: Any) -> None:
    panel: Panel = panels.build(reviewers_wanted=9)
    for n in range(6):
        panels.submitted(panel, world.person(f"more{n}", Role.TEAM))
    panels.concluded(panel)
    client = signed_in(panel.lead)
    client.get(PAGE)
    with statements(at_most=10):
        assert len(client.get(PAGE).context["board"].rows) == 1
    crowd(999)
    with statements(at_most=10):
        assert len(client.get(PAGE).context["board"].rows) == 1000


# -- in a browser ------------------------------------------------------------------------
@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_the_line_follows_what_is_typed_and_the_address_says_it(live: Live, lab: Committee, width: int) -> None:
    client = signed_in(lab.lead)
    first = Dossier.objects.get(title="Premier")
    page = live.window(width=width)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live.url}])
    page.goto(PAGE)
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label(f"Montant pour {first.reference}").fill("14000")
    page.keyboard.press("Tab")
    page.get_by_role("heading", name="Simulation").wait_for()
    assert f"montant-{first.reference}=14000" in page.url
    assert page.get_by_role("table", name="Dossiers classés au-dessus de la ligne").get_by_role("row").count() == 4
    page.get_by_label(f"Montant pour {first.reference}").fill("trop")
    page.keyboard.press("Tab")
    page.get_by_text("Écrivez un montant en euros").first.wait_for()
    assert_accessible(page)
    page.get_by_label(f"Montant pour {first.reference}").fill("0")
    page.keyboard.press("Tab")
    page.get_by_role("link", name="Revenir aux montants du consensus").click()
    page.wait_for_url(f"**{PAGE}?appel=ESSAI")
    assert page.get_by_role("table", name="Dossiers classés au-dessus de la ligne").get_by_role("row").count() == 3
