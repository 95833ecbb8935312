"""Proposals, votes and closes: every refusal, every outcome, and what each does to the dossier and to the money."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from copil import actions
from copil.ballots.paper import Paper
from copil.ballots.replay import held, replayed
from copil.models import Ballot, Seat, Turnout, Vote
from copil.tally import Malformed, Totals, Window, tally
from copil.tally_file import case_of_json, result_as_json
from dossiers import waiting
from dossiers.models import Call, Dossier
from notifications.models import Message
from tests import world
from tests.copil.committee import Committee, build, called, decided, on_agenda, proposed, sitting
from tests.copil.refusals import codes
from tests.world import do, fresh, ok
from workflow import clock, timers
from workflow.models import LogEntry, LogText, WorkItem
from workflow.verdict import Why

pytestmark = pytest.mark.django_db
ASKED = Decimal("18000.00")


def events(dossier: Any) -> list[str]:
    """The dossier's log since it was put on the agenda."""
    names = list(LogEntry.objects.filter(case_id=dossier.pk).order_by("seq").values_list("event", flat=True))
    return names[names.index("put_on_agenda") + 1 :]


# -- calling an item ----------------------------------------------------------------
def test_an_item_is_called_once_by_its_chair_or_the_secretary() -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    item = committee.item(dossier)
    assert codes(actions.open_item(item=item, by=committee.chair)) == ["wrong_state"]
    with sitting(committee):
        for by in (committee.members[1], committee.lead, committee.world.leader):
            assert codes(actions.open_item(item=item, by=by)) == ["forbidden"]
        first = ok(actions.open_item(item=item, by=committee.chair))
        second = ok(actions.open_item(item=item, by=committee.secretary))
    assert second.opened_at == first.opened_at
    assert events(dossier) == ["session_convoked", "item_opened"]


def test_no_item_is_called_during_the_vote_on_another() -> None:
    committee = build(3)
    first, second = on_agenda(committee), on_agenda(committee)
    with sitting(committee):
        proposed(committee, first)
        assert codes(actions.open_item(item=committee.item(second), by=committee.chair)) == ["wrong_state"]


def test_a_suspended_dossier_is_not_called() -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    with sitting(committee):
        ok(do(dossier, "suspend", committee.lead, reason="Expertise", until=clock.today() + timedelta(5)))
        assert codes(actions.open_item(item=committee.item(dossier), by=committee.chair)) == ["wrong_state"]
        ok(actions.close_session(session=committee.session, by=committee.chair))
    assert fresh(dossier).state == "suspended"


# -- proposals ------------------------------------------------------------------------
def test_a_proposal_is_put_by_the_chair_or_the_secretary_on_a_called_item() -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    item = committee.item(dossier)
    with sitting(committee):
        assert codes(actions.propose(item=item, outcome="grant", by=committee.chair)) == ["wrong_state"]
        called(committee, dossier)
        for by in (committee.members[1], committee.lead, committee.world.leader):
            assert codes(actions.propose(item=item, outcome="grant", by=by)) == ["forbidden"]
        ballot = ok(actions.propose(item=item, outcome="grant", by=committee.secretary))
    assert (ballot.number, ballot.amount, ballot.is_open) == (1, ASKED, True)
    assert WorkItem.objects.get(kind="vote", closed_at=None).role == Role.COPIL_MEMBER


def test_what_a_proposal_may_not_be() -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    tomorrow = clock.today() + timedelta(days=60)
    cases: list[tuple[dict[str, Any], str]] = [
        ({"outcome": ""}, "proposal_chosen"),
        ({"outcome": "gift"}, "proposal_chosen"),
        ({"outcome": "grant", "amount": Decimal("17999")}, "amount_fits_proposal"),
        ({"outcome": "partial", "amount": ASKED}, "amount_fits_proposal"),
        ({"outcome": "partial", "amount": Decimal("18000.01")}, "amount_within_request"),
        ({"outcome": "partial", "amount": Decimal(0)}, "amount_is_money"),
        ({"outcome": "partial", "amount": Decimal(-5)}, "amount_is_money"),
        ({"outcome": "partial", "amount": Decimal("1.001")}, "amount_is_money"),
        ({"outcome": "partial", "amount": Decimal("NaN")}, "amount_is_money"),
        ({"outcome": "conditional", "amount": ASKED}, "conditions_written"),
        ({"outcome": "refusal"}, "reasons_written"),
        ({"outcome": "refusal", "reasons": "\u202e \x00"}, "reasons_written"),
        ({"outcome": "deferral", "complete_by": tomorrow}, "reasons_written"),
        ({"outcome": "deferral", "reasons": "Un budget détaillé."}, "completion_date"),
        ({"outcome": "deferral", "reasons": "Un budget.", "complete_by": clock.today()}, "completion_date"),
        ({"outcome": "grant", "reasons": "x" * 4001}, "text_too_long"),
    ]
    with sitting(committee):
        item = called(committee, dossier)
        for said, code in cases:
            assert codes(actions.propose(item=item, by=committee.chair, **said)) == [code], said
    assert not Ballot.objects.exists()


