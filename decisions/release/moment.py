"""Signing and telling are two moments (docs/adr/0032-release.md): between them a leader reads « décision en cours »."""

from accounts.roles import Role
from copil.effects import current_item
from copil.facts import VoteFacts
from copil.models import AgendaItem
from decisions.facts import ActFacts
from decisions.models import Act
from workflow.registry import Move

#: The task of telling a decision that was signed to be told with others.
TELL = "tell_decision"
#: Who tells the decisions of a session.
RELEASING = frozenset({Role.TEAM_LEAD, Role.COPIL_SECRETARY})
#: How the entry of a signature says when it is told.
AT_ONCE, TOGETHER = "at_once", "together"


def waits_for_others(move: Move, act: Act) -> bool:
    """Whether the act being signed is to be told with the decisions of its session."""
    vote: VoteFacts | None = move.facts.get(VoteFacts)
    if act.kind == Act.Kind.INADMISSIBILITY:
        return False
    item = vote.item if vote is not None else current_item(move.case)
    return together(item, act.kind, in_force=move.facts[ActFacts].in_force)


def together(item: AgendaItem | None, kind: str, *, in_force: Act | None) -> bool:
    """Whether an act of that kind, once signed, waits for the other decisions of the session of that item.

    What replaces an act in force is told at once, and so is what no session decided.
    """
    if in_force is not None or kind == Act.Kind.INADMISSIBILITY:
        return False
    return item is not None and item.session.told_together
