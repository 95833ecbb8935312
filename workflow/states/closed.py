"""Clos: what was granted is done and settled, or given back."""

from workflow.grammar import State, _

STATE = State(code="closed", label=_("Clos"), owner=None, task="", end=True)
