"""The pages: what a refusal looks like, and that nothing typed is lost."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from dossiers import actions as dossier_actions
from scoring import actions
from scoring.models import Agreement, Consensus, Review
from tests import world
from tests.scoring.panel import CODES, Panel, assigned, concluded, consensus, reviewed, sheet, submitted
from tests.world import do, ok

HOSTILE = '<script>alert("x")</script>'


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(panel: Panel, name: str, *more: Any) -> str:
    return reverse(f"scoring:{name}", args=[panel.dossier.reference, *more])


def filled(*half_points: int | None, **more: str) -> dict[str, str]:
    """A form as it is sent."""
    found = {"on_version": "1", "revision": "0", "rationale": "Un projet sérieux.", **more}
    for code, points in zip(CODES, half_points, strict=True):
        found[f"points-{code}"] = "na" if points is None else str(points)
        found[f"rationale-{code}"] = "Parce que."
    return found


PAGES = ("overview", "consensus")


def test_a_leader_reviews_nothing_even_through_a_post(panel):
    review = assigned(panel, panel.reviewers[0])
    client = signed_in(panel.world.leader)
    for name, more in (("assign", []), ("review", []), ("consensus", []), ("agree", []), ("withdraw", [review.pk])):
        assert client.post(at(panel, name, *more), filled(7, 7, 7)).status_code == 404


def test_an_auditor_reads_and_changes_nothing(panel):
    concluded(panel)
    client = signed_in(panel.world[Role.AUDITOR])
    other = world.person("more", Role.TEAM)
    assert client.post(at(panel, "assign"), {"reviewer": str(other.ref)}).status_code == 403
    assert client.post(at(panel, "consensus"), filled(7, 7, 7, seen="1", reason="Non.")).status_code == 403
    assert client.post(at(panel, "agree"), {"number": "1"}).status_code == 403
    assert (Review.objects.count(), Consensus.objects.count(), Agreement.objects.count()) == (3, 1, 0)


def test_who_declared_an_interest_gets_no_page_of_the_reviews(panel):
    concluded(panel)
    ok(dossier_actions.declare_interest(dossier=panel.dossier, reason="Un parent.", by=panel.team))
    for name in PAGES:
        assert signed_in(panel.team).get(at(panel, name)).status_code == 404


def test_who_declared_an_interest_is_not_told_that_the_reviews_are_up_to_them(panel):
    page = panel.dossier.get_absolute_url()
    client = signed_in(panel.team)
    assert client.get(page).context["ball"].mine
    ok(dossier_actions.declare_interest(dossier=panel.dossier, reason="Un parent.", by=panel.team))
    assert not client.get(page).context["ball"].mine
    assert at(panel, "overview") not in client.get(page).text
    assert at(panel, "overview") not in client.get("/").text


# -- nothing leaks into a page --------------------------------------------------------------
def test_a_blind_reviewer_finds_no_score_on_any_page(panel):
    secret = "Un avis que nul ne doit lire."
    first = assigned(panel, panel.reviewers[0])
    given = sheet(9, 1, 9, rationale=secret, why=secret)
    ok(actions.submit_review(review=first, sheet=given, by=panel.reviewers[0], on_version=1))
    assigned(panel, panel.reviewers[1])
    for blind in (panel.reviewers[1], panel.lead):
        client = signed_in(blind)
        for name in PAGES:
            page = client.get(at(panel, name))
            assert page.context["scores"] is None
            assert secret not in page.text
            assert "4,5" not in page.text


def test_the_others_scores_come_with_ones_own(panel):
    submitted(panel, panel.reviewers[0], 9, 3, 9)
    submitted(panel, panel.reviewers[1], 5, 5, 5)
    page = signed_in(panel.reviewers[1]).get(at(panel, "overview"))
    assert [row.review.reviewer for row in page.context["scores"].rows] == panel.reviewers[:2]
    assert [column.flagged for column in page.context["scores"].columns] == [True, False, True]


# -- assigning ----------------------------------------------------------------------------
def test_the_team_assigns_the_least_busy_first(panel):
    second = Panel(panel.world, world.in_review(panel.world), panel.reviewers)
    assigned(second, panel.reviewers[0])
    page = signed_in(panel.team).get(at(panel, "overview"))
    listed = [candidate.person for candidate in page.context["candidates"]]
    assert listed[-1] == panel.reviewers[0]
    assert panel.world.referents[0] not in listed  # challenges this dossier
    answer = signed_in(panel.team).post(at(panel, "assign"), {"reviewer": str(panel.reviewers[1].ref)})
    assert (answer.status_code, answer.url) == (302, at(panel, "overview"))
    assert panel.dossier.reviews.get().reviewer == panel.reviewers[1]


@pytest.mark.parametrize("reviewer", ["", "pas-une-reference", "00000000-0000-0000-0000-000000000000"])
def test_assigning_nobody_says_so(panel, reviewer):
    answer = signed_in(panel.team).post(at(panel, "assign"), {"reviewer": reviewer})
    assert answer.status_code == 422
    assert "Choisissez une personne" in answer.text


def test_assigning_somebody_barred_says_why(panel):
    answer = signed_in(panel.team).post(at(panel, "assign"), {"reviewer": str(panel.world.referents[0].ref)})
    assert answer.status_code == 422
    assert "challenge ce dossier" in answer.text


def test_a_reviewer_declines_with_a_reason(panel):
    referent = world.person("referent3", Role.REFERENT)
    review = assigned(panel, referent)
    client = signed_in(referent)
    refused = client.post(at(panel, "withdraw", review.pk), {"reason": " "})
    assert refused.status_code == 422
    answer = client.post(at(panel, "withdraw", review.pk), {"reason": "Je connais le porteur."})
    assert (answer.status_code, answer.url) == (302, "/")  # the dossier is no longer theirs to see
    assert client.get(at(panel, "review")).status_code == 404


# -- writing ------------------------------------------------------------------------------
def test_a_draft_comes_back_as_it_was_typed(panel):
    assigned(panel, panel.reviewers[0])
    client = signed_in(panel.reviewers[0])
    typed = {"do": "save", "on_version": "1", "revision": "0", "points-impact": "7", "rationale-innovation": HOSTILE}
    assert client.post(at(panel, "review"), typed).status_code == 302
    page = client.get(at(panel, "review"))
    assert 'value="7" id="id_points-impact_7" checked' in page.text
    assert HOSTILE not in page.text
    assert "&lt;script&gt;" in page.text


def test_an_incomplete_review_keeps_all_that_was_typed(panel):
    assigned(panel, panel.reviewers[0])
    typed = filled(3, 6, None, do="submit") | {"rationale-impact": "", "rationale": f"Presque. {HOSTILE}"}
    answer = signed_in(panel.reviewers[0]).post(at(panel, "review"), typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"rationale-impact"}
    assert "Presque." in answer.text
    assert 'value="3" id="id_points-impact_3" checked' in answer.text
    assert 'value="na" id="id_points-innovation_na" checked' in answer.text
    assert HOSTILE not in answer.text


@pytest.mark.parametrize("points", ["11", "-1", "3.5", "cinq", "NaN"])
def test_a_score_off_the_scale_is_refused(panel, points):
    assigned(panel, panel.reviewers[0])
    typed = filled(7, 6, 5, do="submit") | {"points-impact": points}
    assert signed_in(panel.reviewers[0]).post(at(panel, "review"), typed).status_code == 422
    assert not Review.objects.get().is_submitted


def test_a_submitted_review_leads_to_the_others(panel):
    assigned(panel, panel.reviewers[0])
    answer = signed_in(panel.reviewers[0]).post(at(panel, "review"), filled(7, 6, 5, do="submit"))
    assert (answer.status_code, answer.url) == (302, at(panel, "overview"))


def test_a_review_sent_on_an_aged_page_is_a_conflict_and_loses_nothing(panel):
    assigned(panel, panel.reviewers[0])
    typed = filled(7, 6, 5, do="submit", on_version="7", rationale="À ne pas perdre.")
    answer = signed_in(panel.reviewers[0]).post(at(panel, "review"), typed)
    assert answer.status_code == 409
    assert "À ne pas perdre." in answer.text


def test_a_correction_without_a_reason_says_so_and_keeps_it(panel):
    submitted(panel, panel.reviewers[0], 7, 6, 5)
    client = signed_in(panel.reviewers[0])
    page = client.get(at(panel, "review"), {"corriger": "1"})
    assert page.context["form"]["points-impact"].value() == "7"
    correct = f"{at(panel, 'review')}?corriger=1"
    answer = client.post(correct, filled(8, 6, 5, do="submit", revision="1"))
    assert (answer.status_code, answer.context["form"].errors.keys()) == (422, {"reason"})
    again = answer.context["written"].revision  # what was incomplete is kept meanwhile
    done = client.post(correct, filled(8, 6, 5, do="submit", revision=str(again), reason="Relu."))
    assert (done.status_code, done.url) == (302, at(panel, "overview"))


@pytest.mark.parametrize("version", ["", "deux", "9" * 5000])
def test_a_confirmation_of_no_version_is_a_conflict(panel, version):
    submitted(panel, panel.reviewers[0])
    answer = signed_in(panel.reviewers[0]).post(at(panel, "confirm"), {"on_version": version})
    assert answer.status_code == 409


# -- concluding ----------------------------------------------------------------------------
def test_the_consensus_page_says_what_it_waits_for(panel):
    submitted(panel, panel.reviewers[0])
    page = signed_in(panel.lead).get(at(panel, "consensus"))
    assert page.context["form"] is None
    assert "Il manque 2 évaluations indépendantes (1 sur 3)" in page.text
    refused = signed_in(panel.lead).post(at(panel, "consensus"), filled(7, 7, 6, seen="0", amount="18000"))
    assert refused.status_code == 422


def test_the_team_records_the_consensus(panel):
    reviewed(panel)
    client = signed_in(panel.reviewers[0])
    assert client.get(at(panel, "consensus")).context["form"]["amount"].value() == "18000,00"
    typed = filled(7, 7, 6, seen="0", amount="15 000,50 €", conditions="À six mois.")
    assert client.post(at(panel, "consensus"), typed).status_code == 302
    assert str(Consensus.objects.get().recommended_amount) == "15000.50"
    page = client.get(at(panel, "consensus"))
    assert page.context["form"] is None
    assert "3,35" in page.text


@pytest.mark.parametrize("amount", ["beaucoup", "-5", "99999999999", "18000,01", "0"])
def test_an_absurd_amount_is_refused_and_kept(panel, amount):
    reviewed(panel)
    typed = filled(7, 7, 6, seen="0", amount=amount, rationale="À ne pas perdre.")
    answer = signed_in(panel.lead).post(at(panel, "consensus"), typed)
    assert (answer.status_code, answer.context["form"].errors.keys()) == (422, {"amount"})
    assert "À ne pas perdre." in answer.text
    assert f'value="{amount}"' in answer.text


def test_two_people_concluding_at_once_leave_one_consensus(panel):
    reviewed(panel)
    page = filled(7, 7, 6, seen="0", amount="")
    assert signed_in(panel.lead).post(at(panel, "consensus"), page).status_code == 302
    late = signed_in(panel.team).post(at(panel, "consensus"), filled(4, 4, 4, seen="0", amount=""))
    assert late.status_code == 409
    assert Consensus.objects.get().author == panel.lead


def test_a_reviewer_agrees_in_one_click(panel):
    concluded(panel)
    client = signed_in(panel.reviewers[1])
    assert client.get(at(panel, "consensus")).context["agrees"]
    assert client.post(at(panel, "agree"), {"number": "9" * 5000}).status_code == 404
    assert client.post(at(panel, "agree"), {"number": "1"}).status_code == 302
    page = client.get(at(panel, "consensus"))
    assert not page.context["agrees"]
    assert page.context["consensus"].agreed == (panel.reviewers[1].full_name,)
    assert page.context["undecided"] == [panel.reviewers[2]]  # the author is of their own opinion


def test_scores_given_on_an_earlier_version_are_told_with_whose_they_are(panel):
    reviews = reviewed(panel)
    ok(do(panel.dossier, "return_to_leader", panel.team, reason="Précisez."))
    ok(do(panel.dossier, "resubmit", panel.world.leader))
    ok(actions.confirm_review(review=reviews[0], by=panel.reviewers[0], on_version=2))
    for name in PAGES:
        page = signed_in(panel.lead).get(at(panel, name))
        assert [row.review.reviewer for row in page.context["scores"].stale] == panel.reviewers[1:]
        assert "2 évaluations portent encore sur une version précédente" in page.text


def test_a_revised_consensus_opens_on_the_one_before(panel):
    concluded(panel)
    page = signed_in(panel.lead).get(at(panel, "consensus"), {"revoir": "1"})
    assert page.context["form"]["points-innovation"].value() == "6"
    assert page.context["form"]["seen"].value() == "1"
    assert ok(consensus(panel, 6, 6, 6, seen=1, reason="Budget revu.")).number == 2


# -- cost ---------------------------------------------------------------------------
@pytest.mark.parametrize("extra", [0, 6])
@pytest.mark.parametrize("name", PAGES)
def test_pages_cost_the_same_whatever_the_number_of_reviews(panel, statements, name, extra):
    for n in range(extra):
        submitted(panel, world.person(f"more{n}", Role.TEAM))
    concluded(panel)
    client = signed_in(panel.lead)
    client.get(at(panel, name))
    with statements(at_most=14):
        assert client.get(at(panel, name)).status_code == 200


@pytest.mark.parametrize("extra", [0, 6])
def test_the_review_page_costs_the_same_while_it_is_written_and_saved(panel, statements, extra):
    for n in range(extra):
        submitted(panel, world.person(f"more{n}", Role.TEAM))
    review = assigned(panel, panel.reviewers[0])
    client = signed_in(panel.reviewers[0])
    typed = filled(3, 6, None, autosave="1", writer=str(review.reviewer.ref))
    with statements(at_most=8):
        assert client.get(at(panel, "review")).status_code == 200
    with statements(at_most=17):
        assert client.post(at(panel, "review"), typed).status_code == 200
    client.post(at(panel, "review"), filled(7, 6, None, do="submit", revision="1"))
    with statements(at_most=11):
        assert client.get(at(panel, "review")).context["mine"] is not None
    with statements(at_most=13):
        assert client.get(at(panel, "review"), {"corriger": "1"}).context["form"] is not None
