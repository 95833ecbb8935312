"""Whether the decisions of a session are told one by one as they are signed, or all together."""

from django.utils.translation import gettext as _

from accounts.models import User
from copil import journal, rights
from copil.actions.doing import changed, forbidden, impossible, locked_session, verb
from copil.models import Session


@verb
def set_release(*, session: Session, grouped: bool, by: User) -> Session:
    """Says so, for what is signed from now on: what already waits goes on waiting. Said twice, it is said once."""
    if not rights.plans(by):
        raise forbidden()
    here = locked_session(session)
    if here.told_together == grouped:
        return here
    if here.status == Session.Status.CANCELLED:
        raise impossible(_("La séance est annulée : elle ne décide de rien."))
    here.told_together = grouped
    changed(here)
    how = _("Ensemble, quand le secrétariat le décide") if grouped else _("Chacune dès sa signature")
    journal.record(here, by, "release_set", how)
    return here
