"""The page that shares reviews out: a proposal, changed by hand where wanted, confirmed once."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Service, User
from accounts.roles import Role
from dossiers import actions as dossier_actions
from scoring import actions
from scoring.models import Review
from scoring.reviewers.sharing import sharing
from tests import world
from tests.browser import Live, assert_accessible, assert_fits
from tests.scoring import panel as panels
from tests.scoring.panel import Panel, assigned
from tests.world import ok
from workflow.models import LogEntry

pytestmark = pytest.mark.django_db
PAGE = "/evaluations/attribution/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def names(user: User) -> list[list[str]]:
    return [[place.person.first_name for place in shared.places if place.person] for shared in sharing(user).dossiers]


def test_each_waiting_dossier_gets_as_many_reviewers_as_its_call_asks_for_and_nobody_barred(panel: Panel) -> None:
    second = world.in_review(panel.world)
    ok(dossier_actions.declare_interest(dossier=panel.dossier, reason="Un parent.", by=panel.reviewers[0]))
    assigned(panel, panel.reviewers[1])
    (first, other) = sharing(panel.lead).dossiers
    assert [shared.dossier for shared in (first, other)] == [panel.dossier, second]
    proposed = [place.person for place in first.places]
    assert len(proposed) == 2
    barred = {panel.reviewers[0], panel.reviewers[1], *panel.world.referents}
    assert not barred & {*proposed}
    assert not barred & {option.person for option in first.options}
    assert len({place.person for place in other.places}) == 3
    loads = [Review.objects.pending().filter(reviewer=who).count() for who in {*proposed}]
    assert max(loads) == 0  # who reviews already is asked last
    assert "challengent le dossier" not in first.gap


def test_the_carrying_service_and_who_was_relieved_are_not_proposed_but_may_be_chosen(panel: Panel) -> None:
    carrier = Service.objects.get(pk=panel.fresh().service_id)
    colleague = world.person("colleague", Role.TEAM, service=carrier)
    review = assigned(panel, panel.reviewers[0])
    ok(actions.withdraw_reviewer(review=review, reason="Trop chargée.", by=panel.reviewers[0]))
    (shared,) = sharing(panel.lead).dossiers
    proposed = {place.person for place in shared.places}
    assert not proposed & {colleague, panel.reviewers[0]}
    labels = {option.person: option.label for option in shared.options}
    assert "en a été déchargé" in labels[panel.reviewers[0]]
    assert "du service porteur" in labels[colleague]


def test_the_proposal_is_confirmed_once_and_may_be_changed(panel: Panel) -> None:
    client = signed_in(panel.team)
    (shared,) = client.get(PAGE).context["places"]
    assert not Review.objects.exists()  # nothing is done by looking
    mine = [place.person for place in shared.shared.places]
    ref = panel.dossier.reference
    said = {f"{ref}-place{n}": str(who.ref) for n, who in enumerate(mine, start=1)}
    twice = client.post(PAGE, {**said, f"{ref}-place2": said[f"{ref}-place1"]})
    assert (twice.status_code, Review.objects.count()) == (422, 0)
    foreign = client.post(PAGE, {**said, f"{ref}-place1": str(panel.world.leader.ref)})
    assert (foreign.status_code, Review.objects.count()) == (422, 0)
    answer = client.post(PAGE, {**said, f"{ref}-place3": ""})
    assert (answer.status_code, Review.objects.count()) == (302, 2)
    assert LogEntry.objects.filter(event="reviewer_assigned").count() == 2
    (left,) = client.get(PAGE).context["places"]
    assert len(left.shared.places) == 1


def test_only_the_team_shares_out_and_not_what_it_is_tied_to(panel: Panel) -> None:
    for role in (Role.REFERENT, Role.COPIL_MEMBER, Role.SIGNATORY, Role.AUDITOR, Role.ADMIN):
        assert signed_in(panel.world[role]).get(PAGE).status_code == 404
    assert signed_in(panel.world.leader).get(PAGE).status_code == 404
    ok(dossier_actions.declare_interest(dossier=panel.dossier, reason="Un parent.", by=panel.team))
    answer = signed_in(panel.team).get(PAGE)
    assert (answer.context["places"], panel.dossier.reference in answer.text) == ([], False)


def test_a_dossier_that_has_its_reviewers_or_its_consensus_waits_for_nobody(panel: Panel) -> None:
    panels.concluded(panel)
    assert sharing(panel.lead).dossiers == ()


def test_a_page_of_dossiers_asks_little_of_the_database(panel: Panel, statements: Any) -> None:
    sharing(panel.lead)
    with statements(at_most=9):
        sharing(User.objects.get(pk=panel.lead.pk))
    for _more in range(3):
        world.in_review(panel.world)
    with statements(at_most=9):
        assert len(sharing(User.objects.get(pk=panel.lead.pk)).dossiers) == 4


@pytest.mark.browser
def test_the_page_is_read_and_sent_on_a_phone_as_on_a_desk(live: Live, panel: Panel) -> None:
    client = signed_in(panel.team)
    for width in (1280, 390):
        page = live.window(width=width)
        page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live.url}])
        page.goto(PAGE)
        assert_accessible(page)
        assert_fits(page)
    page.get_by_role("button", name="Confier ces évaluations").click()
    page.get_by_text("3 évaluations sont confiées").wait_for()
    assert Review.objects.count() == 3
