"""Who is stricter than whom, and by how much. Pure: no Django, no database, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.arithmetic import Sheet, mean


@dataclass(frozen=True)
class Leaning:
    """How far one person stands from all the others, in points a criterion: under zero, stricter."""

    who: int
    points: Fraction


def leanings(sheets: Mapping[int, Sheet]) -> tuple[Leaning, ...]:
    """Each person beside the mean of the others, over the criteria that both scored; the strictest first.

    Whoever scored nothing that another scored leans nowhere, and is left out.
    """
    found = []
    for who, sheet in sheets.items():
        gaps = []
        for mark in sheet:
            others = [
                Fraction(one.points)
                for other, theirs in sheets.items()
                for one in theirs
                if other != who and one.code == mark.code and one.points is not None
            ]
            if mark.points is not None and (theirs_mean := mean(others)) is not None:
                gaps.append(Fraction(mark.points) - theirs_mean)
        if (leaning := mean(gaps)) is not None:
            found.append(Leaning(who, leaning))
    return tuple(sorted(found, key=lambda one: (one.points, one.who)))
