"""What the rooms above, and the pages, read of the committee's decisions, as values.

Nothing here asks who reads: `decision_of` is for the engine and for documents; a page shows it only to whom it may.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from copil.models import AgendaItem, Ballot
from copil.tally import Counts, Outcome, Quorum
from copil.wording import VERDICTS, said_counts
from dossiers.models import Dossier


@dataclass(frozen=True)
class ResultReading:
    """A closed ballot's result as it was recorded; `reasons` are the tally's own sentences, in French."""

    outcome: Outcome
    quorum: Quorum
    counts: Counts
    casting_vote: bool
    reasons: tuple[str, ...]

    @property
    def in_words(self) -> str:
        """9 pour, 2 contre, 1 abstention, 0 NPPV, voix prépondérante de la présidence."""
        return said_counts(self.counts, self.casting_vote)

    @property
    def verdict(self) -> str:
        """adopté, rejeté, ajourné…"""
        return str(VERDICTS[self.outcome])


@dataclass(frozen=True)
class DecisionReading:
    """What the committee adopted on a dossier; `amount` in euros, 0 for a refusal.

    `excerpt_validated_at` and `_by` are empty until who presided has validated the excerpt of the minutes.
    """

    session: int
    session_id: int
    held_on: date
    outcome: str
    label: str
    amount: Decimal
    conditions: str
    reasons: str
    result: ResultReading
    adopted_at: datetime
    excerpt_validated_at: datetime | None
    excerpt_validated_by: str

    @property
    def is_grant(self) -> bool:
        return self.outcome in Ballot.GRANTS

    @property
    def votes(self) -> str:
        """The counts in words."""
        return self.result.in_words


def result_of(ballot: Ballot) -> ResultReading | None:
    """The result of a closed ballot; None while it is open. No statement."""
    return result_from(ballot.result)


def result_from(kept: dict[str, Any] | None) -> ResultReading | None:
    """The same from what the tally answered, as it was kept."""
    if kept is None:
        return None
    return ResultReading(
        Outcome(kept["outcome"]),
        Quorum(**kept["quorum"]),
        Counts(**kept["counts"]),
        kept["casting_vote"],
        tuple(kept["reasons"]),
    )


def decision_of(dossier: Dossier) -> DecisionReading | None:
    """The grant or refusal adopted on the dossier's current item; None when there is none. One statement."""
    ballot = (
        Ballot.objects.filter(
            item__dossier=dossier, item__left_at=None, superseded_at=None, verdict=Outcome.ADOPTED.value
        )
        .exclude(outcome=Ballot.Outcome.DEFERRAL)
        .select_related("item__session", "item__excerpt_validated_by")
        .order_by("-number")
        .first()
    )
    return _read(ballot, ballot.item) if ballot is not None else None


def _read(ballot: Ballot, item: AgendaItem) -> DecisionReading:
    result = result_of(ballot)
    if result is None or ballot.closed_at is None:  # the database holds that an adopted ballot is closed
        raise AssertionError("an adopted ballot has a result")
    validator = item.excerpt_validated_by
    return DecisionReading(
        session=item.session.number,
        session_id=item.session.pk,
        held_on=item.session.held_on,
        outcome=ballot.outcome,
        label=str(Ballot.Outcome(ballot.outcome).label),
        amount=ballot.amount,
        conditions=ballot.conditions,
        reasons=ballot.reasons,
        result=result,
        adopted_at=ballot.closed_at,
        excerpt_validated_at=item.excerpt_validated_at,
        excerpt_validated_by=validator.full_name if validator is not None else "",
    )
