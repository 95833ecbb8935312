"""Rubrics, independent reviews, consensus."""

from scoring.models.blindness import CallBlindness
from scoring.models.calibration import Exercise, ExerciseScore, ExerciseSheet
from scoring.models.consensus import Agreement, Consensus, ConsensusScore
from scoring.models.discussion import Discussion, Remark
from scoring.models.draft import ConsensusDraft, ConsensusWriter
from scoring.models.review import Review, ReviewVersion, Score
from scoring.models.rubric import CallRubric, Criterion, Rubric

__all__ = [
    "Agreement",
    "CallBlindness",
    "CallRubric",
    "Consensus",
    "ConsensusDraft",
    "ConsensusScore",
    "ConsensusWriter",
    "Criterion",
    "Discussion",
    "Exercise",
    "ExerciseScore",
    "ExerciseSheet",
    "Remark",
    "Review",
    "ReviewVersion",
    "Rubric",
    "Score",
]
