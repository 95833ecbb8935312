"""What keeps a member of the committee from being erased: their mandate, a session that is not held yet."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.erasing import hold
from accounts.models import User
from copil.models import Mandate, Seat, Session
from workflow import clock

_TO_COME = (Session.Status.PLANNED, Session.Status.CONVOKED, Session.Status.OPEN)


@hold
def seats(user: User) -> Iterator[str]:
    """Mandates in force or to come, seats of sessions to come, as their holder or as a substitute."""
    theirs = Q(person=user) | Q(substitute=user)
    for mandate in Mandate.objects.filter(theirs).filter(Q(ends_on=None) | Q(ends_on__gte=clock.today())):
        yield _("Mettez fin au mandat : %(label)s.") % {"label": mandate.label}
    seated = Seat.objects.filter(theirs, session__status__in=_TO_COME).select_related("session")
    for seat in seated.order_by("session__number"):
        yield _("Donnez son siège à quelqu’un d’autre : %(session)s.") % {"session": seat.session}
