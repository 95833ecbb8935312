"""What people do with scores: ask for reviews, write them, conclude together.

Keyword-only verbs, each in one transaction under the dossier's lock; each checks the rights of `by` itself and answers
a value, or a `Refusal` that says why nothing was written. Sent twice with the same content, each is done once.
"""

from scoring.actions.agreeing import agree_with_consensus, dissent_from_consensus, record_answer
from scoring.actions.assigning import assign_reviewer, withdraw_reviewer
from scoring.actions.blindness import choose_blindness
from scoring.actions.calibrating import close_exercise, give_sheet, open_exercise
from scoring.actions.consensus import record_consensus
from scoring.actions.consensus_draft import save_consensus
from scoring.actions.discussion import close_discussion, open_discussion, speak
from scoring.actions.reviewing import confirm_review, correct_review, save_correction, save_review, submit_review
from scoring.actions.rubric_versions import write_rubric_version

__all__ = [
    "agree_with_consensus",
    "assign_reviewer",
    "choose_blindness",
    "close_discussion",
    "close_exercise",
    "confirm_review",
    "correct_review",
    "dissent_from_consensus",
    "give_sheet",
    "open_discussion",
    "open_exercise",
    "record_answer",
    "record_consensus",
    "save_consensus",
    "save_correction",
    "save_review",
    "speak",
    "submit_review",
    "withdraw_reviewer",
    "write_rubric_version",
]
