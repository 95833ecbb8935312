"""What silence means, and from when: the rule alone, then kept on the dossier's row and told in time."""

from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Role
from dossiers.models import Dossier
from dossiers.models.dossier import Beneficiary
from dossiers.receipt.legal_clock import DECIDE, NOTICE_DAYS
from dossiers.receipt.silence import RULES, Pause, implicit_decision_on, months_after
from notifications.models import DueNotice, Message
from tests import world
from tests.world import World, do, fresh, ok
from workflow import clock, timers
from workflow.models import LogEntry, WorkItem

PARIS = ZoneInfo("Europe/Paris")
ASSOCIATION = {
    "kind": "association", "representative_quality": "présidente", "representative_first_name": "A",
    "representative_last_name": "B", "pledge_on": "2026-09-28", "cerfa": "earlier",
}  # fmt: skip
DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))
ROUTES = st.sampled_from(sorted(RULES))
PAUSES = st.lists(st.builds(lambda day, n: Pause(day, day + timedelta(n)), DAYS, st.integers(0, 400)), max_size=5)


# -- the rule -----------------------------------------------------------------
@pytest.mark.parametrize(
    ("route", "received", "refused"),
    [
        ("association", date(2026, 10, 15), date(2026, 12, 15)),
        ("association", date(2026, 12, 31), date(2027, 2, 28)),  # no 31 February
        ("association", date(2027, 12, 31), date(2028, 2, 29)),  # nor in a leap year, which has a 29th
        ("association", date(2028, 2, 29), date(2028, 4, 29)),
        ("association", date(2026, 11, 30), date(2027, 1, 30)),
        ("public_body", date(2026, 12, 29), date(2027, 2, 28)),
        ("local", date(2026, 6, 30), date(2027, 2, 28)),
        ("local", date(2026, 12, 31), date(2027, 8, 31)),
        ("state", date(2026, 10, 15), None),
        ("", date(2026, 10, 15), None),
    ],
)
def test_two_months_eight_for_local_works_never_within_the_state(
    route: str, received: date, refused: date | None
) -> None:
    assert implicit_decision_on(route, received) == refused


RECEIVED = date(2026, 10, 1)  # refused on 1 December, when nothing stops the clock


@pytest.mark.parametrize(
    ("pauses", "refused"),
    [
        ([Pause(date(2026, 10, 10), date(2026, 10, 25))], date(2026, 12, 16)),
        ([Pause(date(2026, 10, 10), date(2026, 10, 10))], date(2026, 12, 1)),  # answered the same day
        ([Pause(date(2026, 9, 20), date(2026, 10, 5))], date(2026, 12, 5)),  # nothing runs before the receipt
        ([Pause(date(2026, 12, 1), date(2026, 12, 20))], date(2026, 12, 1)),  # refused already
        # Asked once the first pause has pushed the day back: still in time.
        ([Pause(date(2026, 11, 20), date(2026, 12, 5)), Pause(date(2026, 12, 8), date(2026, 12, 18))],
         date(2026, 12, 26)),
        # A day that two requests cover is counted once.
        ([Pause(date(2026, 10, 10), date(2026, 10, 20)), Pause(date(2026, 10, 15), date(2026, 10, 25))],
         date(2026, 12, 16)),
        ([Pause(date(2026, 10, 10), date(2026, 10, 30)), Pause(date(2026, 10, 15), date(2026, 10, 20))],
         date(2026, 12, 21)),
    ],
)  # fmt: skip
def test_an_incomplete_file_stops_the_clock_for_the_days_given_to_complete_it(
    pauses: list[Pause], refused: date
) -> None:
    assert implicit_decision_on("association", RECEIVED, pauses) == refused


def test_a_state_service_has_no_clock_to_stop() -> None:
    assert implicit_decision_on("state", RECEIVED, [Pause(date(2026, 10, 10), date(2026, 10, 25))]) is None


@given(ROUTES, DAYS)
def test_months_never_spill_over_and_never_fall_short(route: str, received: date) -> None:
    day = implicit_decision_on(route, received)
    assert day is not None
    months = (day.year - received.year) * 12 + day.month - received.month
    assert months == RULES[route].months
    tomorrow = day + timedelta(1)
    assert day.day == received.day or (day.day < received.day and tomorrow.day == 1)


