"""Whom an open vote still awaits, in the lists of work and on the dossier's page."""

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from copil.actions.items import VOTE
from copil.models import Seat, Vote
from dossiers.desk.shared_tasks import register_part


def awaits_vote(user: User) -> Exists:
    """While a seat that this person votes for, by right or by mandate, has not voted on the open ballot."""
    present = Q(person=user, attends__in=[Seat.Attends.TITULAR, Seat.Attends.REMOTE])
    own = Seat.objects.filter(present | Q(substitute=user, attends=Seat.Attends.SUBSTITUTE))
    voting = Seat.objects.filter(Q(pk__in=own) | Q(proxy_given__holder__in=own)).exclude(kind=Seat.Kind.EXPERT)
    voted = Vote.objects.filter(seat=OuterRef("pk"), ballot__closed_at=None)
    here = {"session__items__dossier": OuterRef("case_id"), "session__items__left_at": None}
    return Exists(voting.filter(~Exists(voted), **here))


register_part(VOTE, awaits_vote)
