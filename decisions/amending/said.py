"""What an act that amends another says of it, before the terms themselves. Pure."""

from dataclasses import dataclass
from datetime import date

from decisions.canonical import Part


@dataclass(frozen=True, kw_only=True)
class Changed(Part):
    """One thing that is no longer as it was, in words; `before` is empty where nothing stood."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Amendment(Part):
    """`number` counts the amendments of one grant, from one; `of` is the act first amended (« la convention n° … »).

    `by_beneficiary`: it was asked for by them that day, else proposed by the service. `reason` is quoted.
    """

    number: int
    of: str
    of_signed_on: date
    asked_on: date
    by_beneficiary: bool
    reason: str
    changes: tuple[Changed, ...]
