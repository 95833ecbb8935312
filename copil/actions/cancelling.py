"""A wrong ballot taken back before its close: kept as evidence, never counted."""

from django.utils.translation import gettext as _

from accounts.models import User
from copil import messages
from copil.actions import items
from copil.actions.doing import Floor, changed, floor, impossible, note, require_conduct, verb, words
from copil.ballots import windows
from copil.ballots.turnout import votes_of
from copil.models import Ballot
from workflow import clock, workitems


@verb
def cancel_ballot(*, ballot: Ballot, reason: str, by: User) -> Ballot:
    """Takes a ballot that should not have been opened back: its votes stay and never count, the item is free again.

    Cancelled twice for the same reason, it is cancelled once; another reason than the one kept is refused. Refused
    without a reason, and once the vote is closed, by a person or by its hour: what was decided is not undone so.
    """
    here = floor(ballot.item, by)
    require_conduct(here, by)
    why = words(reason, code="reason_given", sentence=_("Écrivez pourquoi ce vote est annulé."))
    now = here.item.ballots.get(pk=ballot.pk)
    if now.is_cancelled:
        require_same_reason(why, now.cancelled_for)
        return now
    if not now.is_open:
        raise impossible(_("Ce vote est clos et compté : il ne s’annule plus."))
    if now.group_id is not None:
        raise impossible(_("Ce point est dans un vote groupé : détachez-le, ou annulez le vote groupé."))
    if windows.over(now):
        raise impossible(_("L’heure de clôture est passée : ce vote sera compté, il ne s’annule plus."))
    void(here, now, why, by)
    changed(here.item.session)
    return now


def require_same_reason(why: str, kept: str) -> None:
    """Refused: a second reason, which would be dropped while success is told."""
    if why != kept:
        sentence = _("Ce vote est déjà annulé, pour un autre motif : « %(kept)s ».")
        raise impossible(sentence % {"kept": kept})


def void(here: Floor, now: Ballot, why: str, by: User) -> None:
    """Ends an open ballot under its lock without counting it; of a secret one even the seals are gone."""
    voted = len({vote.seat_id for vote in votes_of(now)})
    now.closed_at, now.closed_by, now.cancelled_for = clock.now(), by, why
    if now.secret:
        now.salt = ""
        now.turnout.update(sealed="")
    now.save()
    workitems.close_items(case=here.dossier, kind=items.VOTE, outcome="cancelled")
    data = {"ballot": str(now.number), "proposal": now.outcome, "amount": str(now.amount), "voted": str(voted)}
    note(here.dossier, by, "ballot_cancelled", data, {"reason": why})
    messages.vote_cancelled(ballot=now, roll=here.roll)
