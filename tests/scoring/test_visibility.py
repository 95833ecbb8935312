"""Who reads which scores: nobody before their own review is in, never a leader, never who declared an interest."""

from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from dossiers import actions as dossier_actions
from dossiers.models import Dossier, Leadership
from dossiers.page.glance import Glance
from dossiers.page.timeline import timeline
from dossiers.visibility import who_sees
from scoring.board import scores_of, standing_of
from scoring.models import Consensus, Review
from scoring.panels import summary
from scoring.reading import consensuses_for, ranks_for
from tests import world
from tests.copil import committee
from tests.scoring.panel import Panel, assigned, concluded, consensus, reviewed, submitted
from tests.world import do, ok
from workflow import clock
from workflow.gesture import Actor
from workflow.judgment import standing
from workflow.verdict import Why


def as_seen_by(user: User, panel: Panel) -> Glance:
    """A fresh look: roles are kept for the life of an instance."""
    person = User.objects.get(pk=user.pk)
    dossier = panel.fresh()
    return Glance(person, dossier, standing(Actor(person), dossier))


def read_by(user: User, panel: Panel) -> dict[str, Any]:
    """Everything through which a score could come out, as this person gets it."""
    glance = as_seen_by(user, panel)
    found = scores_of(glance.user, glance.dossier)
    return {
        "reviews": set(Review.objects.scores_for(glance.user).values_list("reviewer__first_name", flat=True)),
        "sheets": {row.review.reviewer.first_name for row in found.rows} if found else set(),
        "mean": found.mean if found else None,
        "consensus": Consensus.objects.scores_for(glance.user).count(),
        "reading": len(consensuses_for(glance.user, [glance.dossier])),
        "ranks": ranks_for(glance.user, [glance.dossier]),
        "figure": (found_summary := summary(glance)) and found_summary["scoring"].weighted,
    }


NOTHING = {"reviews": set(), "sheets": set(), "mean": None, "consensus": 0, "reading": 0, "ranks": {}, "figure": None}
ALL = {"reviewer1", "reviewer2", "reviewer3"}


def test_nobody_reads_others_scores_before_their_own_is_in(panel):
    submitted(panel, panel.reviewers[0])
    assigned(panel, panel.reviewers[1])
    assert read_by(panel.reviewers[1], panel) == NOTHING
    assert read_by(panel.reviewers[0], panel)["sheets"] == {"reviewer1"}
    submitted(panel, panel.reviewers[1])
    assert read_by(panel.reviewers[1], panel)["sheets"] == {"reviewer1", "reviewer2"}


def test_a_blind_reviewer_reads_nothing_even_once_the_others_are_all_in(panel):
    reviewed(panel)
    late = world.person("late", Role.TEAM, Role.COPIL_MEMBER, Role.AUDITOR)
    assigned(panel, late)
    assert read_by(late, panel) == NOTHING


def test_the_team_reads_the_scores_once_the_calls_number_is_in(panel):
    submitted(panel, panel.reviewers[0])
    submitted(panel, panel.reviewers[1])
    assert read_by(panel.lead, panel) == NOTHING
    submitted(panel, panel.reviewers[2])
    assert read_by(panel.lead, panel)["sheets"] == ALL


def test_a_draft_is_nobody_elses(panel):
    reviewed(panel)
    assigned(panel, panel.team)
    assert read_by(panel.lead, panel)["reviews"] == ALL


def test_the_leader_never_reads_a_score(panel):
    concluded(panel)
    assert read_by(panel.world.leader, panel) == NOTHING
    assert summary(as_seen_by(panel.world.leader, panel)) is None


@pytest.mark.parametrize("still", [True, False])
def test_a_co_leader_present_or_past_never_reads_a_score(panel, still):
    concluded(panel)
    until = None if still else clock.now()
    Leadership.objects.create(dossier=panel.dossier, person=panel.team, since=clock.now(), until=until)
    assert read_by(panel.team, panel) == NOTHING


def test_a_reviewer_who_comes_to_lead_the_dossier_reads_nothing_more(panel):
    concluded(panel)
    Leadership.objects.create(dossier=panel.fresh(), person=panel.reviewers[0], since=clock.now())
    assert read_by(panel.reviewers[0], panel) == NOTHING
    assert Review.objects.counted().count() == 2


@pytest.mark.parametrize("office", [Role.TEAM, Role.TEAM_LEAD])
def test_who_declared_an_interest_reads_no_score_not_even_how_many(panel, office):
    concluded(panel)
    person = panel.world[office]
    ok(dossier_actions.declare_interest(dossier=panel.dossier, reason="Un parent.", by=person))
    assert read_by(person, panel) == NOTHING
    glance = as_seen_by(person, panel)
    assert not standing_of(glance).followable
    assert summary(glance) is None


def test_a_reviewer_with_an_interest_found_late_reads_nothing_more(panel):
    reviewed(panel)
    ok(dossier_actions.declare_interest(dossier=panel.dossier, reason="Un parent.", by=panel.reviewers[0]))
    assert read_by(panel.reviewers[0], panel) == NOTHING


@pytest.mark.parametrize("role", [Role.REFERENT, Role.COPIL_MEMBER, Role.COPIL_CHAIR, Role.SIGNATORY, Role.ADMIN])
def test_other_roles_read_no_score_during_the_teams_review(panel, role):
    concluded(panel)
    assert read_by(panel.world[role], panel) == NOTHING


def test_a_superuser_without_a_role_reads_no_score(panel):
    concluded(panel)
    root = User.objects.create_user(email="root@lab-o.example", first_name="Root", last_name="R", is_superuser=True)
    assert read_by(root, panel) == NOTHING


