"""Challenge: the assigned référents question the dossier and give their opinion."""

from accounts.roles import Role
from workflow.grammar import Clock, State, Transition, _
from workflow.states.shared import PROPOSE_INADMISSIBLE

STATE = State(
    code="challenge",
    label=_("Challenge par les référents"),
    owner=Role.TEAM,
    task=_("Désigner les référents et suivre leurs avis"),
    clock=Clock("challenge", days=10),
    transitions=(
        Transition(
            verb="return_to_leader",
            target="draft",
            roles=(Role.REFERENT, Role.TEAM),
            label=_("Renvoyer au porteur pour compléments"),
            event=_("Dossier renvoyé au porteur pour compléments"),
            asks_reason=True,
        ),
        Transition(
            verb="conclude_challenge",
            target="team_review",
            roles=(Role.SYSTEM,),
            label=_("Conclure le challenge"),
            event=_("Challenge terminé"),
            guards=("opinions_in", "blocking_questions_settled", "attachments_scanned"),
        ),
        Transition(
            verb="escalate",
            target="team_review",
            roles=(Role.TEAM,),
            label=_("Passer en revue sans attendre les avis"),
            event=_("Challenge clos par l’équipe, délai passé"),
            guards=("challenge_deadline_passed",),
            asks_reason=True,
        ),
        PROPOSE_INADMISSIBLE,
    ),
)
