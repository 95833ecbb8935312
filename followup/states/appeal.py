"""Recours gracieux: lodged against a decision, answered, followed by a new examination, or refused by silence."""

from accounts.roles import Role
from workflow.grammar import Clock, Process, State, Transition, _

REPLY = Transition(
    verb="reply",
    target="replied",
    roles=(Role.TEAM_LEAD,),
    label=_("Répondre au recours"),
    event=_("Réponse au recours gracieux"),
)
WITHDRAW = Transition(
    verb="withdraw",
    target="withdrawn",
    roles=(Role.TEAM_LEAD,),
    label=_("Noter le désistement"),
    event=_("Désistement du recours gracieux"),
    asks_reason=True,
)
FOLLOW = Transition(
    verb="follow",
    target="followed",
    roles=(Role.SYSTEM,),
    label=_("Donner suite au recours"),
    event=_("Le recours gracieux a rouvert l’instruction"),
)
LAPSE = Transition(
    verb="lapse",
    target="lapsed",
    roles=(Role.SYSTEM,),
    label=_("Constater le rejet implicite"),
    event=_("Recours gracieux rejeté par le silence gardé deux mois"),
)

APPEAL = Process(
    code="appeal",
    label=_("Recours gracieux"),
    initial="lodged",
    states=(
        State(
            code="lodged",
            label=_("à traiter"),
            owner=Role.TEAM_LEAD,
            task=_("Répondre à un recours gracieux, ou rouvrir l’instruction"),
            clock=Clock("appeal", date_of="answer_by"),
            transitions=(REPLY, WITHDRAW, FOLLOW, LAPSE),
        ),
        State(
            code="lapsed", label=_("rejeté par le silence"), owner=None, task="", transitions=(REPLY, WITHDRAW, FOLLOW)
        ),
        State(code="replied", label=_("réponse donnée"), owner=None, task="", end=True),
        State(code="followed", label=_("instruction rouverte"), owner=None, task="", end=True),
        State(code="withdrawn", label=_("désistement"), owner=None, task="", end=True),
    ),
)
