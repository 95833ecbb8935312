"""What the guards ask of a follow-up, one statement shared with what the dossier's page shows of it, and of appeals."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dossiers.models import Dossier
from followup.models import Appeal, FollowUp
from workflow.gesture import Actor, Gesture
from workflow.registry import facts


@dataclass(frozen=True)
class PaymentFacts:
    """Sums in euros; everything zero and nothing settled before the first payment. `proposed`: to be signed."""

    paid: Decimal
    repaid: Decimal
    settled_on: date | None
    final_report_accepted_on: date | None
    proposed: Decimal


@facts(PaymentFacts)
def load_payments(case: Dossier, actor: Actor, gesture: Gesture | None) -> PaymentFacts:
    # The page of the dossier shows the same row; before a first signature there is none.
    row: FollowUp | None = getattr(case, "follow_up", None) if case.granted else None
    if row is None:
        return PaymentFacts(Decimal(0), Decimal(0), None, None, case.proposed_amount)
    return PaymentFacts(row.paid, row.repaid, row.settled_on, row.final_report_accepted_on, case.proposed_amount)


#: States of an appeal that nothing answered yet but silence.
UNANSWERED = ("lodged", "lapsed")


@dataclass(frozen=True)
class AppealFacts:
    """`in_time`: an appeal was lodged in time against the act in force; `late`: one was, too late."""

    in_time: bool
    late: bool


@facts(AppealFacts)
def load_appeals(case: Dossier, actor: Actor, gesture: Gesture | None) -> AppealFacts:
    found = list(Appeal.objects.filter(dossier=case, state__in=UNANSWERED, act__status="in_force"))
    return AppealFacts(any(not one.is_late for one in found), any(one.is_late for one in found))
