"""Real processes at one ballot: whatever comes first, one result, nothing lost, nothing half-done."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from copil import actions
from copil.models import Ballot, Vote
from dossiers.models import Call
from tests.copil.committee import Committee, build, called, on_agenda, proposed, sitting
from tests.processes import Making, at_once, killed_everywhere
from tests.world import fresh, ok
from workflow.models import LogEntry
from workflow.verdict import Refusal

pytestmark = pytest.mark.django_db(transaction=True)


def _found(ballot: str, person: str) -> tuple[Ballot, User]:
    rows = Ballot.objects.select_related("item__session", "item__dossier")
    return rows.get(pk=ballot), User.objects.get(pk=person)


def _told(answer: object) -> Any:
    return answer.why.code if isinstance(answer, Refusal) else "done"


def voting(ballot: str, person: str, choice: str) -> Making:
    found, by = _found(ballot, person)
    yield
    return _told(actions.cast_vote(ballot=found, choice=choice, by=by))


def declaring(ballot: str, person: str) -> Making:
    found, by = _found(ballot, person)
    yield
    return _told(actions.declare_interest(dossier=found.item.dossier, reason="Un lien.", by=by))


def closing(ballot: str, person: str) -> Making:
    found, by = _found(ballot, person)
    yield
    return ok(actions.close_ballot(ballot=found, by=by)).result


def opened(committee: Committee) -> Ballot:
    """A ballot open on a dossier of that committee's session, which stays open."""
    dossier = on_agenda(committee)
    with sitting(committee):
        return proposed(committee, dossier)


def logged(ballot: Ballot) -> Counter[str]:
    return Counter(LogEntry.objects.filter(case_id=ballot.item.dossier_id).values_list("event", flat=True))


def test_eight_voters_against_a_close(children: dict[str, str]) -> None:
    committee = build(9)
    ballot = opened(committee)
    committee.vote(ballot, m0="pour")
    choices = ["contre" if n % 2 else "pour" for n in range(8)]
    voters = [(voting, ballot.pk, by.pk, said) for by, said in zip(committee.members[1:], choices, strict=True)]
    *answers, result = at_once(children, *voters, (closing, ballot.pk, committee.chair.pk))
    counted, late = answers.count("done"), answers.count("wrong_state")
    assert counted + late == 8
    assert sum(result["counts"].values()) == counted + 1
    assert Ballot.objects.get(pk=ballot.pk).result == result
    assert Vote.objects.filter(ballot=ballot).count() == counted + 1
    assert (logged(ballot)["vote_cast"], logged(ballot)["vote_late"]) == (counted + 1, late)
    assert logged(ballot)["ballot_closed"] == 1


def test_eight_closers_leave_one_result(children: dict[str, str], postgresql: None) -> None:
    committee = build(3)
    ballot = opened(committee)
    committee.vote(ballot, m0="pour", m1="pour")
    answers = at_once(children, *[(closing, ballot.pk, by.pk) for by in [committee.chair, committee.secretary] * 4])
    assert answers == [Ballot.objects.get(pk=ballot.pk).result] * 8
    assert (logged(ballot)["ballot_closed"], logged(ballot)["adopt"]) == (1, 1)
    assert Call.objects.get().reserved == Decimal(18000)


def test_an_interest_declared_during_the_close_is_counted_whole_or_not_at_all(
    children: dict[str, str], postgresql: None
) -> None:
    committee = build(5)
    ballot = opened(committee)
    committee.vote(ballot, m0="pour", m1="contre", m2="contre")
    asked = [(declaring, ballot.pk, committee.members[1].pk), (closing, ballot.pk, committee.chair.pk)]
    interest, result = at_once(children, *asked)
    assert interest == "done"
    out = Ballot.objects.get(pk=ballot.pk).case["interests"]
    told = (result["outcome"], result["counts"]["contre"], result["quorum"]["seats"], len(out))
    assert told in {("rejected", 2, 5, 0), ("adopted", 1, 4, 1)}


def test_two_closes_on_the_last_euros_never_pass_the_envelope(children: dict[str, str], postgresql: None) -> None:
    """Two items under vote at once, as a grouped vote will have them: one is granted, the other waits."""
    committee = build(3, envelope=Decimal("20000.00"))
    first, second = on_agenda(committee), on_agenda(committee)
    with sitting(committee):
        items = [called(committee, first), called(committee, second)]
        said = {"outcome": "grant", "departure": "Les deux se valent.", "by": committee.chair}
        ballots = [ok(actions.propose(item=item, **said)) for item in items]
        for ballot in ballots:
            committee.vote(ballot, m0="pour")
    at_once(children, *[(closing, ballot.pk, committee.chair.pk) for ballot in ballots])
    assert sorted(fresh(dossier).state for dossier in (first, second)) == ["signature", "waiting"]
    assert Call.objects.get().reserved == Decimal(18000)


@pytest.mark.long
def test_a_process_killed_anywhere_in_a_close_leaves_the_vote_open(children: dict[str, str]) -> None:
    committee = build(3)
    ballot = opened(committee)
    committee.vote(ballot, m0="pour", m1="pour")
    deaths = killed_everywhere(children, closing, ballot.pk, committee.chair.pk)
    assert deaths.killed > 20
    assert deaths.answer == Ballot.objects.get(pk=ballot.pk).result
    assert deaths.answer["counts"]["pour"] == 2
    assert (logged(ballot)["ballot_closed"], logged(ballot)["adopt"]) == (1, 1)
    assert fresh(ballot.item.dossier).state == "signature"
