"""The composition of the committee: mandates with their dates, and the seats that sessions take from them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from copil import actions
from copil.models import Mandate, Session
from notifications.models import Message
from tests import world
from tests.copil.committee import build, on_agenda
from tests.copil.refusals import codes
from tests.world import World, ok
from workflow import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab() -> World:
    return world.build()


def give(lab: World, person: User, by: Role = Role.TEAM_LEAD, **changes: Any) -> Any:
    said = {"label": "DREAL", "starts_on": clock.today() - timedelta(days=30), **changes}
    return actions.give_mandate(draft=actions.MandateDraft(person=person, **said), by=lab[by])


def plan(lab: World, days: int) -> Session:
    session: Session = ok(
        actions.plan_session(held_at=clock.now() + timedelta(days=days), by=lab[Role.COPIL_SECRETARY])
    )
    return session


# -- giving, ending ----------------------------------------------------------------
def test_one_mandate_a_person_and_one_chair_at_a_time(lab: World) -> None:
    chair, member = lab[Role.COPIL_CHAIR], lab[Role.COPIL_MEMBER]
    today = clock.today()
    first = ok(give(lab, chair, kind="chair", label="SGAR", ends_on=today + timedelta(days=10)))
    assert ok(give(lab, chair, kind="chair", label="SGAR", ends_on=today + timedelta(days=10))) == first
    assert codes(give(lab, chair, label="Autre")) == ["person"]
    assert codes(give(lab, member, kind="chair")) == ["kind"]
    ok(give(lab, member, kind="chair", starts_on=today + timedelta(days=11)))
    assert list(Mandate.objects.in_force(today)) == [first]
    assert codes(actions.end_mandate(mandate=first, on=today - timedelta(days=1), by=lab[Role.TEAM_LEAD])) == [
        "ends_on"
    ]
    for by in (Role.TEAM, Role.COPIL_CHAIR, Role.ADMIN, Role.LEADER):
        assert codes(actions.end_mandate(mandate=first, on=today, by=lab[by])) == ["forbidden"]
        assert codes(give(lab, member, by=by)) == ["forbidden"]
    ended = ok(actions.end_mandate(mandate=first, on=today, by=lab[Role.TEAM_LEAD]))
    assert (ended.ends_on, ended.ended_by) == (today, lab[Role.TEAM_LEAD])


def test_what_a_mandate_may_not_be(lab: World) -> None:
    member, chair, team = lab[Role.COPIL_MEMBER], lab[Role.COPIL_CHAIR], lab[Role.TEAM]
    wrong = [
        ({"label": " \0"}, ["label"]),
        ({"label": "x" * 201, "reference": "x" * 201}, ["label", "reference"]),
        ({"kind": "expert"}, ["kind"]),
        ({"ends_on": date(2020, 1, 1)}, ["ends_on"]),
        ({"substitute": member}, ["substitute"]),
        ({"substitute": team}, ["substitute"]),
        ({"kind": "qualified", "substitute": chair}, ["substitute"]),
    ]
    for changes, code in wrong:
        assert codes(give(lab, member, **changes)) == code
    assert codes(give(lab, team)) == ["person"]
    given = ok(give(lab, member))
    assert codes(actions.name_substitute(mandate=given, substitute=team, by=lab[Role.TEAM_LEAD])) == ["substitute"]
    assert ok(actions.name_substitute(mandate=given, substitute=chair, by=lab[Role.TEAM_LEAD])).substitute == chair
    assert ok(actions.name_substitute(mandate=given, substitute=None, by=lab[Role.TEAM_LEAD])).substitute is None


# -- the seats ------------------------------------------------------------------------
def test_a_session_is_seated_by_the_mandates_of_its_day(lab: World) -> None:
    chair, member = lab[Role.COPIL_CHAIR], lab[Role.COPIL_MEMBER]
    soon = clock.today() + timedelta(days=15)
    ok(give(lab, member, label="DREAL", ends_on=soon, substitute=chair))
    early, late = plan(lab, 10), plan(lab, 20)
    seat = early.seats.get()
    assert (seat.label, seat.person, seat.substitute, seat.mandate) == ("DREAL", member, chair, Mandate.objects.get())
    assert late.seats.get().mandate == seat.mandate  # of the session before: no mandate runs that day


def test_a_seat_whose_mandate_is_over_that_day_is_not_convoked() -> None:
    committee = build(3)
    on_agenda(committee)
    held = committee.session.held_on
    for n, member in enumerate(committee.members):
        said = {"person": member, "label": f"Siège {n}", "starts_on": clock.today(), "ends_on": held}
        ok(actions.give_mandate(draft=actions.MandateDraft(**said, kind="member" if n else "chair"), by=committee.lead))
    drafts = [
        actions.SeatDraft(person=member, label=f"Siège {n}", kind="member" if n else "chair")
        for n, member in enumerate(committee.members)
    ]
    ok(actions.set_seats(session=committee.session, seats=drafts, by=committee.lead))
    last = Mandate.objects.get(person=committee.members[2])
    ok(actions.end_mandate(mandate=last, on=held - timedelta(days=1), by=committee.lead))
    assert codes(actions.convoke(session=committee.session, by=committee.lead)) == ["mandate_in_force"]
    ok(actions.set_seats(session=committee.session, seats=drafts[:2], by=committee.lead))
    ok(actions.convoke(session=committee.session, by=committee.lead))
    later = committee.session.held_at + timedelta(days=9)
    moved = actions.postpone(session=committee.session, held_at=later, reason="Crue", by=committee.lead)
    assert codes(moved) == ["mandate_in_force"]


def test_who_joins_a_convoked_session_is_sent_its_convocation_once() -> None:
    committee = build(3)
    on_agenda(committee)
    ok(actions.convoke(session=committee.session, by=committee.lead))
    new = world.person("new", Role.COPIL_MEMBER)
    drafts = [
        actions.SeatDraft(person=person, label=f"Siège {n}", kind="member" if n else "chair")
        for n, person in enumerate([*committee.members, new])
    ]
    for _again in range(2):
        ok(actions.set_seats(session=committee.session, seats=drafts, by=committee.lead))
    sent = Message.objects.filter(template="session_convoked")
    assert sorted(m.recipient_id for m in sent) == sorted(p.pk for p in [*committee.members, new])


# -- the pages -----------------------------------------------------------------------------
def test_the_composition_is_kept_by_its_pages(lab: World, client: Client, statements: Any) -> None:
    client.force_login(lab[Role.COPIL_SECRETARY])
    home = "/copil/composition/"
    today = clock.today()
    said = {
        "label": "<b>DREAL</b>",
        "kind": "member",
        "person": str(lab[Role.COPIL_MEMBER].pk),
        "substitute": str(lab[Role.COPIL_CHAIR].pk),
        "starts_on": today.isoformat(),
        "ends_on": "",
        "reference": "Arrêté n° 12",
    }
    wrong = client.post(f"{home}donner/", {**said, "label": "", "reference": "Gardé"})
    assert (wrong.status_code, "Gardé" in wrong.content.decode()) == (422, True)
    assert client.post(f"{home}donner/", {**said, "person": "999999"}).status_code == 422
    assert client.post(f"{home}donner/", {**said, "substitute": said["person"]}).status_code == 422
    assert client.post(f"{home}donner/", said).status_code == 302
    mandate = Mandate.objects.get()
    assert client.post(f"{home}{mandate.pk}/suppleant/", {"substitute": ""}).status_code == 302
    assert client.post(f"{home}{mandate.pk}/terminer/", {"ends_on": "2020-01-01"}).status_code == 422
    assert client.post(f"{home}{mandate.pk}/terminer/", {"ends_on": today.isoformat()}).status_code == 302
    with statements(at_most=5):
        page = client.get(home).content.decode()
    assert "&lt;b&gt;DREAL" in page
    assert "Arrêté n° 12" in page
    client.force_login(lab[Role.COPIL_MEMBER])
    assert [client.get(path).status_code for path in (home, f"{home}donner/", f"{home}9/terminer/")] == [200, 403, 403]
