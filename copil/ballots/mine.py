"""The online votes of a session as one member has them before them: all on one page, with how far one is.

As many statements however many items and seats.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from copil.ballots import windows
from copil.ballots.secrecy import taking_votes
from copil.models import Ballot, Session, Turnout, Vote
from copil.roll import rolls_of
from copil.stage import Box, boxes_of
from copil.wording import proposal_words
from dossiers.models import Dossier


@dataclass(frozen=True)
class MyVote:
    """One open vote. `takes`: its hours have come and are not over."""

    ballot: Ballot
    proposal: str
    boxes: tuple[Box, ...]
    takes: bool

    @property
    def key(self) -> str:
        return str(self.ballot.pk)

    @property
    def able(self) -> tuple[Box, ...]:
        return tuple(box for box in self.boxes if not box.refused)

    @property
    def voted(self) -> bool:
        """For every seat that this person votes for on it."""
        return bool(self.able) and all(box.voted for box in self.able)


@dataclass(frozen=True)
class MyVotes:
    lines: tuple[MyVote, ...]

    @property
    def total(self) -> int:
        """The items that this person votes on."""
        return sum(bool(line.able) for line in self.lines)

    @property
    def voted(self) -> int:
        return sum(line.voted for line in self.lines)

    @property
    def window(self) -> Ballot | None:
        """The vote whose hours are those of all, when they share them."""
        hours = {(line.ballot.opens_at, line.ballot.closes_at) for line in self.lines}
        return self.lines[0].ballot if len(hours) == 1 else None


def my_votes(session: Session, user: User) -> MyVotes:
    """The online votes open in that session on the dossiers that this person may read; five statements and the roll."""
    visible = Dossier.objects.visible_to(user).exclude(leaderships__person=user)
    rows = Ballot.objects.filter(item__session=session, item__dossier__in=visible, closed_at=None)
    found = rows.exclude(mode=Ballot.Mode.LIVE).select_related("item__dossier__service")
    ballots = list(found.order_by("item__position", "pk"))
    for ballot in ballots:
        ballot.item.session = session
    rolls = rolls_of([ballot.item for ballot in ballots])
    votes = _votes(ballots)
    lines = []
    for ballot in ballots:
        roll = rolls[ballot.item_id].during(ballot)
        boxes = tuple(boxes_of(roll, user, votes.get(ballot.pk, [])))
        takes = taking_votes(ballot) and not windows.over(ballot)
        lines.append(MyVote(ballot, proposal_words(ballot), boxes, takes))
    return MyVotes(tuple(lines))


def _votes(ballots: Sequence[Ballot]) -> dict[int, list[Vote | Turnout]]:
    """By ballot, what was received; two statements."""
    found: dict[int, list[Vote | Turnout]] = {}
    for vote in Vote.objects.filter(ballot__in=ballots).order_by("at", "pk"):
        found.setdefault(vote.ballot_id, []).append(vote)
    for turnout in Turnout.objects.filter(ballot__in=ballots).defer("sealed"):
        found.setdefault(turnout.ballot_id, []).append(turnout)
    return found
