"""« Voter » stands in a member's list until the seats they vote for have voted, and no longer."""

from collections.abc import Iterator

import pytest
from django.test import Client

from accounts.models import User
from copil import actions
from copil.models import Ballot, Seat
from dossiers.desk.worklist import worklist
from tests.copil.committee import Committee, build, on_agenda, proposed, sitting
from tests.world import ok

pytestmark = pytest.mark.django_db


def asked(user: User) -> bool:
    """Whether the person's list asks them to vote."""
    return "Voter" in {task.title for task in worklist(user).tasks}


def ball(user: User, ballot: Ballot) -> str:
    client = Client()
    client.force_login(user)
    page = client.get(ballot.item.dossier.get_absolute_url())
    return str(page.content.decode().split('id="ball-title">')[1].split("<")[0])


@pytest.fixture
def voting() -> Iterator[tuple[Committee, Ballot]]:
    """A vote open on the one item; the last member is away, their mandate given to the one before."""
    committee = build(4)
    dossier = on_agenda(committee)
    with sitting(committee, present=3):
        ok(actions.give_proxy(giver=committee.seat(3), holder=committee.seat(2), by=committee.secretary))
        yield committee, proposed(committee, dossier, "grant")


def test_the_task_leads_to_the_page_on_which_one_votes(voting: tuple[Committee, Ballot]) -> None:
    committee, ballot = voting
    url = f"/copil/dossiers/{ballot.item.dossier.reference}/voter/"
    assert {task.url for task in worklist(committee.members[1]).tasks} == {url}
    me = Client()
    me.force_login(committee.members[1])
    assert me.get(url).url == f"/copil/seances/{committee.session.number}/voter/"
    assert "data-vote=" in me.get(url, follow=True).content.decode()
    # The point's own page sends it with a key too, again after a lost network: it is one vote.
    point = ballot.item.get_absolute_url()
    assert "data-vote=" in me.get(point).content.decode()
    said = {"choice": "contre", "seat": committee.seat(1).pk, "key": "une-pression"}
    for _sent in range(2):
        assert me.post(f"{point}votes/1/voter/", said).url == point
    assert ballot.votes.count() == 1
    assert me.post(f"{point}votes/1/voter/", {**said, "choice": "pour"}).status_code == 409
    committee.vote(ballot, m0="pour", m1="pour", m2="pour")
    ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    assert me.get(url).url == f"/copil/dossiers/{ballot.item.dossier.reference}/"


def test_each_seat_that_is_there_is_asked_until_it_votes(voting: tuple[Committee, Ballot]) -> None:
    committee, ballot = voting
    chair, member, holder, away = committee.members
    assert [asked(one) for one in (chair, member, holder, away)] == [True, True, True, False]
    assert ball(member, ballot) == "C’est à vous"
    committee.vote(ballot, m1="contre")
    assert [asked(one) for one in (chair, member, holder, away)] == [True, False, True, False]
    assert ball(member, ballot) == "C’est à : secrétariat du COPIL"  # who has the others vote


def test_a_mandate_is_asked_for_after_one_s_own_vote(voting: tuple[Committee, Ballot]) -> None:
    committee, ballot = voting
    holder = committee.members[2]
    committee.vote(ballot, m2="pour")
    assert asked(holder)
    ok(actions.cast_vote(ballot=ballot, choice="pour", by=holder, seat=committee.seat(3)))
    assert not asked(holder)


def test_an_expert_is_heard_and_not_asked(voting: tuple[Committee, Ballot]) -> None:
    committee, _ballot = voting
    Seat.objects.filter(pk=committee.seat(1).pk).update(kind=Seat.Kind.EXPERT)
    assert not asked(committee.members[1])


def test_a_second_proposal_asks_again(voting: tuple[Committee, Ballot]) -> None:
    committee, ballot = voting
    committee.vote(ballot, m0="contre", m1="contre", m2="contre")
    ok(actions.close_ballot(ballot=ballot, by=committee.chair))
    assert not asked(committee.members[1])
    proposed(committee, ballot.item.dossier, "partial", amount="9000")
    assert asked(committee.members[1])
