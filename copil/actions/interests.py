"""Who steps aside from a point: said by the member, or recorded by the secretary as the session hears it."""

from django.utils.translation import gettext as _

from accounts.models import User
from copil import rights
from copil.actions.doing import changed, floor, forbidden, impossible, require_status, verb
from copil.models import AgendaItem, Seat, Session
from dossiers import actions as dossiers
from dossiers.actions.people import keep_interest
from dossiers.models import Dossier, Interest
from workflow.verdict import Refusal, unmet


def declare_interest(*, dossier: Dossier, reason: str, by: User) -> Interest | Refusal:
    """A member steps out of a dossier's item (déport), at any time: a ballot that is open counts without them.

    The dossiers' own verb: the declaration is one fact, whoever learns of it.
    """
    return dossiers.declare_interest(dossier=dossier, reason=reason, by=by)


@verb
def record_interest(*, item: AgendaItem, seat: Seat, reason: str, by: User) -> Interest:
    """The secretary records what a member says at the table: who sits on that seat is out of that point.

    Recorded twice, it is kept once. Refused on a point that is closed: what is discovered then is not a déport.
    """
    here = floor(item, by)
    if not rights.keeps(by):
        raise forbidden(of_dossier=True)
    require_status(here.item.session, Session.Status.CONVOKED, Session.Status.OPEN)
    if here.item.closed_at is not None or here.item.left_at is not None:
        raise impossible(_("Ce point est clos."))
    named = here.roll.by_pk.get(seat.pk)
    if named is None or not named.has_voice:
        raise unmet("seat_of_session", _("Choisissez un siège de cette séance qui a voix."), lifted_by=_("vous"))
    interest = keep_interest(
        case=here.dossier,
        person=named.sitter,
        reason=reason,
        by=by,
        event="interest_recorded",
        data={"session": str(here.item.session.number), "seat": str(named.pk)},
    )
    changed(here.item.session)
    return interest
