"""Whom an open vote still awaits: in the lists of work, on the dossier's page, for its reminders."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from copil.actions.items import VOTE
from copil.ballots.turnout import votes_of
from copil.models import Ballot, Seat, Turnout, Vote
from copil.roll import roll_of
from dossiers.desk.shared_tasks import register_part
from dossiers.models import Dossier
from workflow.deadlines import remind_only


def awaits_vote(user: User) -> Q:
    """While a seat that this person votes for, by right or by mandate, has not voted on the open ballot.

    One votes in session where one is; in an asynchronous vote, from anywhere.
    """
    stands_in = Q(substitute=user, attends=Seat.Attends.SUBSTITUTE)
    there = Q(person=user, attends__in=[Seat.Attends.TITULAR, Seat.Attends.REMOTE]) | stands_in
    online = Ballot.objects.filter(item__dossier=OuterRef(OuterRef("case_id")), closed_at=None).exclude(
        mode=Ballot.Mode.LIVE
    )
    anywhere = (Q(person=user) & ~Q(attends=Seat.Attends.SUBSTITUTE)) & Exists(online)
    given = Seat.objects.filter(there)
    voting = Seat.objects.filter(there | anywhere | Q(proxy_given__holder__in=given)).exclude(kind=Seat.Kind.EXPERT)
    voted = Vote.objects.filter(
        seat=OuterRef("pk"), ballot__closed_at=None, ballot__item__dossier=OuterRef(OuterRef("case_id"))
    )
    voted_in_secret = Turnout.objects.filter(
        seat=OuterRef("pk"), ballot__closed_at=None, ballot__item__dossier=OuterRef(OuterRef("case_id"))
    )
    here = {"session__items__dossier": OuterRef("case_id"), "session__items__left_at": None}
    return Q(Exists(voting.filter(~Exists(voted), ~Exists(voted_in_secret), **here)))


def silent(case: Dossier) -> Iterable[User]:
    """Who may vote on the dossier's open ballot and has not: those whom a reminder is for."""
    ballot = Ballot.objects.filter(item__dossier=case, closed_at=None).select_related("item__session__rules").first()
    if ballot is None:
        return ()
    ballot.item.dossier = case
    roll = roll_of(ballot.item).during(ballot)
    voted = {vote.seat_id for vote in votes_of(ballot)}
    able = [seat for seat in roll.seats if seat.has_voice and seat.pk not in roll.recused | voted]
    return [seat.sitter for seat in able if roll.online or roll.is_present(seat)]


register_part(VOTE, awaits_vote)
remind_only(VOTE, silent)
