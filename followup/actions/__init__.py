"""The verbs of the follow-up: keyword-only, one transaction, under the lock of the dossier, refusals as values."""

from followup.actions.amendments import accept_amendment, ask_amendment, refuse_amendment, withdraw_amendment
from followup.actions.appeals import lodge_appeal, reply_to_appeal, withdraw_appeal
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
from followup.actions.publishing import publish_experience
from followup.actions.reports import accept_report, hand_report, postpone_report, save_report, send_back_report

__all__ = [
    "Accounts",
    "accept_amendment",
    "accept_report",
    "ask_amendment",
    "ask_payment",
    "ask_repayment",
    "drop_payment",
    "drop_repayment",
    "hand_report",
    "lift_condition",
    "lodge_appeal",
    "pay",
    "postpone_condition",
    "postpone_report",
    "publish_experience",
    "receive_repayment",
    "refuse_amendment",
    "reply_to_appeal",
    "save_report",
    "send_back_condition",
    "send_back_payment",
    "send_back_report",
    "show_condition",
    "withdraw_amendment",
    "withdraw_appeal",
]