@given(DAYS, DAYS, st.integers(0, 12))
def test_who_came_first_is_refused_no_later(one: date, other: date, months: int) -> None:
    first, last = sorted([one, other])
    assert months_after(first, months) <= months_after(last, months)


@given(ROUTES, DAYS, PAUSES)
def test_pauses_only_put_off_and_by_no_more_than_their_days(route: str, received: date, pauses: list[Pause]) -> None:
    bare, day = implicit_decision_on(route, received), implicit_decision_on(route, received, pauses)
    assert bare is not None
    assert day is not None
    assert bare <= day <= bare + sum(((p.until - p.since) for p in pauses), timedelta(0))


@given(ROUTES, DAYS, PAUSES, st.randoms())
def test_neither_order_nor_repetition_of_pauses_matters(
    route: str, received: date, pauses: list[Pause], chance: Random
) -> None:
    shuffled = pauses + pauses[:2]
    chance.shuffle(shuffled)
    assert implicit_decision_on(route, received, shuffled) == implicit_decision_on(route, received, pauses)


@given(ROUTES, DAYS, PAUSES)
def test_the_days_that_ran_are_the_days_of_the_law(route: str, received: date, pauses: list[Pause]) -> None:
    """Counted one by one: the days between receipt and refusal that no pause covers are those of the months."""
    bare, day = implicit_decision_on(route, received), implicit_decision_on(route, received, pauses)
    assert bare is not None
    assert day is not None
    paused = {p.since + timedelta(n) for p in pauses for n in range((p.until - p.since).days)}
    ran = [received + timedelta(n) for n in range((day - received).days) if received + timedelta(n) not in paused]
    assert len(ran) == (bare - received).days


# -- the column ---------------------------------------------------------------
@pytest.fixture
def lab(db: None) -> World:
    return world.build()


def deposited(lab: World, at: datetime, **beneficiary: str) -> Dossier:
    lab.call.opens_on, lab.call.closes_on, lab.call.ends_on = date(2020, 1, 1), date(2099, 1, 1), date(2099, 1, 1)
    lab.call.save()
    with clock.at(at):
        return world.in_challenge(lab, beneficiary={**ASSOCIATION, **beneficiary})


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=PARIS)  # type: ignore[arg-type, misc]


def test_the_day_of_receipt_is_the_day_in_paris(lab: World) -> None:
    late = datetime(2026, 8, 30, 22, 30, tzinfo=ZoneInfo("UTC"))  # half past midnight on the 31st, in Paris
    assert deposited(lab, late).implicit_decision_on == date(2026, 10, 31)
    winter = datetime(2026, 12, 30, 22, 30, tzinfo=ZoneInfo("UTC"))  # half past eleven on the 30th
    assert deposited(lab, winter).implicit_decision_on == date(2027, 2, 28)
    assert deposited(lab, at(2027, 12, 31, 23, 59)).implicit_decision_on == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("kind", "day"),
    [(Beneficiary.STATE, None), (Beneficiary.PUBLIC_BODY, date(2026, 12, 15)), (Beneficiary.LOCAL, date(2027, 6, 15))],
)
def test_each_route_has_its_day(lab: World, kind: str, day: date | None) -> None:
    assert deposited(lab, at(2026, 10, 15, 10), kind=kind).implicit_decision_on == day


def test_a_draft_has_none_and_neither_a_return_nor_a_suspension_moves_it(lab: World) -> None:
    assert world.draft(lab, beneficiary=ASSOCIATION).implicit_decision_on is None
    dossier = deposited(lab, at(2026, 10, 15, 10))
    day = date(2026, 12, 15)
    with clock.at(at(2026, 10, 20, 10)):
        ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Précisez."))
        assert fresh(dossier).implicit_decision_on == day
    with clock.at(at(2026, 10, 26, 10)):
        ok(do(dossier, "resubmit", lab.leader))
        ok(do(dossier, "suspend", lab[Role.TEAM], reason="Attente.", until=date(2026, 11, 20)))
        assert fresh(dossier).implicit_decision_on == day
        ok(do(dossier, "resume", lab[Role.TEAM]))
    assert fresh(dossier).implicit_decision_on == day


