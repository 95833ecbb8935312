"""Who was there, from the points of the session: who sat and left is not called absent."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from copil import actions
from copil.minutes.reading import minutes_said
from copil.models import Seat
from copil.taking_part.attended import Moment, attended
from tests.copil.committee import build, called, decided, on_agenda, sitting
from tests.world import ok

BEGUN = datetime(2026, 12, 3, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("points", "last", "words"),
    [
        ("ttt", "titular", "présent"),
        ("ttt", "no", "présent, parti après l’appel du point 3"),
        ("tt-", "no", "présent, parti avant le point 3"),
        ("--t", "titular", "présent, à partir du point 3"),
        ("r-r", "no", "à distance (points 1 et 3)"),
        ("-tt-", "no", "présent (points 2 et 3)"),
        ("ttt-t", "titular", "présent (points 1, 2, 3 et 5)"),
        ("tttr", "remote", "présent (points 1 à 3), à distance (point 4)"),
        ("--", "titular", "présent, après l’appel du point 2"),
        ("--", "no", ""),
        ("", "remote", "à distance"),
        ("", "no", ""),
    ],
)
def test_how_a_seat_attended_is_told_from_the_points(points: str, last: str, words: str) -> None:
    seat = Seat(pk=7, attends=last)
    how = {"t": "titular", "r": "remote"}
    found = [{7: how[code]} if code in how else {} for code in points]
    moments = [
        Moment(number, BEGUN + timedelta(minutes=number), there, there) for number, there in enumerate(found, start=1)
    ]
    assert attended(seat, moments) == words


@pytest.mark.django_db
def test_who_votes_then_leaves_is_present_in_the_minutes_and_on_the_page(client: Client, statements: Any) -> None:
    """Four seats; two leave after the first point, one comes for the second: the quorum told is the opening's."""
    committee = build(4)
    first, second = on_agenda(committee), on_agenda(committee)
    with sitting(committee, present=3):
        decided(committee, first)
        committee.attend(1, 2, attends="no")
        committee.attend(3)
        ok(actions.give_proxy(giver=committee.seat(1), holder=committee.seat(0), by=committee.secretary))
        called(committee, second)
        ok(actions.close_session(session=committee.session, by=committee.chair))
        said = minutes_said(committee.again(), None)
        assert [seat.how for seat in said.seats] == [
            "présent",
            "présent, parti avant le point 2, mandat à Siège 0",
            "présent, parti avant le point 2",
            "présent, à partir du point 2",
        ]
        assert all(seat.there for seat in said.seats)
        assert said.quorum == "3 présents ou représentés sur 4 sièges, 2 requis : atteint".replace(" :", "\u00a0:")
        client.force_login(committee.secretary)
        with statements(at_most=24):
            page = client.get(committee.session.get_absolute_url()).content.decode()
        assert "présent, parti avant le point 2" in page
