"""Suspendu: every clock but the legal one stands still until the date given, or until the team resumes."""

from accounts.roles import Role
from workflow.grammar import Clock, Recall, State, Transition, _

STATE = State(
    code="suspended",
    label=_("Suspendu"),
    owner=Role.TEAM,
    task=_("Reprendre l’instruction"),
    clock=Clock("suspended", date_of="suspension_end"),
    transitions=(
        Transition(
            verb="resume",
            target=Recall.SUSPENDED_FROM,
            roles=(Role.TEAM, Role.SYSTEM),
            label=_("Reprendre l’instruction"),
            event=_("Instruction reprise"),
        ),
    ),
)
