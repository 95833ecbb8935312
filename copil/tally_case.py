"""What a tally is given and what it answers, as frozen values: the vocabulary of the vote, without its law.

The law is in `copil/tally.py`, which re-exports these names; the same vote as a JSON file is in
`copil/tally_file.py`. Live voting builds a `Case` from its rows, the command from a file: both meet the same
checks here, so that every `Case` that exists can be tallied.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import cached_property

from copil.tally_codes import (
    Attends,
    Choice,
    Ground,
    Kind,
    Majority,
    Malformed,
    Mode,
    Outcome,
    SecondConvocation,
    What,
    Why,
    quoted,
)

HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Rules:
    """The house rules that a tally reads, with their defaults.

    A secret ballot is tallied with `casting_vote=False`: a casting vote would tell the chair's.
    """

    quorum: Fraction = HALF
    majority: Majority = Majority.CAST
    casting_vote: bool = True
    second_convocation: SecondConvocation = SecondConvocation.NONE

    def __post_init__(self) -> None:
        if not 0 < self.quorum <= 1:
            raise Malformed("Le quorum doit être une fraction plus grande que 0 et au plus égale à 1.")


@dataclass(frozen=True)
class Window:
    """When ballots are taken; both bounds are inside."""

    opens: datetime
    closes: datetime

    def __post_init__(self) -> None:
        _require_time_zone(self.opens)
        _require_time_zone(self.closes)
        if self.closes < self.opens:
            raise Malformed("La fenêtre de vote se ferme avant de s’ouvrir.")


@dataclass(frozen=True)
class Seat:
    """One seat and who sits in it for this item; `label` is what the reasons call it (by default its id).

    `attends` is what was recorded when the item opened: who leaves later stays counted in the quorum and,
    without a ballot, simply has not voted (CE, by analogy).
    """

    id: str
    kind: Kind
    attends: Attends
    label: str = ""

    @property
    def name(self) -> str:
        return self.label or self.id


@dataclass(frozen=True)
class Proxy:
    giver: str
    holder: str


@dataclass(frozen=True)
class CastBallot:
    """A ballot as received at `at`; `cast_by` is the seat that handed it in, `None` for the seat itself."""

    seat: str
    choice: Choice
    at: datetime
    cast_by: str | None = None

    def __post_init__(self) -> None:
        _require_time_zone(self.at)

    @property
    def is_own(self) -> bool:
        return self.cast_by is None or self.cast_by == self.seat


@dataclass(frozen=True)
class Totals:
    """What a vote on paper, or by show of hands, gave by choice: then there are no ballots to read.

    A blank or spoilt paper is an abstention: neither pour nor contre. `chair` is what the chair's seat chose, known
    when hands were shown; of closed papers nobody knows it.
    """

    pour: int
    contre: int
    abstention: int
    nppv: int
    chair: Choice | None = None

    def __post_init__(self) -> None:
        if min(self.pour, self.contre, self.abstention, self.nppv) < 0:
            raise Malformed("Un total de voix est négatif.")
        if self.chair is not None and not getattr(self, self.chair.value):
            raise Malformed("La présidence aurait fait un choix que les totaux ne comptent pas.")

    @property
    def total(self) -> int:
        return self.pour + self.contre + self.abstention + self.nppv


@dataclass(frozen=True)
class Case:
    """One proposal put to one vote. Raises `Malformed` when it contradicts itself.

    A case has at most one chair. When the chair is recused and replaced for the item, the replacing seat is
    the one given as `Kind.CHAIR`, and the recused one as `Kind.MEMBER`; a recused seat left as the chair
    means that nobody has a casting vote.
    """

    mode: Mode
    seats: tuple[Seat, ...]
    rules: Rules = field(default_factory=Rules)
    window: Window | None = None
    proxies: tuple[Proxy, ...] = ()
    interests: frozenset[str] = frozenset()
    ballots: tuple[CastBallot, ...] = ()
    totals: Totals | None = None

    def __post_init__(self) -> None:
        _require_distinct_seats(self.seats)
        _require_one_chair_at_most(self.seats)
        for seat_id in sorted(self.interests - self.seat_of.keys()):
            raise Malformed(f"L’intérêt déclaré {quoted(seat_id)} ne nomme aucun siège.")
        if self.mode is Mode.ASYNCHRONOUS and self.window is None:
            raise Malformed("Un vote asynchrone doit avoir une fenêtre de vote.")
        if self.totals is not None and (self.ballots or self.mode is Mode.ASYNCHRONOUS):
            raise Malformed("Un vote donné par ses totaux se tient en séance et n’a pas de bulletins.")

    @cached_property
    def seat_of(self) -> Mapping[str, Seat]:
        return {seat.id: seat for seat in self.seats}


@dataclass(frozen=True)
class Quorum:
    """Numbers of seats. Asynchronous: `present` are those that took part themselves."""

    seats: int
    present: int
    required: int
    met: bool


@dataclass(frozen=True)
class Counts:
    pour: int = 0
    contre: int = 0
    abstention: int = 0
    nppv: int = 0


@dataclass(frozen=True)
class Refused:
    """A ballot, proxy (`seat` is then the giver) or substitution not taken; `why` is the first that holds."""

    what: What
    seat: str
    why: Why


@dataclass(frozen=True)
class Verdict:
    outcome: Outcome
    ground: Ground
    casting_vote: bool = False


@dataclass(frozen=True)
class Reckoning:
    """All that a tally establishes, before it is put in words."""

    voting: tuple[Seat, ...]
    holders: Mapping[str, str]  # valid proxies, giver to holder
    counted: Mapping[str, CastBallot]  # the one ballot of each seat that counts
    represented: int  # seats present or represented, the base of Majority.PRESENT
    quorum: Quorum
    counts: Counts
    verdict: Verdict
    refused: tuple[Refused, ...]


@dataclass(frozen=True)
class Result:
    """What the rules make of a vote. Counts are given even when the outcome is invalid.

    `refused` holds ballots, then proxies, then substitutions, each in the order given; `casting_vote` is true
    when the chair's voice decided; `reasons` are French sentences, one for each rule applied.
    """

    quorum: Quorum
    counts: Counts
    casting_vote: bool
    outcome: Outcome
    refused: tuple[Refused, ...]
    reasons: tuple[str, ...]


def _require_time_zone(moment: datetime) -> None:
    if moment.utcoffset() is None:
        raise Malformed(f"La date {quoted(moment.isoformat())} est sans fuseau horaire.")


def _require_distinct_seats(seats: tuple[Seat, ...]) -> None:
    if not seats:
        raise Malformed("Le vote n’a aucun siège.")
    seen: set[str] = set()
    for seat in seats:
        if not seat.id.strip():
            raise Malformed("Un siège n’a pas d’identifiant.")
        if seat.id in seen:
            raise Malformed(f"Deux sièges portent le même identifiant {quoted(seat.id)}.")
        seen.add(seat.id)


def _require_one_chair_at_most(seats: tuple[Seat, ...]) -> None:
    chairs = [seat for seat in seats if seat.kind is Kind.CHAIR]
    if len(chairs) > 1:
        raise Malformed(
            f"Il y a plus d’une présidence, dont les sièges {quoted(chairs[0].id)} et {quoted(chairs[1].id)}."
        )
