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
from dossiers.aim.plan import Meeting, Pace, plan_for, reachable
from dossiers.models import Call, Dossier
from tests import world
from tests.copil import committee as committees
from tests.world import do, fresh, ok
from workflow import calendar, clock

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
