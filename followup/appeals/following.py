"""What an appeal lets happen, and what happens to it by itself: a new examination, or the refusal that silence is."""

from collections.abc import Iterator
from functools import partial

from followup.actions.appeals import lapse_appeal
from followup.facts import UNANSWERED
from followup.models import Appeal
from followup.moving import advance, find
from workflow import clock
from workflow.deadlines import Due
from workflow.gesture import Actor
from workflow.registry import Move, follower
from workflow.timers import job
from workflow.verdict import Refusal


@follower
def follow(move: Move) -> None:
    """A new examination answers what was lodged against the decision."""
    if move.transition.verb != "reopen":
        return
    for one in Appeal.objects.filter(dossier=move.case, state__in=UNANSWERED):
        if (step := find(one, "follow")) is not None:
            advance(case=move.case, thing=one, step=step, actor=Actor.system(cause=move.actor.user))


@job
def silences() -> Iterator[Due]:
    """Each appeal that nobody answered in two months."""
    silent = Appeal.objects.filter(state="lodged", answer_by__lt=clock.today(), dossier__state__in=Appeal.steps)
    for one in silent.select_related("dossier").order_by("answer_by", "pk"):
        yield Due(f"silence on appeal {one.pk}", partial(_lapse, one))


def _lapse(appeal: Appeal) -> bool:
    answer = lapse_appeal(appeal=appeal)
    if not isinstance(answer, Refusal):
        return answer
    raise RuntimeError(f"the silence could not be noted: {answer.sentence}")
