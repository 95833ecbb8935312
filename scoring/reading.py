"""What the rooms above read of the scores, as values: the consensus in force, and the rank it gives.

`consensus_of`, `consensuses_of`, `consensuses_at` and `ranks` ask nobody's leave: they are for the engine and for
documents. What a person is shown goes through `consensuses_for` and `ranks_for`, which answer only what they may read.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.among import Keys
from accounts.models import User
from accounts.prepared import Prepared, fetch_related
from dossiers.models import Dossier
from scoring.arithmetic import Advice, Candidate, advise, rank, rounded, weighted
from scoring.models import Agreement, Consensus, ConsensusScore
from workflow.asked import Asked

K = TypeVar("K", bound=Hashable)
#: Decimals of a mean as people read it.
SHOWN_PLACES = 2


@dataclass(frozen=True)
class CriterionReading:
    """One criterion in a consensus: its score out of 5 and why."""

    code: str
    title: str
    weight: int
    score: Decimal
    rationale: str


@dataclass(frozen=True)
class Dissent:
    """A reviewer who does not agree with a consensus, and why; `stands`: they have not agreed with it since."""

    name: str
    sentence: str
    stands: bool


@dataclass(frozen=True)
class ConsensusReading:
    """A consensus in force; `weighted` has two decimals, the amount is in euros (None: none recommended)."""

    number: int
    weighted: Decimal
    criteria: tuple[CriterionReading, ...]
    rationale: str
    recommended_amount: Decimal | None
    conditions: str
    advice: Advice
    author: str
    recorded_at: datetime
    agreed: tuple[str, ...]
    on_version: int
    dissents: tuple[Dissent, ...] = ()


def consensus_of(dossier: Dossier) -> ConsensusReading | None:
    """The consensus in force, for documents and the engine; three statements."""
    return consensuses_of([dossier]).get(dossier.pk)


def consensuses_of(dossiers: Iterable[Dossier]) -> dict[UUID, ConsensusReading]:
    """The consensus in force of each dossier that has one, for documents and the engine; three statements in all."""
    return _read(_in_force.instances(Keys(d.pk for d in dossiers)))


def consensuses_at(moments: Mapping[K, tuple[UUID, datetime]]) -> dict[K, ConsensusReading]:
    """By the keys of `moments`, the consensus in force on that dossier at that instant, for documents; three statements
    in all.
    """
    made: dict[UUID, list[Consensus]] = {}
    for one in whole(_drawn.instances(Keys({dossier for dossier, _at in moments.values()}))):
        made.setdefault(one.dossier_id, []).append(one)
    return {
        key: reading(one) for key, (dossier, at) in moments.items() for one in made.get(dossier, ()) if _stood(one, at)
    }


def _stood(consensus: Consensus, at: datetime) -> bool:
    return consensus.recorded_at <= at and (consensus.superseded_at is None or consensus.superseded_at > at)


def consensuses_for(user: User, dossiers: Iterable[Dossier]) -> dict[UUID, ConsensusReading]:
    """The same, of those whose scores this person may read."""
    return _read(_readable.instances(user, Keys(d.pk for d in dossiers)))


def consensus_for(user: User, dossier: Dossier) -> Consensus | None:
    """The one in force on that dossier, whole, if this person may read it; three statements."""
    return next(iter(whole(_readable.instances(user, Keys([dossier.pk])))), None)


def ranks(dossiers: Iterable[Dossier]) -> dict[UUID, int]:
    """The rank of each dossier that has a consensus, best first, for the engine; two statements."""
    return _ranks(_ranked.instances(Keys(d.pk for d in dossiers)))


def ranks_for(user: User, dossiers: Iterable[Dossier]) -> dict[UUID, int]:
    """The ranks of dossiers among those whose scores this person may read: what they may not read moves no rank."""
    found = Consensus.objects.scores_for(user).in_force().filter(dossier__in=[d.pk for d in dossiers])
    return _ranks(found.select_related("dossier"))


def _all_drawn(dossiers: Keys) -> "QuerySet[Consensus]":
    return Consensus.objects.filter(dossier__among=dossiers).select_related("author", "rubric")


def _read_by(user: User, dossiers: Keys) -> "QuerySet[Consensus]":
    # The keys come first: of two lists, SQLite begins by the first, and the other is of all that this person sees.
    found = Consensus.objects.filter(dossier__among=dossiers).scores_for(user).in_force()
    return found.select_related("author", "rubric")


_drawn: Prepared[Consensus] = Prepared(_all_drawn, Keys)
_in_force: Prepared[Consensus] = Prepared(lambda dossiers: _all_drawn(dossiers).filter(superseded_at=None), Keys)
_ranked: Prepared[Consensus] = Prepared(
    lambda dossiers: Consensus.objects.in_force().filter(dossier__among=dossiers).select_related("dossier"), Keys
)
_readable: Asked[Consensus] = Asked(_read_by, Keys)
_scores: Prepared[ConsensusScore] = Prepared(
    lambda found: ConsensusScore.objects.filter(consensus__among=found).select_related("criterion"), Keys
)
_answers: Prepared[Agreement] = Prepared(
    lambda found: Agreement.objects.filter(consensus__among=found).select_related("person", "recorded_by"), Keys
)


def whole(found: Iterable[Consensus]) -> list[Consensus]:
    """Those consensus with all that `reading` asks of them besides author and rubric; two statements more."""
    consensuses = scored(found)
    fetch_related(consensuses, "agreements", _answers)
    return consensuses


def scored(found: Iterable[Consensus]) -> list[Consensus]:
    """Those consensus with their scores and the criteria of these; one statement more."""
    consensuses = list(found)
    fetch_related(consensuses, "scores", _scores)
    return consensuses


def _read(found: Iterable[Consensus]) -> dict[UUID, ConsensusReading]:
    return {consensus.dossier_id: reading(consensus) for consensus in whole(found)}


def reading(consensus: Consensus) -> ConsensusReading:
    """One consensus as a value."""
    scores = list(consensus.scores.all())
    axes = [score.criterion.axis for score in scores]
    answers = list(consensus.agreements.all())
    last = {answer.person_id: answer for answer in answers}
    return ConsensusReading(
        number=consensus.number,
        weighted=_exactly(scores),
        criteria=tuple(_criterion(score) for score in scores),
        rationale=consensus.rationale,
        recommended_amount=consensus.recommended_amount,
        conditions=consensus.conditions,
        advice=advise(
            axes,
            tuple(score.mark for score in scores),
            refusal_under=consensus.rubric.refusal_under,
            recommended_from=consensus.rubric.recommended_from,
        ),
        author=consensus.author.full_name,
        recorded_at=consensus.recorded_at,
        agreed=tuple(_told(answer) for answer in answers if answer.agrees and last[answer.person_id] == answer),
        on_version=consensus.on_version,
        dissents=tuple(
            Dissent(_told(answer), answer.sentence, last[answer.person_id] == answer)
            for answer in answers
            if not answer.agrees
        ),
    )


def _told(answer: Agreement) -> str:
    """Whose answer it is, and who wrote it down when it is not themselves."""
    if answer.recorded_by is None:
        return answer.person.full_name
    names = {"name": answer.person.full_name, "writer": answer.recorded_by.full_name}
    return _("%(name)s (noté par %(writer)s)") % names


def _criterion(score: ConsensusScore) -> CriterionReading:
    criterion = score.criterion
    return CriterionReading(criterion.code, criterion.label, criterion.weight, score.points, score.rationale)


def _exactly(scores: list[ConsensusScore]) -> Decimal:
    """The mean rounded once, from the scores: rounding the stored one again could tip it over."""
    mean = weighted((score.criterion.axis for score in scores), (score.mark for score in scores))
    return rounded(mean, SHOWN_PLACES) if mean is not None else Decimal(0)


def _ranks(found: Iterable[Consensus]) -> dict[UUID, int]:
    ordered = rank(candidate(consensus) for consensus in scored(found))
    return {UUID(one.key): place for place, one in enumerate(ordered, start=1)}


def candidate(consensus: Consensus) -> Candidate:
    """A consensus as the ranking sees it; the rubric says which criteria settle ties, before the deposit does."""
    scores = consensus.scores.all()
    ties = sorted((s for s in scores if s.criterion.tie_break is not None), key=lambda s: s.criterion.tie_break or 0)
    mean = weighted((s.criterion.axis for s in scores), (s.mark for s in scores))
    dossier = consensus.dossier
    if mean is None or dossier.deposited_at is None:
        raise ValueError(f"{dossier.reference}: a consensus without scores, or on no deposit")
    amount = foreseen(consensus, dossier.requested)
    return Candidate(str(dossier.pk), mean, tuple(s.points for s in ties), dossier.deposited_at, amount)


def foreseen(consensus: Consensus | ConsensusReading | None, requested: Decimal) -> Decimal:
    """What a dossier is foreseen to take from its envelope before it is decided, in euros.

    What was asked for while no consensus may be read; then what the consensus recommends, nothing when it recommends no
    funding. The ranking, the agenda and the order of both count by this.
    """
    if consensus is None:
        return requested
    return consensus.recommended_amount or Decimal(0)
