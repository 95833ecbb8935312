"""The indicator of a project: where it started, where it was to go, where it is; as figures, a plot, a sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.models import Dossier

WIDTH, BAR, GAP = 400, 16, 8
ZERO = Decimal(0)
LABELS: tuple[tuple[str, str | Promise], ...] = (
    ("baseline", gettext_lazy("Au départ")),
    ("measured", gettext_lazy("Mesuré")),
    ("target", gettext_lazy("Visé")),
)


@dataclass(frozen=True)
class Value:
    """One of the three values; `x`, `y` and `width` are the drawing's units. `amount` is None when it is not known."""

    code: str
    label: str
    amount: Decimal | None
    x: int = 0
    y: int = 0
    width: int = 0


@dataclass(frozen=True)
class Measure:
    """`unit` is the project's own; `progress` says how much of the way was made, when that can be said."""

    name: str
    unit: str
    values: tuple[Value, ...]
    progress: str
    width: int = WIDTH
    height: int = 3 * BAR + 2 * GAP
    bar: int = BAR

    @property
    def drawn(self) -> tuple[Value, ...]:
        return tuple(value for value in self.values if value.amount is not None)


@dataclass(frozen=True)
class Indicator:
    """What the dossier promised to measure, as its version in force says it."""

    name: str
    unit: str
    baseline: Decimal | None
    target: Decimal | None


def indicator_of(dossier: Dossier) -> Indicator | None:
    """The indicator of the version that was decided on; one statement."""
    content = dossier.versions.filter(number=dossier.submitted_version).values_list("content", flat=True).first()
    answers = (content or {}).get("indicator", {})
    if not answers.get("indicator"):
        return None
    return Indicator(
        answers["indicator"], answers.get("unit", ""), number(answers.get("baseline")), number(answers.get("target"))
    )


def number(said: Any) -> Decimal | None:
    """A number of the form; None when there is none."""
    try:
        return Decimal(str(said)) if said not in (None, "") else None
    except InvalidOperation:
        return None


def measured(indicator: Indicator, value: Decimal | None) -> Measure:
    """The three values side by side, from zero."""
    found = {"baseline": indicator.baseline, "measured": value, "target": indicator.target}
    known = [ZERO, *(amount for amount in found.values() if amount is not None)]
    low, high = min(known), max(known)
    values = tuple(_values(found, low, high))
    return Measure(indicator.name, indicator.unit, values, _progress(indicator, value))


def _values(found: dict[str, Decimal | None], low: Decimal, high: Decimal) -> Iterator[Value]:
    for row, (code, label) in enumerate(LABELS):
        amount = found[code]
        if amount is None:
            yield Value(code, str(label), None)
            continue
        start, end = sorted((_at(ZERO, low, high), _at(amount, low, high)))
        yield Value(code, str(label), amount, start, row * (BAR + GAP), max(end - start, 2))


def _at(amount: Decimal, low: Decimal, high: Decimal) -> int:
    return round(WIDTH * (amount - low) / (high - low)) if high > low else 0


def _progress(indicator: Indicator, value: Decimal | None) -> str:
    """How much of the way was made, in words; empty when nothing can be said."""
    start, target = indicator.baseline, indicator.target
    if value is None or start is None or target is None or start == target:
        return ""
    share = round((value - start) * 100 / (target - start))
    if share >= 100:
        return _("La cible est atteinte.")
    if share <= 0:
        return _("L’indicateur ne s’est pas rapproché de la cible.")
    return _("%(share)s\u00a0%% du chemin entre le départ et la cible.") % {"share": share}
