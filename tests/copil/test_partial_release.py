"""What is left of an envelope, offered in part to who waits: voted again, the grant that waits standing meanwhile."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from copil import actions
from copil.models import AgendaItem, Ballot, Seat
from dossiers.models import Call, Dossier
from notifications.models import Message
from tests import world
from tests.copil.committee import Committee, build, called, decided, on_agenda, proposed, sitting
from tests.copil.refusals import codes
from tests.world import do, fresh, ok
from workflow import clock
from workflow.gesture import new_key
from workflow.invariants import violations
from workflow.models import LogEntry

pytestmark = pytest.mark.django_db


def waiting(*half_points: tuple[int, int, int]) -> tuple[Committee, list[Dossier]]:
    """A first session that granted 18 000 € to each: the envelope holds one, and 12 000 € are left."""
    committee = build(3, envelope=Decimal("30000.00"))
    dossiers = [on_agenda(committee, *points) for points in half_points]
    with sitting(committee):
        for dossier in dossiers:
            decided(committee, dossier)
        for dossier in dossiers:
            ok(actions.validate_excerpt(item=committee.item(dossier), by=committee.chair))
        ok(actions.close_session(session=committee.session, by=committee.chair))
    return committee, dossiers


def next_session(committee: Committee, *, days: int = 20) -> None:
    held_at = clock.now() + timedelta(days=days)
    committee.session = ok(actions.plan_session(held_at=held_at, by=committee.lead))


def offer(committee: Committee, dossier: Dossier, **said: Any) -> Any:
    asked = {"by": committee.lead, "key": new_key(), "session": committee.session} | said
    return actions.offer_part(dossier=fresh(dossier), **asked)


def as_it_was(dossier: Dossier, rank: int | None) -> None:
    now = fresh(dossier)
    assert (now.state, now.leader_state, now.waiting_rank) == ("waiting", "waiting", rank)
    assert (now.proposal, now.proposed_amount, now.reserved) == ("grant", Decimal(18000), 0)
    item = AgendaItem.objects.get(dossier=dossier, left_at=None)
    assert (item.session.number, item.excerpt_validated_at is not None) == (1, True)
    assert Ballot.objects.get(item=item).superseded_at is None


def test_a_lower_amount_is_voted_again_and_until_then_the_grant_that_waits_stands() -> None:
    committee, (best, dossier) = waiting((9, 9, 9), (8, 8, 8))
    lab, rank = committee.world, fresh(dossier).waiting_rank
    with clock.at(committee.session.held_at + timedelta(days=1)):
        next_session(committee)
        for by in (committee.chair, committee.secretary, lab[Role.TEAM], lab.leader, lab[Role.SIGNATORY]):
            assert codes(offer(committee, dossier, by=by)) == ["forbidden"]
        assert codes(offer(committee, best)) == ["wrong_state"]
        Call.objects.update(envelope=Decimal(36000))
        assert codes(offer(committee, dossier)) == ["part_is_left"]  # all of it fits
        Call.objects.update(envelope=Decimal(18000))
        assert codes(offer(committee, dossier)) == ["part_is_left"]  # nothing is left
        Call.objects.update(envelope=Decimal(30000))
        assert codes(do(dossier, "release", committee.lead)) == ["waiting_grant_fits"]
        world.tell()
        before = Message.objects.filter(recipient=lab.leader).count()
        ok(offer(committee, dossier))
        world.tell()
        now = fresh(dossier)
        assert (now.state, now.leader_state, now.proposal, now.waiting_rank) == ("copil", "waiting", "", rank)
        assert codes(do(dossier, "take_off_agenda", committee.lead, reason="Non.")) == ["comes_from_the_team"]
        ok(do(dossier, "keep_waiting", committee.lead, reason="Les crédits reviennent."))
        as_it_was(dossier, rank)
        ok(offer(committee, dossier))
        ok(actions.cancel(session=committee.session, reason="Crue.", by=committee.lead))
        as_it_was(dossier, rank)
        next_session(committee)
        ok(offer(committee, dossier))
    with sitting(committee):
        ballot = proposed(committee, dossier, "partial", amount="12000", reasons="Ce qui reste.")
        committee.vote(ballot, m0="contre", m1="contre", m2="pour")
        assert ok(actions.close_ballot(ballot=ballot, by=committee.chair)).verdict == "rejected"
        ok(actions.close_item(item=committee.item(dossier), by=committee.chair))
        as_it_was(dossier, rank)
        ok(actions.validate_excerpt(item=committee.item(dossier), by=committee.chair))
        ok(actions.close_session(session=committee.session, by=committee.chair))
        next_session(committee)
        ok(offer(committee, dossier))
    with sitting(committee):
        decided(committee, dossier, "partial", amount="12000", reasons="Ce qui reste.")
        now = fresh(dossier)
        assert (now.state, now.proposed_amount, now.reserved, now.waiting_rank) == ("signature", 12000, 12000, None)
        assert Call.objects.get().reserved == 30000
        first = Ballot.objects.filter(item__dossier=dossier).order_by("pk").first()
        assert first is not None
        assert first.superseded_at is not None
        world.tell()
        assert Message.objects.filter(recipient=lab.leader).count() == before  # told nothing of all this
        assert list(violations()) == []


def test_what_was_found_meanwhile_counts_as_it_comes_back_and_no_better_placed_is_passed_over() -> None:
    committee, (_best, second, third) = waiting((9, 9, 9), (8, 8, 8), (7, 7, 7))
    with clock.at(committee.session.held_at + timedelta(days=1)):
        next_session(committee)
        assert codes(offer(committee, third)) == ["in_rank_order_or_reason"]
        ok(offer(committee, second))
        assert codes(offer(committee, third)) == ["in_rank_order_or_reason"]  # the second is still on the list
        ok(offer(committee, third, reason="Le second ne tiendrait pas avec moins."))
        for member in committee.members[:2]:
            ok(actions.declare_interest(dossier=second, reason="Un lien.", by=member))
        assert not LogEntry.objects.filter(event="vote_recounted").exists()
        ok(do(second, "keep_waiting", committee.lead, reason="Un lien d’intérêt."))
        events = list(LogEntry.objects.filter(case_id=second.pk).order_by("-seq").values_list("event", flat=True)[:2])
        assert events[-1] in {"keep_waiting", "vote_recounted"}
        assert LogEntry.objects.filter(case_id=second.pk, event="vote_recounted").count() == 1
    with sitting(committee):
        item = called(committee, third)
        Call.objects.update(envelope=Decimal(18000))  # the credits are gone before the vote
        ballot = ok(
            actions.propose(item=item, outcome="partial", amount=Decimal(9000), reasons="-", by=committee.chair)
        )
        rank = fresh(third).waiting_rank
        committee.vote(ballot, m0="pour", m1="pour")
        ok(actions.close_ballot(ballot=ballot, by=committee.chair))
        now = fresh(third)
        assert (now.state, now.waiting_rank, now.proposed_amount) == ("waiting", rank, Decimal(9000))
        assert Seat.objects.filter(session=committee.session).count() == 3
        assert list(violations()) == []


def test_the_page_where_the_coordination_offers_it() -> None:
    committee, (_best, second, third) = waiting((9, 9, 9), (8, 8, 8), (7, 7, 7))
    url = f"/copil/dossiers/{third.reference}/accord-partiel/"
    lead, team = Client(), Client()
    lead.force_login(committee.lead)
    team.force_login(committee.world[Role.TEAM])
    with clock.at(committee.session.held_at + timedelta(days=1)):
        assert lead.get(url).status_code == 200
        assert "Aucune séance" in lead.get(url).content.decode()
        next_session(committee)
        assert url in lead.get(third.get_absolute_url()).content.decode()
        assert "12 000,00" in lead.get(url).content.decode().replace("\u202f", " ").replace("\u00a0", " ")
        assert [team.get(url).status_code, team.post(url).status_code] == [403, 403]
        said = {"key": new_key(), "version": fresh(third).version, "session": str(committee.session.pk), "reason": ""}
        page = lead.post(url, said)
        assert (page.status_code, "mieux classé" in page.content.decode()) == (422, True)
        assert lead.post(url, {**said, "session": "999999"}).status_code == 422
        assert lead.post(url, {**said, "reason": "x" * 5000}).status_code == 422
        sent = lead.post(url, {**said, "reason": "<i>Le second</i> renonce."}, follow=True)
        assert "pour un accord partiel" in sent.content.decode()
        assert lead.get(url).status_code == 409
        assert lead.get(f"/copil/dossiers/{second.reference}/accord-partiel/").status_code == 200
        assert Ballot.objects.filter(item__dossier=third).count() == 1
