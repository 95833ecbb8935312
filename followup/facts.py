"""What the guards ask of a follow-up: one statement, shared with what the dossier's page shows of it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dossiers.models import Dossier
from followup.models import FollowUp
from workflow.gesture import Actor, Gesture
from workflow.registry import facts


@dataclass(frozen=True)
class PaymentFacts:
    """Sums in euros; everything zero and nothing settled before the first payment."""

    paid: Decimal
    repaid: Decimal
    settled_on: date | None
    final_report_accepted_on: date | None


@facts(PaymentFacts)
def load_payments(case: Dossier, actor: Actor, gesture: Gesture | None) -> PaymentFacts:
    row: FollowUp | None = getattr(case, "follow_up", None)  # the page of the dossier shows the same row
    if row is None:
        return PaymentFacts(Decimal(0), Decimal(0), None, None)
    return PaymentFacts(row.paid, row.repaid, row.settled_on, row.final_report_accepted_on)
