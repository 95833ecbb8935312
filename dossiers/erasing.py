"""What this room keeps of a person: the dossiers they lead, the ties they declared, the invitations they got."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.erasing import erased_address, eraser, hold
from accounts.models import User
from dossiers.models import Dossier, Interest, Invitation, Leadership, SavedView
from workflow import clock
from workflow.erasing import say_of_oneself

say_of_oneself("interest_declared", "reason")


@hold
def led_dossiers(user: User) -> Iterator[str]:
    """The dossiers that they lead and that are not over, counted: whoever erases opens none."""
    ended = [state.code for state in Dossier.PROCESS.states if state.end]
    along = Leadership.objects.filter(person=user, until=None).order_by().values("dossier")
    if count := Dossier.objects.filter(Q(leader=user) | Q(pk__in=along)).exclude(state__in=ended).count():
        said = ngettext(
            "%(count)s dossier à transmettre ou à terminer.", "%(count)s dossiers à transmettre ou à terminer.", count
        )
        yield said % {"count": count}


@eraser
def ties_and_invitations(user: User) -> None:
    """That there was a tie stays, since it kept them out of a decision; what it was goes."""
    Interest.objects.filter(person=user).update(reason=_("(texte effacé)"))
    theirs = Invitation.objects.filter(Q(email=user.email) | Q(accepted_by=user))
    lapsed = {"outcome": Invitation.Outcome.LAPSED, "answered_at": clock.now()}
    theirs.filter(outcome=Invitation.Outcome.PENDING).update(**lapsed)
    theirs.update(email=erased_address(user))
    SavedView.objects.filter(person=user).delete()
