"""A vote as a JSON file, read into a `Case`; its `Result`, written as JSON.

Nothing is guessed: an unknown key or code, a key given twice or a value of the wrong type is `Malformed`,
one French sentence that names the place. `rules` and each of its keys, `proxies`, `interests` and `ballots`
may be missing; `window` too, in a live vote.

The quorum is the text "n/d", or a decimal or whole number, as text or as a JSON number ("0.5", 0.5, 1), in
]0, 1]; a decimal is read exactly, digit by digit.

`totals` stand instead of ballots, in a live vote: pour, contre, abstention and nppv, all four, and `chair`, what the
chair's seat chose, when it is known.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any, NoReturn, TypeVar

from copil.tally_case import (
    Case,
    CastBallot,
    Proxy,
    Result,
    Rules,
    Seat,
    Totals,
    Window,
)
from copil.tally_codes import (
    Attends,
    Choice,
    Kind,
    Majority,
    Malformed,
    Mode,
    SecondConvocation,
    quoted,
)

Code = TypeVar("Code", bound=StrEnum)

# Nine digits are plenty, and a bound keeps a hostile number from filling the memory.
FRACTION = re.compile(r"[0-9]{1,9}(/[0-9]{1,9}|\.[0-9]{1,9})?")
WHOLE = re.compile(r"-?[0-9]{1,6}")
# Finer than the microsecond would be cut, and a ballot's order or lateness with it.
MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Number:
    """A JSON number as it was written: only the quorum and totals may be one."""

    text: str


def read_case(content: bytes | str) -> Case:
    """The vote that a JSON text describes; raises `Malformed`."""
    vote = _Object(_parse(content), "", "rules mode window seats proxies interests ballots totals")
    return Case(
        mode=vote.code("mode", Mode),
        seats=tuple(_seat(item) for item in vote.objects("seats", "id kind attends")),
        rules=_rules(vote) if vote.has("rules") else Rules(),
        window=_window(vote) if vote.has("window") else None,
        proxies=tuple(
            Proxy(giver=item.text("giver"), holder=item.text("holder"))
            for item in vote.objects("proxies", "giver holder", optional=True)
        ),
        interests=frozenset(vote.texts("interests", optional=True)),
        ballots=tuple(_ballot(item) for item in vote.objects("ballots", "seat choice cast_by at", optional=True)),
        totals=_totals(vote) if vote.has("totals") else None,
    )


def write_result(result: Result, *, ascii_only: bool = False) -> str:
    """The result as JSON; `ascii_only` escapes the accents for an output that has none."""
    return json.dumps(asdict(result), ensure_ascii=ascii_only, indent=2)


def result_as_json(result: Result) -> dict[str, Any]:
    """The result as plain values, as `write_result` writes them."""
    return json.loads(write_result(result))  # type: ignore[no-any-return]


def case_as_json(case: Case) -> dict[str, Any]:
    """The vote as the file that `read_case` reads: what a close keeps, so that a dispute can replay it."""
    window = case.window
    written: dict[str, Any] = {
        "rules": asdict(case.rules) | {"quorum": str(case.rules.quorum)},
        "mode": case.mode.value,
        "seats": [{"id": s.id, "kind": s.kind.value, "attends": s.attends.value} for s in case.seats],
        "proxies": [asdict(proxy) for proxy in case.proxies],
        "interests": sorted(case.interests),
        "ballots": [_ballot_as_json(ballot) for ballot in case.ballots],
    }
    if case.totals is not None:
        chair = {} if case.totals.chair is None else {"chair": case.totals.chair.value}
        written["totals"] = {choice.value: getattr(case.totals, choice.value) for choice in Choice} | chair
    if window is not None:
        written["window"] = {"opens": window.opens.isoformat(), "closes": window.closes.isoformat()}
    return written


def case_of_json(kept: object) -> Case:
    """The vote that `case_as_json` wrote, read with the same checks as a file; raises `Malformed`."""
    return read_case(json.dumps(kept))


def _ballot_as_json(ballot: CastBallot) -> dict[str, str]:
    written = {"seat": ballot.seat, "choice": ballot.choice.value, "at": ballot.at.isoformat()}
    return written if ballot.cast_by is None else written | {"cast_by": ballot.cast_by}


def _rules(vote: "_Object") -> Rules:
    rules, default = vote.nested("rules", "quorum majority casting_vote second_convocation"), Rules()
    return Rules(
        quorum=rules.fraction("quorum") if rules.has("quorum") else default.quorum,
        majority=rules.code("majority", Majority) if rules.has("majority") else default.majority,
        casting_vote=rules.flag("casting_vote") if rules.has("casting_vote") else default.casting_vote,
        second_convocation=(
            rules.code("second_convocation", SecondConvocation)
            if rules.has("second_convocation")
            else default.second_convocation
        ),
    )


def _window(vote: "_Object") -> Window:
    window = vote.nested("window", "opens closes")
    return Window(opens=window.moment("opens"), closes=window.moment("closes"))


def _totals(vote: "_Object") -> Totals:
    totals = vote.nested("totals", "pour contre abstention nppv chair")
    return Totals(
        **{choice.value: totals.number(choice.value) for choice in Choice},
        chair=totals.code("chair", Choice) if totals.has("chair") else None,
    )


def _seat(item: "_Object") -> Seat:
    return Seat(id=item.text("id"), kind=item.code("kind", Kind), attends=item.code("attends", Attends))


def _ballot(item: "_Object") -> CastBallot:
    return CastBallot(
        seat=item.text("seat"),
        choice=item.code("choice", Choice),
        at=item.moment("at"),
        cast_by=item.text("cast_by") if item.has("cast_by") else None,
    )


class _Object:
    """A JSON object at a named place, with no key but those allowed; each method reads a key as one type."""

    def __init__(self, value: object, place: str, allowed: str) -> None:
        if not isinstance(value, dict):
            raise Malformed(f"{place or 'Le vote'} doit être un objet JSON.")
        keys = allowed.split()
        for key in value:
            if key not in keys:
                where = f"de {place}" if place else "du vote"
                raise Malformed(f"La clé {quoted(key)} {where} est inconnue (attendu : {', '.join(keys)}).")
        self._values: dict[str, object] = value
        self._place = place

    def has(self, key: str) -> bool:
        return key in self._values

    def text(self, key: str) -> str:
        return _text(self._value(key), self._at(key))

    def flag(self, key: str) -> bool:
        value = self._value(key)
        if not isinstance(value, bool):
            raise Malformed(f"{self._at(key)} doit être true ou false.")
        return value

    def code(self, key: str, codes: type[Code]) -> Code:
        text = self.text(key)
        try:
            return codes(text)
        except ValueError:
            expected = ", ".join(codes)
            raise Malformed(
                f"La valeur {quoted(text)} de {self._at(key)} est inconnue (attendu : {expected})."
            ) from None

    def moment(self, key: str) -> datetime:
        """A date and time; one without time zone is refused by what it is read into."""
        text = self.text(key)
        try:
            if MOMENT.fullmatch(text):
                return datetime.fromisoformat(text.upper())
        except ValueError:
            pass  # well written, but no such day or hour: said below
        raise Malformed(
            f"La valeur {quoted(text)} de {self._at(key)} n’est pas une date et une heure comme 2026-12-03T09:00:00Z."
        )

    def fraction(self, key: str) -> Fraction:
        """A positive or null fraction; whether it is in ]0, 1] is for `Rules` to say."""
        value = self._value(key)
        text = value.text if isinstance(value, _Number) else _text(value, self._at(key))
        try:
            if FRACTION.fullmatch(text):
                return Fraction(text)
        except ZeroDivisionError:
            pass  # said below
        raise Malformed(f"La valeur {quoted(text)} de {self._at(key)} n’est pas une fraction comme 1/2.")

    def number(self, key: str) -> int:
        """A count of voices."""
        value = self._value(key)
        if not (isinstance(value, _Number) and WHOLE.fullmatch(value.text)):
            raise Malformed(f"{self._at(key)} doit être un nombre entier de voix.")
        return int(value.text)

    def nested(self, key: str, allowed: str) -> "_Object":
        return _Object(self._value(key), self._at(key), allowed)

    def objects(self, key: str, allowed: str, *, optional: bool = False) -> Iterator["_Object"]:
        for place, value in self._items(key, optional=optional):
            yield _Object(value, place, allowed)

    def texts(self, key: str, *, optional: bool = False) -> Iterator[str]:
        for place, value in self._items(key, optional=optional):
            yield _text(value, place)

    def _items(self, key: str, *, optional: bool) -> list[tuple[str, object]]:
        if optional and not self.has(key):
            return []
        value = self._value(key)
        if not isinstance(value, list):
            raise Malformed(f"{self._at(key)} doit être une liste JSON.")
        return [(f"{self._at(key)}[{index}]", item) for index, item in enumerate(value)]

    def _value(self, key: str) -> object:
        if key not in self._values:
            raise Malformed(f"La clé {self._at(key)} manque.")
        return self._values[key]

    def _at(self, key: str) -> str:
        return f"{self._place}.{key}" if self._place else key


def _text(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise Malformed(f"{place} doit être un texte entre guillemets.")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise Malformed(f"{place} contient un caractère qui n’existe pas en Unicode.")
    return value


def _parse(content: bytes | str) -> object:
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
        return json.loads(
            text,
            object_pairs_hook=_object_without_twins,
            parse_float=_Number,
            parse_int=_Number,
            parse_constant=_refuse_constant,
        )
    except UnicodeDecodeError:
        raise Malformed("Le vote n’est pas un texte UTF-8.") from None
    except json.JSONDecodeError as error:
        raise Malformed(
            f"Le vote n’est pas du JSON : erreur à la ligne {error.lineno}, colonne {error.colno}."
        ) from None
    except RecursionError:
        raise Malformed("Le vote est un JSON aux niveaux trop nombreux.") from None


def _object_without_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise Malformed(f"La clé {quoted(key)} est donnée deux fois dans le même objet.")
        found[key] = value
    return found


def _refuse_constant(constant: str) -> NoReturn:
    raise Malformed(f"La valeur {quoted(constant)} n’est pas du JSON.")
