"""The excerpt of the minutes, item by item: validated by who presided, it makes the act signable."""

from django.utils.translation import gettext as _

from accounts.models import User
from copil import messages, rights
from copil.actions.doing import Floor, changed, floor, forbidden, impossible, note, verb
from copil.actions.items import EXCERPT
from copil.minutes import decisions
from copil.models import AgendaItem, Ballot
from copil.tally import Outcome
from workflow import clock, workitems


@verb
def validate_excerpt(*, item: AgendaItem, by: User) -> AgendaItem:
    """Says that the item's excerpt tells what was decided; by who presided it. Validated twice, it is validated once.

    A deferral is told to the leader then, and not before. The last excerpt of a closed session makes its list of
    decisions.
    """
    here = floor(item, by)
    if not rights.presides(by, here.roll, here.roles):
        raise forbidden()
    now = here.item
    if now.excerpt_validated_at is not None:
        return now
    if now.closed_at is None:
        raise impossible(_("Ce point n’est pas encore clos."))
    now.excerpt_validated_at, now.excerpt_validated_by = clock.now(), by
    now.save(update_fields=["excerpt_validated_at", "excerpt_validated_by"])
    workitems.close_items(case=here.dossier, kind=EXCERPT)
    note(here.dossier, by, "excerpt_validated", {"session": str(now.session.number)})
    if now.left_at is not None and here.dossier.tell_leader("team_review"):
        _tell(here, by)
    decisions.establish(now.session, by)
    changed(now.session)
    return now


def _tell(here: Floor, by: User) -> None:
    """The leader, who still read « au COPIL » of a dossier that the item sent back to the team, is told of it."""
    adopted = here.item.ballots.filter(verdict=Outcome.ADOPTED, outcome=Ballot.Outcome.DEFERRAL).last()
    reasons = adopted.reasons if adopted is not None else ""
    here.dossier.save(update_fields=["leader_state", "leader_state_before"])
    until = str(adopted.complete_by or "") if adopted is not None else ""
    note(here.dossier, by, "deferral_told", {"complete_by": until}, {"reasons": reasons})
    messages.deferral_told(item=here.item, reasons=reasons, complete_by=adopted.complete_by if adopted else None)
