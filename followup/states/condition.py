"""Réserve: what the grant was given under, met by the leader, found met by the team."""

from accounts.roles import Role
from workflow.grammar import Clock, Process, State, Transition, _

SHOW = Transition(
    verb="show",
    target="shown",
    roles=(Role.LEADER,),
    label=_("Présenter ce qui lève la réserve"),
    event=_("Réserve : éléments présentés par le porteur"),
)
LIFT = Transition(
    verb="lift",
    target="lifted",
    roles=(Role.TEAM,),
    label=_("Constater que la réserve est levée"),
    event=_("Réserve levée"),
)
POSTPONE = Transition(
    verb="postpone",
    target="awaited",
    roles=(Role.TEAM_LEAD,),
    label=_("Reporter la date de la réserve"),
    event=_("Date d’une réserve reportée"),
    asks_reason=True,
    asks_until=True,
)
SEND_BACK = Transition(
    verb="send_back",
    target="awaited",
    roles=(Role.TEAM,),
    label=_("Demander autre chose"),
    event=_("Réserve non levée : éléments insuffisants"),
    asks_reason=True,
    asks_until=True,
)
DROP = Transition(
    verb="drop",
    target="dropped",
    roles=(Role.SYSTEM,),
    label=_("Retirer la réserve"),
    event=_("Réserve retirée par un nouvel acte"),
)

CONDITION = Process(
    code="condition",
    label=_("Réserve"),
    initial="awaited",
    states=(
        State(
            code="awaited",
            label=_("à lever"),
            owner=Role.LEADER,
            task=_("Lever une réserve de l’accord"),
            clock=Clock("condition", date_of="wanted_on"),
            transitions=(SHOW, LIFT, POSTPONE),
        ),
        State(
            code="shown",
            label=_("à examiner"),
            owner=Role.TEAM,
            task=_("Examiner ce qui lève une réserve"),
            clock=Clock("condition_shown", days=10),
            transitions=(LIFT, SEND_BACK, SHOW),
        ),
        State(code="lifted", label=_("levée"), owner=None, task="", end=True),
        State(code="dropped", label=_("sans objet"), owner=None, task="", end=True),
    ),
    common=((DROP, ("awaited", "shown")),),
)