def test_one_vote_at_a_time_and_the_same_proposal_sent_twice_is_put_once() -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    with sitting(committee):
        ballot = proposed(committee, dossier, "partial", amount="9000")
        item = committee.item(dossier)
        again = actions.propose(item=item, outcome="partial", amount=Decimal("9000.00"), by=committee.chair)
        assert ok(again) == ballot
        assert codes(actions.propose(item=item, outcome="grant", by=committee.chair)) == ["wrong_state"]


def test_who_attends_from_afar_is_told_that_a_vote_is_open() -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    with sitting(committee):
        committee.attend(1, attends="remote")
        proposed(committee, dossier)
    assert [m.recipient for m in Message.objects.filter(template="vote_opened")] == [committee.members[1]]


# -- voting ------------------------------------------------------------------------------
@pytest.fixture
def voting() -> Any:
    """A vote open before five members, the last of whom is absent and has given proxy to the second."""
    committee = build(5)
    dossier = on_agenda(committee)
    with sitting(committee, present=4):
        ok(actions.give_proxy(giver=committee.seat(4), holder=committee.seat(1), by=committee.members[4]))
        yield committee, dossier, proposed(committee, dossier)


def test_a_vote_may_change_until_the_close_and_the_last_counts(voting: Any) -> None:
    committee, dossier, ballot = voting
    for choice in ("pour", "contre", "contre", "abstention"):
        committee.vote(ballot, m1=choice)
    assert [vote.choice for vote in ballot.votes.all()] == ["pour", "contre", "abstention"]
    committee.vote(ballot, m0="pour")
    closed = ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    assert closed.result["counts"] == {"pour": 1, "contre": 0, "abstention": 1, "nppv": 0}
    assert events(dossier).count("vote_cast") == 4


def test_a_titular_whose_substitute_sits_is_told_who_votes(voting: Any) -> None:
    committee, _dossier, ballot = voting
    Seat.objects.filter(pk=committee.seat(3).pk).update(substitute=world.person("stand", Role.COPIL_MEMBER))
    committee.attend(3, attends="substitute")
    answer = actions.cast_vote(ballot=ballot, choice="pour", by=committee.members[3])
    assert (codes(answer), answer.sentence) == (["forbidden"], "Votre suppléant siège : c’est lui qui vote.")


def test_before_the_close_the_log_tells_who_voted_and_never_what(voting: Any) -> None:
    committee, _dossier, ballot = voting
    committee.vote(ballot, m0="contre", m1="nppv")
    cast = LogEntry.objects.filter(event="vote_cast")
    assert cast.count() == 2
    for choice in Vote.Choice.values:
        assert not any(choice in entry.payload for entry in cast)
    assert not LogText.objects.filter(entry__event="vote_cast").exists()
    ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    votes = LogText.objects.get(entry__event="ballot_closed", name="votes")
    assert votes.text == "Siège 0 : contre\nSiège 1 : ne prend pas part au vote"


def test_the_holder_votes_for_the_giver(voting: Any) -> None:
    committee, _dossier, ballot = voting
    given = committee.seat(4)
    ok(actions.cast_vote(ballot=ballot, choice="contre", seat=given, by=committee.members[1]))
    committee.vote(ballot, m1="pour")
    closed = ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    assert closed.result["counts"]["pour"] == closed.result["counts"]["contre"] == 1
    assert (closed.result["quorum"]["present"], closed.result["quorum"]["seats"]) == (5, 5)


