"""Asynchronous votes are closed and counted by the tick, once their hour has passed."""

from collections.abc import Iterator
from functools import partial

from copil.actions.ballots import close_by_time
from copil.models import Ballot
from copil.ranking import in_rank_order
from workflow import clock
from workflow.deadlines import Due
from workflow.timers import job
from workflow.verdict import Refusal


@job
def online_votes() -> Iterator[Due]:
    """Each vote whose window is over, as soon after as a tick runs; of those that end together the best ranked first,
    so that it is the last ones for which the envelope may lack.
    """
    over = Ballot.objects.filter(closed_at=None, closes_at__lt=clock.now())
    ballots = {ballot.item_id: ballot for ballot in over.select_related("item__session", "item__dossier", "opened_by")}
    ranked = [ballots[item.pk] for item in in_rank_order([ballot.item for ballot in ballots.values()])]
    for ballot in sorted(ranked, key=lambda ballot: (ballot.closes_at, ballot.item.session_id)):  # keeps the ranks
        yield Due(f"close of vote {ballot.pk}", partial(_close, ballot))


def _close(ballot: Ballot) -> bool:
    answer = close_by_time(ballot=ballot)
    if not isinstance(answer, Refusal):
        return answer
    raise RuntimeError(f"the vote could not be closed: {answer.sentence}")
