"""A vote that the network may carry twice, or late: the same key is one vote."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User
from copil.actions.ballots import cast_vote
from copil.actions.doing import verb
from copil.actions.in_group import Gesture, vote_together
from copil.models import Ballot, Seat, VoteGroup
from dossiers.actions.doing import lock
from dossiers.models import Dossier
from workflow import clock
from workflow.models import Request
from workflow.perform import KEY_REUSED
from workflow.verdict import Refusal, Refused, Why

VERB = "vote"


@dataclass(frozen=True)
class Received:
    """A vote that is in; `again`: it was already, under the same key; `counted`: and what it was cast on was since.

    `besides` tells of items that left the group meanwhile.
    """

    again: bool = False
    counted: bool = False
    besides: str = ""


@verb
def cast_once(*, ballot: Ballot, choice: str, by: User, key: str, seat: Seat | None = None) -> Received | Refusal:
    """`cast_vote`, done once however often it is sent with that key: sent again it changes nothing, not even a vote
    cast since from elsewhere, and after the close it is told that it was in.

    One key, one choice: the page makes a new key at each press. Of a secret ballot the key's row does not tell which.
    """
    told = "" if ballot.secret else choice  # four guesses would find it in the digest

    def carry_out() -> object:
        return cast_vote(ballot=ballot, choice=choice, by=by, seat=seat)

    def received_before() -> Received:
        return Received(again=True, counted=Ballot.objects.get(pk=ballot.pk).verdict != "")

    said = ("ballot", ballot.pk, told, seat.pk if seat is not None else "", by.ref)
    return _once(ballot.item.dossier, key, said, carry_out, received_before)


@verb
def cast_together_once(
    *, group: VoteGroup, choice: str, by: User, key: str, seat: Seat | None = None
) -> Received | Refusal:
    """The same for the one gesture that votes on several items; its key is kept with the first of their dossiers."""
    first = group.lines.select_related("item__dossier").order_by("item__dossier_id")[0]

    def carry_out() -> object:
        return vote_together(group=group, choice=choice, by=by, seat=seat)

    def received_before() -> Received:
        return Received(again=True, counted=group.ballots.exclude(verdict="").exists())

    said = ("group", group.pk, choice, seat.pk if seat is not None else "", by.ref)
    return _once(first.item.dossier, key, said, carry_out, received_before)


def _once(
    dossier: Dossier,
    key: str,
    said: tuple[object, ...],
    carry_out: Callable[[], object],
    received_before: Callable[[], Received],
) -> Received | Refusal:
    """Under the dossier's lock: what the key already did, else the vote, and then its key."""
    case = lock(dossier)
    kept = hashlib.sha256(f"{VERB}:{key}".encode()).hexdigest()
    digest = hashlib.sha256(repr(said).encode()).hexdigest()
    past = Request.objects.filter(case_id=case.pk, key=kept).first()
    if past is not None:
        if past.digest != digest:
            raise Refused(Refusal(Why.KEY_REUSED, KEY_REUSED))
        return received_before()
    outcome = carry_out()
    if isinstance(outcome, Refusal):
        return outcome
    Request.objects.create(
        case_id=case.pk, key=kept, digest=digest, verb=VERB, state=case.state, version=case.version, at=clock.now()
    )
    return Received(besides=outcome.gone_words if isinstance(outcome, Gesture) else "")
