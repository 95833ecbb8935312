"""What the signature makes of an amendment that waits for it: its act, or a new examination."""

from decisions.kinds import SIGNING_VERBS
from followup.models import Amendment
from followup.moving import advance, find
from followup.paying import ask_what_falls_due
from workflow.gesture import Actor
from workflow.registry import Move, follower


@follower
def give_back(move: Move) -> None:
    """However the signature ends without a new act, what was asked is examined again: its leaders await an answer."""
    case, verb = move.case, move.transition.verb
    if move.source != "signature" or case.state == "suspended" or verb in SIGNING_VERBS.values():
        return
    actor = Actor.system(cause=move.actor.user)
    for one in Amendment.objects.filter(dossier=case, state="to_sign"):
        if (step := find(one, "give_back")) is not None:
            advance(case=case, thing=one, step=step, actor=actor)
            ask_what_falls_due(case, actor)
