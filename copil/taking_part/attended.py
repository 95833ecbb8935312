"""Who was there at a session, from its points: how each seat attended is kept as a point is called, and counted in its
votes.

The last mark alone would call absent who sat, voted, then left.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from accounts.among import Keys
from copil.models import AgendaItem, Business, Seat
from copil.roll import Roll, presences
from copil.wording import attends_words

NO = Seat.Attends.NO.value


@dataclass(frozen=True)
class Moment:
    """One point examined in the room: how each seat attended `called` it, and `there` until its last vote, by key."""

    position: int
    at: datetime
    called: Mapping[int, str]
    there: Mapping[int, str]


def moments_of(items: Iterable[AgendaItem], business: Iterable[Business]) -> tuple[Moment, ...]:
    """The points examined in the room, in the order in which they were; one statement, the ballots being loaded.

    A point voted online tells nothing of the room, nor other business that was not put to the vote.
    """
    called = {
        item.pk: item
        for item in items
        if item.opened_at is not None and not any(ballot.is_online for ballot in item.ballots.all())
    }
    rows: dict[int, dict[int, str]] = {pk: {} for pk in called}
    for item, seat, attends in presences.rows(Keys(called)):
        rows[item][seat] = attends
    found = [_of_item(item, rows[pk]) for pk, item in called.items()]
    for one in business:
        if one.closed_at is not None and one.case is not None:
            there = _counted(one.case)
            found.append(Moment(one.position, one.closed_at, there, there))
    return tuple(sorted(found, key=lambda moment: moment.at))


def _of_item(item: AgendaItem, called: Mapping[int, str]) -> Moment:
    """Those there at the call, and those who came while it was examined: a vote counted them."""
    there = dict(called)
    for ballot in item.ballots.all():
        there = _counted(ballot.case or {}) | there
    return Moment(item.position, item.opened_at or item.session.held_at, called, there)


def _counted(case: Mapping[str, Any]) -> dict[int, str]:
    return {int(seat["id"]): seat["attends"] for seat in case.get("seats", []) if seat["attends"] != NO}


def at_opening(roll: Roll, moments: Sequence[Moment]) -> Roll:
    """The session's roll as it opened, which is when its first point is called; as marked, where none was."""
    if not moments:
        return roll
    first = moments[0]
    attends = {seat.pk: first.called.get(seat.pk, NO) for seat in roll.seats}
    return replace(roll, attends=attends, proxies=tuple(proxy for proxy in roll.proxies if proxy.given_at <= first.at))


def attended(seat: Seat, moments: Sequence[Moment]) -> str:
    """How the seat attended, and which points if not all; empty when it never did."""
    found = [moment.there.get(seat.pk, NO) for moment in moments]
    if set(found) <= {NO}:
        return _after(seat, moments)
    runs: list[tuple[str, list[int]]] = []
    for how, same in groupby(zip(found, moments, strict=True), key=lambda pair: pair[0]):
        runs.append((how, [moment.position for _how, moment in same]))
    there = [(how, points) for how, points in runs if how != NO]
    if len({how for how, _points in there}) > 1:
        return ", ".join(f"{attends_words(seat, how)} ({_points(points)})" for how, points in there)
    return _in_one_way(attends_words(seat, there[0][0]), runs, left=seat.attends == NO)


def _in_one_way(how: str, runs: Sequence[tuple[str, list[int]]], *, left: bool) -> str:
    """How a seat attended that always did so in the same way, and which points if not all."""
    match [code != NO for code, _points in runs]:
        case [True]:
            last = runs[0][1][-1]
            return _("%(how)s, parti après l’appel du point %(number)s") % {"how": how, "number": last} if left else how
        case [True, False]:
            return _("%(how)s, parti avant le point %(number)s") % {"how": how, "number": runs[1][1][0]}
        case [False, True]:
            return _("%(how)s, à partir du point %(number)s") % {"how": how, "number": runs[1][1][0]}
    return f"{how} ({_points([number for code, points in runs if code != NO for number in points])})"


def _after(seat: Seat, moments: Sequence[Moment]) -> str:
    """Of a seat that no point counted: there before any was called, or come after the last; else nothing."""
    if seat.attends == NO:
        return ""
    how = attends_words(seat, seat.attends)
    if not moments:
        return how
    return _("%(how)s, après l’appel du point %(number)s") % {"how": how, "number": moments[-1].position}


def _points(numbers: Sequence[int]) -> str:
    """Point 3; points 1 à 3; points 1, 2 et 5."""
    if len(numbers) == 1:
        return _("point %(number)s") % {"number": numbers[0]}
    first, last = numbers[0], numbers[-1]
    if len(numbers) > 2 and list(numbers) == list(range(first, last + 1)):
        return _("points %(first)s à %(last)s") % {"first": first, "last": last}
    return _("points %(first)s et %(last)s") % {"first": ", ".join(map(str, numbers[:-1])), "last": last}
