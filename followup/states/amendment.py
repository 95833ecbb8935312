"""Avenant: asked for, examined by the coordination, refused, or signed as an act that replaces the one in force."""

from accounts.roles import Role
from workflow.grammar import Clock, Process, State, Transition, _

ACCEPT = Transition(
    verb="accept",
    target="to_sign",
    roles=(Role.TEAM_LEAD,),
    label=_("Préparer l’avenant"),
    event=_("Avenant soumis à la signature"),
    told_to_leader=False,
)
REFUSE = Transition(
    verb="refuse",
    target="refused",
    roles=(Role.TEAM_LEAD,),
    label=_("Refuser la demande"),
    event=_("Demande d’avenant refusée"),
    asks_reason=True,
)
WITHDRAW = Transition(
    verb="withdraw",
    target="withdrawn",
    roles=(Role.LEADER, Role.TEAM_LEAD),
    label=_("Retirer la demande"),
    event=_("Demande d’avenant retirée"),
    asks_reason=True,
)
MAKE = Transition(
    verb="make",
    target="made",
    roles=(Role.SYSTEM,),
    label=_("Constater l’avenant"),
    event=_("Avenant signé et notifié"),
)
GIVE_BACK = Transition(
    verb="give_back",
    target="asked",
    roles=(Role.SYSTEM,),
    label=_("Reprendre l’examen"),
    event=_("Avenant non signé : la demande est à examiner de nouveau"),
    told_to_leader=False,
)

AMENDMENT = Process(
    code="amendment",
    label=_("Avenant"),
    initial="asked",
    states=(
        State(
            code="asked",
            label=_("à examiner"),
            owner=Role.TEAM_LEAD,
            task=_("Examiner une demande d’avenant"),
            clock=Clock("amendment_asked", days=20),
            transitions=(ACCEPT, REFUSE, WITHDRAW),
        ),
        # The dossier itself waits for the signature: its own task says so.
        State(
            code="to_sign",
            label=_("à signer"),
            leader_label=_("décision en cours"),
            owner=None,
            task="",
            transitions=(MAKE, GIVE_BACK),
        ),
        State(code="made", label=_("signé"), owner=None, task="", end=True),
        State(code="refused", label=_("refusée"), owner=None, task="", end=True),
        State(code="withdrawn", label=_("retirée"), owner=None, task="", end=True),
    ),
)
