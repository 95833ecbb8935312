"""Handing a dossier over: who leads it passes on to who accepts, with its tasks and messages. Nothing moves before."""

from accounts.models import User
from dossiers import messages, visibility
from dossiers.models import Dossier, Invitation, Leadership
from workflow import clock, log
from workflow.gesture import Actor
from workflow.judgment import guard_unmet
from workflow.models import WorkItem
from workflow.verdict import Refusal, Refused, Why


def require_no_ballot(case: Dossier, by: User) -> None:
    """Refused while a ballot is open: who leads the dossier decides who is out of its vote."""
    voting = guard_unmet("no_ballot_open", case, Actor(by))
    if voting is not None:
        raise Refused(Refusal(Why.UNMET, voting.sentence, (voting,)))


def take_the_lead(case: Dossier, person: User, invitation: Invitation) -> None:
    """Makes the person the leader of the locked case; who led it stays as a co-leader or leaves, as it was agreed.

    Every task of the former leader is theirs; other offers to take the lead lapse: the first who accepts has it.
    """
    require_no_ballot(case, person)
    former, now = case.leader, clock.now()
    case.leader = person
    case.save(update_fields=["leader"])
    visibility.revoke_read(person, case)
    visibility.revoke_co_lead(person, case)
    if not Leadership.objects.filter(dossier=case, person=person, until=None).exists():
        Leadership.objects.create(dossier=case, person=person, since=now)
    if invitation.former_stays:
        visibility.grant_co_lead(former, case)
    else:
        Leadership.objects.filter(dossier=case, person=former, until=None).update(until=now)
    WorkItem.objects.filter(case_id=case.pk, assignee=former, closed_at=None).update(assignee=person)
    case.invitations.filter(kind=Invitation.Kind.LEADER, outcome="").update(
        outcome=Invitation.Outcome.LAPSED, answered_at=now
    )
    log.record(
        case=case,
        actor=Actor(person),
        event="leader_changed",
        data={
            "from": str(former.ref),
            "to": str(person.ref),
            "asked_by": str(invitation.invited_by.ref),
            "former_stays": str(invitation.former_stays).lower(),
        },
        texts={"reason": invitation.reason} if invitation.reason else {},
    )
    if invitation.invited_by_id != former.pk:
        messages.leader_replaced(invitation=invitation, dossier=case, former=former)
