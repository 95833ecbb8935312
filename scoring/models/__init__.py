"""Rubrics, independent reviews, consensus."""

from scoring.models.consensus import Agreement, Consensus, ConsensusScore
from scoring.models.draft import ConsensusDraft, ConsensusWriter
from scoring.models.review import Review, ReviewVersion, Score
from scoring.models.rubric import CallRubric, Criterion, Rubric

__all__ = [
    "Agreement",
    "CallRubric",
    "Consensus",
    "ConsensusDraft",
    "ConsensusScore",
    "ConsensusWriter",
    "Criterion",
    "Review",
    "ReviewVersion",
    "Rubric",
    "Score",
]
