"""What one person may rank: the consensus in force that they may read, with the reviews behind each.

As many statements for one dossier as for a thousand with nine reviews each. What the person may not read is not there
at all: it moves no rank, and counts nowhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from accounts.among import Keys
from accounts.models import User
from accounts.prepared import Prepared
from accounts.roles import Role
from dossiers.models import Call, Dossier
from scoring.arithmetic import Advice, Mark, Summary, advise, points_of, summarise
from scoring.models import Consensus, Criterion, Review, Score
from scoring.models.review import CURRENT, SUBMITTED
from scoring.ranking.line import ZERO, Given, Scored
from scoring.reading import foreseen, scored
from scoring.visibility import COMMITTEE
from workflow.asked import Asked

#: Who opens the ranking; each then finds there the dossiers whose scores they may read.
READERS = frozenset({Role.TEAM, Role.AUDITOR}) | COMMITTEE
#: Where a dossier still awaits the decision that gives it its amount.
AWAITING = ("team_review", "copil", "waiting")
UNDECIDED = Q(dossier__state__in=AWAITING) | Q(dossier__suspended_from__in=AWAITING)


@dataclass(frozen=True)
class Ranked:
    """A dossier to rank. `base` is the amount in force, in euros: recommended, or adopted and waiting for credits.

    `settled` is what was decided, None while a decision is awaited; `recommended` is None when no funding is.
    """

    dossier: Dossier
    scored: Scored
    summary: Summary
    advice: Advice
    refusal_under: Decimal
    recommended_from: Decimal
    recommended: Decimal | None
    base: Decimal
    settled: Decimal | None


def opens(user: User) -> bool:
    """Whether this person has anything to do with a ranking."""
    return user.is_active and bool(user.roles & READERS)


def calls_for(user: User) -> list[Call]:
    """The calls in which this person may rank something, the latest first; one statement."""
    return list(_calls.instances(user))


def _calls_ranked(user: User) -> "QuerySet[Call]":
    found = Consensus.objects.scores_for(user).in_force().order_by()
    return Call.objects.filter(pk__in=found.values("dossier__call")).order_by("-opens_on", "code")


_calls: Asked[Call] = Asked(_calls_ranked)


def criteria_of(ranked: Sequence[Ranked], found: Iterable[Criterion]) -> list[Criterion]:
    """The criteria of those dossiers in the order of their rubric, each once."""
    codes = {axis.code for one in ranked for axis in one.scored.axes}
    kept: dict[str, Criterion] = {}
    for criterion in found:
        if criterion.code in codes:
            kept.setdefault(criterion.code, criterion)
    return sorted(kept.values(), key=lambda criterion: criterion.position)


def ranked_for(user: User, call: Call, rows: Q | None = None) -> tuple[list[Ranked], list[Criterion]]:
    """The dossiers of a call to rank, in no order, and their criteria; four statements.

    `rows` is a condition on dossiers; without it, those that await a decision.
    """
    if rows is None:
        return ranked_of(_undecided.instances(user, call.pk))
    return ranked_of(of_call(user, call.pk).filter(dossier__in=Dossier.objects.filter(rows)))


def of_call(user: User, call: int) -> "QuerySet[Consensus]":
    """The consensus in force of a call whose scores this person may read, with all that `ranked_of` asks of each."""
    found = Consensus.objects.scores_for(user).in_force().filter(dossier__call=call)
    return found.select_related("rubric", "dossier__service", "dossier__call")


_undecided: Asked[Consensus] = Asked(lambda user, call: of_call(user, call).filter(UNDECIDED), int)


def ranked_of(found: Iterable[Consensus]) -> tuple[list[Ranked], list[Criterion]]:
    """What is ranked of those consensus, in no order, and their criteria; two statements besides theirs."""
    consensuses = scored(found)
    given = _given([consensus.dossier_id for consensus in consensuses])
    ranked = [_ranked(consensus, given.get(consensus.dossier_id, ())) for consensus in consensuses]
    criteria = [score.criterion for consensus in consensuses for score in consensus.scores.all()]
    return ranked, criteria_of(ranked, criteria)


def _given(dossiers: Sequence[UUID]) -> dict[UUID, tuple[Given, ...]]:
    """The reviews that count of those dossiers, by dossier; one statement, of bare values.

    The dossiers come by their keys: to judge again for each score who may read it would take minutes.
    """
    marks: dict[tuple[Any, int], list[Mark]] = {}
    for dossier, reviewer, code, half_points in _counted.rows(Keys(dossiers)):
        mark = Mark(code, None if half_points is None else points_of(half_points))
        marks.setdefault((dossier, reviewer), []).append(mark)
    by_dossier: dict[UUID, list[Given]] = {}
    for (dossier, reviewer), sheet in marks.items():
        by_dossier.setdefault(UUID(str(dossier)), []).append(Given(reviewer, tuple(sheet)))
    return {dossier: tuple(sheets) for dossier, sheets in by_dossier.items()}


def _scores_counted(dossiers: Keys) -> "QuerySet[Score, Any]":
    counted = Review.objects.filter(CURRENT, SUBMITTED, dossier__among=dossiers)
    rows = Score.objects.filter(version__review__in=counted, version__number=F("version__review__version"))
    return rows.order_by("pk").values_list(
        "version__review__dossier", "version__review__reviewer", "criterion__code", "half_points"
    )


_counted: Prepared[Score] = Prepared(_scores_counted, Keys)


def _ranked(consensus: Consensus, given: tuple[Given, ...]) -> Ranked:
    dossier, rubric = consensus.dossier, consensus.rubric
    scores = list(consensus.scores.all())
    axes = tuple(score.criterion.axis for score in scores)
    agreed = tuple(score.mark for score in scores)
    ties = sorted((s.criterion for s in scores if s.criterion.tie_break is not None), key=lambda c: c.tie_break or 0)
    if dossier.deposited_at is None:
        raise ValueError(f"{dossier.reference}: a consensus on no deposit")
    state = dossier.suspended_from or dossier.state
    settled = None if state in AWAITING else dossier.reserved + dossier.granted
    base = dossier.proposed_amount if state == "waiting" else foreseen(consensus, dossier.requested)
    return Ranked(
        dossier=dossier,
        scored=Scored(
            key=str(dossier.pk),
            axes=axes,
            agreed=agreed,
            ties=tuple(criterion.code for criterion in ties),
            deposited_at=dossier.deposited_at,
            amount=base if settled is None else ZERO,
            given=given,
        ),
        summary=summarise(axes, [one.marks for one in given]),
        advice=advise(axes, agreed, refusal_under=rubric.refusal_under, recommended_from=rubric.recommended_from),
        refusal_under=rubric.refusal_under,
        recommended_from=rubric.recommended_from,
        recommended=consensus.recommended_amount,
        base=base if settled is None else settled,
        settled=settled,
    )
