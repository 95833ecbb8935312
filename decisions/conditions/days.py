"""The conditions of a grant, one a line of what the committee adopted, each with the day by which it is to be met.

The team sets the days before the signature. One that nobody set is that of the act in force when the grant is only
corrected or amended, else two months after the day of the act.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from decisions.document import Grant, Term
from decisions.models import ConditionDay
from dossiers.models import Dossier
from dossiers.models.dossier import Proposal
from workflow import clock

#: How long after the act a condition is to be met, where nobody said otherwise.
AFTER: Final = timedelta(days=60)


@dataclass(frozen=True)
class Dated:
    """One condition; `chosen`: the team set its day, or the act in force says it. `before_payment`: nothing is paid
    until it is met.
    """

    number: int
    text: str
    due_on: date
    before_payment: bool
    chosen: bool


def lines(dossier: Dossier) -> tuple[str, ...]:
    """What was adopted, a condition a line, each once."""
    return tuple(dict.fromkeys(line.strip() for line in dossier.conditions.splitlines() if line.strip()))


def awaits_days(dossier: Dossier) -> bool:
    """Whether the days of its conditions may be set now; no statement."""
    return dossier.state == "signature" and dossier.proposal == Proposal.GRANT and bool(lines(dossier))


def dated(dossier: Dossier, former: Mapping[str, Term] = MappingProxyType({})) -> tuple[Dated, ...]:
    """The conditions with their days; no statement for a grant without any, else one. `former`: `terms_of` the act in
    force.
    """
    found = lines(dossier)
    days = _days(dossier) if found else {}
    default = Term(due=clock.today() + AFTER, before_payment=True)
    dates = []
    for number, text in enumerate(found, 1):
        if day := days.get((number, text)):
            dates.append(Dated(number, text, day.due_on, day.before_payment, True))
        else:
            term = former.get(text, default)
            dates.append(Dated(number, text, term.due, term.before_payment, text in former))
    return tuple(dates)


def terms_of(grant: Grant | None) -> dict[str, Term]:
    """What an act says of its conditions, by their words."""
    return {text: term for text, term in grant.bound if term} if grant else {}


def days_set(dossier: Dossier) -> list[list[str | int | bool]]:
    """The days that the team set, as the basis of an act compares them."""
    chosen = (one for one in dated(dossier) if one.chosen)
    return [[one.number, str(one.due_on), one.before_payment] for one in chosen]


def _days(dossier: Dossier) -> dict[tuple[int, str], ConditionDay]:
    return {(day.number, day.text): day for day in ConditionDay.objects.filter(dossier=dossier)}
