"""Verbs that many states share, each said once, with the states it leaves from."""

from accounts.roles import Role
from workflow.grammar import Transition, _

WITHDRAW = Transition(
    verb="withdraw",
    target="withdrawn",
    roles=(Role.LEADER,),
    label=_("Retirer le dossier"),
    event=_("Dossier retiré par le porteur"),
    guards=("no_ballot_open", "no_act_in_force"),
    effects=("release_reservation", "leave_agenda", "drop_prepared_act"),
    asks_reason=True,
)
WITHDRAWN_FROM = ("draft", "challenge", "team_review", "copil", "waiting", "signature", "suspended")

SUSPEND = Transition(
    verb="suspend",
    target="suspended",
    roles=(Role.TEAM,),
    label=_("Suspendre l’instruction"),
    event=_("Instruction suspendue"),
    guards=("end_date_given", "no_ballot_open"),
    asks_reason=True,
    asks_until=True,
)
SUSPENDED_FROM = ("challenge", "team_review", "copil", "waiting", "signature", "granted")
