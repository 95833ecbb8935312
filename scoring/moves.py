"""What a move of the dossier changes for its reviews."""

from dossiers.models import Dossier
from scoring import recusal, tasks
from scoring.facts import reviews_of
from workflow.registry import Move, follower

#: Moves that bring a dossier back to the team with its reviews, and no new work asked of the team by somebody else.
COMING_BACK = frozenset({"resubmit", "resume", "take_off_agenda", "vote_again"})
#: Moves that undo what was decided, on a consensus that an interest found since may no longer allow.
UNDOING = frozenset({"send_back", "vote_again"})


@follower
def follow(move: Move) -> None:
    """After a new version, reviewers confirm or correct; back in review, the team's tasks are brought in line."""
    if not isinstance(move.case, Dossier) or move.case.state != "team_review":
        return
    if move.transition.verb == "resubmit":
        tasks.ask_confirmation(move.case)
    if move.transition.verb == "resume" and reviews_of(move.case).settled:
        return  # what slept woke as it was: work asked of the team since the consensus keeps its task and its due date
    if move.transition.verb in UNDOING:
        recusal.undo_late(move.case)
    if move.transition.verb in COMING_BACK:
        tasks.settle(move.case)