def test_nobody_votes_for_a_seat_that_is_not_theirs(voting: Any) -> None:
    committee, _dossier, ballot = voting
    other, given = committee.seat(3), committee.seat(4)
    for by in (committee.members[0], committee.members[2]):
        for seat in (other, given):
            outcome = actions.cast_vote(ballot=ballot, choice="pour", seat=seat, by=by)
            assert codes(outcome) == ["forbidden"]
            assert "R133-9" in outcome.sentence
    strangers = (committee.secretary, committee.lead, committee.world.leader)
    for by in strangers:
        assert codes(actions.cast_vote(ballot=ballot, choice="pour", by=by)) == ["forbidden"]
    assert not Vote.objects.exists()


def test_an_absent_member_does_not_vote(voting: Any) -> None:
    committee, _dossier, ballot = voting
    outcome = actions.cast_vote(ballot=ballot, choice="pour", by=committee.members[4])
    assert codes(outcome) == ["forbidden"]
    assert "présent" in outcome.sentence


def test_who_left_keeps_the_vote_they_cast_and_casts_no_more(voting: Any) -> None:
    committee, _dossier, ballot = voting
    committee.vote(ballot, m2="pour")
    committee.attend(2, attends="no")
    assert codes(actions.cast_vote(ballot=ballot, choice="contre", by=committee.members[2])) == ["forbidden"]
    closed = ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    assert closed.result["counts"]["pour"] == 1


def test_a_recused_member_is_told_why_and_an_earlier_vote_no_longer_counts(voting: Any) -> None:
    committee, dossier, ballot = voting
    committee.vote(ballot, m0="contre", m2="pour", m3="pour")
    ok(actions.declare_interest(dossier=dossier, reason="Un lien.", by=committee.members[2]))
    outcome = actions.cast_vote(ballot=ballot, choice="contre", by=committee.members[2])
    assert codes(outcome) == ["forbidden"]
    assert "déport" in outcome.sentence
    closed = ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    assert closed.result["counts"] == {"pour": 1, "contre": 1, "abstention": 0, "nppv": 0}
    assert closed.result["refused"] == [{"what": "ballot", "seat": str(committee.seat(2).pk), "why": "interest"}]


def test_an_unknown_choice_is_refused(voting: Any) -> None:
    committee, _dossier, ballot = voting
    assert codes(actions.cast_vote(ballot=ballot, choice="maybe", by=committee.chair)) == ["choice_made"]


def test_an_expert_is_heard_and_does_not_vote() -> None:
    committee = build(4)
    Seat.objects.filter(pk=committee.seat(3).pk).update(kind="expert")
    dossier = on_agenda(committee)
    with sitting(committee):
        ballot = proposed(committee, dossier)
        outcome = actions.cast_vote(ballot=ballot, choice="pour", by=committee.members[3])
    assert codes(outcome) == ["forbidden"]
    assert "expert" in outcome.sentence


def test_a_member_whose_role_has_ended_no_longer_votes(voting: Any) -> None:
    committee, _dossier, ballot = voting
    member = committee.members[3]
    member.holdings.all().delete()
    member.__dict__.pop("roles", None)
    member.__dict__.pop("held_today", None)
    assert codes(actions.cast_vote(ballot=ballot, choice="pour", by=member)) == ["forbidden"]


def test_a_late_vote_is_refused_told_and_logged(voting: Any) -> None:
    committee, dossier, ballot = voting
    committee.vote(ballot, m0="pour")
    closed = ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    late = actions.cast_vote(ballot=ballot, choice="contre", by=committee.members[1])
    assert codes(late) == ["wrong_state"]
    assert "clos" in late.sentence
    assert events(dossier)[-1] == "vote_late"
    assert Ballot.objects.get(pk=ballot.pk).result == closed.result
    assert ballot.votes.count() == 1


# -- closing -------------------------------------------------------------------------------
def test_only_the_chair_and_the_secretary_close(voting: Any) -> None:
    committee, _dossier, ballot = voting
    for by in (committee.members[1], committee.lead, committee.world.leader):
        assert codes(actions.close_ballot(ballot=ballot, by=by)) == ["forbidden"]


def test_closed_twice_the_second_gets_the_recorded_result(voting: Any) -> None:
    committee, dossier, ballot = voting
    committee.vote(ballot, m0="pour", m1="pour", m2="contre")
    first = ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    logged = events(dossier)
    second = ok(actions.close_ballot(ballot=ballot, by=committee.secretary))
    assert (second.closed_at, second.closed_by, second.result) == (first.closed_at, committee.chair, first.result)
    assert events(dossier) == logged


