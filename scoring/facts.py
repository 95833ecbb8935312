"""What the guards on scores ask: one statement."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.prepared import Prepared
from dossiers.models import Dossier
from scoring.models import Consensus
from scoring.visibility import received, wanted
from workflow.gesture import Actor, Gesture
from workflow.registry import facts


@dataclass(frozen=True)
class ReviewFacts:
    """How many independent reviews are in and wanted; which version the consensus in force is about (0: none)."""

    received: int
    wanted: int
    consensus_on: int
    submitted_version: int

    @property
    def complete(self) -> bool:
        return self.received >= self.wanted

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.received)

    @property
    def settled(self) -> bool:
        """Whether a consensus is in force on the last deposited version."""
        return self.consensus_on == self.submitted_version > 0


@facts(ReviewFacts)
def load_reviews(case: Dossier, actor: Actor, gesture: Gesture | None) -> ReviewFacts:
    return reviews_of(case)


def reviews_of(case: Dossier) -> ReviewFacts:
    """The facts of one dossier, as the database has it."""
    (row,) = _reviews_asked.rows(case.pk)
    return ReviewFacts(*row)


def _reviews(case: UUID) -> "QuerySet[Dossier, Any]":
    in_force = Consensus.objects.in_force().filter(dossier=case).values("on_version")
    return Dossier.objects.filter(pk=case).values_list(
        received(), wanted(), Coalesce(Subquery(in_force), 0), "submitted_version"
    )


_reviews_asked: Prepared[Dossier] = Prepared(_reviews, UUID)
