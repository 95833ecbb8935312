"""The session that a dossier can still make: counted backwards in working days, shown to those who make it happen."""

import html
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Role
from copil import actions as copil
from copil.models import Session
from dossiers.actions.aiming import choose_session
from dossiers.aim.panel import milestones
from dossiers.aim.plan import Meeting, Pace, plan_for, reachable
from dossiers.models import Call, Dossier
from dossiers.wording import written_day
from notifications.models import Message
from tests import world
from tests.copil import committee as committees
from tests.world import do, fresh, ok
from workflow import calendar, clock, timers
from workflow.models import LogEntry
from workflow.verdict import Refusal

PACE = Pace(challenge=10, review=15)
DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))


def test_backwards_from_a_thursday_with_five_clear_days() -> None:
    """COPIL on 17 December 2026; 11 November is a public holiday."""
    plan = plan_for(Meeting("COPIL n° 4", date(2026, 12, 17), 5), PACE)
    assert plan.agenda_by == date(2026, 12, 11)
    assert plan.consensus_by == date(2026, 12, 10)
    assert plan.reviews_by == date(2026, 12, 8)
    assert plan.opinions_by == date(2026, 11, 19)
    assert plan.deposit_by == date(2026, 11, 4)


@given(DAYS, st.integers(0, 30), st.integers(0, 40), st.integers(0, 40))
def test_steps_follow_one_another_on_working_days_and_the_convocation_has_its_clear_days(
    held_on: date, clear: int, challenge: int, review: int
) -> None:
    plan = plan_for(Meeting("COPIL", held_on, clear), Pace(challenge, review))
    days = [plan.deposit_by, plan.opinions_by, plan.reviews_by, plan.consensus_by, plan.agenda_by]
    assert days == sorted(days)
    assert all(calendar.is_working_day(day) for day in days)
    assert (held_on - plan.agenda_by).days - 1 >= clear


@given(DAYS, st.lists(st.integers(1, 120), max_size=5), st.sampled_from(["deposit_by", "opinions_by", "consensus_by"]))
def test_it_is_the_first_session_whose_day_has_not_passed(today: date, gaps: list[int], step: str) -> None:
    meetings = [Meeting(f"COPIL {n}", today + timedelta(n), 5) for n in sorted(set(gaps))]
    found = reachable(meetings[::-1], PACE, step, today)
    possible = [m for m in meetings if today <= getattr(plan_for(m, PACE), step)]
    assert (found.plan.meeting if found else None) == (possible[0] if possible else None)
    if found:
        assert list(found.missed) == [m for m in meetings if m.held_on < found.plan.meeting.held_on]


def text(answer: Any) -> str:
    return " ".join(html.unescape(answer.content.decode()).split())


def shown(client: Client, dossier: Dossier) -> str:
    answer = client.get(dossier.get_absolute_url())
    assert answer.status_code == 200
    page = text(answer)
    return page[page.index("COPIL visé") :] if "COPIL visé" in page else ""


@pytest.mark.django_db
def test_leaders_referents_and_the_team_read_it_nobody_else(client: Client, statements: Any) -> None:
    committee = committees.build(3)
    lab = committee.world
    dossier = world.assigned(lab)
    ok(copil.plan_session(held_at=clock.now() + timedelta(90), place="Toulouse", by=lab[Role.TEAM_LEAD]))
    for user in (lab.leader, lab.referents[0], lab[Role.TEAM], lab[Role.TEAM_LEAD]):
        client.force_login(user)
        with statements(at_most=20):
            page = shown(client, dossier)
        assert "Ce dossier peut encore passer au" in page
        assert "Trop tard pour" in page
    client.force_login(lab[Role.AUDITOR])
    assert shown(client, dossier) == ""


def test_reviews_are_awaited_as_long_as_a_consensus_is() -> None:
    plan = plan_for(Meeting("COPIL n° 1", date(2026, 12, 3), 5), Pace(10, 15))
    found = [one.status for one in milestones(plan, "consensus_by")]
    assert found == ["done", "done", "current", "current", "todo", "todo"]


@pytest.mark.django_db
def test_no_session_says_so_and_a_dossier_on_its_way_out_says_nothing(client: Client) -> None:
    lab = world.build()
    dossier = world.in_challenge(lab)
    client.force_login(lab.leader)
    assert shown(client, dossier) == ""
    ok(copil.plan_session(held_at=clock.now() + timedelta(5), place="Toulouse", by=lab[Role.TEAM_LEAD]))
    assert "n’a pas encore de date" in shown(client, dossier)
    ok(do(dossier, "withdraw", lab.leader, reason="Abandon."))
    assert shown(client, fresh(dossier)) == ""


@pytest.mark.django_db
def test_a_draft_is_deposited_while_its_call_is_open_whatever_the_session_leaves(client: Client) -> None:
    lab = world.build()
    dossier = world.draft(lab)
    ok(copil.plan_session(held_at=clock.now() + timedelta(300), place="Toulouse", by=lab[Role.TEAM_LEAD]))
    client.force_login(lab.leader)
    assert f'datetime="{dossier.call.closes_on}"' in shown(client, dossier)
    Call.objects.update(opens_on=clock.today() - timedelta(9), closes_on=clock.today() - timedelta(1))
    assert shown(client, dossier) == ""