def test_the_case_kept_replays_to_the_result_kept(voting: Any) -> None:
    committee, _dossier, ballot = voting
    committee.vote(ballot, m0="pour", m1="pour", m2="contre", m3="abstention")
    closed = ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    again = result_as_json(tally(case_of_json(closed.case)))
    assert {**again, "reasons": closed.result["reasons"]} == closed.result


def test_an_adopted_grant_goes_to_the_signatory_with_its_amount_reserved() -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    with sitting(committee):
        ballot = decided(committee, dossier, "conditional", amount="12000", conditions="Un second partenaire.")
    after, call = fresh(dossier), Call.objects.get()
    assert (after.state, after.proposal, after.proposed_amount) == ("signature", "grant", Decimal(12000))
    assert (after.conditions, after.reserved, call.reserved) == (
        "Un second partenaire.",
        Decimal(12000),
        Decimal(12000),
    )
    assert (ballot.verdict, committee.item(dossier).closed_at is not None) == ("adopted", True)
    assert after.leader_label == "Décision en cours"
    assert events(dossier)[-2:] == ["ballot_closed", "adopt"]


def test_an_adopted_refusal_goes_to_the_signatory_with_its_reasons() -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    with sitting(committee):
        decided(committee, dossier, "refusal", reasons="Hors de l’objet de l’appel.")
    after = fresh(dossier)
    assert (after.state, after.proposal, after.proposal_reasons) == (
        "signature",
        "refusal",
        "Hors de l’objet de l’appel.",
    )
    assert Call.objects.get().reserved == 0


def test_a_grant_that_no_longer_fits_waits_in_rank_order() -> None:
    committee = build(3, envelope=Decimal("30000.00"))
    best, next_one, third = on_agenda(committee, 9, 9, 9), on_agenda(committee, 8, 8, 8), on_agenda(committee, 7, 7, 7)
    with sitting(committee):
        by_hand = [f"d{committee.item(dossier).pk}" for dossier in (third, next_one, best)]
        lines = [actions.Arranged(key, n) for n, key in enumerate(by_hand)]
        ok(actions.arrange_agenda(session=committee.session, lines=lines, by=committee.secretary, reason="Un départ."))
        for dossier in (best, third, next_one):
            decided(committee, dossier)
    assert [fresh(d).state for d in (best, next_one, third)] == ["signature", "waiting", "waiting"]
    assert fresh(next_one).waiting_rank < fresh(third).waiting_rank
    assert Call.objects.get().reserved == ASKED
    # Closed on a consensus that was drawn again since, two may have the same rank: the list is one order all the same.
    Dossier.objects.filter(pk=third.pk).update(waiting_rank=fresh(next_one).waiting_rank)
    Call.objects.update(envelope=Decimal(80000))
    told = do(third, "release", committee.lead)
    assert (told.why, [each.code for each in told.unmet]) == (Why.UNMET, ["in_rank_order_or_reason"])
    assert "à rang égal, le dossier le plus ancien d’abord" in waiting.why(fresh(third), tied=True)
    ok(do(next_one, "release", committee.lead))
    ok(do(third, "release", committee.lead))


def test_a_smaller_grant_still_fits_what_is_left() -> None:
    committee = build(3, envelope=Decimal("30000.00"))
    first, second = on_agenda(committee), on_agenda(committee)
    with sitting(committee):
        decided(committee, first)
        decided(committee, second, "partial", amount="12000")
    assert fresh(second).state == "signature"
    assert Call.objects.get().left == 0


def test_a_rejected_proposal_decides_nothing_and_another_may_be_put(voting: Any) -> None:
    committee, dossier, ballot = voting
    committee.vote(ballot, m0="contre", m1="contre", m2="pour")
    assert ok(actions.close_ballot(ballot=ballot, by=committee.chair)).verdict == "rejected"
    assert fresh(dossier).state == "copil"
    item = committee.item(dossier)
    second = ok(actions.propose(item=item, outcome="partial", amount=Decimal(9000), by=committee.chair))
    committee.vote(second, m0="pour", m1="pour")
    ok(actions.close_ballot(ballot=second, by=committee.chair))
    assert (second.number, fresh(dossier).proposed_amount) == (2, Decimal(9000))
    assert codes(actions.propose(item=item, outcome="grant", by=committee.chair)) == ["wrong_state"]


