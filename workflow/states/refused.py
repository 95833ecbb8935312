"""Refusé: a refusal was signed and notified; an appeal lodged in time may reopen it."""

from workflow.grammar import State, _
from workflow.states.shared import REOPEN

STATE = State(code="refused", label=_("Refusé"), owner=None, task="", transitions=(REOPEN,), end=True)
