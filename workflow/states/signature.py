"""Décision à signer: the signatory gives the committee's decision its effect, or sends it back.

A signature is silent: the decision is told by its notification, at once or with others (decisions.release).
"""

from accounts.roles import Role
from workflow.grammar import Clock, Page, State, Transition, _
from workflow.states.shared import VOTE_AGAIN

STATE = State(
    code="signature",
    label=_("Décision à signer"),
    leader_label=_("Décision en cours"),
    owner=Role.SIGNATORY,
    task=_("Signer la décision, ou la renvoyer"),
    clock=Clock("signature", days=5),
    transitions=(
        Transition(
            verb="sign_grant",
            target="granted",
            roles=(Role.SIGNATORY,),
            label=_("Signer l’accord"),
            event=_("Décision d’accord signée"),
            guards=(
                "proposal_is_grant",
                "within_envelope",
                "covers_what_was_paid",
                "act_current",
                "delegation_in_force",
                "excerpt_validated",
                "convention_countersigned",
            ),
            effects=("sign_act", "commit_amount"),
            page=Page.OWN,
            told_to_leader=False,
            silent=True,
        ),
        Transition(
            verb="sign_refusal",
            target="refused",
            roles=(Role.SIGNATORY,),
            label=_("Signer le refus"),
            event=_("Décision de refus signée"),
            guards=(
                "reasons_in_law_and_fact",
                "refusal_act_current",
                "no_act_in_force",
                "delegation_in_force",
            ),
            effects=("sign_act", "release_reservation"),
            asks_reason=True,
            page=Page.OWN,
            told_to_leader=False,
            silent=True,
        ),
        Transition(
            verb="sign_inadmissibility",
            target="inadmissible",
            roles=(Role.SIGNATORY,),
            label=_("Signer l’irrecevabilité"),
            event=_("Décision d’irrecevabilité signée"),
            guards=("proposal_is_inadmissibility", "act_current", "delegation_in_force"),
            effects=("sign_act",),
            page=Page.OWN,
            told_to_leader=False,
            silent=True,
        ),
        Transition(
            verb="send_back",
            target="team_review",
            roles=(Role.SIGNATORY,),
            label=_("Renvoyer à l’équipe"),
            event=_("Décision renvoyée à l’équipe par le signataire"),
            guards=("no_act_in_force",),
            effects=("release_reservation", "supersede_vote", "drop_prepared_act", "clear_proposal"),
            asks_reason=True,
            told_to_leader=False,
            silent=True,
        ),
        VOTE_AGAIN,
        Transition(
            verb="drop_correction",
            target="granted",
            roles=(Role.SIGNATORY, Role.TEAM_LEAD),
            label=_("Garder l’acte en vigueur"),
            event=_("Correction abandonnée, la décision en vigueur demeure"),
            guards=("act_in_force",),
            effects=("drop_prepared_act", "end_correction"),
            told_to_leader=False,
            silent=True,
        ),
    ),
)
