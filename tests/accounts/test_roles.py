"""A role is held from its first day to its last, both included; whoever gives and takes roles is an administrator."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.actions import end_role, grant_role
from accounts.models import RoleHolding, User
from accounts.refusal import Refused
from accounts.roles import HELD, Role
from tests.accounts.people import days, hold, person

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 3, 2), date(2026, 6, 30)


@pytest.fixture
def lea() -> User:
    return person("lea@gers.example")


@pytest.mark.parametrize(
    ("day", "held"),
    [
        (date(2026, 3, 1), False),
        (FIRST, True),
        (date(2026, 5, 1), True),
        (LAST, True),
        (date(2026, 7, 1), False),
    ],
)
def test_a_role_is_held_from_its_first_day_to_its_last(lea, day, held):
    hold(lea, Role.REFERENT, starts_on=FIRST, ends_on=LAST)
    assert lea.roles_on(day) == (frozenset({Role.REFERENT}) if held else frozenset())


def test_a_role_without_an_end_goes_on(lea):
    hold(lea, Role.REFERENT, starts_on=FIRST)
    assert lea.roles_on(date(2126, 1, 1)) == {Role.REFERENT}


@pytest.mark.parametrize(
    ("starts", "ends", "held"), [(0, 0, True), (-1, 0, True), (0, 1, True), (-2, -1, False), (1, 2, False)]
)
def test_the_roles_of_today_are_those_of_this_very_day(lea, starts, ends, held):
    hold(lea, Role.TEAM, starts_on=days(starts), ends_on=days(ends))
    assert (Role.TEAM in lea.roles) is held


def test_a_role_brings_those_it_contains(lea):
    hold(lea, Role.TEAM_LEAD, starts_on=FIRST)
    hold(lea, Role.COPIL_CHAIR, starts_on=FIRST)
    assert lea.roles_on(FIRST) == {Role.TEAM_LEAD, Role.TEAM, Role.COPIL_CHAIR, Role.COPIL_MEMBER}


@pytest.mark.parametrize(
    "fields",
    [
        {"role": Role.LEADER},
        {"role": Role.SYSTEM},
        {"role": "chef"},
        {"role": Role.AUDITOR},
        {"role": Role.TEAM, "ends_on": date(2026, 3, 1)},
    ],
    ids=["leader", "system", "unknown", "audit without end", "end before start"],
)
def test_the_database_refuses_an_impossible_holding(lea, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleHolding.objects.create(user=lea, starts_on=FIRST, **fields)


def code_of(verb, **arguments) -> str:
    with pytest.raises(Refused) as caught:
        verb(**arguments)
    return caught.value.refusal.code


def test_an_administrator_gives_a_role_and_the_row_says_who_did(admin, lea):
    holding = grant_role(user=lea, role=Role.REFERENT, by=admin, starts_on=days(0), ends_on=days(30))
    assert lea.roles == {Role.REFERENT}
    assert holding.recorded_by == admin


@pytest.mark.parametrize("role", [None, *[role for role in HELD if role != Role.ADMIN]])
def test_nobody_else_gives_or_takes_roles(lea, role):
    by = person("autre@gers.example", *([role] if role else []))
    holding = hold(lea, Role.TEAM, starts_on=FIRST)
    assert code_of(grant_role, user=lea, role=Role.REFERENT, by=by, starts_on=days(0)) == "forbidden"
    assert code_of(end_role, holding=holding, by=by) == "forbidden"


def test_whose_administration_is_over_gives_nothing(lea):
    former = person("ancien@gers.example")
    hold(former, Role.ADMIN, starts_on=days(-30), ends_on=days(-1))
    assert code_of(grant_role, user=lea, role=Role.REFERENT, by=former, starts_on=days(0)) == "forbidden"


def test_nobody_gives_oneself_a_role(admin):
    assert code_of(grant_role, user=admin, role=Role.SIGNATORY, by=admin, starts_on=days(0)) == "oneself"


@pytest.mark.parametrize(
    ("role", "starts", "ends", "code"),
    [
        (Role.LEADER, 0, None, "role_not_held"),
        (Role.SYSTEM, 0, None, "role_not_held"),
        (Role.AUDITOR, 0, None, "audit_needs_end"),
        (Role.TEAM, 5, 4, "dates"),
        (Role.TEAM, -5, -1, "past_end"),
    ],
)
def test_an_impossible_period_is_refused(admin, lea, role, starts, ends, code):
    period = {"starts_on": days(starts), "ends_on": None if ends is None else days(ends)}
    assert code_of(grant_role, user=lea, role=role, by=admin, **period) == code
    assert not lea.holdings.exists()


@pytest.mark.parametrize(
    ("starts", "ends", "meets"),
    [(-5, 0, True), (0, None, True), (10, 20, True), (10, None, True), (11, 20, False), (11, None, False)],
)
def test_one_does_not_hold_a_role_twice_on_the_same_day(admin, lea, starts, ends, meets):
    hold(lea, Role.TEAM, starts_on=days(0), ends_on=days(10))
    asked = {"user": lea, "role": Role.TEAM, "by": admin, "starts_on": days(starts)}
    asked["ends_on"] = None if ends is None else days(ends)
    if meets:
        assert code_of(grant_role, **asked) == "already_held"
    else:
        grant_role(**asked)
    assert lea.holdings.count() == (1 if meets else 2)


def test_a_closed_account_is_given_nothing(admin, lea):
    User.objects.filter(pk=lea.pk).update(is_active=False)
    assert code_of(grant_role, user=lea, role=Role.TEAM, by=admin, starts_on=days(0)) == "closed_account"


def test_ending_at_once_leaves_the_days_gone_by(admin, lea):
    holding = hold(lea, Role.TEAM, starts_on=days(-3))
    ended = end_role(holding=holding, by=admin)
    assert lea.roles_on(days(-1)) == {Role.TEAM}
    assert lea.roles == frozenset()
    assert ended.ended_by == admin


def test_ending_on_a_day_keeps_that_day(admin, lea):
    end_role(holding=hold(lea, Role.TEAM, starts_on=days(-3)), by=admin, last_day=days(2))
    assert [lea.roles_on(days(n)) for n in (2, 3)] == [{Role.TEAM}, frozenset()]


@pytest.mark.parametrize("starts", [0, 7])
def test_a_role_taken_back_on_its_first_day_or_before_was_never_held_yet_stays_on_record(admin, lea, starts):
    holding = end_role(holding=hold(lea, Role.TEAM, starts_on=days(starts)), by=admin)
    assert holding.was_taken_back
    assert [lea.roles_on(days(n)) for n in (-1, 0, starts, starts + 1)] == [frozenset()] * 4
    grant_role(user=lea, role=Role.TEAM, by=admin, starts_on=days(starts))
    assert lea.holdings.count() == 2


@pytest.mark.parametrize(
    ("starts", "ends", "last", "code"),
    [
        (-9, -1, None, "already_over"),
        (-9, None, -1, "past_day"),
        (5, None, 4, "dates"),
        (-9, 5, 6, "later_than_planned"),
    ],
)
def test_an_end_is_only_brought_forward_and_never_into_the_past(admin, lea, starts, ends, last, code):
    holding = hold(lea, Role.TEAM, starts_on=days(starts), ends_on=None if ends is None else days(ends))
    before = RoleHolding.objects.values().get(pk=holding.pk)
    assert code_of(end_role, holding=holding, by=admin, last_day=None if last is None else days(last)) == code
    assert RoleHolding.objects.values().get(pk=holding.pk) == before


def test_the_last_administrator_stays(admin):
    holding = admin.holdings.get()
    assert code_of(end_role, holding=holding, by=admin) == "last_admin"
    assert code_of(end_role, holding=holding, by=admin, last_day=days(9)) == "last_admin"
    second = person("second@lab-o.example", Role.ADMIN)
    end_role(holding=holding, by=admin)
    assert code_of(end_role, holding=second.holdings.get(), by=second) == "last_admin"


def test_an_administrator_whose_account_is_closed_or_whose_time_is_up_is_not_counted(admin):
    person("ferme@lab-o.example", Role.ADMIN, is_active=False)
    hold(person("bref@lab-o.example"), Role.ADMIN, starts_on=days(-9), ends_on=days(3))
    assert code_of(end_role, holding=admin.holdings.get(), by=admin, last_day=days(3)) == "last_admin"
    end_role(holding=admin.holdings.get(), by=admin, last_day=days(2))
