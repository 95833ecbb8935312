"""What the guards ask of acts and of what was paid: two statements a class."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import Delegation
from decisions.basis import basis_sha256
from decisions.document import Route
from decisions.models import Act, FollowUp
from dossiers.models import Dossier
from workflow import clock
from workflow.gesture import Actor, Gesture
from workflow.registry import facts


@dataclass(frozen=True)
class ActFacts:
    """The act in force, the one prepared, and the actor's delegation today; `current` when the basis has not moved."""

    in_force: Act | None
    prepared: Act | None
    current: bool
    delegation: Delegation | None
    amount: Decimal


@dataclass(frozen=True)
class PaymentFacts:
    """Sums in euros; everything zero and nothing settled before the first payment."""

    paid: Decimal
    repaid: Decimal
    settled_on: date | None
    final_report_accepted_on: date | None


@facts(ActFacts)
def load_acts(case: Dossier, actor: Actor, gesture: Gesture | None) -> ActFacts:
    acts = list(Act.objects.filter(dossier=case, status__in=[Act.Status.PREPARED, Act.Status.IN_FORCE]))
    in_force = next((act for act in acts if act.status == Act.Status.IN_FORCE), None)
    prepared = next((act for act in acts if act.status == Act.Status.PREPARED), None)
    delegation = delegation_of(actor, prepared.kind if prepared else "", case.proposed_amount)
    current = (
        prepared is not None
        and delegation is not None
        and actor.user is not None
        and prepared.basis_sha256
        == basis_sha256(
            dossier=case,
            kind=prepared.kind,
            signatory=actor.user,
            delegation=delegation,
            reasons=prepared.reasons_law + prepared.reasons_fact,
        )
    )
    return ActFacts(in_force, prepared, current, delegation, case.proposed_amount)


def delegation_of(actor: Actor, kind: str, amount: Decimal) -> Delegation | None:
    """The widest delegation in force today under which the actor may sign that act; a refusal costs nothing."""
    if actor.user is None or actor.automate:
        return None
    today = clock.today()
    held = Delegation.objects.filter(signatory=actor.user, starts_on__lte=today, ends_on__gte=today)
    needed = amount if kind in {"", Act.Kind.GRANT} else Decimal(0)
    return held.filter(ceiling__gte=needed).order_by("-ceiling", "pk").first()


@facts(PaymentFacts)
def load_payments(case: Dossier, actor: Actor, gesture: Gesture | None) -> PaymentFacts:
    row = FollowUp.objects.filter(dossier=case).first()
    if row is None:
        return PaymentFacts(Decimal(0), Decimal(0), None, None)
    return PaymentFacts(row.paid, row.repaid, row.settled_on, row.final_report_accepted_on)


def is_agreement(act: Act) -> bool:
    """Whether the beneficiary signs that act too."""
    return act.kind == Act.Kind.GRANT and Route(act.route).is_agreement
