"""A vote that was held, counted again as if some of its seats had been out of it (R133-12)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from copil import tally
from copil.ballots.replay import labelled
from copil.ballots.secret import case_kept
from copil.models import Ballot

#: What one of the seats taken out would have chosen, keyed by seat.
Guess = dict[str, str]


@dataclass(frozen=True)
class Recount:
    """What the law makes of the vote without those seats: one result, or one for each choice that is not known.

    `stands`: the outcome recorded is the outcome of all of them.
    """

    results: tuple[tally.Result, ...]
    stands: bool

    @property
    def result(self) -> tally.Result | None:
        """The result, when it does not depend on what nobody knows."""
        return self.results[0] if len(self.results) == 1 else None


def without(ballot: Ballot, seats: frozenset[int]) -> Recount:
    """The closed ballot again, those seats in déport: no vote, no proxy given or held, in no count.

    What they chose in a secret ballot, or in one of which only the totals were read out, is unknown: every choice that
    the figures kept allow is tried.
    """
    kept = ballot.case or {}
    out = frozenset(str(seat) for seat in seats)
    cases = _secret(kept, out) if "secret" in kept else _open(case_kept(kept), out)
    found = [tally.tally(labelled(ballot, replace(case, interests=case.interests | out))) for case in cases]
    results = tuple(dict.fromkeys(found))
    return Recount(results, all(one.outcome.value == ballot.verdict for one in results))


def _open(case: tally.Case, out: frozenset[str]) -> Iterator[tally.Case]:
    """A named vote as it is; totals without what those seats, and those they acted for, may have given to them."""
    totals = case.totals
    if totals is None:
        yield case
        return
    holders = tally.take_proxies(case)[0]
    there = {seat.id for seat in case.seats if tally.sits(seat)} | holders.keys()
    gone = sorted(seat for seat in there if seat in out or holders.get(seat) in out)
    chair = next((seat.id for seat in case.seats if seat.kind is tally.Kind.CHAIR), "")
    known = {chair: (totals.chair,)} if totals.chair is not None else {}
    anything = (*tally.Choice, None)  # None: in the room, and silent
    possible = replace(case, totals=None, interests=case.interests | out)
    most = tally.tally(possible).quorum.present
    for chosen in product(*(known.get(seat, anything) for seat in gone)):
        left = Counter({choice: getattr(totals, choice.value) for choice in tally.Choice})
        left.subtract(choice for choice in chosen if choice is not None)
        staying = totals.chair if totals.chair is not None and chair not in gone else None
        if staying is not None and left[staying] < 1:
            continue
        if min(left.values()) >= 0 and sum(left.values()) <= most:
            counts = {choice.value: left[choice] for choice in tally.Choice}
            yield replace(case, totals=replace(totals, **counts, chair=staying))


def _secret(kept: dict[str, Any], out: frozenset[str]) -> Iterator[tally.Case]:
    """The cases that the kept one may have been, the ballots of those seats and of those they acted for taken away."""
    whole = case_kept(kept)
    before = tally.take_ballots(whole, tally.take_proxies(whole)[0])[0]
    less = replace(whole, interests=whole.interests | out)
    after = tally.take_ballots(less, tally.take_proxies(less)[0])[0]
    gone = sorted(before.keys() - after.keys())
    said = kept["secret"]
    own = sum(ballot.is_own for ballot in after.values())
    for chosen in product(sorted(set(said["choices"])), repeat=len(gone)):
        left = Counter(said["choices"])
        left.subtract(chosen)
        mine = [choice for seat, choice in zip(gone, chosen, strict=True) if before[seat].is_own]
        took_part = said["took_part"] - sum(choice != tally.Choice.NPPV.value for choice in mine)
        if _possible(left, own, took_part):
            turnout = [row for row in said["turnout"] if row["seat"] not in gone]
            secret = {"turnout": turnout, "choices": sorted(left.elements()), "took_part": took_part}
            yield case_kept({**kept, "interests": sorted({*kept["interests"], *out}), "secret": secret})


def _possible(left: Counter[str], own: int, took_part: int) -> bool:
    """Whether the choices that are left can be those of so many own ballots, of which so many took part."""
    silent = left[tally.Choice.NPPV.value]
    speaking = sum(left.values()) - silent
    return min(left.values(), default=0) >= 0 and 0 <= took_part <= min(own, speaking) and own - took_part <= silent
