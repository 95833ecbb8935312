"""Accordé, en suivi: payments, reports and what others reuse, until it is closed."""

from accounts.roles import Role
from workflow.grammar import Clock, State, Transition, _

STATE = State(
    code="granted",
    label=_("Accordé, en suivi"),
    owner=Role.LEADER,
    task=_("Réaliser le projet et en rendre compte"),
    clock=Clock("granted", date_of="next_report"),
    transitions=(
        Transition(
            verb="correct",
            target="signature",
            roles=(Role.TEAM_LEAD,),
            label=_("Corriger la décision"),
            event=_("Correction de la décision engagée"),
            guards=("act_in_force",),
            effects=("begin_correction",),
            asks_reason=True,
            told_to_leader=False,
            silent=True,
        ),
        Transition(
            verb="decline",
            target="closed",
            roles=(Role.LEADER,),
            label=_("Renoncer au financement"),
            event=_("Le porteur renonce au financement"),
            guards=("decision_told", "nothing_paid"),
            effects=("return_amount",),
            asks_reason=True,
        ),
        Transition(
            verb="cancel",
            target="closed",
            roles=(Role.TEAM_LEAD,),
            label=_("Mettre fin au financement"),
            event=_("Financement interrompu"),
            guards=("decision_told", "payments_settled"),
            effects=("return_amount",),
            asks_reason=True,
        ),
        Transition(
            verb="close",
            target="closed",
            roles=(Role.TEAM_LEAD,),
            label=_("Clore le dossier"),
            event=_("Dossier clos"),
            guards=("decision_told", "final_report_accepted", "payments_settled"),
            effects=("return_amount",),
        ),
    ),
)
