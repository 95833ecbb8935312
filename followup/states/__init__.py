"""The small machines of what follows a decision, one file each, in the words of `workflow.grammar`: pure data.

Several of them run at once on one dossier, each with its own holder and its own day (docs/adr/0036-followup.md).
"""

from followup.states.amendment import AMENDMENT
from followup.states.appeal import APPEAL
from followup.states.condition import CONDITION
from followup.states.payment import PAYMENT
from followup.states.repayment import REPAYMENT
from followup.states.report import REPORT

__all__ = ["AMENDMENT", "APPEAL", "CONDITION", "PAYMENT", "REPAYMENT", "REPORT"]
