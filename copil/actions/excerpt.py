"""The excerpt of the minutes, item by item: validated by who presided, it makes the act signable."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from copil import messages, rights
from copil.actions.doing import Floor, changed, floor, forbidden, impossible, note, verb
from copil.actions.items import EXCERPT
from copil.minutes import decisions
from copil.models import AgendaItem, Ballot
from copil.tally import Outcome
from workflow import clock, workitems

#: The task of telling a deferral together with the other decisions of its session.
TELL_DEFERRAL = "tell_deferral"


@verb
def validate_excerpt(*, item: AgendaItem, by: User) -> AgendaItem:
    """Says that the item's excerpt tells what was decided; by who presided it. Validated twice, it is validated once.

    A deferral is told to the leader then, and not before; where the session's decisions are told together, with them.
    The last excerpt of a closed session makes its list of decisions.
    """
    here = floor(item, by)
    if not rights.presides(by, here.roll, here.roles):
        raise forbidden(of_dossier=True)
    now = here.item
    if now.excerpt_validated_at is not None:
        return now
    if now.closed_at is None:
        raise impossible(_("Ce point n’est pas encore clos."))
    now.excerpt_validated_at, now.excerpt_validated_by = clock.now(), by
    now.save(update_fields=["excerpt_validated_at", "excerpt_validated_by"])
    workitems.close_items(case=here.dossier, kind=EXCERPT)
    note(here.dossier, by, "excerpt_validated", {"session": str(now.session.number)})
    if now.left_at is not None and here.dossier.hides("team_review"):
        if now.session.told_together:
            label = _("Annoncer l’ajournement au porteur")
            workitems.open_item(case=here.dossier, kind=TELL_DEFERRAL, label=label, role=Role.COPIL_SECRETARY)
        else:
            _tell(here, by)
    decisions.establish(now.session, by)
    changed(now.session)
    return now


@verb
def tell_deferral(*, item: AgendaItem, by: User) -> AgendaItem:
    """Tells the leader of a deferral that waited for the session's other decisions. Told twice, it is told once."""
    here = floor(item, by)
    if not here.roles & {Role.TEAM_LEAD, Role.COPIL_SECRETARY}:
        raise forbidden(of_dossier=True)
    if here.item.left_at is None or here.item.excerpt_validated_at is None:
        raise impossible(_("L’extrait du procès-verbal qui ajourne ce dossier n’est pas encore validé."))
    if here.dossier.hides("team_review"):
        _tell(here, by)
        workitems.close_items(case=here.dossier, kind=TELL_DEFERRAL)
        changed(here.item.session)
    return here.item


def _tell(here: Floor, by: User) -> None:
    """The leader, who still read « au COPIL » of a dossier that the item sent back to the team, is told of it."""
    here.dossier.tell_leader("team_review")
    adopted = here.item.ballots.filter(verdict=Outcome.ADOPTED, outcome=Ballot.Outcome.DEFERRAL).last()
    reasons = adopted.reasons if adopted is not None else ""
    here.dossier.save(update_fields=["leader_state", "leader_state_before"])
    until = str(adopted.complete_by or "") if adopted is not None else ""
    note(here.dossier, by, "deferral_told", {"complete_by": until}, {"reasons": reasons})
    messages.deferral_told(item=here.item, reasons=reasons, complete_by=adopted.complete_by if adopted else None)
