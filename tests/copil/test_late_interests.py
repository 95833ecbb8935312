"""An interest discovered after the vote: the score set aside, the vote counted without that seat, held again or not."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from accounts.roles import Role
from copil import actions, tally
from copil.ballots.secret import case_kept
from copil.late.recount import without
from copil.models import AgendaItem, Ballot
from copil.tally_case import Totals
from copil.tally_file import case_as_json
from dossiers import actions as dossiers
from dossiers.models import Call, Dossier
from notifications.models import Message
from scoring import tasks
from scoring.models import Consensus, Review
from tests import world
from tests.copil import committee as committees
from tests.copil.committee import Committee
from tests.world import do, fresh, ok
from workflow import clock, timers
from workflow.invariants import violations
from workflow.models import LogEntry, LogText, WorkItem
from workflow.verdict import Refusal, Why

pytestmark = pytest.mark.django_db


@pytest.fixture
def committee() -> Committee:
    return committees.build(5)


def voted(committee: Committee, dossier: Dossier, choices: str, *, secret: bool = False) -> Ballot:
    """A grant put to the vote; `choices` are those of the seats in order: p, c, a or n."""
    names = {"p": "pour", "c": "contre", "a": "abstention", "n": "nppv"}
    item = committees.called(committee, dossier)
    if secret:
        ok(actions.ask_secret(item=item, by=committee.members[1]))
    ballot = ok(actions.propose(item=item, outcome="grant", by=committee.chair))
    committee.vote(ballot, **{f"m{rank}": names[choice] for rank, choice in enumerate(choices)})
    return ok(actions.close_ballot(ballot=ballot, by=committee.chair))


def late(committee: Committee, dossier: Dossier, rank: int, *, by: Any = None) -> Any:
    return actions.record_late_interest(
        dossier=dossier, person=committee.members[rank], reason="Un frère y travaille.", by=by or committee.secretary
    )


def refused(outcome: Any) -> Why:
    assert isinstance(outcome, Refusal), outcome
    return outcome.why


def told(dossier: Dossier, name: str = "result") -> list[str]:
    return [str(text.text) for text in LogText.objects.filter(entry__case_id=dossier.pk, name=name).order_by("pk")]


def test_the_same_outcome_without_that_seat_stands(committee: Committee) -> None:
    dossier = committees.on_agenda(committee)
    with committees.sitting(committee):
        voted(committee, dossier, "pppcc")
        ok(late(committee, dossier, 4))
        ok(late(committee, dossier, 4))
        assert fresh(dossier).state == "signature"
        assert told(dossier)[1:] == [
            "Sans le siège Siège 4\u00a0: 3 pour, 1 contre, 0 abstention, 0 NPPV. La décision est la même : elle tient."
        ]
        assert committee.item(dossier).left_at is None
        world.tell()
        heard = Message.objects.filter(context__what="Vote recompté sans un siège en déport")
        assert {message.recipient for message in heard} == {committee.lead}
        assert list(violations()) == []


def test_another_outcome_is_held_again_and_the_consensus_redone(committee: Committee) -> None:
    """The vote kept and superseded, the money given back, the scores set aside; the leader reads nothing of it."""
    reviewer = committee.reviewers[0]
    dossier = committees.on_agenda(committee)
    with committees.sitting(committee):
        ballot = voted(committee, dossier, "pppcc")
        assert Call.objects.get().reserved > 0
        ok(dossiers.declare_interest(dossier=dossier, reason="Un cousin.", by=reviewer))
        assert (fresh(dossier).state, Consensus.objects.in_force().count()) == ("signature", 1)
        ok(dossiers.declare_interest(dossier=dossier, reason="Une cousine.", by=committee.chair))  # by themselves
        now, ballot = fresh(dossier), Ballot.objects.get(pk=ballot.pk)
        assert (now.state, now.leader_state, now.proposal, now.reserved) == ("team_review", "signature", "", 0)
        assert (ballot.superseded_at is not None, ballot.verdict, Call.objects.get().reserved) == (True, "adopted", 0)
        assert Review.objects.get(dossier=dossier, reviewer=reviewer).set_aside_at is not None
        assert Consensus.objects.in_force().count() == 0
        assert not AgendaItem.objects.filter(dossier=dossier, left_at=None).exists()
        assert refused(do(dossier, "vote_again", committee.lead, reason="Encore.")) is Why.FORBIDDEN
        world.tell()
        seen = Message.objects.filter(context__what__startswith="Vote à refaire")
        assert committee.world[Role.SIGNATORY] in {message.recipient for message in seen}
        assert committee.world.leader not in {message.recipient for message in seen}
        assert list(violations()) == []


def test_a_grant_on_the_waiting_list_is_held_again_too(committee: Committee) -> None:
    Call.objects.update(envelope=100)
    dossier = committees.on_agenda(committee)
    with committees.sitting(committee):
        voted(committee, dossier, "pppcc")
        assert fresh(dossier).state == "waiting"
        ok(late(committee, dossier, 0))
        assert (fresh(dossier).state, fresh(dossier).waiting_rank) == ("team_review", None)


def resumed(dossier: Dossier, committee: Committee) -> list[str]:
    """The dossier resumed by hand: what happened then, in order."""
    before = LogEntry.objects.filter(case_id=dossier.pk).count()
    ok(do(dossier, "resume", committee.world[Role.TEAM]))
    return list(LogEntry.objects.filter(case_id=dossier.pk).order_by("seq").values_list("event", flat=True))[before:]


def test_what_is_found_while_the_dossier_sleeps_counts_as_it_wakes(committee: Committee) -> None:
    """Kept at once, counted on waking, in the same transaction: by hand or by time; nobody can sign in between."""
    dossier = committees.on_agenda(committee)
    with committees.sitting(committee):
        voted(committee, dossier, "ppppc")
        until = clock.today() + timedelta(days=30)
        ok(do(dossier, "suspend", committee.world[Role.TEAM], reason="Un recours.", until=until))
        ok(late(committee, dossier, 0))  # alone, 3 to 1: it stands
        ok(dossiers.declare_interest(dossier=dossier, reason="Un cousin.", by=committee.reviewers[0]))
        assert LogEntry.objects.filter(case_id=dossier.pk, event="vote_recounted").count() == 0
        world.tell()
        heard = Message.objects.filter(context__what="Lien d’intérêt constaté après coup").values_list("context")
        assert any("recompté à la reprise" in context["next"] for (context,) in heard)
        assert resumed(dossier, committee) == ["resume", "vote_recounted"]
        assert (fresh(dossier).state, Call.objects.get().reserved > 0) == ("signature", True)
        assert WorkItem.objects.filter(kind=tasks.LATE, closed_at=None).count() == 1
        ok(do(dossier, "suspend", committee.world[Role.TEAM], reason="Encore.", until=until))
        assert resumed(dossier, committee) == ["resume"]  # counted already
        ok(do(dossier, "suspend", committee.world[Role.TEAM], reason="Encore.", until=until))
        ok(late(committee, dossier, 1))
        ok(late(committee, dossier, 2))  # with the two others out, 1 to 1, and no chair
        assert fresh(dossier).state == "suspended"
    with clock.at(committee.session.held_at + timedelta(days=31)):
        assert not timers.run().faults
        now = fresh(dossier)
        assert (now.state, now.proposal, now.reserved, Call.objects.get().reserved) == ("team_review", "", 0, 0)
        assert told(dossier)[-1].startswith("Sans les sièges Siège 0, Siège 1, Siège 2\u00a0: 1 pour, 1 contre")
        assert Consensus.objects.in_force().count() == 0  # a score has been set aside meanwhile
        assert refused(do(dossier, "sign_grant", committee.world[Role.SIGNATORY])) in {Why.WRONG_STATE, Why.FORBIDDEN}
        assert not WorkItem.objects.filter(case_id=dossier.pk, state="signature", closed_at=None).exists()
        assert list(violations()) == []


def test_two_seats_found_one_after_the_other_are_taken_out_together(committee: Committee) -> None:
    dossier = committees.on_agenda(committee)
    with committees.sitting(committee):
        voted(committee, dossier, "ppppc")
        for rank in (1, 2):
            ok(late(committee, dossier, rank))
        assert fresh(dossier).state == "signature"  # 2 to 1
        ok(late(committee, dossier, 0))  # alone, 3 to 1; with them, 1 to 1 and no casting vote
        assert told(dossier)[-1].startswith("Sans les sièges Siège 0, Siège 1, Siège 2\u00a0: 1 pour, 1 contre")
        assert fresh(dossier).state == "team_review"


@pytest.mark.parametrize(("choices", "stands"), [("ppppc", True), ("pppcc", False), ("ppppp", True)])
def test_a_secret_vote_stands_only_whatever_that_seat_chose(committee: Committee, choices: str, stands: bool) -> None:
    dossier = committees.on_agenda(committee)
    with committees.sitting(committee):
        voted(committee, dossier, choices, secret=True)
        ok(late(committee, dossier, 1))
        assert (fresh(dossier).state == "signature") is stands
        assert not any(" pour, " in words for words in told(dossier)[1:])  # how the seat voted is not told either


def test_the_count_without_a_seat_is_that_of_every_secret_vote_it_may_have_been(committee: Committee) -> None:
    """Against brute force: every way of handing the choices out, the seat's own taken away."""
    dossier = committees.on_agenda(committee)
    with committees.sitting(committee):
        ballot = voted(committee, dossier, "ppcan", secret=True)
        seat = committee.seat(2)
        kept = ballot.case["secret"]["choices"]
        wanted = set()
        for chosen in set(kept):
            left = Counter(kept)
            left[chosen] -= 1
            wanted.add((left["pour"], left["contre"], left["abstention"], left["nppv"]))
        found = without(ballot, frozenset([seat.pk]))
        counts = {(r.counts.pour, r.counts.contre, r.counts.abstention, r.counts.nppv) for r in found.results}
        assert counts == wanted
        assert len(list(product("pcan", repeat=1))) == len(wanted)
        assert {r.quorum.seats for r in found.results} == {4}
        assert found.stands is all(r.outcome is tally.Outcome.ADOPTED for r in found.results)
        # Of totals read out, likewise: all five voted, so that the seat was not silent.
        on_paper = replace(case_kept(ballot.case), ballots=(), totals=Totals(pour=3, contre=2, abstention=0, nppv=0))
        ballot.case, ballot.verdict = case_as_json(on_paper), "adopted"
        found = without(ballot, frozenset([seat.pk]))
        assert {(r.counts.pour, r.counts.contre) for r in found.results} == {(2, 2), (3, 1)}
        assert not found.stands


def test_who_may_record_it_and_of_whom(committee: Committee) -> None:
    dossier = committees.on_agenda(committee)
    lab = committee.world
    with committees.sitting(committee):
        voted(committee, dossier, "ppppp")
        for who in (committee.members[1], lab.leader, lab[Role.SIGNATORY], lab[Role.AUDITOR]):
            assert refused(late(committee, dossier, 4, by=who)) is Why.FORBIDDEN
        stranger = actions.record_late_interest(
            dossier=dossier, person=world.person("passant"), reason="Un lien.", by=committee.lead
        )
        assert refused(stranger) is Why.UNMET
        empty = actions.record_late_interest(
            dossier=dossier, person=committee.members[4], reason=" ", by=committee.lead
        )
        assert refused(empty) is Why.UNMET
        assert refused(actions.keep_decision(dossier=dossier, reason="Rien.", by=committee.lead)) is Why.WRONG_STATE
        assert not WorkItem.objects.filter(kind="late_interest").exists()
