"""What is left of an envelope, offered in part to who waits: the committee votes the lower amount, as the first.

The grant that waits stands until another is adopted: nothing adopted, the dossier is back on the list where it was
(docs/adr/0041-partial-release.md).
"""

from accounts.models import User
from copil.actions.doing import locked_session, verb, words
from copil.models import Session
from dossiers.models import Dossier
from workflow.gesture import Actor, Gesture
from workflow.perform import perform
from workflow.verdict import Done, Refusal, Refused


@verb
def offer_part(
    *, dossier: Dossier, session: Session, by: User, key: str, version: int | None = None, reason: str = ""
) -> Done:
    """Puts a dossier that waits on an agenda again, for an accord partiel; `reason` when a better placed one waits.

    Refused while the whole amount fits, once nothing is left, and on a convocation whose delay no longer holds.
    """
    here = locked_session(session)
    gesture = Gesture("offer_part", reason=words(reason), about=str(here.pk))
    outcome = perform(model=Dossier, pk=dossier.pk, actor=Actor(by), gesture=gesture, key=key, expected_version=version)
    if isinstance(outcome, Refusal):
        raise Refused(outcome)
    Session.objects.filter(pk=here.pk).update(revision=here.revision + 1)
    return outcome


def leaving(dossier: Dossier, verb_else: str) -> str:
    """How a dossier leaves an agenda on which nothing was decided: back to its list, if it came from there."""
    return "keep_waiting" if dossier.waiting_rank is not None else verb_else
