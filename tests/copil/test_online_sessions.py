"""One online vote for a whole session: opened at once, voted on one page, counted item by item by time."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from copil import actions
from copil.actions.ballots import close_by_time
from copil.ballots.proposals import Proposal
from copil.models import Ballot
from copil.tally import Window
from dossiers.models import Call
from notifications.models import Message
from tests.copil.committee import sitting
from tests.copil.refusals import codes
from tests.copil.test_groups import furnished
from tests.statements import counted
from tests.world import fresh, ok
from workflow import clock, timers

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def held() -> Any:
    """Nobody in the room; three dossiers, an envelope that holds two of them, a window of four days."""
    room = furnished()
    with sitting(room.committee, present=0):
        yield room, Window(clock.now(), clock.now() + 96 * HOUR)


def test_every_item_opens_at_once_or_none_does(held: Any) -> None:
    room, window = held
    committee, session = room.committee, room.committee.session

    def proposing(wanted: Any, by: Any, hours: Any = window) -> Any:
        return actions.propose_online(session=session, wanted=wanted, window=hours, by=by)

    for by in (committee.members[1], committee.lead, committee.world.leader):
        assert codes(proposing(room.together(), by)) == ["forbidden"]
    assert codes(proposing([], committee.secretary)) == ["items_chosen"]
    short = Window(window.opens, window.opens + HOUR / 2)
    assert codes(proposing(room.together(), committee.secretary, short)) == ["window_long_enough"]
    wrong = room.together(0, 1) + room.together(2, proposal=Proposal("partial", Decimal(99000)))
    answer = proposing(wrong, committee.secretary)
    assert codes(answer) == ["amount_within_request"]
    assert "Point 3" in answer.unmet[0].sentence
    assert not Ballot.objects.exists()
    ok(actions.ask_secret(item=committee.item(room.dossiers[2]), by=committee.members[1]))
    ballots = ok(proposing(room.together(), committee.secretary))
    assert [(ballot.is_online, ballot.secret) for ballot in ballots] == [(True, False), (True, False), (True, True)]
    mail = Message.objects.filter(template__in=["votes_opened", "vote_opened"])
    assert sorted(m.recipient.pk for m in mail) == sorted(m.pk for m in committee.members)
    assert {m.context["items"].count("\n") for m in mail} == {2}
    assert {m.context["link"] for m in mail} == {f"{session.get_absolute_url()}mes-votes/"}
    assert codes(proposing(room.together(), committee.secretary)) == ["together"] * 3


def test_who_has_not_voted_on_all_is_reminded_and_time_counts_each_in_its_order(held: Any) -> None:
    """Two vote on everything, one on two items, one on none; the third item lacks a voter and the second no credits."""
    room, window = held
    committee = room.committee
    wanted, by = room.together(), committee.secretary
    opened = actions.propose_online(session=committee.session, wanted=wanted, window=window, by=by)
    first, second, third = ok(opened)
    ok(actions.declare_interest(dossier=room.dossiers[0], reason="Un lien.", by=committee.members[4]))
    for ballot in (first, second, third):
        committee.vote(ballot, m0="pour", m1="pour")
    for ballot in (first, second):
        committee.vote(ballot, m2="contre")
    with clock.at(window.closes - 3 * HOUR):
        timers.run()
    told = Message.objects.filter(template="reminder", context__task="Voter")
    counts = {member.full_name: told.filter(recipient=member).count() for member in committee.members}
    assert list(counts.values()) == [0, 0, 1, 3, 2]
    with clock.at(window.closes + timedelta(minutes=1)):
        # Time closes one, then the process stops; the next tick goes on from there.
        assert close_by_time(ballot=first) is True
        assert not timers.run().faults
        assert not timers.run().faults
    verdicts = [Ballot.objects.get(pk=ballot.pk).verdict for ballot in (first, second, third)]
    assert verdicts == ["adopted", "adopted", "invalid"]
    assert [fresh(dossier).state for dossier in room.dossiers] == ["signature", "signature", "copil"]
    assert Call.objects.get().reserved == Decimal(36000)


def test_votes_that_end_together_are_counted_in_rank_order_whatever_the_agenda() -> None:
    room = furnished(5, 7, 8, 9)
    committee = room.committee
    with sitting(committee, present=0):
        lines = [actions.Arranged(f"d{committee.item(dossier).pk}", n) for n, dossier in enumerate(room.dossiers)]
        by = committee.secretary
        ok(actions.arrange_agenda(session=committee.session, lines=lines, by=by, reason="Un porteur part tôt."))
        window = Window(clock.now(), clock.now() + 96 * HOUR)
        session, wanted = committee.session, room.together()
        for ballot in ok(actions.propose_online(session=session, wanted=wanted, window=window, by=by)):
            committee.vote(ballot, m0="pour", m1="pour", m2="pour")
    with clock.at(window.closes + timedelta(minutes=1)):
        assert not timers.run().faults
    assert [fresh(dossier).state for dossier in room.dossiers] == ["waiting", "signature", "signature"]


def test_one_page_opens_them_and_one_page_takes_the_votes(held: Any, client: Client) -> None:
    room, _window = held
    committee, session = room.committee, room.committee.session
    ok(actions.declare_interest(dossier=room.dossiers[1], reason="Un lien.", by=committee.members[2]))
    ok(actions.ask_secret(item=committee.item(room.dossiers[2]), by=committee.members[1]))
    client.force_login(committee.secretary)
    assert "Tout mettre aux voix en ligne" in client.get(session.get_absolute_url()).content.decode()
    address = f"{session.get_absolute_url()}voter-en-ligne/"
    page = client.get(address).content.decode()
    assert page.count("checked") == 3
    items = [committee.item(dossier) for dossier in room.dossiers]
    said = {f"i{item.pk}-taken": "on" for item in items} | {f"i{item.pk}-outcome": "grant" for item in items}
    assert client.post(address, said | {"closes_on": "", "closes_hour": "\x00"}).status_code == 422
    day = clock.today()
    hours = {"closes_on": str(day + timedelta(days=2)), "closes_hour": "18:00"}
    assert client.post(address, hours).status_code == 422  # no item
    assert client.post(address, said | hours).status_code == 302
    mine = f"{session.get_absolute_url()}mes-votes/"
    assert client.get(mine).status_code == 404  # the secretary has no seat
    client.force_login(committee.members[2])
    assert "Mes votes en ligne" in client.get(session.get_absolute_url()).content.decode()
    with counted(at_most=16):
        page = client.get(mine).content.decode()
    assert ">0</span> point voté sur 2." in page, "zero takes the singular"
    assert "en déport" in page
    for n in (0, 2):
        vote = f"{items[n].get_absolute_url()}votes/1/voter/"
        answer = client.post(vote, {"choice": "contre", "back": "mes-votes"})
        assert answer.url == f"{mine}#point-{items[n].position}"
    page = client.get(mine).content.decode()
    assert ">2</span> points votés sur 2." in page
    assert page.count('aria-pressed="true"') == 1  # the secret one says nothing back
    client.force_login(committee.members[3])
    page = client.get(mine).content.decode()
    assert ">0</span> point voté sur 3." in page
    assert 'aria-pressed="true"' not in page
    client.force_login(committee.world.leader)
    assert client.get(mine).status_code == 404
