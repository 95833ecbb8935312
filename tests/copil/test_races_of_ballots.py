"""Real processes at a secret ballot and at one that time closes: one result, nobody counted twice, no seal left."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from copil import actions
from copil.ballots.paper import Paper
from copil.models import AgendaItem, Ballot, Turnout, VoteGroup
from copil.tally import Totals, Window
from dossiers.models import Call
from tests.copil.committee import Committee, build, on_agenda, proposed, sitting
from tests.copil.test_groups import furnished
from tests.copil.test_races import closing, logged, voting
from tests.processes import Making, at_once, killed_at, killed_everywhere
from tests.world import do, fresh, ok
from workflow import clock, timers
from workflow.verdict import Refusal

pytestmark = pytest.mark.django_db(transaction=True)


def ticking(_ballot: str) -> Making:
    yield
    return [str(fault) for fault in timers.run().faults]


def withdrawing(ballot: str, person: str) -> Making:
    found = Ballot.objects.select_related("item__dossier").get(pk=ballot)
    by = User.objects.get(pk=person)
    yield
    answer = do(found.item.dossier, "withdraw", by, reason="Un autre financement.")
    return answer.why.code if isinstance(answer, Refusal) else "done"


def finding(ballot: str, member: str, person: str) -> Making:
    dossier = Ballot.objects.select_related("item__dossier").get(pk=ballot).item.dossier
    tied, by = User.objects.get(pk=member), User.objects.get(pk=person)
    yield
    answer = actions.record_late_interest(dossier=dossier, person=tied, reason="Un lien.", by=by)
    return answer.why.code if isinstance(answer, Refusal) else "done"


def resuming(ballot: str, person: str) -> Making:
    dossier = Ballot.objects.select_related("item__dossier").get(pk=ballot).item.dossier
    by = User.objects.get(pk=person)
    yield
    answer = do(dossier, "resume", by)
    return answer.why.code if isinstance(answer, Refusal) else "done"


def test_an_interest_found_as_the_dossier_wakes_undoes_its_vote_whoever_is_first(children: Any) -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    with sitting(committee):
        ballot = proposed(committee, dossier)
        committee.vote(ballot, m0="pour", m1="contre")
        ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    team = committee.world[Role.TEAM]
    ok(do(dossier, "suspend", team, reason="Un recours.", until=clock.today() + timedelta(days=30)))
    found = (finding, ballot.pk, committee.chair.pk, committee.secretary.pk)
    assert at_once(children, found, (resuming, ballot.pk, team.pk), (resuming, ballot.pk, team.pk)).count("done") == 2
    now = fresh(dossier)
    assert (now.state, now.reserved, now.proposal) == ("team_review", 0, "")
    assert (logged(ballot)["resume"], logged(ballot)["vote_recounted"], logged(ballot)["vote_again"]) == (1, 1, 1)


def secret_ballot(members: int) -> tuple[Committee, Ballot]:
    committee = build(members)
    dossier = on_agenda(committee)
    with sitting(committee):
        ok(actions.ask_secret(item=committee.item(dossier), by=committee.members[1]))
        return committee, proposed(committee, dossier)


def test_sixty_voters_against_the_close_of_a_secret_ballot(children: Any, postgresql: None) -> None:
    committee, ballot = secret_ballot(60)
    with clock.at(committee.session.held_at):
        committee.vote(ballot, **{f"m{n}": "pour" for n in range(52)})
    voters = [(voting, ballot.pk, by.pk, "contre") for by in committee.members[51:59]]  # the first changes their vote
    *answers, result = at_once(children, *voters, (closing, ballot.pk, committee.chair.pk))
    counted = answers.count("done")
    assert counted + answers.count("wrong_state") == 8
    changed = answers[0] == "done"
    assert sum(result["counts"].values()) == 52 + counted - changed
    assert result["counts"]["contre"] == counted
    now = Ballot.objects.get(pk=ballot.pk)
    assert (now.result, now.salt, len(now.case["secret"]["choices"])) == (result, "", 52 + counted - changed)
    assert not Turnout.objects.exclude(sealed="").exists()
    assert logged(ballot)["ballot_closed"] == 1


def test_ticks_and_a_late_voter_at_the_hour_of_the_close(children: Any, postgresql: None) -> None:
    committee = build(5)
    dossier = on_agenda(committee)
    with sitting(committee, present=0):
        window = Window(clock.now(), clock.now() + timedelta(hours=4))
        item = committee.item(dossier)
        ballot = ok(actions.propose(item=item, outcome="grant", by=committee.secretary, window=window))
        committee.vote(ballot, m0="pour", m1="pour", m2="contre")
    past = clock.now() - timedelta(days=2)
    Ballot.objects.filter(pk=ballot.pk).update(opens_at=past, closes_at=past + timedelta(hours=4))
    ballot.votes.update(at=past + timedelta(hours=1))
    ticks: list[tuple[Any, ...]] = [(ticking, ballot.pk)] * 3
    late = (voting, ballot.pk, committee.members[3].pk, "contre")
    *faults, told, result = at_once(children, *ticks, late, (closing, ballot.pk, committee.chair.pk))
    assert (faults, told) == ([[]] * 3, "wrong_state")
    assert Ballot.objects.get(pk=ballot.pk).result == result
    assert (result["outcome"], logged(ballot)["ballot_closed"], logged(ballot)["adopt"]) == ("adopted", 1, 1)
    assert logged(ballot)["vote_late"] == 1


def test_a_withdrawal_against_a_close_comes_whole_after_it_or_not_at_all(children: Any, postgresql: None) -> None:
    committee, ballot = secret_ballot(3)
    with clock.at(committee.session.held_at):
        committee.vote(ballot, m0="pour", m1="pour", m2="pour")
    leaving = (withdrawing, ballot.pk, committee.world.leader.pk)
    left, result = at_once(children, leaving, (closing, ballot.pk, committee.chair.pk))
    assert result["outcome"] == "adopted"
    state = fresh(ballot.item.dossier).state
    assert (left, state) in {("done", "withdrawn"), ("unmet", "signature"), ("wrong_state", "signature")}


def gesturing(group: str, person: str, choice: str) -> Making:
    found, by = VoteGroup.objects.select_related("session").get(pk=group), User.objects.get(pk=person)
    yield
    answer = actions.vote_together(group=found, choice=choice, by=by)
    if isinstance(answer, Refusal):
        return answer.why.code
    assert not answer.out  # nobody steps aside: what was detached meanwhile is told as such
    return len(answer.votes)


def detaching(item: str, person: str) -> Making:
    found, by = AgendaItem.objects.select_related("session", "dossier").get(pk=item), User.objects.get(pk=person)
    yield
    answer = actions.detach_item(item=found, by=by)
    return answer.why.code if isinstance(answer, Refusal) else "done"


def closing_group(group: str, person: str) -> Making:
    found, by = VoteGroup.objects.select_related("session").get(pk=group), User.objects.get(pk=person)
    yield
    return ok(actions.close_group(group=found, by=by)).ended_at.isoformat()


def reading_out(ballot: str, person: str) -> Making:
    found = Ballot.objects.select_related("item__session", "item__dossier").get(pk=ballot)
    by = User.objects.get(pk=person)
    yield
    answer = actions.count_on_paper(ballot=found, paper=Paper(Totals(2, 1, 0, 0)), by=by)
    return answer.why.code if isinstance(answer, Refusal) else answer.verdict


def test_gestures_a_detachment_and_two_closers_at_a_grouped_vote(children: Any, postgresql: None) -> None:
    """Each gesture counts whole or not at all; the item detached is void or counted, never half of both."""
    room = furnished(9, 9, 8)
    committee = room.committee
    with sitting(committee):
        group = room.opened()
        room.vote(group, m0="pour", m1="pour")
    second = committee.item(room.dossiers[1])
    voters = [(gesturing, group.pk, by.pk, "contre" if n else "pour") for n, by in enumerate(committee.members[2:7])]
    closers = [(closing_group, group.pk, by.pk) for by in (committee.secretary, committee.chair)]
    *answers, left, one, other = at_once(children, *voters, (detaching, second.pk, committee.members[8].pk), *closers)
    assert one == other
    whole = [answer for answer in answers if answer != "wrong_state"]
    kept, void = room.ballot(0), room.ballot(1)
    assert sum(kept.result["counts"].values()) == 2 + len(whole)
    assert kept.votes.count() == 2 + len(whole)
    assert logged(kept)["ballot_closed"] == 1
    if left == "done":
        assert (void.is_cancelled, void.result, fresh(room.dossiers[1]).state) == (True, None, "copil")
    else:
        assert (left, void.is_cancelled, set(whole)) == ("wrong_state", False, {2} if whole else set())
        assert void.result["counts"] == kept.result["counts"]


def test_totals_read_out_against_a_voter_leave_one_of_both(children: Any, postgresql: None) -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    with sitting(committee):
        ballot = proposed(committee, dossier)
    voter = (voting, ballot.pk, committee.members[1].pk, "contre")
    voted, read = at_once(children, voter, (reading_out, ballot.pk, committee.secretary.pk))
    now = Ballot.objects.get(pk=ballot.pk)
    assert (voted, read, now.verdict, now.votes.count()) in {
        ("done", "wrong_state", "", 1), ("wrong_state", "adopted", "adopted", 0),
    }  # fmt: skip


@pytest.mark.long
def test_a_process_killed_anywhere_in_a_grouped_close_leaves_every_vote_open(children: Any) -> None:
    room = furnished(3, 9, 8)
    with sitting(room.committee):
        group = room.opened()
        room.vote(group, m0="pour", m1="pour")
    deaths = killed_everywhere(children, closing_group, group.pk, room.committee.secretary.pk)
    assert deaths.killed > 40
    assert deaths.answer == VoteGroup.objects.get(pk=group.pk).ended_at.isoformat()
    assert [room.ballot(n).result["counts"]["pour"] for n in range(2)] == [2, 2]
    assert [fresh(dossier).state for dossier in room.dossiers] == ["signature", "signature"]


@pytest.mark.long
def test_a_tick_killed_again_and_again_counts_a_whole_session_once(children: Any) -> None:
    """Each time a little later, whatever it was at: a vote is counted with all that follows, or as open as before."""
    room = furnished(3, 9, 8, 7, 6)
    committee = room.committee
    with sitting(committee, present=0):
        window = Window(clock.now(), clock.now() + timedelta(hours=4))
        wanted = actions.propose_online(
            session=committee.session, wanted=room.together(), window=window, by=committee.secretary
        )
        ballots = ok(wanted)
        for ballot in ballots:
            committee.vote(ballot, m0="pour", m1="pour")
    past = clock.now() - timedelta(days=2)
    for ballot in ballots:
        ballot.votes.update(at=past + timedelta(hours=1))
    Ballot.objects.update(opens_at=past, closes_at=past + timedelta(hours=4))
    deaths, counted = 0, [0]
    while killed_at(children, 7 * deaths, ticking, ballots[0].pk):
        deaths += 1
        counted.append(sum(whole(ballot) for ballot in ballots))
        assert Call.objects.get().reserved == 18000 * min(counted[-1], 2)  # the envelope holds two of the four
    assert deaths > 8
    assert counted == sorted(counted)
    assert any(0 < count < 4 for count in counted), "none was killed between two votes"
    assert at_once(children, (ticking, ballots[0].pk)) == [[]]
    assert [whole(ballot) for ballot in ballots] == [True] * 4
    assert [fresh(dossier).state for dossier in room.dossiers] == ["signature", "signature", "waiting", "waiting"]


def whole(ballot: Ballot) -> bool:
    """Whether that vote is counted, with the one move that follows; else nothing of it has happened."""
    now = Ballot.objects.select_related("item__dossier").get(pk=ballot.pk)
    events = logged(now)
    moved = (events["ballot_closed"], events["adopt"] + events["wait_list"], now.item.dossier.state != "copil")
    assert now.votes.count() == 2
    assert moved == ((1, 1, True) if now.result else (0, 0, False)), (now.number, moved)
    assert now.result is None or now.result["counts"]["pour"] == 2
    return now.result is not None
