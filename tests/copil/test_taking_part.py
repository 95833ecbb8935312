"""Before a session, from each member's own page; during it, from the secretary's: who comes, who is out of what."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from copil import actions
from copil.models import Seat
from copil.roll import roll_of, roll_of_session
from dossiers.models import Interest
from tests import world
from tests.copil.committee import Committee, build, on_agenda, proposed, sitting
from tests.copil.refusals import codes
from tests.world import fresh, ok
from workflow import clock
from workflow.models import LogEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def convoked() -> Committee:
    """Five seats, the second with a substitute; two dossiers on the agenda, the convocation sent."""
    committee = build(5)
    on_agenda(committee)
    on_agenda(committee)
    Seat.objects.filter(pk=committee.seat(1).pk).update(substitute=world.person("stand", Role.COPIL_MEMBER))
    ok(actions.convoke(session=committee.session, by=committee.lead))
    return committee


def at(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


# -- who comes -----------------------------------------------------------------------
def test_a_seat_says_whether_it_comes_and_the_quorum_to_expect_follows(convoked: Committee) -> None:
    stand = User.objects.get(first_name="stand")
    said = [(0, "titular", 0), (1, "substitute", None), (2, "remote", 2), (3, "no", 3)]
    for rank, how, by in said:
        person = stand if by is None else convoked.members[by]
        ok(actions.announce(seat=convoked.seat(rank), attends=how, by=person))
    ok(actions.give_proxy(giver=convoked.seat(3), holder=convoked.seat(0), by=convoked.members[3]))
    roll = roll_of_session(convoked.again())
    assert (roll.expected.present, roll.expected.required, roll.quorum.present) == (4, 3, 0)
    assert [convoked.seat(n).attends for n in range(4)] == ["no"] * 4
    journal = convoked.session.events.filter(event="announced")
    assert len(journal) == 4
    ok(actions.announce(seat=convoked.seat(0), attends="titular", by=convoked.members[0]))
    assert journal.count() == 4


def test_the_home_page_tells_a_member_of_their_session_and_what_it_awaits_of_them(convoked: Committee) -> None:
    member, stand = convoked.members[1], User.objects.get(first_name="stand")
    mine, session = "/copil/seances/1/ma-participation/", "/copil/seances/1/"

    def told(user: User) -> list[tuple[str, bool, bool]]:
        page = at(user).get("/")
        assert "Rien n’attend après vous" not in page.text or not page.context["meetings"]
        return [(one.url, bool(one.awaits), one.under_way) for one in page.context["meetings"]]

    assert told(member) == [(mine, True, False)]
    assert told(stand) == [(session, False, False)]
    assert told(convoked.secretary) == told(convoked.world.leader) == []
    ok(actions.announce(seat=convoked.seat(1), attends="titular", by=member))
    assert told(member) == [(session, False, False)]
    with sitting(convoked):
        assert told(member) == [("/copil/seances/1/voter/", False, True)]
        ok(actions.close_session(session=convoked.session, by=convoked.chair))
        assert told(member) == []


def test_what_announcing_is_refused(convoked: Committee) -> None:
    seat = convoked.seat(2)
    for by in (convoked.chair, convoked.secretary, convoked.lead, convoked.world.leader):
        assert codes(actions.announce(seat=seat, attends="no", by=by)) == ["forbidden"]
    mine = convoked.members[2]
    assert codes(actions.announce(seat=seat, attends="flying", by=mine)) == ["attends_known"]
    assert codes(actions.announce(seat=seat, attends="substitute", by=mine)) == ["has_a_substitute"]
    with clock.at(convoked.session.held_at):
        ok(actions.open_session(session=convoked.session, by=convoked.chair))
        assert codes(actions.announce(seat=seat, attends="no", by=mine)) == ["wrong_state"]


def test_an_expert_reads_the_session_that_hears_them_once_it_is_convoked(convoked: Committee) -> None:
    expert = world.person("expert", Role.REFERENT)
    url = convoked.session.get_absolute_url()
    assert at(expert).get(url).status_code == 404
    seats = [
        actions.SeatDraft(person=seat.person, label=seat.label, kind=seat.kind) for seat in convoked.session.seats.all()
    ]
    seats.append(actions.SeatDraft(person=expert, label="Design de service", kind=Seat.Kind.EXPERT))
    ok(actions.set_seats(session=convoked.session, seats=seats, by=convoked.lead))
    page = at(expert).get(url)
    assert (page.status_code, "Design de service" in page.content.decode()) == (200, True)
    assert "Accueil commun" not in page.content.decode()  # no dossier is theirs to read
    notice = at(expert).get(convoked.session.notices.get().get_absolute_url())
    assert notice.status_code == 200
    for path in ("ma-participation/", "presences/", "ordre-du-jour/"):
        assert at(expert).get(url + path).status_code in {403, 404}


# -- who is out of what -----------------------------------------------------------------
def test_the_secretary_records_a_tie_told_at_the_table() -> None:
    committee = build(5)
    dossier = on_agenda(committee)
    with sitting(committee):
        ballot = proposed(committee, dossier)
        committee.vote(ballot, m1="contre")
        asked = {"item": committee.item(dossier), "seat": committee.seat(1), "reason": "Un proche y travaille."}
        for by in (committee.chair, committee.members[1], committee.lead, committee.world.leader):
            assert codes(actions.record_interest(**asked, by=by)) == ["forbidden"]
        assert codes(actions.record_interest(**{**asked, "reason": " "}, by=committee.secretary)) == ["reason_given"]
        interest = ok(actions.record_interest(**asked, by=committee.secretary))
        assert ok(actions.record_interest(**asked, by=committee.secretary)) == interest
        assert (interest.person, roll_of(committee.item(dossier)).recused) == (
            committee.members[1],
            {committee.seat(1).pk},
        )
        committee.vote(ballot, m0="pour")
        closed = ok(actions.close_ballot(ballot=ballot, by=committee.chair))
        late = actions.record_interest(**{**asked, "seat": committee.seat(2)}, by=committee.secretary)
    assert codes(late) == ["wrong_state"]
    assert (closed.result["counts"]["contre"], closed.result["quorum"]["seats"]) == (0, 4)
    assert LogEntry.objects.filter(case_id=dossier.pk, event="interest_recorded").count() == 1


def test_no_tie_is_recorded_before_the_convocation_nor_for_a_seat_of_elsewhere() -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    asked = {"item": committee.item(dossier), "reason": "Un lien.", "by": committee.secretary}
    assert codes(actions.record_interest(**asked, seat=committee.seat(1))) == ["wrong_state"]
    elsewhere = ok(actions.plan_session(held_at=clock.now() + timedelta(days=60), by=committee.lead))
    other = elsewhere.seats.all()[1]
    ok(actions.convoke(session=committee.session, by=committee.lead))
    assert codes(actions.record_interest(**asked, seat=other)) == ["seat_of_session"]


# -- the pages ------------------------------------------------------------------------------
def test_a_member_answers_and_declares_from_their_own_page(convoked: Committee, statements: Any) -> None:
    url = convoked.session.get_absolute_url() + "ma-participation/"
    me = at(convoked.members[1])
    with statements(at_most=16):
        page = me.get(url).content.decode()
    assert "Le suppléant siégera : stand Essai" in page
    assert "Donner mandat" in page
    assert me.post(url, {"what": "announce", "attends": "flying"}).status_code == 422
    assert me.post(url, {"what": "nothing"}).status_code == 422
    assert me.post(url, {"what": "announce", "attends": "remote"}).status_code == 302
    item = convoked.session.items.order_by("position").first()
    assert item is not None
    refused = me.post(url, {"what": "interest", "item": str(item.pk), "reason": " "})
    assert refused.status_code == 422
    assert me.post(url, {"what": "interest", "item": "999999", "reason": "x"}).status_code == 422
    assert me.post(url, {"what": "interest", "item": str(item.pk), "reason": "<b>Un lien</b>"}).status_code == 302
    page = me.get(url).content.decode()
    assert (page.count("<strong>en déport"), "lien d’intérêt déclaré" in page) == (1, True)
    assert Interest.objects.get().person == convoked.members[1]
    session = at(convoked.secretary).get(convoked.session.get_absolute_url()).content.decode()
    assert "annoncé à distance" in session
    assert "4 sièges n’ont pas répondu" in session
    assert convoked.seat(1).label in at(User.objects.get(first_name="stand")).get(url).content.decode()
    convoked.attend(1)
    assert "Donner mandat" not in me.get(url).content.decode()
    for stranger in (convoked.secretary, convoked.lead, world.person("outsider", Role.COPIL_MEMBER)):
        assert at(stranger).get(url).status_code == 404


def test_the_secretary_agrees_to_what_was_announced_and_records_ties_by_the_page(convoked: Committee) -> None:
    ok(actions.announce(seat=convoked.seat(2), attends="remote", by=convoked.members[2]))
    url = convoked.session.get_absolute_url()
    me = at(convoked.secretary)
    page = me.get(url + "presences/").content.decode()
    assert page.count("sa réponse est proposée") == 1
    seat = convoked.seat(2)
    sent = {f"seat_{seat.pk}": "remote", f"shown_{seat.pk}": "no"}
    assert me.post(url + "presences/", sent).status_code == 302
    assert convoked.seat(2).attends == "remote"
    item = convoked.session.items.select_related("dossier").order_by("position")[0]
    said = {"item": str(item.pk), "seat": str(seat.pk), "reason": ""}
    assert me.post(url + "deports/", said).status_code == 422
    assert me.post(url + "deports/", {**said, "reason": "Un proche."}).status_code == 302
    page = me.get(url + "deports/").content.decode()
    assert "lien d’intérêt déclaré" in page
    assert "Un proche" not in page
    assert fresh(item.dossier).state == "copil"
