"""Who has voted on a ballot, secret or not."""

from collections.abc import Sequence

from copil.models import Ballot, Turnout, Vote


def votes_of(ballot: Ballot) -> Sequence[Vote] | Sequence[Turnout]:
    """The votes received so far; of a secret ballot, which seats voted. One statement."""
    if ballot.secret:
        return list(Turnout.objects.filter(ballot=ballot).order_by("seat").defer("sealed"))
    return list(Vote.objects.filter(ballot=ballot).order_by("at", "pk"))
