"""Who attends, who votes for whom, who steps aside."""

import pytest

from accounts.models import Service
from accounts.roles import Role
from copil import actions
from copil.models import Presence, Proxy, Seat
from copil.roll import roll_of, roll_of_session
from dossiers.models import Interest
from tests import world
from tests.copil.committee import Committee, build, called, on_agenda, proposed, sitting
from tests.copil.refusals import codes
from tests.world import fresh, ok
from workflow import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def convoked() -> Committee:
    """Five seats, one dossier on the agenda, the convocation sent."""
    committee = build(5)
    on_agenda(committee)
    ok(actions.convoke(session=committee.session, by=committee.lead))
    return committee


# -- presences --------------------------------------------------------------------
def test_the_secretary_alone_marks_who_attends(convoked: Committee) -> None:
    for by in (convoked.chair, convoked.members[1], convoked.lead, convoked.world.leader):
        assert codes(actions.mark_attendance(seat=convoked.seat(1), attends="titular", by=by)) == ["forbidden"]
    assert (
        ok(actions.mark_attendance(seat=convoked.seat(1), attends="remote", by=convoked.secretary)).attends == "remote"
    )
    assert convoked.seat(1).attends == "remote"


def test_presences_are_marked_all_or_none(convoked: Committee) -> None:
    marks = {convoked.seat(0).pk: "titular", convoked.seat(1).pk: "substitute"}
    outcome = actions.mark_all(session=convoked.session, attends=marks, by=convoked.secretary)
    assert codes(outcome) == ["has_a_substitute"]
    assert convoked.seat(0).attends == "no"
    unknown = actions.mark_all(session=convoked.session, attends={10**6: "titular"}, by=convoked.secretary)
    assert codes(unknown) == ["attends_known"]


def test_presences_are_not_marked_before_the_convocation_nor_after_the_close() -> None:
    committee = build(3)
    assert codes(actions.mark_attendance(seat=committee.seat(0), attends="titular", by=committee.secretary)) == [
        "wrong_state"
    ]


def test_one_person_sits_on_one_seat_at_a_time(convoked: Committee) -> None:
    Seat.objects.filter(pk=convoked.seat(2).pk).update(substitute=convoked.members[1])
    convoked.attend(1)
    outcome = actions.mark_attendance(seat=convoked.seat(2), attends="substitute", by=convoked.secretary)
    assert codes(outcome) == ["one_seat_each"]
    convoked.attend(1, attends="no")
    assert (
        ok(actions.mark_attendance(seat=convoked.seat(2), attends="substitute", by=convoked.secretary)).sitter
        == convoked.members[1]
    )


def test_who_leaves_after_the_call_stays_in_the_quorum_and_who_arrives_joins_it() -> None:
    committee = build(5)
    dossier = on_agenda(committee)
    with sitting(committee, present=3):
        item = called(committee, dossier)
        assert Presence.objects.filter(item=item).count() == 3
        committee.attend(2, attends="no")
        assert roll_of(committee.item(dossier)).quorum.present == 3
        assert roll_of_session(committee.again()).quorum.present == 2
        committee.attend(4)
        assert roll_of(committee.item(dossier)).quorum.present == 4


# -- proxies -------------------------------------------------------------------------
def give(committee: Committee, giver: int, holder: int, by: object = None) -> object:
    return actions.give_proxy(
        giver=committee.seat(giver), holder=committee.seat(holder), by=by or committee.members[giver]
    )


def test_a_member_gives_their_own_proxy_or_the_secretary_does(convoked: Committee) -> None:
    assert codes(give(convoked, 1, 0, by=convoked.members[2])) == ["forbidden"]
    proxy = ok(give(convoked, 1, 0))
    assert ok(give(convoked, 1, 0)) == proxy
    ok(give(convoked, 2, 3, by=convoked.secretary))
    assert Proxy.objects.count() == 2


