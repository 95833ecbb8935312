"""Asking somebody to lead a dossier in one's place, or in the place of a leader who is gone."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers import messages
from dossiers.actions.challenge import words
from dossiers.actions.doing import lock, require, require_alive, verb
from dossiers.actions.invitations import open_invitation, require_main_leader
from dossiers.actions.passing_on import require_no_ballot
from dossiers.models import Dossier, Invitation
from workflow.verdict import unmet


@verb
def hand_dossier_over(*, dossier: Dossier, email: str, stays: bool, by: User) -> Invitation:
    """The leader asks a co-leader, or who reads any address, to lead in their place; `stays`: as a co-leader.

    Nothing changes until they accept. Refused: once nothing more is expected of the dossier, while a ballot is open.
    """
    case = lock(dossier)
    roles = require(case, by, Role.LEADER)
    require_main_leader(case, by)
    require_alive(case, roles)
    require_no_ballot(case, by)
    _require_somebody_else(case, email)
    return open_invitation(case, Invitation.Kind.LEADER, email, by, former_stays=stays)


@verb
def replace_leader(*, dossier: Dossier, email: str, reason: str, by: User) -> Invitation:
    """The coordination asks somebody to lead in the place of a leader who is gone, and says why; that one is told.

    The former leader may take it back as long as nobody has accepted, and leaves the dossier once somebody has.
    """
    case = lock(dossier)
    roles = require(case, by, Role.TEAM_LEAD)
    require_alive(case, roles)
    require_no_ballot(case, by)
    said = words(reason, "reason_given", _("Écrivez le motif."))
    _require_somebody_else(case, email)
    before = set(case.invitations.values_list("pk", flat=True))
    invitation = open_invitation(case, Invitation.Kind.LEADER, email, by, reason=said)
    if invitation.pk not in before:
        messages.leader_replacing(invitation=invitation, dossier=case, by=by)
    return invitation


def _require_somebody_else(case: Dossier, email: str) -> None:
    if email.strip().lower() == case.leader.email:
        raise unmet("not_leader_yet", _("C’est l’adresse de qui porte déjà ce dossier."))
