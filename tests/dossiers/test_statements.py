"""How much the pages ask of the database: never more when there is more to show."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import Service, User
from accounts.roles import Role
from copil import actions as copil
from dossiers import actions
from dossiers.models import Dossier, Leadership
from scoring.models import Review
from scoring.rubrics import default_rubric
from tests import world
from tests.copil import committee as committees
from tests.decisions.desk import desk
from tests.scoring import panel as panels
from tests.world import World, do, fresh, ok
from workflow import clock
from workflow.models import WorkItem

pytestmark = pytest.mark.django_db
Count = Callable[..., AbstractContextManager[object]]

SEEING_MANY = (Role.LEADER, Role.TEAM, Role.TEAM_LEAD, Role.AUDITOR)


def fill(lab: World, count: int, *, reviews: int = 0) -> None:
    """So many dossiers in review, as rows, each with its reviews and tasks."""
    now = clock.now()
    services = [Service.objects.named(f"Service {n}") for n in range(5)]
    rows = [
        Dossier(
            pk=uuid4(), reference=f"LO-2020-{n:04d}", call=lab.call, leader=lab.leader, title=f"Projet {n}",
            title_words=f"projet {n}", service=services[n % 5], requested=Decimal(1000 + n), created_at=now,
            deposited_at=now, submitted_version=1, state="team_review", leader_state="team_review",
            due_on=clock.today() + timedelta(n % 40),
        )
        for n in range(count)
    ]  # fmt: skip
    Dossier.objects.bulk_create(rows)
    Leadership.objects.bulk_create(Leadership(dossier=d, person=lab.leader, since=now) for d in rows)
    WorkItem.objects.bulk_create(
        WorkItem(
            process="dossier", case_id=d.pk, state=d.state, kind="state:team_review", label="Évaluer", role=Role.TEAM,
            opened_at=now, due_on=d.due_on,
        )
        for d in rows
    )  # fmt: skip
    if reviews:
        reviewers = [world.person(f"evaluateur{n}", Role.TEAM) for n in range(reviews)]
        rubric = default_rubric()
        Review.objects.bulk_create(
            Review(
                dossier=d, reviewer=who, rubric=rubric, assigned_by=lab[Role.TEAM], assigned_at=now, due_on=d.due_on
            )
            for d in rows
            for who in reviewers
        )  # fmt: skip


@pytest.mark.breaks_invariants
@pytest.mark.parametrize("reviews", [0, 3, 9])
@pytest.mark.parametrize("count", [1, 3, 1000])
def test_the_list_and_the_home_page_ask_as_much_for_one_dossier_as_for_a_thousand(
    client: Client, statements: Count, count: int, reviews: int
) -> None:
    lab = world.build()
    fill(lab, count, reviews=reviews)
    for role in SEEING_MANY:
        client.force_login(lab[role])
        for path in ("/dossiers/", "/dossiers/?q=projet&state=team_review&call=ESSAI", "/"):
            with statements(at_most=10):
                answer = client.get(path)
            assert answer.status_code == 200


def look(client: Client, statements: Count, lab: World, dossier: Dossier, *others: User, at_most: int = 20) -> None:
    """Everybody who sees the dossier opens its page."""
    everybody = [lab.leader, *lab.people.values(), *others]
    seen = [user for user in everybody if Dossier.objects.visible_to(user).filter(pk=dossier.pk).exists()]
    assert lab.leader in seen
    for user in seen:
        client.force_login(user)
        with statements(at_most=at_most):
            answer = client.get(dossier.get_absolute_url())
        assert answer.status_code == 200


def test_the_dossier_page_while_it_is_written_and_challenged(client: Client, statements: Count) -> None:
    lab = world.build()
    look(client, statements, lab, world.draft(lab))
    dossier = world.assigned(lab)
    for n in range(4):
        asked = ok(actions.ask_question(dossier=dossier, section="need", text=f"Question {n} ?", by=lab.referents[0]))
        ok(actions.answer_question(question=asked, text="Réponse.", by=lab.leader))
    look(client, statements, lab, dossier, *lab.referents)
    for referent in lab.referents:
        ok(actions.give_opinion(dossier=dossier, sense="favourable", text="Bien.", by=referent))
    look(client, statements, lab, dossier, *lab.referents)
    ok(do(dossier, "suspend", lab[Role.TEAM], reason="Absence.", until=clock.today() + timedelta(9)))
    look(client, statements, lab, dossier, *lab.referents)
    ok(do(dossier, "resume", lab[Role.TEAM]))
    ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Précisez."))
    look(client, statements, lab, dossier, *lab.referents)
    ok(do(dossier, "withdraw", lab.leader, reason="Abandon."))
    look(client, statements, lab, dossier, *lab.referents)


@pytest.mark.parametrize("reviews", [0, 1, 3])
def test_the_dossier_page_in_review_whatever_the_number_of_reviews(
    client: Client, statements: Count, reviews: int
) -> None:
    panel = panels.build()
    for reviewer in panel.reviewers[:reviews]:
        panels.submitted(panel, reviewer)
    look(client, statements, panel.world, panel.dossier, *panel.reviewers)
    if reviews == 3:
        ok(panels.consensus(panel))
        look(client, statements, panel.world, panel.dossier, *panel.reviewers)


def test_the_dossier_page_before_the_committee_and_on_the_waiting_list(client: Client, statements: Count) -> None:
    committee = committees.build(5, envelope="20000.00")
    lab = committee.world
    first, second = committees.on_agenda(committee), committees.on_agenda(committee)
    look(client, statements, lab, first, *committee.members)
    with committees.sitting(committee):
        ballot = committees.proposed(committee, first, amount="18000.00")
        look(client, statements, lab, first, *committee.members)
        committee.vote(ballot, m0="pour", m1="pour", m2="pour")
        ok(copil.close_ballot(ballot=ballot, by=committee.chair))
        committees.decided(committee, second, amount="18000.00")
        look(client, statements, lab, second, *committee.members)


def test_the_dossier_page_at_the_signature_and_after(client: Client, statements: Count) -> None:
    with desk() as found:
        look(client, statements, found.world, found.dossier, *found.committee.members)
        found.signed()
        # A grant has its session, its signature and its follow-up on one page.
        look(client, statements, found.world, found.dossier, *found.committee.members)
        ok(do(found.dossier, "correct", found.lead, reason="Une erreur de SIRET."))
        look(client, statements, found.world, found.dossier, *found.committee.members)


def test_the_challenge_and_the_form_pages(client: Client, statements: Count) -> None:
    lab = world.build()
    dossier = world.assigned(lab)
    for n in range(12):
        world.person(f"autre{n}", Role.REFERENT)
    for user in (lab.leader, lab[Role.TEAM], lab[Role.AUDITOR], lab.referents[0]):
        client.force_login(user)
        with statements(at_most=11):
            assert client.get(f"{dossier.get_absolute_url()}challenge/").status_code == 200
    client.force_login(lab.leader)
    with statements(at_most=11):
        assert client.get(f"{fresh(dossier).get_absolute_url()}formulaire/").status_code == 200
