"""Inscrit au COPIL: the committee decides; only the closing of a ballot moves the dossier on."""

from accounts.roles import Role
from workflow.grammar import Clock, State, Transition, _

STATE = State(
    code="copil",
    label=_("Inscrit au COPIL"),
    leader_label=_("Au COPIL"),
    owner=Role.COPIL_SECRETARY,
    task=_("Préparer la séance et faire voter le dossier"),
    clock=Clock("copil", date_of="session"),
    transitions=(
        Transition(
            verb="take_off_agenda",
            target="team_review",
            roles=(Role.TEAM_LEAD, Role.SYSTEM),
            label=_("Retirer de l’ordre du jour"),
            event=_("Dossier retiré de l’ordre du jour"),
            guards=("no_ballot_open", "nothing_adopted", "comes_from_the_team"),
            effects=("leave_agenda",),
            asks_reason=True,
        ),
        Transition(
            verb="keep_waiting",
            target="waiting",
            roles=(Role.TEAM_LEAD, Role.SYSTEM),
            label=_("Remettre en liste complémentaire"),
            event=_("Dossier remis à sa place en liste complémentaire"),
            guards=("no_ballot_open", "no_grant_adopted", "comes_from_the_list"),
            effects=("back_to_the_list",),
            asks_reason=True,
            told_to_leader=False,
            silent=True,
        ),
        Transition(
            verb="adopt",
            target="signature",
            roles=(Role.SYSTEM,),
            label=_("Adopter"),
            event=_("Proposition adoptée par le COPIL"),
            guards=("decision_adopted", "adopted_grant_fits"),
            effects=("record_proposal",),
            told_to_leader=False,
        ),
        Transition(
            verb="wait_list",
            target="waiting",
            roles=(Role.SYSTEM,),
            label=_("Placer en liste complémentaire"),
            event=_("Accord adopté, placé en liste complémentaire"),
            guards=("grant_adopted", "adopted_grant_does_not_fit"),
            effects=("record_waiting",),
            told_to_leader=False,
        ),
        Transition(
            verb="defer",
            target="team_review",
            roles=(Role.SYSTEM,),
            label=_("Ajourner"),
            event=_("Dossier ajourné par le COPIL"),
            guards=("deferral_decided", "comes_from_the_team"),
            effects=("leave_agenda",),
            told_to_leader=False,
            silent=True,
        ),
    ),
)