def test_another_beneficiary_in_the_completed_version_changes_the_route(lab: World) -> None:
    from dossiers import actions

    dossier = deposited(lab, at(2026, 10, 15, 10))
    for kind, day in (("state", None), ("association", date(2026, 12, 15)), ("local", date(2027, 6, 15))):
        ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Le bénéficiaire ?"))
        section = fresh(dossier).sections.get(code="beneficiary")
        answers = {**section.data, **ASSOCIATION, "kind": kind}
        ok(
            actions.save_section(
                dossier=dossier, section="beneficiary", answers=answers, revision=section.revision, by=lab.leader
            )
        )
        ok(do(dossier, "resubmit", lab.leader))
        assert fresh(dossier).implicit_decision_on == day


def test_a_withdrawn_request_is_refused_by_nothing(lab: World) -> None:
    dossier = deposited(lab, at(2026, 10, 15, 10))
    ok(do(dossier, "withdraw", lab.leader, reason="Abandon."))
    assert fresh(dossier).implicit_decision_on is None


# -- told in time -------------------------------------------------------------
def tick(*when: int) -> int:
    with clock.at(at(*when)):
        ticked = timers.run()
    assert ticked.faults == ()
    return dict(ticked.done)["legal_notices"]


def told(template: str) -> list[str]:
    return [m.recipient.first_name for m in Message.objects.filter(template=template).select_related("recipient")]


def test_the_coordination_is_told_a_month_before_once_then_reminded_then_late(lab: World) -> None:
    dossier = deposited(lab, at(2026, 10, 15, 10))  # refused on 15 December
    assert tick(2026, 11, 14, 10) == 0
    assert tick(2026, 11, 15, 10) == 1
    assert tick(2026, 11, 15, 11) == 0
    task = WorkItem.objects.get(case_id=dossier.pk, kind=DECIDE)
    assert (task.role, task.due_on, (task.due_on - date(2026, 11, 15)).days) == (
        Role.TEAM_LEAD, date(2026, 12, 15), NOTICE_DAYS,
    )  # fmt: skip
    assert told("implicit_refusal_near") == [Role.TEAM_LEAD.value]
    assert LogEntry.objects.filter(case_id=dossier.pk, event="implicit_refusal_near").count() == 1
    for day in (8, 13, 15):
        tick(2026, 12, day, 10)
    tick(2026, 12, 16, 10)
    steps = DueNotice.objects.filter(task_id=task.pk).order_by("at", "pk").values_list("step", flat=True)
    assert list(steps) == ["week_before", "two_days_before", "same_day", "passed"]


def test_neither_a_return_nor_a_new_state_silences_it(lab: World) -> None:
    dossier = deposited(lab, at(2026, 10, 15, 10))
    tick(2026, 11, 16, 10)
    with clock.at(at(2026, 11, 17, 10)):
        ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Précisez."))
    task = WorkItem.objects.get(case_id=dossier.pk, kind=DECIDE, closed_at=None, paused_on=None)
    with clock.at(at(2026, 11, 18, 10)):
        ok(do(dossier, "resubmit", lab.leader))
        ok(do(dossier, "propose_inadmissible", lab[Role.TEAM_LEAD], reason="Hors champ.", exception=True))
    assert WorkItem.objects.get(case_id=dossier.pk, kind=DECIDE, closed_at=None, paused_on=None) == task
    assert tick(2026, 11, 19, 10) == 0
    ok(do(dossier, "withdraw", lab.leader, reason="Abandon."))
    task.refresh_from_db()
    assert task.closed_at is not None


def test_nothing_is_told_of_a_state_service(lab: World) -> None:
    deposited(lab, at(2026, 10, 15, 10), kind="state")
    assert tick(2027, 10, 15, 10) == 0
    assert told("implicit_refusal_near") == []


# -- shown --------------------------------------------------------------------
def test_the_page_and_the_list_show_the_day(lab: World, client) -> None:
    dossier = deposited(lab, at(2026, 10, 15, 10))
    for role in (Role.LEADER, Role.TEAM, Role.AUDITOR):
        client.force_login(lab[role])
        for path in (dossier.get_absolute_url(), "/dossiers/"):
            assert '<time datetime="2026-12-15">' in client.get(path).content.decode(), (role, path)
