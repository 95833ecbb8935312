"""Choosing the session of the committee that a dossier aims at, among those that it can still make."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.actions.doing import lock, require, verb, wrong_state
from dossiers.aim.keeping import aimed, aims_of, keep, meetings, step_of, told
from dossiers.models import Dossier
from workflow import log
from workflow.gesture import Actor
from workflow.verdict import Refusal, Refused, Why, unmet


@verb
def choose_session(*, dossier: Dossier, number: int | None, by: User) -> Dossier:
    """Aims at that session (by its number), or at the first one possible again (None); by a leader or the team.

    Refused: where no session is aimed at, while a move is kept from the leader, and for a session that the dossier can
    not make any more. Chosen twice, it is chosen once.
    """
    case = lock(dossier)
    roles = require(case, by, Role.LEADER, Role.TEAM)
    step = step_of(case)
    if step == "agenda_by" and Role.LEADER in roles:
        step = "consensus_by"  # whether there is a consensus is not theirs to find out
    if not step or (Role.LEADER in roles and case.leader_state != case.state):
        raise wrong_state(case, roles)
    if case.leader_state != case.state:
        sentence = _("Le porteur ne sait pas encore où en est son dossier : validez d’abord l’extrait du relevé.")
        raise Refused(Refusal(Why.WRONG_STATE, sentence))
    found = aims_of(case, meetings(), step)
    if number is None:
        case.aim_chosen = False  # from now on, the first one possible
        keep(case, aimed(case, found), chosen=False)
        return case
    wanted = next((aim for aim in found if aim.number == number), None)
    if wanted is None:
        sentence = _("Cette séance n’est plus possible : choisissez parmi celles qui le restent.")
        raise unmet("session_possible", sentence, lifted_by=_("vous"))
    if case.aim_chosen and case.aim_number == number:
        return case
    keep(case, wanted, chosen=True)
    log.record(case=case, actor=Actor(by), event="aim_chosen", data=told(wanted))
    return case
