"""The référents as the team sees them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.availability import declare_absence, follow
from accounts.roles import Role
from dossiers.challenge.referents import Away, is_away, referents
from tests import world
from workflow import clock

Count = Callable[..., AbstractContextManager[object]]

MONDAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("away", "is_so"),
    [
        ((), False),
        ((Away(MONDAY, MONDAY + timedelta(1)),), False),  # two days of five
        ((Away(MONDAY, MONDAY + timedelta(2)),), True),  # three of five
        ((Away(MONDAY, MONDAY), Away(MONDAY + timedelta(3), MONDAY + timedelta(9))), True),
        ((Away(MONDAY - timedelta(9), MONDAY - timedelta(1)),), False),
        ((Away(MONDAY, MONDAY), Away(MONDAY, MONDAY + timedelta(1))), False),  # the same day twice is one day
    ],
)
def test_who_misses_more_than_half_of_the_working_days_is_away(away: tuple[Away, ...], is_so: bool) -> None:
    assert is_away(away, MONDAY, MONDAY + timedelta(6)) is is_so


def test_past_the_due_date_today_alone_counts() -> None:
    assert is_away((Away(MONDAY, MONDAY),), MONDAY, MONDAY - timedelta(9))
    assert not is_away((Away(MONDAY - timedelta(9), MONDAY - timedelta(5)),), MONDAY, MONDAY - timedelta(9))


@pytest.mark.django_db
def test_each_referent_with_what_they_follow_owe_and_their_absences() -> None:
    lab = world.build()
    world.assigned(lab)
    first, second = lab.referents
    follow(person=first, departments=["34"], themes=["people"], by=first)
    today = clock.today()
    declare_absence(person=first, starts_on=today + timedelta(3), ends_on=today + timedelta(5), by=lab[Role.TEAM])
    found = {r.person: r for r in referents()}
    assert found[first].follows == "Hérault (34), Ressources humaines et management"
    assert found[first].away == (Away(today + timedelta(3), today + timedelta(5)),)
    assert (found[second].follows, found[second].away) == ("", ())
    assert [r.load for r in found.values()] == [1, 1]


@pytest.mark.django_db
def test_the_page_asks_as_much_for_two_referents_as_for_forty(client: Client, statements: Count) -> None:
    lab = world.build()
    client.force_login(lab[Role.TEAM])
    with statements() as few:
        client.get("/referents/")
    for n in range(38):
        follow(person=(who := world.person(f"autre{n}", Role.REFERENT)), departments=["34"], themes=[], by=who)
    with statements() as many:
        client.get("/referents/")
    assert len(few) == len(many) <= 6  # type: ignore[arg-type]
