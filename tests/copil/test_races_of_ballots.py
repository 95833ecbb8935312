"""Real processes at a secret ballot and at one that time closes: one result, nobody counted twice, no seal left."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from copil import actions
from copil.models import Ballot, Turnout
from copil.tally import Window
from tests.copil.committee import Committee, build, on_agenda, proposed, sitting
from tests.copil.test_races import closing, logged, voting
from tests.processes import Making, at_once
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
