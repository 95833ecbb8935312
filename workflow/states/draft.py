"""Brouillon: the leader writes; or rewrites what a later state sent back."""

from accounts.roles import Role
from workflow.grammar import Clock, Page, Recall, State, Transition, When, _

STATE = State(
    code="draft",
    label=_("Brouillon"),
    owner=Role.LEADER,
    task=_("Compléter et déposer le dossier"),
    clock=Clock("draft", days=20),
    editable=True,
    transitions=(
        Transition(
            verb="submit",
            target="challenge",
            roles=(Role.LEADER,),
            label=_("Déposer le dossier"),
            event=_("Dossier déposé"),
            when=When.FIRST,
            guards=("form_complete", "budget_balanced", "interests_declared", "call_open"),
            effects=("freeze_version",),
        ),
        Transition(
            verb="resubmit",
            target=Recall.RETURNED_FROM,
            roles=(Role.LEADER,),
            label=_("Déposer la version complétée"),
            event=_("Version complétée déposée"),
            when=When.RETURNED,
            guards=("form_complete", "budget_balanced", "interests_declared"),
            effects=("freeze_version", "ask_confirmation"),
        ),
        Transition(
            verb="close_unanswered",
            target="withdrawn",
            roles=(Role.TEAM_LEAD,),
            label=_("Classer sans réponse"),
            event=_("Dossier classé, faute de réponse"),
            when=When.RETURNED,
            guards=("return_deadline_passed", "two_reminders_sent"),
            asks_reason=True,
            page=Page.FORM,
        ),
    ),
)
