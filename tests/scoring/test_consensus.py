"""The consensus: when it may be drawn, what it keeps, what undoes it, and what it opens."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from accounts.roles import Role
from dossiers import actions as dossier_actions
from dossiers.models import Dossier
from scoring import actions
from scoring.arithmetic import Advice
from scoring.models import Agreement, Consensus, ConsensusScore, Review
from scoring.reading import consensus_of, consensuses_for, consensuses_of, ranks, ranks_for
from scoring.sheet import ConsensusSheet
from tests import world
from tests.scoring import panel as panels
from tests.scoring.panel import Panel, assigned, codes, concluded, consensus, open_tasks, reviewed, sheet, submitted
from tests.world import do, ok
from workflow import clock
from workflow.gesture import Actor
from workflow.judgment import options
from workflow.models import LogEntry
from workflow.verdict import Why


def what_keeps_it_off_the_agenda(panel: Panel) -> set[str]:
    """The unmet guards of this room on « inscrire au COPIL »."""
    found = options(panel.fresh(), Actor(panel.lead))
    unmet = next(o for o in found if o.transition.verb == "put_on_agenda").unmet
    return {one.code for one in unmet} & {"reviews_in", "consensus_recorded"}


def test_no_consensus_before_the_calls_number_of_reviews(panel):
    submitted(panel, panel.reviewers[0])
    submitted(panel, panel.reviewers[1])
    refusal = consensus(panel)
    assert (codes(refusal), refusal.status) == (["reviews_in"], 422)
    assert what_keeps_it_off_the_agenda(panel) == {"reviews_in", "consensus_recorded"}


def test_two_reviews_are_enough_for_a_small_request(db):
    panel = panels.build(small_request=Decimal("20000.00"))
    submitted(panel, panel.reviewers[0])
    submitted(panel, panel.reviewers[1])
    assert ok(consensus(panel)).number == 1


def test_the_consensus_keeps_its_scores_its_words_and_its_mean(panel):
    found = concluded(panel, conditions="Une évaluation à six mois.")
    stored = Consensus.objects.get(pk=found.pk)
    assert [score.half_points for score in ConsensusScore.objects.filter(consensus=found)] == [7, 7, 6]
    assert (stored.weighted, stored.on_version) == (Decimal("3.350000000"), 1)
    assert (stored.recommended_amount, stored.conditions) == (Decimal("18000.00"), "Une évaluation à six mois.")
    entry = LogEntry.objects.get(event="consensus_recorded")
    assert found.sha256 in entry.payload
    assert Review.objects.counted().count() == 3  # the individual scores stay


def test_the_consensus_stops_the_teams_clock(panel):
    assert panel.fresh().due_on is not None
    concluded(panel)
    assert panel.fresh().due_on is None
    assert open_tasks(panel) == [("ready_for_copil", "team_lead")]
    assert what_keeps_it_off_the_agenda(panel) == set()


def test_work_asked_since_the_consensus_keeps_its_clock_through_a_suspension(panel):
    concluded(panel)
    ok(do(panel.dossier, "propose_inadmissible", panel.lead, reason="Hors du champ de l’appel.", exception=True))
    ok(do(panel.dossier, "send_back", panel.world[Role.SIGNATORY], reason="Le motif n’est pas établi."))
    before = panel.fresh().due_on, open_tasks(panel)
    assert before[0] is not None
    assert ("state:team_review", "team") in before[1]
    ok(do(panel.dossier, "suspend", panel.lead, reason="Congés.", until=clock.today() + timedelta(9)))
    ok(do(panel.dossier, "resume", panel.lead))
    assert (panel.fresh().due_on, open_tasks(panel)) == before


def test_an_interest_declared_during_a_suspension_is_acted_on_after_it(panel):
    concluded(panel)
    ok(do(panel.dossier, "suspend", panel.lead, reason="Congés.", until=clock.today() + timedelta(9)))
    ok(dossier_actions.declare_interest(dossier=panel.dossier, reason="Un parent.", by=panel.reviewers[2]))
    ok(do(panel.dossier, "resume", panel.lead))
    assert ("replace_reviewer", "team") in open_tasks(panel)
    assert panel.fresh().due_on is not None


def test_the_consensus_is_the_teams(panel):
    reviewed(panel)
    for role in (Role.COPIL_MEMBER, Role.REFERENT, Role.LEADER, Role.SIGNATORY, Role.AUDITOR):
        assert consensus(panel, by=panel.world[role]).why is Why.FORBIDDEN
    assert consensus(panel, by=panel.team).number == 1


def test_who_still_owes_a_review_does_not_conclude(panel):
    reviewed(panel)
    late = world.person("late", Role.TEAM)
    assigned(panel, late)
    assert codes(consensus(panel, by=late)) == ["own_review_in"]


def test_the_consensus_ends_the_reviews_it_did_not_wait_for(panel):
    reviewed(panel)
    review = assigned(panel, panel.team)
    ok(consensus(panel))
    review.refresh_from_db()
    assert review.ended_at is not None


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        (ConsensusSheet(sheet(7, None, 6)), ["points-partnership"]),
        (ConsensusSheet(sheet(7, 7, 6, why="")), [f"rationale-{code}" for code in panels.CODES]),
        (ConsensusSheet(sheet(7, 7, 6, rationale="")), ["rationale"]),
        (ConsensusSheet(sheet(7, 7, 6), Decimal("18000.01")), ["amount"]),
        (ConsensusSheet(sheet(7, 7, 6), Decimal("-1.00")), ["amount"]),
        (ConsensusSheet(sheet(7, 7, 6), None, "x" * 4001), ["conditions"]),
    ],
)
def test_a_consensus_scores_and_explains_each_criterion(panel, said, missing):
    reviewed(panel)
    refusal = actions.record_consensus(dossier=panel.dossier, said=said, by=panel.reviewers[0], seen=0, on_version=1)
    assert codes(refusal) == missing


def test_the_same_consensus_sent_twice_is_recorded_once(panel):
    first = concluded(panel)
    assert consensus(panel) == first
    assert Consensus.objects.count() == 1


def test_a_consensus_drawn_on_an_aged_page_is_stale(panel):
    concluded(panel)
    refusal = consensus(panel, 4, 4, 4, by=panel.reviewers[1], seen=0)
    assert refusal.why is Why.STALE


def test_a_revised_consensus_says_why_and_the_former_stays(panel):
    first = concluded(panel)
    assert codes(consensus(panel, 6, 6, 6, seen=1)) == ["reason"]
    second = ok(consensus(panel, 6, 6, 6, seen=1, reason="Budget revu."))
    first.refresh_from_db()
    assert (second.number, second.weighted) == (2, Decimal("3.000000000"))
    assert (first.superseded_because, first.weighted) == ("Budget revu.", Decimal("3.350000000"))
    assert list(Consensus.objects.in_force()) == [second]


def test_reviewers_agree_and_nobody_else(panel):
    found = concluded(panel)
    ok(actions.agree_with_consensus(consensus=found, by=panel.reviewers[1]))
    ok(actions.agree_with_consensus(consensus=found, by=panel.reviewers[1]))
    assert [a.person for a in Agreement.objects.all()] == [panel.reviewers[1]]
    assert actions.agree_with_consensus(consensus=found, by=panel.lead).why is Why.FORBIDDEN


def test_nobody_agrees_with_a_consensus_since_replaced(panel):
    first = concluded(panel)
    ok(consensus(panel, 6, 6, 6, seen=1, reason="Budget revu."))
    refusal = actions.agree_with_consensus(consensus=first, by=panel.reviewers[1])
    assert refusal.why is Why.STALE


def test_scores_are_not_corrected_after_the_consensus(panel):
    concluded(panel)
    review = Review.objects.get(reviewer=panel.reviewers[1])
    refusal = actions.correct_review(
        review=review, sheet=sheet(9, 9, 9), reason="Relu.", by=panel.reviewers[1], on_version=1
    )
    assert refusal.why is Why.WRONG_STATE


@pytest.mark.parametrize(
    "change",
    [
        lambda: Consensus.objects.update(weighted=5),
        lambda: Consensus.objects.update(rationale="Autre."),
        lambda: ConsensusScore.objects.update(half_points=10),
        lambda: Agreement.objects.all().delete(),
    ],
)
def test_the_database_keeps_a_consensus_as_it_was_written(panel, change):
    found = concluded(panel)
    ok(actions.agree_with_consensus(consensus=found, by=panel.reviewers[1]))
    with pytest.raises(DatabaseError, match="jalon:"), transaction.atomic():
        change()


def test_a_new_version_asks_for_the_consensus_again(panel):
    concluded(panel)
    ok(do(panel.dossier, "return_to_leader", panel.team, reason="Précisez le budget."))
    ok(do(panel.dossier, "resubmit", panel.world.leader))
    assert what_keeps_it_off_the_agenda(panel) == {"consensus_recorded"}
    assert ("consensus", "team") in open_tasks(panel)
    due = panel.fresh().due_on
    assert due is not None
    with clock.at(world.days_later(3)):  # its date stays its own through a pause, though the state's task is long over
        ok(do(panel.dossier, "suspend", panel.lead, reason="Congés.", until=clock.today() + timedelta(9)))
        ok(do(panel.dossier, "resume", panel.lead))
        assert panel.fresh().due_on == due
    ok(consensus(panel, seen=1, on_version=2, reason="Confirmé sur la nouvelle version."))
    assert what_keeps_it_off_the_agenda(panel) == set()


def test_an_interest_found_late_undoes_the_consensus_drawn_from_that_score(panel):
    concluded(panel)
    ok(dossier_actions.declare_interest(dossier=panel.dossier, reason="Un parent.", by=panel.reviewers[2]))
    assert consensus_of(panel.dossier) is None
    assert what_keeps_it_off_the_agenda(panel) == {"reviews_in", "consensus_recorded"}
    assert ("replace_reviewer", "team") in open_tasks(panel)
    assert panel.fresh().due_on is not None
    submitted(panel, panel.team, 6, 6, 6)
    assert [kind for kind, _whose in open_tasks(panel)] == ["consensus"]
    assert ok(consensus(panel, seen=0)).number == 2


# -- what the rooms above read --------------------------------------------------------
def test_the_reading_is_what_the_act_quotes(panel):
    concluded(panel, conditions="Une évaluation à six mois.")
    found = consensus_of(panel.dossier)
    assert (found.weighted, found.advice) == (Decimal("3.35"), Advice.RECOMMEND)
    assert [(one.code, one.score, one.weight) for one in found.criteria] == [
        ("impact", Decimal("3.5"), 40),
        ("partnership", Decimal("3.5"), 30),
        ("innovation", Decimal(3), 30),
    ]
    assert found.criteria[0].title == "Impact avéré sur l’action publique"
    assert (found.recommended_amount, found.agreed) == (Decimal("18000.00"), ())


def test_a_criterion_under_two_proposes_refusal(panel):
    reviewed(panel)
    ok(consensus(panel, 9, 9, 3, amount=None))
    assert consensus_of(panel.dossier).advice is Advice.REFUSE


def another(panel: Panel, *half_points: int) -> Dossier:
    """Another dossier of the same lab, concluded with these half points."""
    second = Panel(panel.world, world.in_review(panel.world), panel.reviewers)
    reviewed(second)
    ok(consensus(second, *half_points))
    return second.dossier


def test_dossiers_rank_by_consensus_then_impact_then_partnership_then_deposit(panel):
    first = panel.dossier
    concluded(panel)  # 3.5, 3.5, 3: weighted 3.35
    better = another(panel, 8, 7, 6)
    same_but_later = another(panel, 7, 7, 6)
    less_partnership = another(panel, 7, 6, 7)
    unscored = world.in_review(panel.world)
    found = ranks([first, better, same_but_later, less_partnership, unscored])
    assert found == {better.pk: 1, first.pk: 2, same_but_later.pk: 3, less_partnership.pk: 4}


def test_what_one_may_not_read_moves_no_rank(panel):
    first = panel.dossier
    concluded(panel)
    better = another(panel, 8, 7, 6)
    dossiers = [first, better]
    assert ranks_for(panel.lead, dossiers) == {better.pk: 1, first.pk: 2}
    ok(dossier_actions.declare_interest(dossier=better, reason="Un parent.", by=panel.lead))
    assert ranks_for(panel.lead, dossiers) == {first.pk: 1}
    assert list(consensuses_for(panel.lead, dossiers)) == [first.pk]
    assert ranks_for(panel.world.leader, dossiers) == {}


@pytest.mark.parametrize("more", [0, 2])
def test_readings_and_ranks_cost_the_same_for_one_dossier_or_many(panel, statements, more):
    concluded(panel)
    dossiers = [panel.dossier, *(another(panel, 6, 6, 6) for _ in range(more))]
    with statements(at_most=3):
        assert len(consensuses_of(dossiers)) == 1 + more
    with statements(at_most=2):
        assert len(ranks(dossiers)) == 1 + more
