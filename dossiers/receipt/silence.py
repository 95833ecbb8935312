"""What silence means, and from which day: the implicit decision on a request, by the route of its beneficiary. Pure.

- An association's request is refused by two months of silence, because it is financial (CRPA L231-4, 3°).
- So is that of a public body of the State, which is not « le public » of the CRPA but may go to court (CJA R421-2).
- A commune's or an EPCI's request for an investment is refused by eight months (décret 2018-514, art. 7).
- A service of the State asks the State itself: no law gives its silence a meaning (CRPA L100-3), and it cannot sue.

Months count from the day of receipt to the same day of the month, or to its last day where there is none. Nothing
stops the clock but an incomplete file: the days given to complete it are added, fewer when it is completed before
(CRPA L114-5, which goes for the décret too: its art. 1). They are calendar days.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dossiers.models.dossier import Beneficiary


@dataclass(frozen=True)
class Rule:
    """After how many months silence refuses, and which text says so."""

    months: int
    source: str


RULES = {
    Beneficiary.ASSOCIATION.value: Rule(
        2, "article L. 231-4 du code des relations entre le public et l’administration"
    ),
    Beneficiary.PUBLIC_BODY.value: Rule(2, "article R. 421-2 du code de justice administrative"),
    Beneficiary.LOCAL.value: Rule(8, "article 7 du décret n° 2018-514 du 25 juin 2018"),
}


@dataclass(frozen=True)
class Pause:
    """The file was incomplete: from the day its completion was asked for until it came, or until the day given for it
    had passed; the last day is not counted.
    """

    since: date
    until: date


def implicit_decision_on(route: str, received_on: date, pauses: Iterable[Pause] = ()) -> date | None:
    """The day on which silence refuses a request received that day; None where silence means nothing.

    Pauses may overlap and come in any order; one that begins once the request is refused changes nothing any more.
    """
    rule = RULES.get(route)
    if rule is None:
        return None
    day, counted_until = months_after(received_on, rule.months), received_on
    for pause in sorted(pauses, key=lambda p: p.since):
        since = max(pause.since, counted_until)
        if since >= day:
            break
        day += max(pause.until - since, timedelta(0))
        counted_until = max(counted_until, pause.until)
    return day


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month: two months after 31 December is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
