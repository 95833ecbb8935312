"""The verbs of the follow-up: keyword-only, one transaction, under the lock of the dossier, refusals as values."""

from followup.actions.conditions import lift_condition, postpone_condition, send_back_condition, show_condition

__all__ = ["lift_condition", "postpone_condition", "send_back_condition", "show_condition"]
