"""Compte rendu: handed in by the leader, accepted by the team or asked for again with what lacks."""

from accounts.roles import Role
from workflow.grammar import Clock, Process, State, Transition, _

HAND = Transition(
    verb="hand",
    target="handed",
    roles=(Role.LEADER,),
    label=_("Remettre le compte rendu"),
    event=_("Compte rendu remis par le porteur"),
)
POSTPONE = Transition(
    verb="postpone",
    target="expected",
    roles=(Role.TEAM_LEAD,),
    label=_("Reporter la date du compte rendu"),
    event=_("Date d’un compte rendu reportée"),
    asks_reason=True,
    asks_until=True,
)
ACCEPT = Transition(
    verb="accept",
    target="accepted",
    roles=(Role.TEAM,),
    label=_("Accepter le compte rendu"),
    event=_("Compte rendu accepté"),
)
SEND_BACK = Transition(
    verb="send_back",
    target="expected",
    roles=(Role.TEAM,),
    label=_("Demander un complément"),
    event=_("Compte rendu à compléter"),
    asks_reason=True,
    asks_until=True,
)
DROP = Transition(
    verb="drop",
    target="dropped",
    roles=(Role.SYSTEM,),
    label=_("Retirer le compte rendu"),
    event=_("Compte rendu retiré par un nouvel acte"),
)

REPORT = Process(
    code="report",
    label=_("Compte rendu"),
    initial="expected",
    states=(
        State(
            code="expected",
            label=_("attendu"),
            owner=Role.LEADER,
            task=_("Remettre un compte rendu"),
            clock=Clock("report", date_of="wanted_on"),
            transitions=(HAND, POSTPONE),
        ),
        State(
            code="handed",
            label=_("à examiner"),
            owner=Role.TEAM,
            task=_("Examiner un compte rendu"),
            clock=Clock("report_handed", days=15),
            transitions=(ACCEPT, SEND_BACK),
        ),
        State(code="accepted", label=_("accepté"), owner=None, task="", end=True),
        State(code="dropped", label=_("sans objet"), owner=None, task="", end=True),
    ),
    common=((DROP, ("expected", "handed")),),
)
