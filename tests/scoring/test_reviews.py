"""Asking for reviews and writing them: who may, what is required, what is kept."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from accounts.roles import Role
from dossiers import actions as dossier_actions
from dossiers.models import Call, Interest
from notifications.models import Message
from scoring import actions
from scoring.models import Review, ReviewVersion, Score
from scoring.rubrics import default_rubric
from scoring.sheet import Answer, Sheet, from_draft
from scoring.visibility import received, wanted
from tests import world
from tests.scoring.panel import assigned, build, codes, open_tasks, reviewed, sheet, submitted
from tests.world import do, ok
from workflow import clock
from workflow.models import LogEntry
from workflow.verdict import Why


# -- asking for a review --------------------------------------------------------
def test_an_assigned_reviewer_has_a_task_a_mail_and_a_frozen_rubric(panel):
    review = assigned(panel, panel.reviewers[0])
    assert (review.rubric, review.is_pending) == (default_rubric(), True)
    assert ("review", "reviewer1") in open_tasks(panel)
    assert Message.objects.get(template="review_assigned").recipient == panel.reviewers[0]
    entry = LogEntry.objects.get(case_id=panel.dossier.pk, event="reviewer_assigned")
    assert str(panel.reviewers[0].ref) in entry.payload
    assert "reviewer1" not in entry.payload


def test_asking_twice_keeps_the_first_request(panel):
    first = assigned(panel, panel.reviewers[0])
    assert assigned(panel, panel.reviewers[0]) == first
    assert Review.objects.count() == 1


@pytest.mark.parametrize("role", [Role.COPIL_MEMBER, Role.SIGNATORY, Role.ADMIN, Role.AUDITOR])
def test_only_the_team_and_referents_are_asked(panel, role):
    refusal = actions.assign_reviewer(dossier=panel.dossier, reviewer=panel.world[role], by=panel.team)
    assert codes(refusal) == ["may_review"]


@pytest.mark.parametrize("role", [Role.COPIL_MEMBER, Role.REFERENT, Role.LEADER, Role.SIGNATORY])
def test_only_the_team_asks(panel, role):
    refusal = actions.assign_reviewer(dossier=panel.dossier, reviewer=panel.reviewers[0], by=panel.world[role])
    assert refusal.why is Why.FORBIDDEN
    assert not Review.objects.exists()


def test_the_challenger_of_record_does_not_review(panel):
    refusal = actions.assign_reviewer(dossier=panel.dossier, reviewer=panel.world.referents[0], by=panel.team)
    assert codes(refusal) == ["not_challenger"]


def test_the_challenger_reviews_where_the_call_allows_it(db):
    panel = build(challenger_may_review=True)
    assert assigned(panel, panel.world.referents[0]).is_pending


def test_another_referent_reviews_and_sees_the_dossier(panel):
    other = world.person("referent3", Role.REFERENT)
    assert panel.dossier not in type(panel.dossier).objects.visible_to(other)
    assigned(panel, other)
    assert panel.dossier in type(panel.dossier).objects.visible_to(other)


def test_a_past_leader_does_not_review(panel):
    co_leader = panel.reviewers[0]
    panel.dossier.leaderships.create(person=co_leader, since=clock.now(), until=clock.now())
    refusal = actions.assign_reviewer(dossier=panel.dossier, reviewer=co_leader, by=panel.team)
    assert codes(refusal) == ["not_own_dossier"]


def test_who_declared_an_interest_does_not_review(panel):
    ok(dossier_actions.declare_interest(dossier=panel.dossier, reason="Un parent.", by=panel.reviewers[0]))
    refusal = actions.assign_reviewer(dossier=panel.dossier, reviewer=panel.reviewers[0], by=panel.team)
    assert codes(refusal) == ["no_interest"]


def test_reviews_are_asked_for_during_the_teams_review_only(db):
    lab = world.build()
    dossier = world.assigned(lab)
    refusal = actions.assign_reviewer(dossier=dossier, reviewer=lab[Role.TEAM], by=lab[Role.TEAM])
    assert refusal.why is Why.WRONG_STATE


def test_a_review_declined_ends_with_its_reason_and_its_task(panel):
    review = assigned(panel, panel.reviewers[0])
    assert codes(actions.withdraw_reviewer(review=review, reason=" ", by=panel.reviewers[0])) == ["reason"]
    ended = ok(actions.withdraw_reviewer(review=review, reason="Absente.", by=panel.reviewers[0]))
    assert (ended.end_reason, ended.is_pending) == ("Absente.", False)
    assert ("review", "reviewer1") not in open_tasks(panel)
    assert assigned(panel, panel.reviewers[0]) != review  # may be asked again


def test_a_stranger_to_the_review_ends_nothing(panel):
    review = assigned(panel, panel.reviewers[0])
    refusal = actions.withdraw_reviewer(review=review, reason="Non.", by=panel.world[Role.COPIL_MEMBER])
    assert refusal.why is Why.FORBIDDEN


def test_a_submitted_review_is_never_withdrawn(panel):
    review = submitted(panel, panel.reviewers[0])
    refusal = actions.withdraw_reviewer(review=review, reason="Trop sévère.", by=panel.team)
    assert refusal.why is Why.WRONG_STATE


# -- writing one ----------------------------------------------------------------
def test_a_draft_keeps_whatever_is_typed(panel):
    review = assigned(panel, panel.reviewers[0])
    typed = Sheet((Answer("impact", 7), Answer("partnership", no_opinion=True, rationale="Je ne sais.")), "À finir")
    saved = ok(actions.save_review(review=review, sheet=typed, by=panel.reviewers[0]))
    kept = from_draft(Review.objects.get(pk=saved.pk).draft)
    assert (kept.answer("impact").half_points, kept.answer("partnership").no_opinion) == (7, True)
    assert kept.answer("innovation") == Answer("innovation")
    assert kept.rationale == "À finir"
    assert saved.started_at is not None


def test_a_review_is_written_by_its_reviewer_alone(panel):
    review = assigned(panel, panel.reviewers[0])
    for stranger in (panel.team, panel.lead, panel.world.leader, panel.reviewers[1]):
        assert actions.save_review(review=review, sheet=sheet(7, 7, 7), by=stranger).why is Why.FORBIDDEN
        refusal = actions.submit_review(review=review, sheet=sheet(7, 7, 7), by=stranger, on_version=1)
        assert refusal.why is Why.FORBIDDEN


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        (Sheet(()), ["points-impact", "points-partnership", "points-innovation", "rationale"]),
        (sheet(7, 6, 5, rationale=" "), ["rationale"]),
        (sheet(3, 9, 8, why=""), ["rationale-impact", "rationale-partnership"]),
        (sheet(4, 8, 6, why=""), []),
        (sheet(0, None, 5, why=""), ["rationale-impact"]),
        (sheet(None, None, None), ["points-impact"]),
        (sheet(7, 6, 5, rationale="x" * 4001), ["rationale"]),
    ],
)
def test_a_review_needs_one_rationale_and_one_for_each_extreme_score(panel, given, missing):
    review = assigned(panel, panel.reviewers[0])
    outcome = actions.submit_review(review=review, sheet=given, by=panel.reviewers[0], on_version=1)
    if missing:
        assert (codes(outcome), outcome.status) == (missing, 422)
        assert not ReviewVersion.objects.exists()
    else:
        assert ok(outcome).is_submitted


def test_a_submitted_review_keeps_exact_half_points_and_its_mean(panel):
    review = submitted(panel, panel.reviewers[0], 7, None, 5)
    stored = Review.objects.get(pk=review.pk)
    scores = Score.objects.filter(version__review=review)
    assert [score.half_points for score in scores] == [7, None, 5]
    assert [score.points for score in scores] == [Decimal("3.5"), None, Decimal("2.5")]
    assert stored.weighted == Decimal("3.071428571")  # (40 × 3.5 + 30 × 2.5) / 70
    assert (stored.version, stored.on_version, stored.draft) == (1, 1, {})
    assert ("review", "reviewer1") not in open_tasks(panel)
    payload = LogEntry.objects.get(event="review_submitted").payload
    assert ReviewVersion.objects.get().sha256 in payload
    assert "3.07" not in payload


def test_the_same_review_sent_twice_is_submitted_once(panel):
    review = submitted(panel, panel.reviewers[0], 7, 6, 5)
    again = actions.submit_review(review=review, sheet=sheet(7, 6, 5), by=panel.reviewers[0], on_version=1)
    assert again == review
    other = actions.submit_review(review=review, sheet=sheet(9, 9, 9), by=panel.reviewers[0], on_version=1)
    assert other.why is Why.WRONG_STATE
    assert ReviewVersion.objects.count() == 1


def test_a_review_of_a_version_since_replaced_is_stale(panel):
    review = assigned(panel, panel.reviewers[0])
    refusal = actions.submit_review(review=review, sheet=sheet(7, 6, 5), by=panel.reviewers[0], on_version=0)
    assert refusal.why is Why.STALE


def test_a_correction_is_a_new_version_with_a_reason(panel):
    review = submitted(panel, panel.reviewers[0], 7, 6, 5)
    by = panel.reviewers[0]
    without = actions.correct_review(review=review, sheet=sheet(8, 6, 5), reason="", by=by, on_version=1)
    assert codes(without) == ["reason"]
    unchanged = actions.correct_review(review=review, sheet=sheet(7, 6, 5), reason="Relu.", by=by, on_version=1)
    assert codes(unchanged) == ["unchanged"]
    corrected = ok(actions.correct_review(review=review, sheet=sheet(8, 6, 5), reason="Relu.", by=by, on_version=1))
    assert corrected.version == 2
    assert [(v.number, v.reason) for v in corrected.versions.all()] == [(1, ""), (2, "Relu.")]
    assert Review.objects.get(pk=review.pk).weighted == Decimal("3.25")
    again = ok(actions.correct_review(review=review, sheet=sheet(8, 6, 5), reason="Relu.", by=by, on_version=1))
    assert again.version == 2


def test_after_a_new_version_reviewers_confirm_or_correct(panel):
    review = submitted(panel, panel.reviewers[0], 7, 6, 5)
    ok(do(panel.dossier, "return_to_leader", panel.team, reason="Précisez le budget."))
    ok(do(panel.dossier, "resubmit", panel.world.leader))
    assert ("confirm_review", "reviewer1") in open_tasks(panel)
    confirmed = ok(actions.confirm_review(review=review, by=panel.reviewers[0], on_version=2))
    assert (confirmed.on_version, confirmed.version) == (2, 1)
    assert ("confirm_review", "reviewer1") not in open_tasks(panel)


# -- counts -----------------------------------------------------------------------------
@pytest.mark.parametrize(("small_request", "expected"), [("17999.99", 3), ("18000.00", 2)])
def test_the_number_wanted_in_sql_is_the_calls(panel, small_request, expected):
    Call.objects.update(small_request=Decimal(small_request))
    dossier = panel.fresh()
    counted = type(dossier).objects.filter(pk=dossier.pk).values_list(received(), wanted()).get()
    assert counted == (0, expected) == (0, dossier.call.reviewers_for(dossier.requested))


def test_the_consensus_is_asked_for_when_the_last_review_is_in(panel):
    submitted(panel, panel.reviewers[0])
    submitted(panel, panel.reviewers[1])
    assert ("consensus", "team") not in open_tasks(panel)
    submitted(panel, panel.reviewers[2])
    assert ("consensus", "team") in open_tasks(panel)


# -- an interest found late ---------------------------------------------------------------
def test_an_interest_found_late_keeps_the_score_but_sets_it_aside(panel):
    first, *_others = reviewed(panel)
    ok(dossier_actions.declare_interest(dossier=panel.dossier, reason="Un parent.", by=panel.reviewers[0]))
    first.refresh_from_db()
    assert (first.is_submitted, first.is_counted) == (True, False)
    assert Score.objects.filter(version__review=first).count() == 3
    assert Review.objects.counted().count() == 2
    assert ("consensus", "team") not in open_tasks(panel)


def test_an_interest_ends_a_review_still_to_write(panel):
    review = assigned(panel, panel.reviewers[0])
    ok(dossier_actions.declare_interest(dossier=panel.dossier, reason="Un parent.", by=panel.reviewers[0]))
    review.refresh_from_db()
    assert review.ended_at is not None
    assert Interest.objects.count() == 1


def test_a_review_is_dated_by_the_process_clock(panel):
    review = assigned(panel, panel.reviewers[0])
    with clock.at(datetime(2030, 1, 1, tzinfo=UTC)):
        late = ok(actions.submit_review(review=review, sheet=sheet(7, 6, 5), by=panel.reviewers[0], on_version=1))
    assert late.submitted_at == datetime(2030, 1, 1, tzinfo=UTC)
