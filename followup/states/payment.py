"""Versement: a part of the grant, asked for when its time has come, then paid; never above the act."""

from accounts.roles import Role
from workflow.grammar import Clock, Process, State, Transition, _

ASK = Transition(
    verb="ask",
    target="asked",
    roles=(Role.LEADER, Role.TEAM_LEAD, Role.SYSTEM),
    label=_("Demander ce versement"),
    event=_("Versement demandé"),
)
PAY = Transition(
    verb="pay",
    target="paid",
    roles=(Role.TEAM_LEAD,),
    label=_("Enregistrer le paiement"),
    event=_("Versement payé"),
)
SEND_BACK = Transition(
    verb="send_back",
    target="planned",
    roles=(Role.TEAM_LEAD,),
    label=_("Renvoyer la demande de versement"),
    event=_("Demande de versement renvoyée"),
    asks_reason=True,
)
DROP = Transition(
    verb="drop",
    target="dropped",
    roles=(Role.TEAM_LEAD, Role.SYSTEM),
    label=_("Renoncer à ce versement"),
    event=_("Versement abandonné"),
    asks_reason=True,
)

PAYMENT = Process(
    code="payment",
    label=_("Versement"),
    initial="planned",
    states=(
        State(code="planned", label=_("prévu"), owner=None, task="", transitions=(ASK, DROP)),
        State(
            code="asked",
            label=_("à payer"),
            owner=Role.TEAM_LEAD,
            task=_("Mettre un versement en paiement"),
            clock=Clock("payment_asked", days=20),
            transitions=(PAY, SEND_BACK),
        ),
        State(code="paid", label=_("payé"), owner=None, task="", end=True),
        State(code="dropped", label=_("abandonné"), owner=None, task="", end=True),
    ),
)
