"""What came of an exercise, once it is over: each criterion, a point a person, and who leans which way."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from accounts.models import User
from scoring.arithmetic import Summary, rounded, summarise
from scoring.calibration.leanings import Leaning, leanings
from scoring.models import ConsensusScore, Criterion, Exercise, ExerciseSheet
from scoring.plots import Plot, plot, tallest
from scoring.reading import SHOWN_PLACES

#: Nearer than this to the others, in points a criterion, nobody is called strict or lenient.
SAME = Fraction(1, 10)


@dataclass(frozen=True)
class Spread:
    """One criterion over all who took part. `own` is the reader's score, `agreed` the consensus of the time."""

    criterion: Criterion
    low: Decimal | None
    high: Decimal | None
    mean: Decimal | None
    median: Decimal | None
    spread: Decimal
    flagged: bool
    own: Decimal | None
    agreed: Decimal | None
    plot: Plot


@dataclass(frozen=True)
class Person:
    """Where one person stands beside the others, in words; `own`: the reader."""

    name: str
    words: str
    own: bool


@dataclass(frozen=True)
class Outcome:
    count: int
    spreads: tuple[Spread, ...]
    people: tuple[Person, ...]
    sentence: str


def outcome(exercise: Exercise, user: User) -> Outcome:
    """The spread of an exercise that is over; four statements."""
    rows = ExerciseSheet.objects.filter(exercise=exercise).select_related("person")
    sheets = list(rows.prefetch_related("scores__criterion"))
    criteria = list(exercise.consensus.rubric.criteria.all())
    agreed = {
        score.criterion_id: score.points for score in ConsensusScore.objects.filter(consensus=exercise.consensus_id)
    }
    marks = {sheet.person_id: tuple(score.mark for score in sheet.scores.all()) for sheet in sheets}
    summary = summarise([criterion.axis for criterion in criteria], list(marks.values()))
    own = {mark.code: mark.points for mark in marks.get(user.pk, ())}
    names = {sheet.person_id: sheet.person.full_name for sheet in sheets}
    found = leanings(marks)
    return Outcome(
        count=len(sheets),
        spreads=_spreads(criteria, summary, own, agreed),
        people=tuple(Person(names[one.who], leaning_words(one.points), one.who == user.pk) for one in found),
        sentence=_sentence(found, names),
    )


def _spreads(
    criteria: list[Criterion], summary: Summary, own: dict[str, Decimal | None], agreed: dict[int, Decimal]
) -> tuple[Spread, ...]:
    stack = tallest(summary.axes)
    return tuple(
        Spread(
            criterion=criterion,
            low=axis.points[0] if axis.points else None,
            high=axis.points[-1] if axis.points else None,
            mean=None if axis.mean is None else rounded(axis.mean, SHOWN_PLACES),
            median=None if axis.median is None else rounded(axis.median, SHOWN_PLACES),
            spread=axis.spread,
            flagged=False,  # nothing is left to discuss
            own=own.get(criterion.code),
            agreed=agreed.get(criterion.pk),
            plot=plot(axis, agreed.get(criterion.pk), stack=stack, own=own.get(criterion.code)),
        )
        for criterion, axis in zip(criteria, summary.axes, strict=True)
    )


def leaning_words(points: Fraction) -> str:
    """How far from the others, in points a criterion."""
    if abs(points) < SAME:
        return _("comme les autres")
    by = {"points": _number(abs(points))}
    if points < 0:
        return _("plus sévère de %(points)s point par critère") % by
    return _("plus généreux de %(points)s point par critère") % by


def _sentence(found: tuple[Leaning, ...], names: dict[int, str]) -> str:
    """Who is the strictest, who the most lenient, in one sentence."""
    if len(found) < 2:
        return _("Il faut au moins deux participants pour comparer.")
    first, last = found[0], found[-1]
    if first.points > -SAME and last.points < SAME:
        return _("Tous notent de la même façon, à un dixième de point près.")
    said = {
        "strict": names[first.who],
        "under": _number(abs(first.points)),
        "lenient": names[last.who],
        "over": _number(abs(last.points)),
    }
    return (
        _(
            "%(strict)s note le plus sévèrement, %(under)s point par critère au-dessous des autres ; "
            "%(lenient)s le plus généreusement, %(over)s point au-dessus."
        )
        % said
    )


def _number(points: Fraction) -> str:
    return str(rounded(points, 1)).replace(".", ",")
