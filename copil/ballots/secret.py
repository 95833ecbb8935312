"""A secret ballot's count and what is kept of it: who voted, and the choices shuffled, without times; no link.

The tally never asks whose a choice is, a secret ballot having no casting vote, but for one figure: of an asynchronous
vote, how many took part themselves. It is kept, and a replay hands the choices out so that it comes out again.
"""

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from copil import tally
from copil.ballots.seal import unseal
from copil.models import Ballot, Turnout
from copil.roll import Roll
from copil.tally_file import case_as_json, case_of_json

Cast = tally.CastBallot


def case_of(ballot: Ballot, roll: Roll) -> tally.Case:
    """What the tally reads at the close, in memory only: the choices opened, all as of the vote's opening."""
    rows = list(Turnout.objects.filter(ballot=ballot).order_by("seat"))
    return roll.case_of(
        Cast(
            seat=str(row.seat_id),
            choice=tally.Choice(unseal(ballot, row)),
            at=ballot.opens_at or ballot.opened_at,
            cast_by=None if row.cast_by_id == row.seat_id else str(row.cast_by_id),
        )
        for row in rows
    )


def case_as_kept(case: tally.Case) -> dict[str, Any]:
    """The case without its links: turnout by seat, the choices that count shuffled."""
    counted = _counted(case)
    choices = [ballot.choice.value for ballot in counted]
    secrets.SystemRandom().shuffle(choices)
    kept = case_as_json(replace(case, ballots=()))
    kept["secret"] = {
        "turnout": [
            {"seat": ballot.seat, "at": ballot.at.isoformat()}
            | ({} if ballot.cast_by is None else {"cast_by": ballot.cast_by})
            for ballot in case.ballots
        ],
        "choices": choices,
        "took_part": sum(ballot.is_own and ballot.choice is not tally.Choice.NPPV for ballot in counted),
    }
    return kept


def case_kept(kept: dict[str, Any]) -> tally.Case:
    """A case that tallies as the vote did. Of a secret one, which choice stands by which seat means nothing."""
    if "secret" not in kept:
        return case_of_json(kept)
    said = kept["secret"]
    plain = {key: value for key, value in kept.items() if key != "secret"}
    blank = [{**row, "choice": tally.Choice.ABSTENTION.value} for row in said["turnout"]]
    case = case_of_json(plain | {"ballots": blank})
    counted = {ballot.seat for ballot in _counted(case)}
    own = [ballot.seat for ballot in case.ballots if ballot.seat in counted and ballot.is_own]
    held = [ballot.seat for ballot in case.ballots if ballot.seat in counted and not ballot.is_own]
    given = dict(zip([*own, *held], _handed_out(said["choices"], len(own), said["took_part"]), strict=True))
    ballots = (replace(b, choice=tally.Choice(given.get(b.seat, b.choice))) for b in case.ballots)
    return replace(case, ballots=tuple(ballots))


def _handed_out(choices: Sequence[str], own: int, took_part: int) -> Iterator[str]:
    """The choices, those of the seats' own ballots first: as many that take part as did."""
    left = Counter(choices)
    silent = tally.Choice.NPPV.value
    speaking = sorted(choice for choice in choices if choice != silent)
    yield from speaking[:took_part]
    yield from [silent] * (own - took_part)
    yield from speaking[took_part:]
    yield from [silent] * (left[silent] - (own - took_part))


def _counted(case: tally.Case) -> list[Cast]:
    """The ballots that count, in the order of their seats."""
    counted, _refused = tally.take_ballots(case, tally.take_proxies(case)[0])
    return [counted[seat] for seat in sorted(counted)]