# -- chosen, and lost ---------------------------------------------------------------
def planned(lab: world.World, *days: int) -> list[Session]:
    by = lab[Role.TEAM_LEAD]
    return [ok(copil.plan_session(held_at=clock.now() + timedelta(n), place="Toulouse", by=by)) for n in days]


def tick() -> None:
    assert timers.run().faults == ()
    world.tell()


def news(what: str) -> dict[str, str]:
    """Who was told of it by mail, and what follows."""
    rows = Message.objects.filter(template="happened", context__what=what).select_related("recipient")
    return {row.recipient.first_name: row.context["next"] for row in rows if row.recipient}


@pytest.mark.django_db
def test_the_leader_chooses_among_the_sessions_still_possible_and_the_team_is_told(client: Client) -> None:
    lab = world.build()
    soon, first, second = planned(lab, 9, 90, 120)
    dossier = world.in_challenge(lab)
    client.force_login(lab.leader)
    here = f"{dossier.get_absolute_url()}copil-vise/"
    assert [m.number for m in client.get(dossier.get_absolute_url()).context["sessions"]] == [
        first.number,
        second.number,
    ]
    for wrong in (str(soon.number), "99", "-1", "x", "1" * 50):
        assert client.post(here, {"session": wrong}).status_code == 422
    answer = client.post(here, {"session": str(second.number)}, follow=True)
    assert f"Ce dossier vise le <strong>{second}</strong>" in answer.content.decode()
    client.post(here, {"session": str(second.number)})
    tick()
    assert LogEntry.objects.filter(event="aim_chosen").count() == 1
    day = written_day(second.held_on)
    assert news("Séance visée choisie") == dict.fromkeys(
        ("team", "team_lead"), f"Ce dossier vise le {second}, le {day}."
    )
    client.force_login(lab[Role.TEAM])
    client.post(here, {"session": ""})
    assert (fresh(dossier).aim_chosen, fresh(dossier).aim_number) == (False, first.number)


@pytest.mark.django_db
def test_an_aim_that_can_no_longer_be_made_slips_to_the_next_and_both_sides_are_told_once() -> None:
    lab = world.build()
    first, second = planned(lab, 60, 90)
    dossier = world.in_challenge(lab)
    tick()
    aim = fresh(dossier)
    assert (aim.aim_number, aim.aim_chosen) == (first.number, False)
    assert aim.aim_until is not None
    with clock.at(clock.now() + (aim.aim_until - clock.today()) + timedelta(days=1)):
        tick()
        tick()
    assert fresh(dossier).aim_number == second.number
    said = f"Ce dossier vise le {second}, le {written_day(second.held_on)}."
    assert news("Trop tard pour la séance visée") == dict.fromkeys(("team", "team_lead", "leader"), said)
    assert LogEntry.objects.filter(event="aim_slipped").count() == 1


@pytest.mark.django_db
def test_a_dossier_that_moves_on_in_time_keeps_its_aim_and_nobody_is_told() -> None:
    lab = world.build()
    (first,) = planned(lab, 60)
    dossier = world.in_review(lab)
    tick()
    with clock.at(clock.now() + timedelta(days=20)):
        tick()
    assert (fresh(dossier).aim_number, news("Trop tard pour la séance visée")) == (first.number, {})


@pytest.mark.django_db
def test_a_cancelled_session_is_lost_and_what_the_leader_may_not_know_is_not_told_to_them() -> None:
    committee = committees.build(3)
    lab = committee.world
    deferred = committees.on_agenda(committee)
    other = world.in_challenge(lab)
    (later,) = planned(lab, 200)
    ok(choose_session(dossier=other, number=later.number, by=lab.leader))
    with committees.sitting(committee):
        committees.decided(
            committee, deferred, "deferral", reasons="À préciser.", complete_by=clock.today() + timedelta(9)
        )
        assert isinstance(choose_session(dossier=deferred, number=later.number, by=lab.leader), Refusal)
        assert isinstance(choose_session(dossier=deferred, number=later.number, by=lab[Role.TEAM]), Refusal)
        tick()
        ok(copil.cancel(session=later, reason="Grève.", by=lab[Role.TEAM_LEAD]))
        tick()
    lost = Message.objects.filter(template="happened", context__what="Trop tard pour la séance visée")
    told = {(m.context["dossier"].split()[0], m.recipient.first_name) for m in lost if m.recipient}
    assert (other.reference, "leader") in told
    assert (deferred.reference, "team") in told
    assert (deferred.reference, "leader") not in told
    assert {m.context["next"] for m in lost} == {
        "Aucune des séances planifiées ne laisse le temps de terminer l’examen."
    }
    assert (fresh(other).aim_number, fresh(other).aim_chosen) == (None, False)


@pytest.mark.django_db
def test_a_consensus_is_not_found_out_by_choosing(client: Client) -> None:
    """Between the last day for the consensus and that for the agenda, the leader finds the session lost either way."""
    committee = committees.build(3, days=60)
    dossier = committees.ready(committee)
    plan = plan_for(Meeting("", committee.session.held_on, 5), PACE)
    with clock.at(clock.now() + (plan.agenda_by - clock.today())):
        assert isinstance(
            choose_session(dossier=dossier, number=committee.session.number, by=committee.world.leader), Refusal
        )
        ok(choose_session(dossier=dossier, number=committee.session.number, by=committee.lead))
