"""When a ballot is secret: as soon as any member asks for it on the item, before the vote opens (house rule)."""

from typing import TypedDict

from copil.ballots.seal import fresh_salt
from copil.models import AgendaItem, Ballot
from workflow import clock


class Columns(TypedDict, total=False):
    secret: bool
    salt: str


def columns(item: AgendaItem) -> Columns:
    """What a ballot put on that item keeps of it."""
    return {"secret": True, "salt": fresh_salt()} if item.secret_asked_at is not None else {}


def taking_votes(ballot: Ballot | None) -> bool:
    """Whether a ballot has opened, so that its secrecy can no longer be asked for."""
    return ballot is not None and (ballot.opens_at is None or clock.now() >= ballot.opens_at)