def test_what_a_proxy_may_not_be(convoked: Committee) -> None:
    Seat.objects.filter(pk=convoked.seat(4).pk).update(kind="expert")
    ok(give(convoked, 1, 0))
    convoked.attend(3)
    assert codes(give(convoked, 2, 2)) == ["proxy_to_another"]
    assert codes(give(convoked, 2, 4)) == ["proxy_between_members"]
    assert codes(give(convoked, 4, 2)) == ["proxy_between_members"]
    assert codes(give(convoked, 3, 2)) == ["giver_absent"]
    assert codes(give(convoked, 2, 0)) == ["one_proxy_a_holder"]
    assert codes(give(convoked, 1, 2)) == ["wrong_state"]


def test_who_is_substituted_gives_no_proxy(convoked: Committee) -> None:
    Seat.objects.filter(pk=convoked.seat(1).pk).update(substitute=world.person("stand", Role.COPIL_MEMBER))
    convoked.attend(1, attends="substitute")
    assert codes(give(convoked, 1, 0)) == ["giver_not_substituted"]


def test_a_proxy_is_taken_back_by_its_giver_or_the_secretary(convoked: Committee) -> None:
    proxy = ok(give(convoked, 1, 0))
    assert codes(actions.withdraw_proxy(proxy=proxy, by=convoked.members[0])) == ["forbidden"]
    ok(actions.withdraw_proxy(proxy=proxy, by=convoked.members[1]))
    ok(actions.withdraw_proxy(proxy=proxy, by=convoked.members[1]))
    assert not Proxy.objects.exists()


def test_proxies_do_not_move_while_a_vote_is_open() -> None:
    committee = build(5)
    dossier = on_agenda(committee)
    with sitting(committee, present=3):
        proxy = ok(give(committee, 4, 1))
        proposed(committee, dossier)
        assert codes(actions.withdraw_proxy(proxy=proxy, by=committee.members[4])) == ["wrong_state"]
        assert codes(give(committee, 3, 0)) == ["wrong_state"]


# -- stepping aside -------------------------------------------------------------------
def test_a_declared_interest_takes_the_seat_out_of_that_item_only() -> None:
    committee = build(5)
    first, second = on_agenda(committee), on_agenda(committee)
    ok(actions.declare_interest(dossier=first, reason="Je conseille ce service.", by=committee.members[1]))
    assert roll_of(committee.item(first)).recused == {committee.seat(1).pk}
    assert roll_of(committee.item(second)).recused == frozenset()
    assert Interest.objects.get().person == committee.members[1]


def test_a_seat_is_out_when_its_own_service_or_its_sitters_carries_the_dossier() -> None:
    committee = build(5)
    dossier = on_agenda(committee)
    Seat.objects.filter(pk=committee.seat(1).pk).update(service=dossier.service)
    member = committee.members[2]
    member.service = dossier.service
    member.save()
    Seat.objects.filter(pk=committee.seat(3).pk).update(service=Service.objects.named("Un autre service"))
    out = roll_of(committee.item(dossier)).recused
    assert out == {committee.seat(1).pk, committee.seat(2).pk}


def test_who_led_the_dossier_is_out_of_its_item() -> None:
    committee = build(5)
    dossier = on_agenda(committee)
    dossier.leaderships.create(person=committee.members[3], since=clock.now(), until=clock.now())
    assert roll_of(committee.item(dossier)).recused == {committee.seat(3).pk}


def test_recused_seats_leave_numerator_and_denominator() -> None:
    committee = build(5)
    dossier = on_agenda(committee)
    with sitting(committee, present=3):
        called(committee, dossier)
        before = roll_of(committee.item(dossier)).quorum
        ok(actions.declare_interest(dossier=fresh(dossier), reason="Un lien.", by=committee.members[1]))
        after = roll_of(committee.item(dossier)).quorum
    assert (before.seats, before.present, before.required) == (5, 3, 3)
    assert (after.seats, after.present, after.required) == (4, 2, 2)
