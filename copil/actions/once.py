"""A vote that the network may carry twice, or late: the same key is one vote."""

import hashlib
from dataclasses import dataclass

from accounts.models import User
from copil.actions.ballots import cast_vote
from copil.actions.doing import verb
from copil.models import Ballot, Seat
from dossiers.actions.doing import lock
from workflow import clock
from workflow.models import Request
from workflow.perform import KEY_REUSED
from workflow.verdict import Refusal, Refused, Why

VERB = "vote"


@dataclass(frozen=True)
class Received:
    """A vote that is in; `again`: it was already, under the same key; `counted`: and the ballot was counted since."""

    again: bool = False
    counted: bool = False


@verb
def cast_once(*, ballot: Ballot, choice: str, by: User, key: str, seat: Seat | None = None) -> Received | Refusal:
    """`cast_vote`, done once however often it is sent with that key: sent again it changes nothing, not even a vote
    cast since from elsewhere, and after the close it is told that it was in.

    One key, one choice: the page makes a new key at each press. Of a secret ballot the key's row does not tell which.
    """
    dossier = lock(ballot.item.dossier)
    kept = hashlib.sha256(f"{VERB}:{key}".encode()).hexdigest()
    digest = _digest(ballot, choice, by, seat)
    past = Request.objects.filter(case_id=dossier.pk, key=kept).first()
    if past is not None:
        if past.digest != digest:
            raise Refused(Refusal(Why.KEY_REUSED, KEY_REUSED))
        return Received(again=True, counted=Ballot.objects.get(pk=ballot.pk).verdict != "")
    outcome = cast_vote(ballot=ballot, choice=choice, by=by, seat=seat)
    if isinstance(outcome, Refusal):
        return outcome
    Request.objects.create(
        case_id=dossier.pk,
        key=kept,
        digest=digest,
        verb=VERB,
        state=dossier.state,
        version=dossier.version,
        at=clock.now(),
    )
    return Received()


def _digest(ballot: Ballot, choice: str, by: User, seat: Seat | None) -> str:
    """What is the same in a retry; a secret choice is left out, for four guesses would find it."""
    said = (VERB, ballot.pk, "" if ballot.secret else choice, seat.pk if seat is not None else "", by.ref)
    return hashlib.sha256(repr(said).encode()).hexdigest()
