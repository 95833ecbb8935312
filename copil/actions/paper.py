"""The secretary enters what a vote on paper, or by show of hands, gave."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from copil.actions.ballots import require_not_cancelled, settle
from copil.actions.doing import floor, forbidden, impossible, require_status, verb
from copil.ballots.paper import Paper, keep, reckoned, require_sound
from copil.ballots.turnout import votes_of
from copil.models import Ballot, Session


@verb
def count_on_paper(*, ballot: Ballot, paper: Paper, by: User) -> Ballot:
    """Closes an open vote with the totals read out in the room; the dossier moves as after any close.

    Refused while votes were cast on it here: such a ballot is cancelled first, with a reason. Closed already, by
    whoever was first: answers what was recorded.
    """
    here = floor(ballot.item, by)
    if Role.COPIL_SECRETARY not in here.roles or not by.is_active:
        raise forbidden(of_dossier=True)
    now = here.item.ballots.get(pk=ballot.pk)
    require_not_cancelled(now)
    if not now.is_open:
        return now
    require_status(here.item.session, Session.Status.OPEN)
    require_on_paper(now)
    counted = reckoned(here.roll, now, paper)
    require_sound(counted)
    keep(now, counted, paper)
    settle(here, now, counted[1], by)
    return now


def require_on_paper(ballot: Ballot) -> None:
    """Refused where a vote is held otherwise."""
    if ballot.is_online:
        raise impossible(_("Ce vote se tient en ligne : annulez-le pour voter sur papier."))
    if ballot.group_id is not None:
        raise impossible(_("Ce point est dans un vote groupé : détachez-le pour voter sur papier."))
    if votes_of(ballot):
        sentence = _("Des votes ont été reçus ici : annulez ce vote, avec un motif, avant de saisir un dépouillement.")
        raise impossible(sentence)
