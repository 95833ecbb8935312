"""Revue d’équipe: independent reviews, then one consensus."""

from accounts.roles import Role
from workflow.grammar import Clock, Page, State, Transition, _
from workflow.states.shared import PROPOSE_INADMISSIBLE

STATE = State(
    code="team_review",
    label=_("Revue d’équipe"),
    owner=Role.TEAM,
    task=_("Évaluer le dossier et établir le consensus"),
    clock=Clock("team_review", days=15),
    transitions=(
        Transition(
            verb="return_to_leader",
            target="draft",
            roles=(Role.TEAM,),
            label=_("Renvoyer au porteur pour compléments"),
            event=_("Dossier renvoyé au porteur pour compléments"),
            asks_reason=True,
        ),
        PROPOSE_INADMISSIBLE,
        Transition(
            verb="put_on_agenda",
            target="copil",
            roles=(Role.TEAM_LEAD,),
            label=_("Inscrire au COPIL"),
            event=_("Dossier inscrit à l’ordre du jour du COPIL"),
            guards=("reviews_in", "consensus_recorded", "session_open_to_items", "convocation_delay_holds"),
            effects=("join_agenda",),
            page=Page.OWN,
        ),
    ),
)