def test_an_item_closed_with_nothing_adopted_is_deferred(voting: Any) -> None:
    committee, dossier, ballot = voting
    item = committee.item(dossier)
    assert codes(actions.close_item(item=item, by=committee.chair)) == ["wrong_state"]
    committee.vote(ballot, m0="contre")
    ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    assert codes(actions.close_item(item=item, by=committee.members[1])) == ["forbidden"]
    first = ok(actions.close_item(item=item, by=committee.chair, reason="Un budget détaillé"))
    second = ok(actions.close_item(item=item, by=committee.secretary))
    assert (second.closed_at, fresh(dossier).state) == (first.closed_at, "team_review")
    assert LogText.objects.get(entry__event="defer").text == "Un budget détaillé"


def test_an_adopted_adjournment_defers_with_what_to_complete_and_until_when(voting: Any) -> None:
    committee, dossier, ballot = voting
    committee.vote(ballot, m0="contre")
    ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    until = clock.today() + timedelta(days=30)
    second = ok(
        actions.propose(
            item=committee.item(dossier),
            outcome="deferral",
            reasons="Un budget détaillé.",
            complete_by=until,
            by=committee.chair,
        )
    )
    committee.vote(second, m0="pour")
    ok(actions.close_ballot(ballot=second, by=committee.chair))
    after = fresh(dossier)
    assert (after.state, after.leader_state) == ("team_review", "copil")
    entry = LogEntry.objects.get(event="defer")
    assert f'"until":"{until}"' in entry.payload
    assert entry.texts.get().text == "Un budget détaillé."


def test_a_tie_is_broken_by_the_chairs_vote(voting: Any) -> None:
    committee, dossier, ballot = voting
    committee.vote(ballot, m0="pour", m1="contre", m2="contre", m3="pour")
    closed = ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    assert (closed.verdict, closed.result["casting_vote"]) == ("adopted", True)
    assert fresh(dossier).state == "signature"


@pytest.mark.parametrize("votes", [{"m0": "abstention", "m1": "pour", "m2": "contre"}, {"m0": "nppv"}, {}])
def test_a_tie_the_chair_does_not_break_and_a_vote_nobody_cast_defer(voting: Any, votes: dict[str, str]) -> None:
    committee, dossier, ballot = voting
    committee.vote(ballot, **votes)
    assert ok(actions.close_ballot(ballot=ballot, by=committee.chair)).verdict == "deferred"
    assert (fresh(dossier).state, committee.item(dossier).closed_at is not None) == ("team_review", True)


def test_a_quorum_lost_to_an_interest_leaves_the_item_for_the_second_convocation() -> None:
    committee = build(4)
    dossier = on_agenda(committee)
    with sitting(committee, present=2):
        ballot = proposed(committee, dossier)
        committee.vote(ballot, m0="pour")
        ok(actions.declare_interest(dossier=dossier, reason="Un lien.", by=committee.members[1]))
        closed = ok(actions.close_ballot(ballot=ballot, by=committee.chair))
        assert (closed.verdict, closed.result["quorum"]["met"]) == ("invalid", False)
        assert fresh(dossier).state == "copil"
        item = committee.item(dossier)
        assert codes(actions.close_item(item=item, by=committee.chair)) == ["wrong_state"]
        ok(actions.close_session(session=committee.session, by=committee.chair))
    assert (fresh(dossier).state, committee.item(dossier).left_at) == ("copil", None)
    assert events(dossier)[-1] == "left_without_quorum"


def test_no_vote_opens_without_a_quorum() -> None:
    committee = build(5)
    dossier = on_agenda(committee)
    with sitting(committee, present=2):
        item = called(committee, dossier)
        outcome = actions.propose(item=item, outcome="grant", by=committee.chair)
        assert codes(outcome) == ["quorum_met"]
        committee.attend(2)
        ok(actions.propose(item=item, outcome="grant", by=committee.chair))


