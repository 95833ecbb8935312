"""The invitations that wait, as who sent them and as who received them reads them."""

from django.db.models import QuerySet

from accounts.models import User
from dossiers.models import Dossier, Invitation
from workflow import clock
from workflow.states import DOSSIER

#: A dossier that has ended takes nobody in any more.
ENDS = tuple(state.code for state in DOSSIER.states if state.end)


def pending_on(dossier: Dossier) -> "QuerySet[Invitation]":
    """What waits for an answer on that dossier, the oldest first."""
    return dossier.invitations.waiting(clock.today())


def pending_for(user: User) -> "QuerySet[Invitation]":
    """What waits for that person's answer: their address is proved, or they would not be signed in."""
    waiting = Invitation.objects.waiting(clock.today()).filter(email=user.email).exclude(dossier__leader_state__in=ENDS)
    return waiting.select_related("dossier", "invited_by")
