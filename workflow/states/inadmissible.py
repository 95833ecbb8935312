"""Irrecevable: the dossier could not be examined, and an act says why; an appeal lodged in time may reopen it."""

from workflow.grammar import State, _
from workflow.states.shared import REOPEN

STATE = State(code="inadmissible", label=_("Irrecevable"), owner=None, task="", transitions=(REOPEN,), end=True)
