"""Who should review which dossier, as an integer programme that HiGHS solves (SciPy's `milp`). Pure: no database.

Each dossier gets as many reviewers as it needs among those that nothing bars. What is asked for, in this order: places
filled; loads as even as can be; reviewers of one dossier from different services; one of them near its department.
The same input gives the same plan in whatever order it comes. docs/adr/0024 says why a solver.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

#: What each fault of a plan costs: on a page of thirty dossiers of three places, all of one kind weigh less than one of
#: the kind before.
EMPTY, LOAD, SAME_SERVICE, FAR = 10_000_000.0, 3000.0, 40.0, 1.0
#: Seconds given to the solver: what it has found by then is a sound plan, if not always the best.
PATIENCE = 5.0


class Barred(StrEnum):
    """Why a person is not proposed for a dossier."""

    LEADER = "leader"  # leads it or led it
    INTEREST = "interest"
    OWN_SERVICE = "own_service"
    CHALLENGER = "challenger"  # and the call does not allow it
    ASSIGNED = "assigned"  # reviews it already
    RELIEVED = "relieved"  # was asked, and declined or was relieved
    AWAY = "away"


@dataclass(frozen=True)
class Need:
    """A dossier and how many more reviewers it needs. `services` are those of the reviewers it has, by key;
    `covered`, whether one of them is near its department already.
    """

    key: str
    department: str
    service: str
    wanted: int
    services: frozenset[str] = frozenset()
    covered: bool = False
    barred: Mapping[str, Barred] = field(default_factory=dict)


@dataclass(frozen=True)
class Helper:
    """A person who may review: where they know, whom they work for, how many reviews they owe already."""

    key: str
    departments: frozenset[str]
    service: str
    load: int


@dataclass(frozen=True)
class Choice:
    """A reviewer for a dossier, and why; the loads are before and after the whole plan."""

    need: str
    helper: str
    near: bool
    load_before: int
    load_after: int


@dataclass(frozen=True)
class Plan:
    """`gaps` counts the places that stay empty, by dossier."""

    choices: tuple[Choice, ...]
    gaps: Mapping[str, int]


def bar(need: Need, helper: Helper) -> Barred | None:
    """Why that person may not be proposed for that dossier; None when nothing bars them."""
    if known := need.barred.get(helper.key):
        return known
    return Barred.OWN_SERVICE if helper.service and helper.service == need.service else None


def assign(needs: Iterable[Need], helpers: Iterable[Helper]) -> Plan:
    """The plan for those dossiers and those people. Keys are unique on each side."""
    wanting = sorted((need for need in needs if need.wanted > 0), key=lambda need: need.key)
    asked = sorted(helpers, key=lambda helper: helper.key)
    chosen = _Programme(wanting, asked).solved() if wanting else frozenset()
    taken = [sum(pair[1] == h for pair in chosen) for h in range(len(asked))]
    choices = tuple(
        Choice(
            need=wanting[n].key,
            helper=asked[h].key,
            near=wanting[n].department in asked[h].departments,
            load_before=asked[h].load,
            load_after=asked[h].load + taken[h],
        )
        for n, h in sorted(chosen)
    )
    gaps = {need.key: need.wanted - sum(pair[0] == n for pair in chosen) for n, need in enumerate(wanting)}
    return Plan(choices, {key: gap for key, gap in gaps.items() if gap})


class _Programme:
    """The variables, all whole, with what each costs; the rows that bind them.

    A pair (dossier, person) is 0 or 1. Each person's load grows by steps that cost more and more, which makes the least
    sum the most even. A place left empty, a service met twice, a department that nobody knows are variables as well.
    """

    def __init__(self, needs: Sequence[Need], helpers: Sequence[Helper]) -> None:
        self.costs: list[float] = []
        self.tops: list[float] = []
        self.rows: list[tuple[dict[int, float], float, float]] = []
        self.pairs = {
            (n, h): self._variable(0.0)
            for n, need in enumerate(needs)
            for h, helper in enumerate(helpers)
            if bar(need, helper) is None
        }
        for n, need in enumerate(needs):
            own = {h: self.pairs[n, h] for h in range(len(helpers)) if (n, h) in self.pairs}
            empty = self._variable(EMPTY, top=need.wanted)
            self._bind([*own.values(), empty], least=need.wanted, most=need.wanted)
            self._spread(need, own, helpers)
            self._near(need, own, helpers)
        self._even(helpers, len(needs))

    def _variable(self, cost: float, *, top: float = 1.0) -> int:
        self.costs.append(cost)
        self.tops.append(top)
        return len(self.costs) - 1

    def _bind(self, plus: Iterable[int], *, minus: Iterable[int] = (), least: float, most: float) -> None:
        row = {**dict.fromkeys(plus, 1.0), **dict.fromkeys(minus, -1.0)}
        if row:
            self.rows.append((row, least, most))

    def _spread(self, need: Need, own: Mapping[int, int], helpers: Sequence[Helper]) -> None:
        """Each reviewer of a service beyond its first, those of today counted, costs."""
        for service in sorted({helpers[h].service for h in own} - {""}):
            of_it = [variable for h, variable in own.items() if helpers[h].service == service]
            free = 0 if service in need.services else 1
            extra = self._variable(SAME_SERVICE, top=need.wanted)
            self._bind(of_it, minus=[extra], least=-need.wanted, most=free)

    def _near(self, need: Need, own: Mapping[int, int], helpers: Sequence[Helper]) -> None:
        if need.covered or not need.department:
            return
        near = [variable for h, variable in own.items() if need.department in helpers[h].departments]
        nobody = self._variable(FAR)
        self._bind([*near, nobody], least=1, most=len(near) + 1)

    def _even(self, helpers: Sequence[Helper], needs: int) -> None:
        for h, helper in enumerate(helpers):
            own = [variable for (_n, who), variable in self.pairs.items() if who == h]
            steps = [self._variable(LOAD * (helper.load + step)) for step in range(min(needs, len(own)))]
            self._bind(own, minus=steps, least=0, most=0)

    def solved(self) -> frozenset[tuple[int, int]]:
        """The pairs of the best plan found. RuntimeError when there is none, which an empty place always prevents."""
        # Imported when a plan is asked for: SciPy takes a moment to load, and most processes never need it.
        import numpy
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        values, lines, columns = zip(*self._entries(), strict=True)
        matrix = csr_array((values, (lines, columns)), shape=(len(self.rows), len(self.costs)))
        low, high = [row[1] for row in self.rows], [row[2] for row in self.rows]
        found = milp(
            numpy.array(self.costs),
            integrality=numpy.ones(len(self.costs)),
            bounds=Bounds(0, numpy.array(self.tops)),
            constraints=LinearConstraint(matrix, low, high),
            options={"time_limit": PATIENCE, "mip_rel_gap": 0},
        )
        if found.x is None:
            raise RuntimeError(f"no plan: {found.message}")
        return frozenset(pair for pair, variable in self.pairs.items() if found.x[variable] > 0.5)

    def _entries(self) -> Iterator[tuple[float, int, int]]:
        for line, (row, _least, _most) in enumerate(self.rows):
            for column, value in row.items():
                yield value, line, column
