"""The verbs of the follow-up: keyword-only, one transaction, under the lock of the dossier, refusals as values."""

from followup.actions.conditions import lift_condition, postpone_condition, send_back_condition, show_condition
from followup.actions.payments import (
    Accounts,
    ask_payment,
    ask_repayment,
    drop_payment,
    drop_repayment,
    pay,
    receive_repayment,
    send_back_payment,
)

__all__ = [
    "Accounts",
    "ask_payment",
    "ask_repayment",
    "drop_payment",
    "drop_repayment",
    "lift_condition",
    "pay",
    "postpone_condition",
    "receive_repayment",
    "send_back_condition",
    "send_back_payment",
    "show_condition",
]
