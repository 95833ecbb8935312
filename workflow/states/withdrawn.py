"""Retiré: by its leader, or by the coordination when nobody answered; may be taken up again as a new draft."""

from workflow.grammar import State, _

STATE = State(code="withdrawn", label=_("Retiré"), owner=None, task="", end=True)