# -- a recused chair -------------------------------------------------------------------------
def test_a_recused_chair_is_replaced_for_that_item_and_the_casting_vote_follows() -> None:
    committee = build(5)
    dossier = on_agenda(committee)
    with sitting(committee):
        ok(actions.declare_interest(dossier=dossier, reason="Un lien.", by=committee.chair))
        item = ok(actions.open_item(item=committee.item(dossier), by=committee.secretary))
        assert codes(actions.propose(item=item, outcome="grant", by=committee.chair)) == ["forbidden"]
        assert codes(actions.propose(item=item, outcome="grant", by=committee.secretary)) == ["chair_not_recused"]
        for seat in (committee.seat(0),):
            assert codes(actions.name_presiding(item=item, seat=seat, by=committee.secretary)) == [
                "presiding_is_present"
            ]
        ok(actions.name_presiding(item=item, seat=committee.seat(2), by=committee.secretary))
        ballot = ok(actions.propose(item=item, outcome="grant", by=committee.members[2]))
        committee.vote(ballot, m1="contre", m2="pour", m3="contre", m4="pour")
        closed = ok(actions.close_ballot(ballot=ballot, by=committee.members[2]))
        assert (closed.verdict, closed.result["casting_vote"]) == ("adopted", True)
        assert WorkItem.objects.get(kind="validate_excerpt").assignee == committee.members[2]
        assert codes(actions.validate_excerpt(item=item, by=committee.chair)) == ["forbidden"]
        ok(actions.validate_excerpt(item=item, by=committee.members[2]))


def test_a_chair_who_is_there_is_not_replaced() -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    with sitting(committee):
        item = called(committee, dossier)
        for by in (committee.chair, committee.members[1], committee.lead):
            assert codes(actions.name_presiding(item=item, seat=committee.seat(1), by=by)) == ["forbidden"]
        outcome = actions.name_presiding(item=item, seat=committee.seat(1), by=committee.secretary)
    assert codes(outcome) == ["wrong_state"]


def test_a_presidency_does_not_change_hands_under_an_open_vote() -> None:
    committee = build(5)
    dossier = on_agenda(committee)
    with sitting(committee):
        ok(actions.declare_interest(dossier=dossier, reason="Un lien.", by=committee.chair))
        item = ok(actions.open_item(item=committee.item(dossier), by=committee.secretary))
        ok(actions.name_presiding(item=item, seat=committee.seat(1), by=committee.secretary))
        ok(actions.propose(item=item, outcome="grant", by=committee.secretary))
        outcome = actions.name_presiding(item=item, seat=committee.seat(2), by=committee.secretary)
    assert codes(outcome) == ["wrong_state"]


# -- against the engine -------------------------------------------------------------------------
def test_while_a_vote_is_open_the_dossier_is_neither_withdrawn_nor_suspended_nor_taken_off(voting: Any) -> None:
    committee, dossier, _ballot = voting
    asked = [
        ("withdraw", committee.world.leader, {}),
        ("suspend", committee.lead, {"until": clock.today() + timedelta(9)}),
        ("take_off_agenda", committee.lead, {}),
    ]
    for verb, by, said in asked:
        assert codes(do(dossier, verb, by, reason="Parce que.", **said)) == ["no_ballot_open"]


def test_a_leader_who_sits_on_the_committee_neither_conducts_nor_votes_on_their_dossier() -> None:
    committee = build(4)
    world.person("other", Role.TEAM)
    leader = committee.world.leader
    leader.holdings.create(role=Role.COPIL_MEMBER, starts_on=world.EARLY)
    Seat.objects.filter(pk=committee.seat(3).pk).update(person=leader)
    dossier = on_agenda(committee)
    committee.members[3] = leader
    with sitting(committee):
        ballot = proposed(committee, dossier)
        outcome = actions.cast_vote(ballot=ballot, choice="pour", by=leader)
    assert codes(outcome) == ["forbidden"]
    assert "déport" in outcome.sentence


def test_a_withdrawn_dossier_leaves_the_agenda_of_an_open_session() -> None:
    committee: Committee = build(3)
    dossier = on_agenda(committee)
    with sitting(committee):
        ok(do(dossier, "withdraw", committee.world.leader, reason="Projet abandonné"))
        assert codes(actions.open_item(item=committee.item(dossier), by=committee.chair)) == ["wrong_state"]
        ok(actions.close_session(session=committee.session, by=committee.chair))
    assert fresh(dossier).state == "withdrawn"


