"""Liste complémentaire: granted by the committee, but the envelope no longer holds the amount."""

from accounts.roles import Role
from workflow.grammar import Clock, Page, State, Transition, _
from workflow.states.shared import VOTE_AGAIN

STATE = State(
    code="waiting",
    label=_("Liste complémentaire"),
    leader_label=_("Décision en cours"),
    owner=Role.TEAM_LEAD,
    task=_("Suivre la liste complémentaire"),
    clock=Clock("waiting", date_of="call_end"),
    transitions=(
        Transition(
            verb="release",
            target="signature",
            roles=(Role.TEAM_LEAD,),
            label=_("Financer depuis la liste complémentaire"),
            event=_("Dossier financé depuis la liste complémentaire"),
            guards=("waiting_grant_fits", "in_rank_order_or_reason"),
            effects=("reserve_waiting_grant",),
            told_to_leader=False,
        ),
        Transition(
            verb="offer_part",
            target="copil",
            roles=(Role.TEAM_LEAD,),
            label=_("Proposer un accord partiel au COPIL"),
            event=_("Accord partiel proposé au COPIL, faute de crédits pour le montant voté"),
            guards=("part_is_left", "in_rank_order_or_reason", "session_open_to_items", "convocation_delay_holds"),
            effects=("join_agenda", "clear_proposal"),
            page=Page.OWN,
            told_to_leader=False,
            silent=True,
        ),
        Transition(
            verb="expire",
            target="signature",
            roles=(Role.SYSTEM,),
            label=_("Proposer un refus, faute de crédits"),
            event=_("Refus proposé, faute de crédits à la fin de l’appel"),
            guards=("call_ended",),
            effects=("propose_refusal_for_lack_of_credits",),
            told_to_leader=False,
        ),
        VOTE_AGAIN,
    ),
)
