"""Real processes at one ballot: whatever comes first, one result, nothing lost, nothing half-done."""

import json
import signal
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from copil import actions
from copil.models import Ballot, Vote
from dossiers.models import Call
from tests.copil.committee import Committee, build, called, on_agenda, proposed, sitting
from tests.world import fresh, ok
from workflow.models import LogEntry

pytestmark = pytest.mark.django_db(transaction=True)

#: Signs in to the database, says so, waits for the others, acts, tells what it was answered.
CHILD = """
import json, sys
import django
django.setup()
from accounts.models import User
from copil import actions
from copil.models import Ballot
from workflow.verdict import Refusal

verb, ballot, person, choice = sys.argv[1:]
ballot = Ballot.objects.select_related("item__session", "item__dossier").get(pk=ballot)
by = User.objects.get(pk=person)
print("ready", flush=True)
sys.stdin.readline()
if verb == "vote":
    answer = actions.cast_vote(ballot=ballot, choice=choice, by=by)
elif verb == "interest":
    answer = actions.declare_interest(dossier=ballot.item.dossier, reason="Un lien.", by=by)
else:
    answer = actions.close_ballot(ballot=ballot, by=by)
said = answer.why.code if isinstance(answer, Refusal) else getattr(answer, "result", None) or "done"
print(json.dumps(said), flush=True)
"""
#: Closes, and is killed as soon as the dossier's move writes its log entry.
KILLED = """
import os, signal, sys
import django
django.setup()
from accounts.models import User
from copil import actions
from copil.models import Ballot
import workflow.perform

workflow.perform.append = lambda **_: os.kill(os.getpid(), signal.SIGKILL)
ballot = Ballot.objects.select_related("item__session", "item__dossier").get(pk=sys.argv[1])
actions.close_ballot(ballot=ballot, by=User.objects.get(pk=sys.argv[2]))
"""


def at_once(children: dict[str, str], *asked: tuple[str, Ballot, Any, str]) -> list[Any]:
    """What each process was answered, all let go at the same instant."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", CHILD, verb, str(ballot.pk), str(by.pk), choice],
            env=children,
            cwd=Path.cwd(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for verb, ballot, by, choice in asked
    ]
    for child in running:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n", child.communicate()[1]
    for child in running:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    answers = []
    for child in running:
        told, failed = child.communicate(timeout=60)
        assert child.returncode == 0, failed
        answers.append(json.loads(told))
    return answers


def opened(committee: Committee) -> Ballot:
    """A ballot open on a dossier of that committee's session, which stays open."""
    dossier = on_agenda(committee)
    with sitting(committee):
        return proposed(committee, dossier)


def logged(ballot: Ballot) -> Counter[str]:
    return Counter(LogEntry.objects.filter(case_id=ballot.item.dossier_id).values_list("event", flat=True))


def test_eight_voters_against_a_close(children: dict[str, str], postgresql: None) -> None:
    committee = build(9)
    ballot = opened(committee)
    committee.vote(ballot, m0="pour")
    voters = [("vote", ballot, member, "contre" if n % 2 else "pour") for n, member in enumerate(committee.members[1:])]
    *answers, result = at_once(children, *voters, ("close", ballot, committee.chair, ""))
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
    closers = [("close", ballot, by, "") for by in [committee.chair, committee.secretary] * 4]
    answers = at_once(children, *closers)
    assert answers == [Ballot.objects.get(pk=ballot.pk).result] * 8
    assert (logged(ballot)["ballot_closed"], logged(ballot)["adopt"]) == (1, 1)
    assert Call.objects.get().reserved == Decimal(18000)


def test_an_interest_declared_during_the_close_is_counted_whole_or_not_at_all(
    children: dict[str, str], postgresql: None
) -> None:
    committee = build(5)
    ballot = opened(committee)
    committee.vote(ballot, m0="pour", m1="contre", m2="contre")
    asked = [("interest", ballot, committee.members[1], ""), ("close", ballot, committee.chair, "")]
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
        ballots = [ok(actions.propose(item=item, outcome="grant", by=committee.chair)) for item in items]
        for ballot in ballots:
            committee.vote(ballot, m0="pour")
    at_once(children, *[("close", ballot, committee.chair, "") for ballot in ballots])
    assert sorted(fresh(dossier).state for dossier in (first, second)) == ["signature", "waiting"]
    assert Call.objects.get().reserved == Decimal(18000)


def test_a_process_killed_in_the_middle_of_a_close_leaves_the_vote_open(children: dict[str, str]) -> None:
    committee = build(3)
    ballot = opened(committee)
    committee.vote(ballot, m0="pour", m1="pour")
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(ballot.pk), str(committee.chair.pk)],
        env=children,
        cwd=Path.cwd(),
        check=False,
        capture_output=True,
        timeout=60,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    now = Ballot.objects.get(pk=ballot.pk)
    assert (now.closed_at, now.verdict, fresh(ballot.item.dossier).state) == (None, "", "copil")
    assert logged(ballot)["ballot_closed"] == 0
    committee.vote(now, m2="pour")
    assert ok(actions.close_ballot(ballot=now, by=committee.chair)).result["counts"]["pour"] == 3
    assert fresh(ballot.item.dossier).state == "signature"
