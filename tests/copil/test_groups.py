"""Grouped votes: one gesture for several items, each counted for itself; any member detaches one until the close."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from copil import actions
from copil.ballots.proposals import Proposal
from copil.minutes.reading import minutes_said
from copil.models import Ballot, GroupedItem, Session, VoteGroup
from dossiers.models import Call, Dossier
from notifications.models import Message
from scoring.actions.consensus import supersede
from scoring.models import Consensus
from tests.copil.committee import Committee, build, on_agenda, proposed, sitting
from tests.copil.refusals import codes
from tests.decisions.pages import normalised
from tests.statements import counted
from tests.world import do, fresh, ok
from workflow import clock
from workflow.models import LogEntry, WorkItem

pytestmark = pytest.mark.django_db

GRANT = Proposal("grant")


@dataclass
class Room:
    """An open session before five members, three dossiers on its agenda; the envelope holds two."""

    committee: Committee
    dossiers: list[Dossier] = field(default_factory=list)

    def together(self, *numbers: int, proposal: Proposal = GRANT) -> list[actions.Together]:
        chosen = numbers or range(len(self.dossiers))
        return [actions.Together(self.committee.item(self.dossiers[n]), proposal) for n in chosen]

    def prepared(self, *numbers: int) -> VoteGroup:
        wanted = self.together(*numbers)
        return ok(actions.prepare_group(session=self.committee.session, wanted=wanted, by=self.committee.secretary))

    def opened(self, *numbers: int) -> VoteGroup:
        return ok(actions.open_group(group=self.prepared(*numbers), by=self.committee.secretary))

    def vote(self, group: VoteGroup, **choices: str) -> None:
        for name, choice in choices.items():
            ok(actions.vote_together(group=group, choice=choice, by=self.committee.members[int(name[1:])]))

    def ballot(self, n: int) -> Ballot:
        return Ballot.objects.filter(item__dossier=self.dossiers[n]).latest("pk")


def furnished(members: int = 5, *scores: int) -> Room:
    committee = build(members, envelope=Decimal("40000.00"))
    return Room(committee, [on_agenda(committee, *[score] * 3) for score in scores or (9, 8, 7)])


@pytest.fixture
def room() -> Iterator[Room]:
    made = furnished()
    with sitting(made.committee, present=4):
        yield made


def test_what_may_be_voted_together_and_by_whom_it_is_prepared(room: Room) -> None:
    committee, session = room.committee, room.committee.session
    for by in (committee.members[1], committee.lead, committee.world.leader):
        answer = actions.prepare_group(session=session, wanted=room.together(), by=by)
        assert codes(answer) == ["forbidden"]
    for few in (room.together(0), room.together(0, 0), []):
        answer = actions.prepare_group(session=session, wanted=few, by=committee.chair)
        assert codes(answer) == ["items_chosen"]
    ok(actions.ask_secret(item=committee.item(room.dossiers[1]), by=committee.members[2]))
    later = room.together(0, 1) + room.together(2, proposal=Proposal("deferral", reasons="À compléter."))
    answer = actions.prepare_group(session=session, wanted=later, by=committee.chair)
    assert [one.sentence[:8] for one in answer.unmet] == ["Point 2 ", "Point 3 "]
    wrong = room.together(0) + room.together(2, proposal=Proposal("partial", Decimal(99000)))
    answer = actions.prepare_group(session=session, wanted=wrong, by=committee.chair)
    assert codes(answer) == ["amount_within_request"]
    assert not VoteGroup.objects.exists()
    group = room.prepared(0, 2)
    again = actions.prepare_group(session=session, wanted=room.together(0, 2), by=committee.chair)
    assert len(again.unmet) == 2
    item = ok(actions.open_item(item=committee.item(room.dossiers[0]), by=committee.chair))
    assert codes(actions.propose(item=item, outcome="grant", by=committee.chair)) == ["wrong_state"]
    # Asked secret, an item leaves the group by itself; when nothing is left, so does the group.
    for n in (0, 2):
        ok(actions.ask_secret(item=committee.item(room.dossiers[n]), by=committee.members[1]))
    assert not GroupedItem.objects.filter(left_at=None).exists()
    assert VoteGroup.objects.get(pk=group.pk).ended_at is not None
    assert codes(actions.open_group(group=group, by=committee.secretary)) == ["wrong_state"]


def test_one_gesture_counts_on_each_and_each_is_counted_for_itself(room: Room, capsys: Any) -> None:
    """One steps aside from one item, one votes by mandate; the third grant no longer fits and waits."""
    committee = room.committee
    ok(actions.give_proxy(giver=committee.seat(4), holder=committee.seat(1), by=committee.secretary))
    ok(actions.declare_interest(dossier=room.dossiers[1], reason="Un lien.", by=committee.members[3]))
    committee.attend(2, attends="remote")
    group = room.opened()
    assert codes(actions.open_group(group=group, by=committee.members[1])) == ["forbidden"]
    assert ok(actions.open_group(group=group, by=committee.chair)).opened_at == group.opened_at
    (mail,) = Message.objects.filter(template="votes_opened")
    assert (mail.recipient, mail.context["items"].count("\n")) == (committee.members[2], 2)
    assert not Message.objects.filter(template="vote_opened").exists()
    first = room.ballot(0)
    assert codes(actions.cast_vote(ballot=first, choice="pour", by=committee.members[1])) == ["wrong_state"]
    for alone in (actions.close_ballot(ballot=first, by=committee.chair),
                  actions.cancel_ballot(ballot=first, reason="Erreur.", by=committee.chair)):  # fmt: skip
        assert codes(alone) == ["wrong_state"]
    other = actions.open_item(item=committee.item(room.dossiers[2]), by=committee.chair)
    assert ok(other).opened_at is not None
    room.vote(group, m0="contre", m1="pour", m2="pour")
    room.vote(group, m0="pour")  # changed, the last counts
    gesture = ok(actions.vote_together(group=group, choice="contre", by=committee.members[3]))
    assert ([item.position for item in gesture.items], [item.position for item in gesture.out]) == ([1, 3], [2])
    by_mandate = actions.vote_together(
        group=group, choice="abstention", by=committee.members[1], seat=committee.seat(4)
    )
    assert len(ok(by_mandate).votes) == 3
    for by, seat in ((committee.members[2], committee.seat(4)), (committee.secretary, None), (committee.lead, None)):
        assert codes(actions.vote_together(group=group, choice="pour", by=by, seat=seat)) == ["forbidden"]
    assert codes(actions.vote_together(group=group, choice="peut-être", by=committee.chair)) == ["choice_made"]
    assert codes(actions.close_group(group=group, by=committee.members[1])) == ["forbidden"]
    ended = ok(actions.close_group(group=group, by=committee.chair))
    assert ok(actions.close_group(group=group, by=committee.secretary)).ended_at == ended.ended_at
    counts = [room.ballot(n).result["counts"] for n in range(3)]
    assert [(c["pour"], c["contre"], c["abstention"]) for c in counts] == [(3, 1, 1), (3, 0, 1), (3, 1, 1)]
    assert [room.ballot(n).result["quorum"]["seats"] for n in range(3)] == [5, 4, 5]
    assert [fresh(dossier).state for dossier in room.dossiers] == ["signature", "signature", "waiting"]
    assert Call.objects.get().reserved == Decimal(36000)
    # The minutes tell what was decided then: a grant released since, a consensus drawn again since change nothing.
    Dossier.objects.filter(pk=room.dossiers[2].pk).update(waiting_rank=None)
    with clock.at(clock.now() + timedelta(minutes=1)):
        supersede(Consensus.objects.get(dossier=room.dossiers[0]), "Refait.")
        minutes = minutes_said(Session.objects.get(pk=committee.session.pk), None)
    assert ["liste complémentaire" in point.outcome for point in minutes.points] == [False, False, True]
    assert normalised(minutes.envelopes[0].granted) == "36 000,00 €"
    assert normalised(minutes.points[0].mean) == "4,5 / 5"
    late = actions.vote_together(group=group, choice="pour", by=committee.members[2])
    assert (codes(late), LogEntry.objects.filter(event="vote_late").count()) == (["wrong_state"], 3)
    for n in range(3):
        call_command("tally", session=committee.session.number, item=committee.item(room.dossiers[n]).position)
        assert json.loads(capsys.readouterr().out) == room.ballot(n).result
    assert not WorkItem.objects.filter(kind="vote", closed_at=None).exists()


def test_a_departure_within_a_group_is_judged_again_as_it_is_counted(room: Room, client: Client) -> None:
    """The best ranked is detached while the vote is open: what the others take may leave it without its own."""
    committee = room.committee
    group = room.opened()
    room.vote(group, m0="pour", m1="pour", m2="pour")
    Call.objects.update(envelope=Decimal(30000))
    ok(actions.detach_item(item=committee.item(room.dossiers[0]), by=committee.members[2]))
    url = f"{group.get_absolute_url()}clore/"
    client.force_login(committee.secretary)
    assert codes(actions.close_group(group=group, by=committee.chair)) == ["departure_explained"]
    assert [room.ballot(n).verdict for n in (1, 2)] == ["", ""]  # nothing was counted
    page = client.post(url)
    assert (page.status_code, "Pourquoi le rang n’est pas suivi" in page.content.decode()) == (422, True)
    assert client.post(url, {"departure": "x\0" + "y" * 5000}).status_code == 422
    assert client.post(url, {"departure": "Son partenaire n’attend pas."}).status_code == 302
    assert [fresh(dossier).state for dossier in room.dossiers] == ["copil", "signature", "waiting"]
    entry = LogEntry.objects.get(event="rank_departure")
    assert (entry.case_id, room.dossiers[0].reference in entry.payload) == (room.dossiers[1].pk, True)
    told = minutes_said(Session.objects.get(pk=committee.session.pk), None)
    assert any("n’attend pas" in str(point) for point in told.points)


def test_an_adjournment_is_voted_with_others_and_says_until_when(room: Room, client: Client) -> None:
    committee, until = room.committee, clock.today() + timedelta(days=40)
    wanted = room.together(0) + room.together(1, proposal=Proposal("deferral", reasons="Un budget."))
    refusal = actions.prepare_group(session=committee.session, wanted=wanted, by=committee.chair)
    assert codes(refusal) == ["completion_date"]
    client.force_login(committee.secretary)
    said: dict[str, str] = {}
    for n, outcome in enumerate(("grant", "deferral")):
        key = f"i{committee.item(room.dossiers[n]).pk}"
        said |= {f"{key}-taken": "on", f"{key}-outcome": outcome, f"{key}-words": "Un budget.", f"{key}-amount": ""}
        said |= {f"{key}-complete_by": until.isoformat()}
    page = client.post(f"{committee.session.get_absolute_url()}votes-groupes/preparer/", said, follow=True)
    assert "À compléter d’ici le" in page.content.decode()
    group = ok(actions.open_group(group=VoteGroup.objects.get(), by=committee.secretary))
    room.vote(group, m0="pour", m1="pour", m2="contre")
    ok(actions.close_group(group=group, by=committee.chair))
    assert [fresh(dossier).state for dossier in room.dossiers[:2]] == ["signature", "team_review"]
    ballot = room.ballot(1)
    assert (ballot.complete_by, ballot.reasons, room.ballot(0).complete_by) == (until, "Un budget.", None)


def test_an_item_that_leaves_the_agenda_leaves_its_prepared_group(room: Room) -> None:
    """The others are voted together without it; a group of which all have left is over."""
    committee = room.committee
    group = room.prepared()
    ok(_off(room, 0))
    assert {line.item.dossier for line in group.lines.filter(left_at=None)} == set(room.dossiers[1:])
    opened = ok(actions.open_group(group=group, by=committee.secretary))
    assert (opened.ended_at, Ballot.objects.count()) == (None, 2)
    ok(actions.cancel_group(group=group, reason="Une erreur.", by=committee.chair))
    second = room.prepared(1, 2)
    ok(_off(room, 1))
    assert VoteGroup.objects.get(pk=second.pk).ended_at is None
    ok(_off(room, 2))
    assert VoteGroup.objects.get(pk=second.pk).ended_at is not None
    assert not GroupedItem.objects.filter(left_at=None).exists()


def _off(room: Room, n: int) -> Any:
    return do(room.dossiers[n], "take_off_agenda", room.committee.lead, reason="Une pièce manque.")


def test_an_item_is_detached_until_the_close_and_its_votes_are_void(room: Room) -> None:
    committee = room.committee
    ok(actions.declare_interest(dossier=room.dossiers[2], reason="Un lien.", by=committee.members[3]))
    group = room.prepared()
    third = committee.item(room.dossiers[2])
    for by in (committee.lead, committee.world.leader, committee.members[3]):  # the last steps aside from it
        assert codes(actions.detach_item(item=third, by=by)) == ["forbidden"]
    ok(actions.detach_item(item=third, by=committee.members[2]))
    ok(actions.open_group(group=group, by=committee.secretary))
    assert Ballot.objects.count() == 2
    room.vote(group, m0="pour", m1="pour", m2="contre")
    second = committee.item(room.dossiers[1])
    for by in (committee.members[1], committee.secretary):
        assert ok(actions.detach_item(item=second, by=by)).detached_by == committee.members[1]
    void = room.ballot(1)
    assert (void.is_cancelled, void.verdict, void.votes.count()) == (True, "", 3)
    assert "Siège 1" in void.cancelled_for
    gesture = ok(actions.vote_together(group=group, choice="pour", by=committee.members[3]))
    assert [item.position for item in gesture.items] == [1]
    ok(actions.close_group(group=group, by=committee.chair))
    assert [fresh(dossier).state for dossier in room.dossiers] == ["signature", "copil", "copil"]
    alone = proposed(committee, room.dossiers[1], "partial", amount="9000")
    committee.vote(alone, m0="pour", m1="contre", m2="contre")
    assert ok(actions.close_ballot(ballot=alone, by=committee.chair)).verdict == "rejected"
    assert codes(actions.detach_item(item=committee.item(room.dossiers[0]), by=committee.chair)) == ["wrong_state"]
    assert LogEntry.objects.filter(event="item_detached").count() == 2
    left = room.prepared(1, 2)
    ok(actions.close_session(session=committee.session, by=committee.secretary))
    assert not left.lines.filter(left_at=None).exists()
    assert VoteGroup.objects.get(pk=left.pk).ended_at is not None


def test_all_open_or_none_and_a_group_given_up_leaves_its_items_free(room: Room) -> None:
    committee = room.committee
    group = room.prepared()
    for person in committee.members[:3]:  # nobody left to make the quorum of the second
        ok(actions.declare_interest(dossier=room.dossiers[1], reason="Un lien.", by=person))
    answer = actions.open_group(group=group, by=committee.secretary)
    assert codes(answer) == ["chair_not_recused"]
    assert "Point 2" in answer.unmet[0].sentence
    assert not Ballot.objects.exists()
    assert codes(actions.open_group(group=group, by=committee.chair)) == ["forbidden"]
    ok(actions.detach_item(item=committee.item(room.dossiers[1]), by=committee.secretary))
    ok(actions.open_group(group=group, by=committee.chair))
    room.vote(group, m0="pour")
    assert codes(actions.cancel_group(group=group, reason=" ", by=committee.chair)) == ["reason_given"]
    assert codes(actions.cancel_group(group=group, reason="Non.", by=committee.members[1])) == ["forbidden"]
    for _twice in range(2):
        ok(actions.cancel_group(group=group, reason="Le deuxième montant est faux.", by=committee.secretary))
    assert codes(actions.cancel_group(group=group, reason="Autre.", by=committee.chair)) == ["wrong_state"]
    assert codes(actions.close_group(group=group, by=committee.chair)) == ["wrong_state"]
    assert [ballot.cancelled_for for ballot in Ballot.objects.all()] == ["Le deuxième montant est faux."] * 2
    assert {fresh(dossier).state for dossier in room.dossiers} == {"copil"}
    assert proposed(committee, room.dossiers[0]).number == 2


def test_the_pages_prepare_open_vote_detach_and_close(room: Room, client: Client) -> None:
    committee, session = room.committee, room.committee.session
    items = [committee.item(dossier) for dossier in room.dossiers]
    client.force_login(committee.secretary)
    address = f"{session.get_absolute_url()}votes-groupes/preparer/"
    assert "Grouper des points" in client.get(session.get_absolute_url()).content.decode()
    assert client.get(address).content.decode().count("Point ") >= 3
    assert client.post(address, {f"i{items[0].pk}-taken": "on"}).status_code == 422
    said = {f"i{item.pk}-taken": "on" for item in items} | {f"i{item.pk}-outcome": "partial" for item in items}
    hostile = client.post(address, said | {f"i{items[1].pk}-amount": "<b>\x00", f"i{items[1].pk}-outcome": "gift"})
    assert hostile.status_code == 422
    assert "&lt;b&gt;" in hostile.content.decode()
    said |= {f"i{item.pk}-amount": "9 000,50" for item in items}
    made = client.post(address, said, follow=True)
    page = made.content.decode()
    assert page.count("Accord partiel, 9\u202f000,50") == 3
    group = VoteGroup.objects.get()
    here = group.get_absolute_url()
    assert client.get(f"{here}ouvrir/").status_code == 200
    assert client.get(f"{here}clore/").status_code == 409
    assert client.post(f"{here}ouvrir/").status_code == 302
    client.force_login(committee.members[1])
    assert "3 points, un seul vote" in client.get(here).content.decode()
    assert "Aller au vote groupé" in client.get(items[0].get_absolute_url()).content.decode()
    for seat in ("99999", "²", "x"):
        assert client.post(f"{here}voter/", {"choice": "pour", "seat": seat}).status_code == 403
    voted = client.post(f"{here}voter/", {"choice": "pour"}, follow=True).content.decode()
    assert "Vote enregistré sur 3 points" in voted
    assert voted.count('aria-pressed="true"') == 1
    mark = client.get(f"{here}suivi/")["ETag"]
    assert client.get(f"{here}suivi/", headers={"If-None-Match": mark}).status_code == 304
    assert client.post(f"{here}detacher/{room.dossiers[2].reference}/").status_code == 302
    after = client.get(f"{here}suivi/", headers={"If-None-Match": mark})
    assert after.status_code == 200
    assert "Les votes donnés sur lui dans ce groupe sont nuls" in after.content.decode()
    assert "Votre vote, sur tous ces points" in after.content.decode()
    client.force_login(committee.chair)
    told = client.get(f"{here}clore/").content.decode()
    assert "1 sur 4" in told
    client.force_login(committee.members[2])
    assert client.get(f"{here}clore/").status_code == 403
    page = client.get(here).content.decode()
    assert 'aria-pressed="true"' not in page  # what another chose stands nowhere
    client.force_login(committee.chair)
    closed = client.post(f"{here}clore/", follow=True).content.decode()
    assert closed.count("adopté") == 2
    assert "1 pour, 0 contre" in closed
    assert client.get(f"{here}annuler/").status_code == 409
    stale = client.post(f"{here}annuler/", {"reason": "Trop vite."})
    assert (stale.status_code, "clos et compté" in stale.content.decode()) == (409, True)
    client.force_login(committee.lead)
    assert client.get(here).status_code == 200
    client.force_login(committee.world.leader)
    assert client.get(here).status_code == 404


@pytest.mark.parametrize("members", [3, 9])
def test_a_grouped_close_and_its_page_do_not_grow_with_the_seats(members: int, client: Client) -> None:
    made = furnished(members, 9, 8)
    committee = made.committee
    with sitting(committee):
        group = made.opened()
        made.vote(group, **{f"m{n}": "pour" for n in range(members)})
        client.force_login(committee.members[1])
        with counted(at_most=15):
            assert client.get(group.get_absolute_url()).status_code == 200
        with counted(at_most=82):  # for two items, each of which moves its dossier after its rank was judged again
            ok(actions.close_group(group=group, by=committee.secretary))
