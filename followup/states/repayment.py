"""Reversement: what was paid and is asked back, until it is received."""

from accounts.roles import Role
from workflow.grammar import Clock, Process, State, Transition, _

RECEIVE = Transition(
    verb="receive",
    target="received",
    roles=(Role.TEAM_LEAD,),
    label=_("Enregistrer le reversement reçu"),
    event=_("Reversement reçu"),
)
DROP = Transition(
    verb="drop",
    target="dropped",
    roles=(Role.TEAM_LEAD,),
    label=_("Renoncer au reversement"),
    event=_("Demande de reversement abandonnée"),
    asks_reason=True,
)

REPAYMENT = Process(
    code="repayment",
    label=_("Reversement"),
    initial="asked",
    states=(
        State(
            code="asked",
            label=_("attendu"),
            owner=Role.LEADER,
            task=_("Reverser une somme versée"),
            clock=Clock("repayment", date_of="wanted_on"),
            transitions=(RECEIVE, DROP),
        ),
        State(code="received", label=_("reçu"), owner=None, task="", end=True),
        State(code="dropped", label=_("abandonné"), owner=None, task="", end=True),
    ),
)