def test_a_closed_account_reads_no_score(panel):
    concluded(panel)
    User.objects.filter(pk=panel.lead.pk).update(is_active=False)
    assert read_by(panel.lead, panel) == NOTHING


def test_an_auditor_reads_within_their_mission(panel):
    concluded(panel)
    assert read_by(panel.world[Role.AUDITOR], panel)["sheets"] == ALL
    assert read_by(world.person("elsewhere", Role.AUDITOR, scope="AUTRE"), panel) == NOTHING
    assert read_by(world.person("here", Role.AUDITOR, scope=panel.world.call.code), panel)["sheets"] == ALL


def test_the_signatory_reads_the_scores_of_what_they_are_to_sign(panel):
    concluded(panel)
    ok(do(panel.dossier, "propose_inadmissible", panel.lead, reason="Hors champ.", exception=True))
    assert read_by(panel.world[Role.SIGNATORY], panel)["sheets"] == ALL


def test_the_committee_reads_the_scores_of_what_is_on_the_agenda_of_its_session(db):
    sitting = committee.build()
    dossier = committee.on_agenda(sitting)
    panel = Panel(sitting.world, dossier, sitting.reviewers)
    elsewhere = world.person("elsewhere", Role.COPIL_MEMBER)
    for member in (*sitting.members, sitting.secretary):
        assert read_by(member, panel)["sheets"] == ALL
    assert read_by(elsewhere, panel) == NOTHING
    assert read_by(panel.world.leader, panel) == NOTHING
    ok(dossier_actions.declare_interest(dossier=dossier, reason="Un parent.", by=sitting.members[1]))
    assert read_by(sitting.members[1], panel) == NOTHING


def test_an_interest_found_on_the_agenda_asks_for_the_consensus_again_there(db):
    sitting = committee.build(reviewers_wanted=2)
    dossier = committee.on_agenda(sitting)
    panel = Panel(sitting.world, dossier, sitting.reviewers)
    assert consensus(panel, 4, 4, 4, seen=1, reason="Autre avis.").why is Why.WRONG_STATE
    ok(dossier_actions.declare_interest(dossier=dossier, reason="Un parent.", by=sitting.reviewers[2]))
    assert consensuses_for(sitting.chair, [dossier]) == {}
    assert ok(consensus(panel, 7, 7, 6)).number == 2
    assert panel.fresh().state == "copil"


def test_a_referent_who_reviews_reads_the_others_once_theirs_is_in(panel):
    referent = world.person("referent3", Role.REFERENT)
    submitted(panel, panel.reviewers[0])
    assigned(panel, referent)
    assert read_by(referent, panel) == NOTHING
    submitted(panel, referent)
    assert read_by(referent, panel)["sheets"] == {"reviewer1", "referent3"}
    assert read_by(panel.world.referents[0], panel) == NOTHING


def test_a_set_aside_review_is_kept_but_counts_in_no_mean(panel):
    reviewed(panel)
    before = scores_of(panel.lead, panel.dossier)
    ok(dossier_actions.declare_interest(dossier=panel.dossier, reason="Un parent.", by=panel.reviewers[0]))
    after = scores_of(panel.reviewers[1], panel.dossier)
    assert (len(before.rows), before.count) == (3, 3)
    assert (len(after.rows), after.count) == (3, 2)
    assert before.mean != after.mean


def test_gaps_of_two_points_are_flagged(panel):
    reviewed(panel)  # innovation: 2, 2.5 and 4
    found = scores_of(panel.lead, panel.dossier)
    assert [column.criterion.code for column in found.gaps] == ["innovation"]


def test_the_page_says_who_reviews_and_therefore_sees(panel):
    referent = world.person("referent3", Role.REFERENT)
    assigned(panel, referent)
    assert "est désigné pour évaluer" in next(s.reasons for s in who_sees(panel.fresh()) if s.person == referent)


@pytest.mark.parametrize("role", [Role.LEADER, Role.REFERENT, Role.SIGNATORY, Role.COPIL_MEMBER])
def test_the_timeline_tells_nobody_but_the_team_of_a_review(panel, role):
    reviewed(panel)
    user = panel.world[role]
    glance = Glance(user, panel.fresh(), frozenset({role}))
    assert not [entry for entry in timeline(glance) if "valuation" in entry.title]
    team = timeline(as_seen_by(panel.lead, panel))
    assert len([entry for entry in team if entry.title == "Évaluation remise"]) == 3


@pytest.mark.parametrize("extra", [0, 3])
def test_reading_scores_costs_the_same_whatever_their_number(panel, statements, extra):
    reviewed(panel)
    for n in range(extra):
        submitted(panel, world.person(f"more{n}", Role.TEAM))
    glance = as_seen_by(panel.lead, panel)
    glance.user.roles  # noqa: B018 - read once a request
    assert isinstance(glance.dossier.call.title, str)
    with statements(at_most=2):
        assert len(scores_of(glance.user, glance.dossier).rows) == 3 + extra
    with statements(at_most=2):
        assert summary(glance) is not None


def test_lists_of_scores_are_those_of_many_dossiers_at_once(panel):
    reviewed(panel)
    second = Panel(panel.world, world.in_review(panel.world), panel.reviewers)
    submitted(second, panel.reviewers[0])
    seen = Review.objects.scores_for(panel.lead).values_list("dossier", flat=True)
    assert set(seen) == {panel.dossier.pk}
    assert Dossier.objects.count() == 2