# -- a wrong ballot taken back ---------------------------------------------------------
def test_a_wrong_ballot_is_cancelled_with_a_reason_and_its_votes_never_count(voting: Any, client: Client) -> None:
    committee, dossier, ballot = voting
    item = committee.item(dossier)
    committee.attend(2, attends="remote")
    committee.vote(ballot, m0="contre", m1="contre")
    for by in (committee.members[1], committee.lead, committee.world.leader):
        assert codes(actions.cancel_ballot(ballot=ballot, reason="Erreur.", by=by)) == ["forbidden"]
    for nothing in ("", " \x00 "):
        assert codes(actions.cancel_ballot(ballot=ballot, reason=nothing, by=committee.chair)) == ["reason_given"]
    client.force_login(committee.secretary)
    address = f"{item.get_absolute_url()}votes/1/annuler/"
    assert "Annuler ce vote" in client.get(item.get_absolute_url()).content.decode()
    assert "2 sur 5" in client.get(address).content.decode()
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Mauvais <b>montant</b>."}).status_code == 302
    gone = ok(actions.cancel_ballot(ballot=ballot, reason="Mauvais <b>montant</b>.", by=committee.chair))
    assert (gone.cancelled_for, gone.closed_by, gone.verdict) == ("Mauvais <b>montant</b>.", committee.secretary, "")
    # From a page opened before: neither a second reason nor a close or a count of what has no result.
    stale = client.post(address, {"reason": "Un autre motif."})
    assert (stale.status_code, "Un autre motif." in stale.content.decode()) == (409, True)
    assert "Votes reçus</dt><dd>2</dd>" in stale.content.decode()
    for gesture in ("clore", "papier"):
        refused = client.post(f"{item.get_absolute_url()}votes/1/{gesture}/")
        assert (refused.status_code, "Ce vote a été annulé" in refused.content.decode()) == (409, True)
    # Kept, never counted, told; what was voted stands on no page.
    assert [vote.choice for vote in gone.votes.all()] == ["contre", "contre"]
    assert events(dossier).count("ballot_cancelled") == 1
    assert [m.recipient for m in Message.objects.filter(template="vote_cancelled")] == [committee.members[2]]
    late = actions.cast_vote(ballot=ballot, choice="pour", by=committee.members[3])
    assert codes(late) == ["wrong_state"]
    assert "annulé" in late.sentence
    for reader in (*committee.members, committee.lead):
        client.force_login(reader)
        page = client.get(item.get_absolute_url()).content.decode()
        assert "Mauvais &lt;b&gt;montant&lt;/b&gt;." in page
        assert "Votes nominatifs" not in page
    assert "vote annulé" in client.get(dossier.get_absolute_url()).content.decode()
    assert not WorkItem.objects.filter(kind="vote", closed_at=None).exists()
    # The item is free: another proposal, adopted by others; what is counted can no more be cancelled.
    second = ok(actions.propose(item=item, outcome="partial", amount=Decimal(9000), by=committee.chair))
    assert second.number == 2
    committee.vote(second, m0="pour")
    closed = ok(actions.close_ballot(ballot=second, by=committee.chair))
    assert (closed.verdict, closed.result["counts"]["contre"], fresh(dossier).state) == ("adopted", 0, "signature")
    assert codes(actions.cancel_ballot(ballot=second, reason="Erreur.", by=committee.chair)) == ["wrong_state"]
    with pytest.raises(Malformed):
        held(committee.session.number, item.position, 1)
    client.force_login(committee.secretary)
    assert client.get(address).status_code == 409


def test_a_secret_or_online_vote_is_cancelled_until_its_hour() -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    item = committee.item(dossier)
    with sitting(committee):
        ok(actions.ask_secret(item=item, by=committee.members[1]))
        window = Window(clock.now(), clock.now() + timedelta(hours=4))
        ballot = ok(actions.propose(item=item, outcome="grant", by=committee.secretary, window=window))
        committee.vote(ballot, m1="contre")
        ok(actions.cancel_ballot(ballot=ballot, reason="La fenêtre est trop courte.", by=committee.secretary))
        assert list(Turnout.objects.values_list("sealed", flat=True)) == [""]
        assert {m.recipient for m in Message.objects.filter(template="vote_cancelled")} == set(committee.members)
        again = ok(actions.propose(item=item, outcome="grant", by=committee.secretary, window=window))
    with clock.at(window.closes + timedelta(minutes=1)):
        late = actions.cancel_ballot(ballot=again, reason="Trop tard.", by=committee.secretary)
        assert codes(late) == ["wrong_state"]
        assert not timers.run().faults
    assert Ballot.objects.get(pk=again.pk).verdict == "invalid"
    assert Ballot.objects.get(pk=ballot.pk).verdict == ""


