"""Votes written on a line: what the law is given, what it must answer. The notation is told in docs/VOTES.md."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone
from fractions import Fraction
from pathlib import Path

from copil.tally import (
    Attends,
    Case,
    CastBallot,
    Choice,
    Counts,
    Kind,
    Majority,
    Mode,
    Outcome,
    Proxy,
    Quorum,
    Refused,
    Rules,
    Seat,
    SecondConvocation,
    Totals,
    What,
    Why,
    Window,
)

FILE = Path(__file__).resolve().parents[2] / "docs" / "VOTES.md"
DAY = datetime(2026, 12, 3, tzinfo=UTC)
COLUMNS = 9
HELD = {word: Kind(word) for word in ("chair", "qualified", "expert")}
THERE = {"absent": Attends.NO, "remote": Attends.REMOTE, "substitute": Attends.SUBSTITUTE}
CONVOKED = {"with clause": SecondConvocation.WITH_CLAUSE, "without clause": SecondConvocation.WITHOUT_CLAUSE}
BALLOT = re.compile(r"(?P<seats>\S+) (?P<choice>[a-z]+)( by (?P<by>\S+))?( (?P<hour>[\d:.]+)(\+0(?P<east>\d):00)?)?")


@dataclass(frozen=True)
class Line:
    """A case, what is expected of it (the flag: by casting vote), and the rules that it shows."""

    name: str
    case: Case
    expected: tuple[Quorum, Counts, Outcome, bool, tuple[Refused, ...]]
    shows: frozenset[str]


def lines() -> Iterator[Line]:
    """The cases of docs/VOTES.md, in order."""
    for row in FILE.read_text().splitlines():
        cells = [cell.strip() for cell in row.split("|")[1:-1]]
        if len(cells) != COLUMNS or cells[0] == "case" or cells[0].startswith("--"):
            continue
        name, seats, given, votes, quorum, count, outcome, refused, shows = cells
        decided, _, how = outcome.partition(" by ")
        yield Line(
            name=name,
            case=case(seats, given, votes),
            expected=(
                _quorum(quorum),
                Counts(*map(int, count.split("-"))),
                Outcome(decided),
                how == "casting vote",
                tuple(_refused(said) for said in _items(refused)),
            ),
            shows=frozenset(_items(shows)),
        )


def case(seats: str, given: str = "", votes: str = "") -> Case:
    """`case("A chair, B, C absent", "C→A", "A pour, C contre by A")`."""
    asked = _items(given)
    totals, ballots = _votes(votes)
    return Case(
        mode=Mode.ASYNCHRONOUS if "online" in asked else Mode.LIVE,
        seats=tuple(seat for said in _items(seats) for seat in _seats(said)),
        rules=_rules(asked),
        window=_window(asked),
        proxies=tuple(Proxy(*said.split("→")) for said in asked if "→" in said),
        interests=frozenset(said.removesuffix(" out") for said in asked if said.endswith(" out")),
        ballots=ballots,
        totals=totals,
    )


def at(hour: str, east: int = 0) -> datetime:
    """That time of the session's day, in a zone so many hours east of UTC."""
    return DAY.replace(tzinfo=timezone(timedelta(hours=east))) + _since_midnight(hour)


def _since_midnight(hour: str) -> timedelta:
    read = time.fromisoformat(f"0{hour}" if hour[1] == ":" else hour)
    return timedelta(hours=read.hour, minutes=read.minute, seconds=read.second, microseconds=read.microsecond)


def _items(cell: str) -> list[str]:
    return cell.split(", ") if cell else []


def _ids(said: str) -> list[str]:
    """`B`, `B–E` or `S1–S14`."""
    first, dash, last = said.partition("–")
    if not dash:
        return [said]
    if first[1:]:
        return [f"{first[0]}{n}" for n in range(int(first[1:]), int(last[1:]) + 1)]
    return [chr(n) for n in range(ord(first), ord(last) + 1)]


def _seats(said: str) -> Iterator[Seat]:
    ids, *words = said.split()
    assert {*words} <= HELD.keys() | THERE.keys(), said
    kind = next((HELD[word] for word in words if word in HELD), Kind.MEMBER)
    attends = next((THERE[word] for word in words if word in THERE), Attends.TITULAR)
    for id in _ids(ids):
        yield Seat(id, kind, attends)


def _rules(asked: list[str]) -> Rules:
    rules: dict[str, object] = {}
    for said in asked:
        word, _, value = said.partition(" ")
        match word:
            case "quorum":
                rules["quorum"] = Fraction(value)
            case "majority":
                rules["majority"] = Majority(value)
            case "second":
                rules["second_convocation"] = CONVOKED[value.removeprefix("convocation ")]
            case "no":
                assert value == "casting vote", said
                rules["casting_vote"] = False
            case _:
                assert "→" in said or value == "out" or word in ("online", "window"), said
    return Rules(**rules)  # type: ignore[arg-type]


def _window(asked: list[str]) -> Window | None:
    for said in asked:
        word, _, bounds = said.partition(" ")
        if word in ("online", "window"):
            opens, closes = (bounds or "9:00–12:00").split("–")
            return Window(at(opens), at(closes))
    return None


def _votes(cell: str) -> tuple[Totals | None, tuple[CastBallot, ...]]:
    if cell.startswith("totals "):
        _word, count, *chair = cell.split()
        return Totals(*map(int, count.split("-")), chair=Choice(chair[1]) if chair else None), ()
    return None, tuple(ballot for said in _items(cell) for ballot in _ballots(said))


def _ballots(said: str) -> Iterator[CastBallot]:
    read = BALLOT.fullmatch(said)
    assert read, said
    moment = at(read["hour"] or "9:10", int(read["east"] or 0))
    for id in _ids(read["seats"]):
        yield CastBallot(id, Choice(read["choice"]), moment, read["by"])


def _quorum(cell: str) -> Quorum:
    present, sign, required, _of, seats = cell.split()
    return Quorum(seats=int(seats), present=int(present), required=int(required), met={"≥": True, "<": False}[sign])


def _refused(said: str) -> Refused:
    what, seat, why = said.split()
    return Refused(What(what), seat, Why(why))
