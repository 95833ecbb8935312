"""What follows a grant: the follow-up of one dossier, and what is owed in it."""

from followup.models.amendments import Amendment
from followup.models.appeals import Appeal
from followup.models.conditions import Condition, Evidence
from followup.models.follow_up import FollowUp
from followup.models.judged import Judged
from followup.models.obligation import Obligation
from followup.models.payments import Payment, Repayment
from followup.models.reports import Handing, Report

__all__ = [
    "Amendment",
    "Appeal",
    "Condition",
    "Evidence",
    "FollowUp",
    "Handing",
    "Judged",
    "Obligation",
    "Payment",
    "Repayment",
    "Report",
]
