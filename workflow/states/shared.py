"""Verbs that two states declare among their own, said once."""

from accounts.roles import Role
from workflow.grammar import Transition, _

PROPOSE_INADMISSIBLE = Transition(
    verb="propose_inadmissible",
    target="signature",
    roles=(Role.TEAM_LEAD,),
    label=_("Proposer l’irrecevabilité"),
    event=_("Irrecevabilité proposée à la signature"),
    guards=("completion_asked_or_incurable",),
    effects=("propose_inadmissibility",),
    asks_reason=True,
    asks_exception=_("Ce qui manque ne peut pas être complété"),
    told_to_leader=False,
)

#: The reason is the recorded exception when no appeal was lodged in time. Whoever was told the decision is told of it
#: apart.
REOPEN = Transition(
    verb="reopen",
    target="team_review",
    roles=(Role.TEAM_LEAD,),
    label=_("Rouvrir l’instruction"),
    event=_("Instruction rouverte"),
    guards=("appeal_in_time",),
    effects=("supersede_act", "clear_proposal"),
    asks_reason=True,
    asks_exception=_("Rouvrir sans recours reçu dans le délai"),
    told_to_leader=False,
    silent=True,
)

#: An interest discovered after the vote, without whose seat the outcome may be another: `send_back`, by the automate.
VOTE_AGAIN = Transition(
    verb="vote_again",
    target="team_review",
    roles=(Role.SYSTEM,),
    label=_("Remettre aux voix"),
    event=_("Vote à refaire : un lien d’intérêt a été découvert après lui"),
    guards=("no_act_in_force",),
    effects=("release_reservation", "supersede_vote", "drop_prepared_act", "clear_proposal"),
    asks_reason=True,
    told_to_leader=False,
    silent=True,
)