# -- on paper, by show of hands -----------------------------------------------------------
PAPER = Totals(2, 1, 1, 0)


def test_totals_read_in_the_room_are_counted_by_the_law_after_a_second_look(voting: Any, client: Client) -> None:
    """Five seats, one of them by mandate: totals that cannot be are refused, what they give is shown, then kept."""
    committee, dossier, ballot = voting
    item = committee.item(dossier)
    for by in (committee.chair, committee.members[1], committee.lead):
        assert codes(actions.count_on_paper(ballot=ballot, paper=Paper(PAPER), by=by)) == ["forbidden"]
    cases = [
        (Totals(0, 0, 0, 0), "totals_entered"),
        (Totals(4, 1, 1, 0), "totals_fit_the_seats"),
        (Totals(2, 2, 0, 0), "chair_told"),
    ]
    for totals, code in cases:
        answer = actions.count_on_paper(ballot=ballot, paper=Paper(totals), by=committee.secretary)
        assert codes(answer) == [code]
    client.force_login(committee.secretary)
    address = f"{item.get_absolute_url()}votes/1/papier/"
    assert "Saisir un dépouillement papier" in client.get(item.get_absolute_url()).content.decode()
    said = {"how": "hands", "pour": "2", "contre": "2", "abstention": "1", "nppv": "0", "chair": "pour"}
    for hostile in ("-1", "1e3", "\x00", "<b>", "99999", ""):
        assert client.post(address, said | {"pour": hostile}).status_code == 422
    assert client.post(address, said | {"chair": "nppv"}).status_code == 422
    looked = client.post(address, said).content.decode()
    assert "Rien n’est encore enregistré" in looked
    assert "est prépondérante" in looked
    assert 'value="2"' in client.post(address, said | {"correct": "1"}).content.decode()
    assert "Rien n’est encore" in client.post(address, said | {"seen": "rejected"}).content.decode()
    assert Ballot.objects.get(pk=ballot.pk).is_open
    assert client.post(address, said | {"seen": "adopted"}).status_code == 302
    closed = Ballot.objects.get(pk=ballot.pk)
    assert (closed.paper, closed.secret, closed.closed_by) == (True, False, committee.secretary)
    assert closed.case["totals"] == {"pour": 2, "contre": 2, "abstention": 1, "nppv": 0, "chair": "pour"}
    assert (closed.result["casting_vote"], closed.verdict, fresh(dossier).state) == (True, "adopted", "signature")
    assert '"paper":"true"' in LogEntry.objects.get(event="ballot_closed").payload
    assert replayed(held(committee.session.number, item.position))[1]
    page = client.get(item.get_absolute_url()).content.decode()
    assert f"totaux saisis par {committee.secretary.full_name}" in page
    for again in (client.get(address, follow=True), client.post(address, said | {"seen": "adopted"}, follow=True)):
        assert again.redirect_chain == [(item.get_absolute_url(), 302)]
    assert "Vote clos : la proposition est adoptée." in again.content.decode()
    late = actions.cast_vote(ballot=ballot, choice="pour", by=committee.members[1])
    assert codes(late) == ["wrong_state"]
    assert ok(actions.count_on_paper(ballot=ballot, paper=Paper(PAPER), by=committee.secretary)).result == closed.result


def test_closed_papers_give_no_casting_vote_and_a_ballot_voted_on_is_cancelled_first(voting: Any) -> None:
    committee, dossier, ballot = voting
    committee.vote(ballot, m0="pour")
    answer = actions.count_on_paper(ballot=ballot, paper=Paper(PAPER), by=committee.secretary)
    assert codes(answer) == ["wrong_state"]
    ok(actions.cancel_ballot(ballot=ballot, reason="Le vote se tient sur papier.", by=committee.secretary))
    answer = actions.count_on_paper(ballot=ballot, paper=Paper(PAPER), by=committee.secretary)
    assert codes(answer) == ["wrong_state"]
    again = ok(actions.propose(item=committee.item(dossier), outcome="grant", by=committee.chair))
    secret = Paper(Totals(2, 2, 1, 0), secret=True)
    closed = ok(actions.count_on_paper(ballot=again, paper=secret, by=committee.secretary))
    assert (closed.secret, closed.verdict, closed.result["casting_vote"]) == (True, "deferred", False)
    assert fresh(dossier).state == "team_review"
    assert replayed(held(committee.session.number, committee.item(dossier).position))[1]
