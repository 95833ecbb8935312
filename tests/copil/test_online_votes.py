"""Asynchronous votes: server time decides, half of the members take part themselves, time closes and counts."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from copil import actions
from copil.models import Ballot, Vote
from copil.tally import Window
from dossiers.desk.worklist import worklist
from dossiers.models import Dossier
from notifications.models import Message
from tests.copil.committee import Committee, build, on_agenda, sitting
from tests.copil.refusals import codes
from tests.world import do, fresh, ok
from workflow import clock, timers
from workflow.models import LogEntry, WorkItem

pytestmark = pytest.mark.django_db

HOURS = timedelta(hours=1)


def online(
    committee: Committee, dossier: Dossier, *, opens: timedelta = 0 * HOURS, lasts: timedelta = 96 * HOURS
) -> Ballot:
    now = clock.now()
    window = Window(now + opens, now + opens + lasts)
    return ok(actions.propose(item=committee.item(dossier), outcome="grant", by=committee.secretary, window=window))


@pytest.fixture
def held(at_ten: datetime) -> Iterator[tuple[Committee, Dossier, Ballot]]:
    """Nobody in the room, one vote open for four days before five seats."""
    committee = build(5)
    dossier = on_agenda(committee)
    with sitting(committee, present=0):
        yield committee, dossier, online(committee, dossier)


def closes(ballot: Ballot) -> datetime:
    assert ballot.closes_at is not None
    return ballot.closes_at


def test_members_vote_from_anywhere_until_the_hour_and_the_tick_counts(held: Any) -> None:
    committee, dossier, ballot = held
    committee.vote(ballot, m0="pour", m1="contre", m2="pour")
    committee.vote(ballot, m1="pour")
    assert codes(actions.close_ballot(ballot=ballot, by=committee.chair)) == ["wrong_state"]
    assert codes(do(dossier, "withdraw", committee.world.leader, reason="Non.")) == ["no_ballot_open"]
    with clock.at(closes(ballot)):
        committee.vote(ballot, m3="contre")  # the bounds are inside
        timers.run()
        assert Ballot.objects.get(pk=ballot.pk).is_open
        # The session's day is past, the vote's is not: nothing is late.
        assert fresh(dossier).due_on == clock.today()
        assert not WorkItem.objects.filter(kind="deadline_passed").exists()
    with clock.at(closes(ballot) + timedelta(seconds=1)):
        late = actions.cast_vote(ballot=ballot, choice="contre", by=committee.members[4])
        assert codes(late) == ["wrong_state"]
        assert "clos" in late.sentence
        for _tick in range(2):
            assert not timers.run().faults
        again = ok(actions.close_ballot(ballot=ballot, by=committee.secretary))
    closed = Ballot.objects.get(pk=ballot.pk)
    assert (closed.verdict, closed.closed_by, again.result) == ("adopted", None, closed.result)
    assert closed.result["counts"] == {"pour": 3, "contre": 1, "abstention": 0, "nppv": 0}
    assert closed.result["quorum"] == {"seats": 5, "present": 4, "required": 3, "met": True}
    assert fresh(dossier).state == "signature"
    events = list(LogEntry.objects.filter(case_id=dossier.pk).values_list("event", flat=True))
    assert (events.count("ballot_closed"), events.count("vote_late"), events.count("vote_cast")) == (1, 1, 5)
    entry = LogEntry.objects.get(event="ballot_closed")
    assert '"actor":"system"' in entry.payload
    assert str(committee.secretary.ref) in entry.payload


@pytest.mark.breaks_invariants  # to see that a result changed by hand is told
def test_too_few_of_their_own_and_the_vote_is_void_though_mandates_vote(capsys: Any) -> None:
    committee = build(5)
    dossier = on_agenda(committee)
    with sitting(committee, present=2):
        ok(actions.give_proxy(giver=committee.seat(4), holder=committee.seat(1), by=committee.secretary))
        ballot = online(committee, dossier)
        committee.vote(ballot, m0="pour", m1="pour")
        ok(actions.cast_vote(ballot=ballot, choice="pour", by=committee.members[1], seat=committee.seat(4)))
        committee.vote(ballot, m2="nppv")
    with clock.at(closes(ballot) + timedelta(minutes=1)):
        timers.run()
    closed = Ballot.objects.get(pk=ballot.pk)
    assert (closed.verdict, closed.result["quorum"]["present"]) == ("invalid", 2)
    assert closed.result["counts"]["pour"] == 3
    assert (fresh(dossier).state, committee.item(dossier).closed_at) == ("copil", None)
    # The vote held is replayed: the recorded result, to the last reason.
    item = committee.item(dossier)
    said = {"session": committee.session.number, "item": item.position}
    call_command("tally", **said)
    assert json.loads(capsys.readouterr().out) == closed.result
    Ballot.objects.filter(pk=closed.pk).update(result=closed.result | {"outcome": "adopted"})
    for wrong, status in ((said, 1), (said | {"item": 99}, 2), ({"session": 1}, 2), ({"case": "-", **said}, 2)):
        with pytest.raises(SystemExit) as stop:
            call_command("tally", **wrong)
        assert stop.value.code == status
        assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_window_is_ahead_and_of_a_length_one_means() -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    with sitting(committee, present=0):
        now, item = clock.now(), committee.item(dossier)
        cases = [(-2, 48, "window_ahead"), (0, 0.5, "window_long_enough"), (0, 24 * 40, "window_long_enough")]
        cases += [(24 * 61, 24 * 62, "window_ahead")]
        for opens, until, code in cases:
            window = Window(now + opens * HOURS, now + until * HOURS)
            answer = actions.propose(item=item, outcome="grant", by=committee.secretary, window=window)
            assert codes(answer) == [code]
        window = Window(now, now + 48 * HOURS)
        answer = actions.propose(item=item, outcome="grant", by=committee.members[1], window=window)
        assert codes(answer) == ["forbidden"]
        ballot = online(committee, dossier, opens=3 * HOURS)
        early = actions.cast_vote(ballot=ballot, choice="pour", by=committee.chair)
        assert codes(early) == ["forbidden"]
        assert "pas encore ouvert" in early.sentence
        assert codes(actions.close_session(session=committee.session, by=committee.chair)) == ["wrong_state"]
    assert not Vote.objects.exists()
    mail = Message.objects.filter(template="vote_opened")
    assert {m.recipient for m in mail} == set(committee.members)
    assert all(m.context["opens"] and m.context["due"] for m in mail)


def test_only_who_has_not_voted_is_asked_and_reminded(held: Any) -> None:
    committee, dossier, ballot = held
    committee.vote(ballot, m0="pour", m1="pour")
    ok(actions.declare_interest(dossier=dossier, reason="Un lien.", by=committee.members[2]))
    asked = ["Voter" in {task.title for task in worklist(who).tasks} for who in committee.members]
    assert asked == [False, False, False, True, True]
    with clock.at(closes(ballot) - 47 * HOURS):
        timers.run()
    with clock.at(closes(ballot) - 3 * HOURS):
        timers.run()
    reminded = Message.objects.filter(template="reminder", context__task="Voter")
    assert sorted(m.recipient.pk for m in reminded) == sorted([m.pk for m in committee.members[3:]] * 2)


def test_each_votes_on_their_own_page_and_learns_nothing_of_the_others(held: Any, client: Client) -> None:
    committee, _dossier, ballot = held
    committee.vote(ballot, m1="nppv", m2="contre")
    client.force_login(committee.members[3])
    page = client.get(ballot.item.get_absolute_url()).content.decode()
    assert "Mis aux voix en ligne" in page
    assert page.count("n’a pas encore voté") == 3
    # Nobody learns that one takes no part.
    assert '<span class="copil-quorum__figure">2</span> sièges prennent part, 3 requis.' in page
    assert "Clore le vote" not in page
    address = f"{ballot.item.get_absolute_url()}votes/{ballot.number}/voter/"
    answer = client.post(address, {"choice": "pour"}, follow=True).content.decode()
    assert "Vous avez voté" in answer
    live = f"{ballot.item.get_absolute_url()}suivi/"
    mark = client.get(live)["ETag"]
    assert client.get(live, headers={"If-None-Match": mark}).status_code == 304
    with clock.at(closes(ballot) + timedelta(minutes=1)):
        assert client.get(live, headers={"If-None-Match": mark}).status_code == 200
        late = client.post(address, {"choice": "contre"})
        assert late.status_code == 409
        assert "clos" in late.content.decode()


def test_the_secretary_opens_one_from_the_page(client: Client) -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    with sitting(committee, present=0):
        item = committee.item(dossier)
        client.force_login(committee.secretary)
        assert "Mettre aux voix en ligne" in client.get(item.get_absolute_url()).content.decode()
        address = f"{item.get_absolute_url()}proposer-en-ligne/"
        assert client.get(address).status_code == 200
        day = clock.today()
        said = {"outcome": "grant", "closes_on": str(day), "closes_hour": "00:00"}
        backwards = client.post(address, said)
        assert backwards.status_code == 422
        assert "La clôture vient après l’ouverture." in backwards.content.decode()
        summer = client.post(address, {**said, "closes_on": "2027-03-28", "closes_hour": "02:30"})
        assert "Cette heure n’existe pas" in summer.content.decode()
        nothing = client.post(address, {**said, "closes_hour": ""}).content.decode()
        assert "Heure de clôture" in nothing
        for hostile in ("\x00", "<b>", "9999999-01-01", "0001-01-01", "9999-12-31"):
            assert client.post(address, {**said, "opens_on": hostile, "closes_on": hostile}).status_code == 422
        said |= {"closes_on": str(day + timedelta(days=2)), "closes_hour": "18:00"}
        assert client.post(address, said).status_code == 302
        assert Ballot.objects.get().is_online
        assert client.get(address).status_code == 409
