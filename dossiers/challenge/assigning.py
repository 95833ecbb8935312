"""Who should challenge which dossier: the arithmetic of the assignment. Pure: no database, no clock, no chance.

Each dossier gets as many référents as it needs, among those that nothing bars. Of all such plans, one whose loads are
the most even (the least sum of squares, hence a difference of one at most wherever it can be reached); of those, one as
near as possible to the departments and themes that people follow. Ties are broken by the keys: the order of the input
changes nothing. docs/adr/0006 says why it is written here rather than taken from a solver.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

#: What a followed department and a followed theme are worth, against each other.
DEPARTMENT_WEIGHT, THEME_WEIGHT = 3, 2
#: One step of load outweighs any nearness: evenness first. Larger than all the nearness that could be traded for it.
LOAD_WEIGHT = 1_000_000


class Barred(StrEnum):
    """Why a référent is not proposed for a dossier."""

    LEADER = "leader"  # leads it or led it
    INTEREST = "interest"
    OWN_SERVICE = "own_service"
    ASSIGNED = "assigned"  # has it already
    FORMER = "former"  # had it, declined or was relieved
    AWAY = "away"


@dataclass(frozen=True)
class Need:
    """A dossier and how many more référents it needs; `barred` says who cannot be asked, by key."""

    key: str
    department: str
    theme: str
    service: str
    wanted: int
    barred: Mapping[str, Barred] = field(default_factory=dict)


@dataclass(frozen=True)
class Helper:
    """A référent: what they follow, the service they belong to, how many opinions they owe already."""

    key: str
    departments: frozenset[str]
    themes: frozenset[str]
    service: str
    load: int


@dataclass(frozen=True)
class Choice:
    """A référent for a dossier, and why: what is near, and the load they had before and have after the whole plan."""

    need: str
    helper: str
    near_department: bool
    near_theme: bool
    load_before: int
    load_after: int


@dataclass(frozen=True)
class Gap:
    """Places that stay empty on a dossier; `why` counts, for each reason, whom it keeps out."""

    need: str
    missing: int
    why: tuple[tuple[Barred, int], ...]


@dataclass(frozen=True)
class Plan:
    choices: tuple[Choice, ...]
    gaps: tuple[Gap, ...]


def bar(need: Need, helper: Helper) -> Barred | None:
    """Why that référent may not be proposed for that dossier; None when nothing bars them."""
    if known := need.barred.get(helper.key):
        return known
    return Barred.OWN_SERVICE if helper.service and helper.service == need.service else None


def nearness(need: Need, helper: Helper) -> int:
    """How near a référent is to a dossier, from 0 to the sum of the weights."""
    return DEPARTMENT_WEIGHT * (need.department in helper.departments) + THEME_WEIGHT * (need.theme in helper.themes)


def assign(needs: Iterable[Need], helpers: Iterable[Helper]) -> Plan:
    """The plan for those dossiers and those référents. Keys are unique on each side."""
    wanting = sorted(needs, key=lambda need: need.key)
    asked = sorted(helpers, key=lambda helper: helper.key)
    board = _Board(wanting, asked)
    gaps = []
    for n, need in enumerate(wanting):
        placed = sum(board.place(n) for _ in range(need.wanted))
        if placed < need.wanted:
            gaps.append(Gap(need.key, need.wanted - placed, _why(need, asked)))
    return Plan(tuple(board.choices()), tuple(gaps))


def _why(need: Need, helpers: Sequence[Helper]) -> tuple[tuple[Barred, int], ...]:
    reasons = [reason for helper in helpers if (reason := bar(need, helper))]
    return tuple((reason, reasons.count(reason)) for reason in Barred if reason in reasons)


class _Board:
    """Who has which dossier so far: always the best plan for the places filled so far.

    A place is added along the cheapest chain: this référent takes the dossier, hands another one on to a second, and so
    on to somebody whose load grows by one. That is the successive shortest path of a minimum cost flow, and keeps the
    plan the cheapest at each step; a chain is as short as the référents are few.
    """

    def __init__(self, needs: Sequence[Need], helpers: Sequence[Helper]) -> None:
        self.needs, self.helpers = needs, helpers
        self.far = DEPARTMENT_WEIGHT + THEME_WEIGHT
        self.cost = [
            [None if bar(need, helper) else self.far - nearness(need, helper) for helper in helpers] for need in needs
        ]
        self.has: list[set[int]] = [set() for _ in helpers]  # dossiers by référent

    def place(self, need: int) -> bool:
        """One more référent for that dossier; False when nobody is left for it."""
        reach: list[int | None] = [
            None if cost is None or need in self.has[h] else cost for h, cost in enumerate(self.cost[need])
        ]
        came: dict[int, tuple[int, int]] = {}  # référent -> (who hands on, which dossier)
        self._relax(reach, came)
        ends = [(cost + self._step(h), h) for h, cost in enumerate(reach) if cost is not None]
        if not ends:
            return False
        _cost, last = min(ends)
        while last in came:
            giver, handed = came[last]
            self.has[giver].remove(handed)
            self.has[last].add(handed)
            last = giver
        self.has[last].add(need)
        return True

    def _relax(self, reach: list[int | None], came: dict[int, tuple[int, int]]) -> None:
        """Bellman and Ford over the référents: `reach` becomes the cost of the cheapest chain to each."""
        moved = True
        while moved:
            moved = False
            for giver, owned in enumerate(self.has):
                here = reach[giver]
                if here is None:
                    continue
                for handed in sorted(owned):
                    costs = self.cost[handed]
                    own = costs[giver] or 0
                    for taker, cost in enumerate(costs):
                        if cost is None or handed in self.has[taker]:
                            continue
                        there = reach[taker]
                        if there is None or here + cost - own < there:
                            reach[taker], came[taker] = here + cost - own, (giver, handed)
                            moved = True

    def _step(self, helper: int) -> int:
        """What one more dossier costs that référent: their load, which makes the sum of squares the least."""
        return LOAD_WEIGHT * (self.helpers[helper].load + len(self.has[helper]))

    def choices(self) -> Iterable[Choice]:
        pairs = sorted((n, h) for h, owned in enumerate(self.has) for n in owned)
        for n, h in pairs:
            need, helper = self.needs[n], self.helpers[h]
            yield Choice(
                need.key,
                helper.key,
                need.department in helper.departments,
                need.theme in helper.themes,
                helper.load,
                helper.load + len(self.has[h]),
            )
