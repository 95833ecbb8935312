"""A session from plan to close: rights, delays, agenda, seats, what becomes of each item."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from copil import actions
from copil.models import AgendaItem, HouseRules, Seat, Session
from notifications.models import Message
from tests import world
from tests.copil.committee import Committee, build, called, decided, on_agenda, proposed, ready, sitting
from tests.copil.refusals import codes
from tests.world import fresh, ok, tell
from workflow import clock
from workflow.gesture import new_key
from workflow.models import LogEntry

pytestmark = pytest.mark.django_db


def plan(by: User, days: int = 20) -> Any:
    return actions.plan_session(held_at=clock.now() + timedelta(days=days), place="Salle des actes", by=by)


# -- planning -------------------------------------------------------------------
def test_the_first_session_is_planned_under_the_default_rules() -> None:
    lab = world.build()
    session = ok(plan(lab[Role.TEAM_LEAD]))
    rules = HouseRules.objects.get()
    assert (session.number, session.rules, session.status) == (1, rules, "planned")
    assert (rules.version, rules.quorum_numerator, rules.quorum_denominator) == (1, 1, 2)
    assert (rules.majority, rules.casting_vote, rules.clear_days) == ("cast", True, 5)


def test_the_first_session_seats_the_members_of_today_chair_first() -> None:
    lab = world.build()
    seats = list(ok(plan(lab[Role.TEAM_LEAD])).seats.all())
    assert [(seat.person, seat.kind) for seat in seats] == [
        (lab[Role.COPIL_CHAIR], "chair"),
        (lab[Role.COPIL_MEMBER], "member"),
    ]


def test_the_next_session_takes_the_latest_rules_and_the_seats_of_the_one_before() -> None:
    committee = build(3)
    HouseRules.objects.create(version=2, adopted_on=clock.today(), clear_days=8)
    session = ok(plan(committee.lead, days=40))
    assert (session.number, session.rules.version) == (2, 2)
    assert list(session.seats.values_list("label", "person")) == list(
        committee.session.seats.values_list("label", "person")
    )
    assert committee.again().rules.version == 1


@pytest.mark.parametrize("role", [Role.TEAM, Role.COPIL_MEMBER, Role.COPIL_CHAIR, Role.ADMIN, Role.SIGNATORY])
def test_only_the_coordination_and_the_secretary_plan(role: Role) -> None:
    assert codes(plan(world.build()[role])) == ["forbidden"]
    assert not Session.objects.exists()


def test_a_session_is_planned_in_the_future_and_once_at_an_hour() -> None:
    lab = world.build()
    assert codes(plan(lab[Role.TEAM_LEAD], days=-1)) == ["session_to_come"]
    held_at = clock.now() + timedelta(days=20)
    ok(actions.plan_session(held_at=held_at, by=lab[Role.TEAM_LEAD]))
    again = actions.plan_session(held_at=held_at, by=lab[Role.COPIL_SECRETARY])
    assert codes(again) == ["session_hour_free"]


# -- seats -----------------------------------------------------------------------
def drafts(committee: Committee, **changes: Any) -> list[actions.SeatDraft]:
    """Three sound seats, `changes` applied to the last."""
    kinds = [Seat.Kind.CHAIR, Seat.Kind.MEMBER, Seat.Kind.MEMBER]
    found = [actions.SeatDraft(person=committee.members[n], label=f"S{n}", kind=kinds[n]) for n in range(2)]
    last = {"person": committee.members[2], "label": "S2", "kind": kinds[2]} | changes
    return [*found, actions.SeatDraft(**last)]


def test_seats_are_replaced_in_the_order_given() -> None:
    committee = build(5)
    kept = committee.seat(1).pk
    seats = ok(actions.set_seats(session=committee.session, seats=drafts(committee)[::-1], by=committee.lead))
    assert [seat.label for seat in seats] == ["S2", "S1", "S0"]
    assert committee.seat(1).pk == kept


def test_what_a_composition_may_not_be() -> None:
    committee = build(3)
    outsider = world.person("outsider", Role.TEAM)
    cases = [
        ([], "has_seats"),
        (drafts(committee)[1:], "has_one_chair"),
        (drafts(committee, kind=Seat.Kind.CHAIR), "has_one_chair"),
        (drafts(committee, person=committee.members[1]), "one_seat_each"),
        (drafts(committee, label="  "), "seat_has_a_label"),
        (drafts(committee, kind="king"), "seat_has_a_kind"),
        (drafts(committee, person=outsider), "seated_is_member"),
        (drafts(committee, substitute=outsider), "seated_is_member"),
        (drafts(committee, kind=Seat.Kind.QUALIFIED, substitute=outsider), "qualified_has_no_substitute"),
        (drafts(committee, substitute=committee.members[2]), "substitute_is_another"),
    ]
    for seats, code in cases:
        assert codes(actions.set_seats(session=committee.session, seats=seats, by=committee.lead)) == [code]
    assert committee.session.seats.count() == 3


def test_an_expert_need_not_be_a_member() -> None:
    committee = build(3)
    expert = drafts(committee, person=world.person("expert"), kind=Seat.Kind.EXPERT)
    assert len(ok(actions.set_seats(session=committee.session, seats=expert, by=committee.lead))) == 3


def test_seats_no_longer_change_once_the_session_is_open() -> None:
    committee = build(3)
    on_agenda(committee)
    with sitting(committee):
        outcome = actions.set_seats(session=committee.session, seats=drafts(committee), by=committee.lead)
    assert codes(outcome) == ["wrong_state"]


# -- the agenda and the convocation -------------------------------------------------
def test_a_dossier_on_the_agenda_is_at_the_committee_until_the_session_and_its_leader_is_told() -> None:
    committee = build()
    dossier = on_agenda(committee)
    assert (dossier.state, dossier.due_on) == ("copil", committee.session.held_on)
    assert committee.item(dossier).position == 1
    tell()
    told = Message.objects.get(template="on_agenda")
    assert told.recipient == committee.world.leader


def test_convoking_sends_the_agenda_in_rank_order_to_every_seat_once() -> None:
    committee = build(3)
    low, high = on_agenda(committee, 4, 4, 4), on_agenda(committee, 9, 9, 9)
    session = ok(actions.convoke(session=committee.session, by=committee.lead))
    assert (session.status, session.urgency_reason) == ("convoked", "")
    ok(actions.convoke(session=committee.session, by=committee.secretary))
    assert [item.dossier for item in session.items.all()] == [high, low]
    sent = Message.objects.filter(template="session_convoked")
    assert {message.recipient for message in sent} == set(committee.members)
    assert sent[0].context["items"] == f"1. {high}\n2. {low}"
    assert LogEntry.objects.filter(event="session_convoked", case_id__in=[low.pk, high.pk]).count() == 2


def test_a_convocation_without_agenda_or_without_chair_is_refused() -> None:
    committee = build(3)
    assert codes(actions.convoke(session=committee.session, by=committee.lead)) == ["has_an_agenda"]
    on_agenda(committee)
    Seat.objects.filter(session=committee.session).update(kind="member")
    assert codes(actions.convoke(session=committee.session, by=committee.lead)) == ["has_one_chair"]


@pytest.mark.parametrize(("days", "holds"), [(6, True), (5, False)])
def test_five_clear_days_lie_between_convocation_and_session(days: int, holds: bool) -> None:
    committee = build(3)
    on_agenda(committee)
    with clock.at(committee.session.held_at - timedelta(days=days)):
        outcome = actions.convoke(session=committee.session, by=committee.lead)
        assert holds or codes(outcome) == ["convocation_delay_holds"]
        if not holds:
            asked = {"session": committee.session, "reason": "Crue de l’Aude"}
            assert codes(actions.record_urgency(**asked, by=committee.lead)) == ["forbidden"]
            assert codes(actions.record_urgency(session=committee.session, reason=" ", by=committee.chair)) == [
                "urgency_has_a_reason"
            ]
            ok(actions.record_urgency(**asked, by=committee.chair))
            session = ok(actions.convoke(session=committee.session, by=committee.lead))
            assert (session.urgency_reason, session.urgency_by) == ("Crue de l’Aude", committee.chair)


def test_a_dossier_joins_a_convoked_agenda_late_only_by_the_urgency_of_the_chair() -> None:
    committee = build(3)
    on_agenda(committee)
    dossier = ready(committee)
    ok(actions.convoke(session=committee.session, by=committee.lead))
    asked = {"dossier": dossier, "session": committee.session, "by": committee.lead}
    with clock.at(committee.session.held_at - timedelta(days=2)):
        assert codes(actions.put_on_agenda(**asked, key=new_key())) == ["convocation_delay_holds"]
        ok(actions.put_on_agenda(**asked, key=new_key(), urgency="Crédits à engager avant la fin de l’année"))
    assert fresh(dossier).state == "copil"
    assert AgendaItem.objects.get(dossier=dossier).position == 2


def test_putting_on_the_agenda_is_for_the_coordination() -> None:
    committee = build(3)
    dossier = ready(committee)
    for by in (committee.secretary, committee.chair, committee.world.leader):
        outcome = actions.put_on_agenda(dossier=dossier, session=committee.session, by=by, key=new_key())
        assert codes(outcome) == ["forbidden"]


# -- opening ------------------------------------------------------------------------
def test_a_session_opens_on_its_day_by_its_chair_or_the_secretary() -> None:
    committee = build(3)
    on_agenda(committee)
    ok(actions.convoke(session=committee.session, by=committee.lead))
    early = actions.open_session(session=committee.session, by=committee.chair)
    assert codes(early) == ["session_day_come"]
    with clock.at(committee.session.held_at):
        for by in (committee.members[1], committee.lead, committee.world.leader):
            assert codes(actions.open_session(session=committee.session, by=by)) == ["forbidden"]
        first = ok(actions.open_session(session=committee.session, by=committee.chair))
        second = ok(actions.open_session(session=committee.session, by=committee.secretary))
    assert (second.status, second.opened_at) == ("open", first.opened_at)


def test_a_chair_who_is_no_longer_of_the_copil_opens_nothing() -> None:
    committee = build(3)
    on_agenda(committee)
    ok(actions.convoke(session=committee.session, by=committee.lead))
    committee.chair.holdings.all().delete()
    gone = User.objects.get(pk=committee.chair.pk)
    with clock.at(committee.session.held_at):
        assert codes(actions.open_session(session=committee.session, by=gone)) == ["forbidden"]


def test_a_planned_session_is_not_opened() -> None:
    committee = build(3)
    with clock.at(committee.session.held_at):
        assert codes(actions.open_session(session=committee.session, by=committee.chair)) == ["wrong_state"]


# -- closing --------------------------------------------------------------------------
def test_closing_settles_every_item() -> None:
    committee = build(3)
    granted, talked, unheard = on_agenda(committee), on_agenda(committee), on_agenda(committee)
    with sitting(committee):
        decided(committee, granted)
        called(committee, talked)
        session = ok(actions.close_session(session=committee.session, by=committee.chair))
    assert session.status == "closed"
    assert [fresh(d).state for d in (granted, talked, unheard)] == ["signature", "team_review", "team_review"]
    events = dict(LogEntry.objects.filter(target="team_review", source="copil").values_list("case_id", "event"))
    assert events == {talked.pk: "defer", unheard.pk: "take_off_agenda"}


def test_a_session_closed_twice_is_closed_once() -> None:
    committee = build(3)
    on_agenda(committee)
    with sitting(committee):
        first = ok(actions.close_session(session=committee.session, by=committee.chair))
        logged = LogEntry.objects.count()
        second = ok(actions.close_session(session=committee.session, by=committee.secretary))
    assert (second.closed_at, LogEntry.objects.count()) == (first.closed_at, logged)


def test_a_session_does_not_close_under_an_open_vote() -> None:
    committee = build(3)
    dossier = on_agenda(committee)
    with sitting(committee):
        proposed(committee, dossier)
        assert codes(actions.close_session(session=committee.session, by=committee.chair)) == ["wrong_state"]
    assert (committee.again().status, fresh(dossier).state) == ("open", "copil")


@pytest.mark.parametrize("who", ["member", "lead", "leader"])
def test_closing_is_for_the_chair_and_the_secretary(who: str) -> None:
    committee = build(3)
    on_agenda(committee)
    people = {"member": committee.members[1], "lead": committee.lead, "leader": committee.world.leader}
    with sitting(committee):
        assert codes(actions.close_session(session=committee.session, by=people[who])) == ["forbidden"]


# -- the second convocation -------------------------------------------------------------
def test_what_lacked_a_quorum_goes_to_a_second_session_where_none_is_asked_for() -> None:
    committee = build(5)
    gone, dossier = on_agenda(committee), on_agenda(committee)
    ok(world.do(gone, "take_off_agenda", committee.lead, reason="À revoir"))
    with sitting(committee, present=2):
        item = called(committee, dossier)
        refused = actions.propose(item=item, outcome="grant", by=committee.chair)
        assert codes(refused) == ["quorum_met"]
        ok(actions.close_session(session=committee.session, by=committee.chair))
        assert fresh(dossier).state == "copil"
        held_at = committee.session.held_at + timedelta(days=10)
        second = ok(
            actions.convoke_again(session=committee.session, held_at=held_at, says_no_quorum=True, by=committee.lead)
        )
        assert (second.first, second.second_convocation) == (committee.session, "with_clause")
        assert [(i.dossier_id, i.position) for i in second.items.all()] == [(dossier.pk, 1)]  # it was the second point
        assert fresh(dossier).due_on == second.held_on
        committee.session = second
        ok(actions.convoke(session=second, by=committee.lead))
    with clock.at(held_at):
        committee.attend(0, 1)
        ok(actions.open_session(session=second, by=committee.chair))
        ballot = decided(committee, dossier)
    assert (ballot.verdict, ballot.result["quorum"]["required"]) == ("adopted", 0)
    assert fresh(dossier).state == "signature"


def test_a_second_convocation_takes_up_only_what_was_left() -> None:
    committee = build(3)
    on_agenda(committee)
    with sitting(committee):
        ok(actions.close_session(session=committee.session, by=committee.chair))
        later = clock.now() + timedelta(days=10)
        outcome = actions.convoke_again(
            session=committee.session, held_at=later, says_no_quorum=True, by=committee.lead
        )
    assert codes(outcome) == ["left_without_quorum"]


def test_a_dossier_left_without_quorum_may_be_taken_off_instead() -> None:
    committee = build(5)
    dossier = on_agenda(committee)
    with sitting(committee, present=1):
        ok(actions.close_session(session=committee.session, by=committee.chair))
    ok(world.do(dossier, "take_off_agenda", committee.lead, reason="À revoir"))
    assert fresh(dossier).state == "team_review"


def test_a_refusal_reopened_comes_before_the_committee_again() -> None:
    """Its former item stays in its own session's history: one current item a dossier."""
    committee = build(3)
    dossier = on_agenda(committee)
    with sitting(committee):
        decided(committee, dossier, "refusal", reasons="Hors de l’objet de l’appel.")
        ok(world.do(dossier, "send_back", committee.world[Role.SIGNATORY], reason="Motifs à préciser"))
        assert fresh(dossier).proposal == ""
        later = ok(plan(committee.lead, days=40))
        ok(actions.put_on_agenda(dossier=dossier, session=later, by=committee.lead, key=new_key()))
    items = AgendaItem.objects.filter(dossier=dossier)
    assert [item.session.number for item in items.filter(left_at=None)] == [later.number]
    assert items.get(session=committee.session).ballots.get().superseded_at is not None
