"""The sums of a follow-up: what holds a payment, what is left to pay or to ask back, when all is settled.

Everything here runs under the lock of the dossier; the database refuses what would pass the act all the same.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.roles import Role
from decisions.document import Grant
from decisions.document import Payment as Part
from dossiers.models import Dossier
from followup.models import Amendment, Condition, FollowUp, Payment, Repayment, Report
from followup.moving import advance, find
from workflow import clock
from workflow.gesture import Actor
from workflow.verdict import Unmet

#: Who asks back what was paid.
ASKS_BACK = Role.TEAM_LEAD
OPEN_PAYMENTS = ("planned", "asked")


def held(case: Dossier) -> Unmet | None:
    """What keeps anything from being paid: conditions not lifted yet; one statement."""
    return held_by(Condition.objects.filter(dossier=case).order_by("number"))


def held_by(conditions: Iterable[Condition]) -> Unmet | None:
    """What of those conditions keeps anything from being paid."""
    numbers = [one.number for one in conditions if one.before_payment and not one.is_over]
    if not numbers:
        return None
    sentence = ngettext(
        "La réserve %(numbers)s n’est pas levée : rien ne peut être versé avant.",
        "Les réserves %(numbers)s ne sont pas levées : rien ne peut être versé avant.",
        len(numbers),
    )
    said = {"numbers": ", ".join(str(number) for number in numbers)}
    return Unmet("conditions_lifted", sentence % said, _("l’équipe projet"))


#: Gestures on a payment that change the schedule.
CHANGES_SCHEDULE = frozenset({"ask", "send_back", "drop"})


def held_by_amendment(case: Dossier) -> Unmet | None:
    """What keeps the schedule as it is: an amendment that waits for its signature, whose act says it; one statement."""
    if not Amendment.objects.filter(dossier=case, state="to_sign").exists():
        return None
    sentence = _("Une décision est en cours sur un avenant : elle dira ce qui reste à verser.")
    return Unmet("no_amendment_to_sign", sentence, _("le signataire"))


def report_before(payment: Payment, reports: Iterable[Report]) -> Report | None:
    """The report that the act wants accepted before that payment, when it is not."""
    return next((one for one in reports if one.kind == payment.after and not one.is_over), None)


def held_by_report(payment: Payment, reports: Iterable[Report]) -> Unmet | None:
    """What keeps that payment from being asked for beside the conditions: the report it waits for."""
    awaited = report_before(payment, reports)
    if awaited is None:
        return None
    sentence = _("L’acte prévoit ce versement une fois accepté le %(report)s.")
    return Unmet("report_accepted", sentence % {"report": awaited.name.lower()}, _("l’équipe projet"))


def plan(case: Dossier, grant: Grant, actor: Actor) -> None:
    """The schedule of the first act told: its parts, the first asked for at once unless a condition holds it."""
    first = _planned(case, grant.payments, after=0)[0]
    if not first.after and not any(term is None or term.before_payment for _text, term in grant.bound):
        _ask_for(case, first, first.planned, actor)


def plan_again(case: Dossier, grant: Grant, actor: Actor) -> None:
    """The schedule of an act that corrects another: of the same amount, it changes nothing; of another, what is left of
    it is planned anew.
    """
    present = list(Payment.objects.filter(dossier=case))
    if sum((one.counted for one in present), Decimal(0)) == grant.amount:
        return
    for one in present:
        if (step := find(one, "drop")) is not None:
            advance(case=case, thing=one, step=step, actor=Actor.system(cause=actor.user))
    rest = grant.amount - sum((one.counted for one in present), Decimal(0))
    if rest > 0:
        parts = grant.payments if rest == grant.amount else (replace(grant.payments[-1], amount=rest),)
        _planned(case, parts, after=len(present))
    ask_what_falls_due(case, actor)


def plan_amended(case: Dossier, grant: Grant, actor: Actor) -> None:
    """The schedule of an act that amends another: what was paid or asked for stays, and comes first in it; what was
    only planned is said anew.
    """
    present = list(Payment.objects.filter(dossier=case).order_by("number"))
    planned = [one for one in present if one.state == "planned"]
    parts = grant.payments[sum(one.is_taken for one in present) :]
    for one, part in zip(planned, parts, strict=False):
        one.label, one.when, one.after, one.planned = part.label, part.condition, part.after or "", part.amount
        one.save(update_fields=["label", "when", "after", "planned"])
    for one in planned[len(parts) :]:
        if (step := find(one, "drop")) is not None:
            advance(case=case, thing=one, step=step, actor=Actor.system(cause=actor.user))
    _planned(case, parts[len(planned) :], after=len(present))
    ask_what_falls_due(case, actor)


def _planned(case: Dossier, parts: Iterable[Part], *, after: int) -> list[Payment]:
    return Payment.objects.bulk_create(
        Payment(
            dossier=case,
            number=number,
            label=part.label,
            when=part.condition,
            after=part.after or "",
            planned=part.amount,
            state=Payment.PROCESS.initial,
            entered_at=clock.now(),
        )
        for number, part in enumerate(parts, after + 1)
    )


def ask_what_falls_due(case: Dossier, actor: Actor) -> None:
    """Asks for the parts that fall due by themselves, unless a condition holds them: the first one, and those that
    waited for a report now accepted, as far as it makes them due. Called when a grant is told, a condition lifted, a
    report accepted, an amendment not signed.
    """
    planned = Payment.objects.filter(Q(number=1) | ~Q(after=""), dossier=case, state="planned").order_by("number")
    waiting = list(planned)
    if not waiting or held(case) is not None or held_by_amendment(case) is not None:
        return
    reports = list(Report.objects.filter(dossier=case))
    for one in waiting:
        if held_by_report(one, reports) is None and (most := most_for(one)) > 0:
            _ask_for(case, one, most, actor)


def _ask_for(case: Dossier, payment: Payment, amount: Decimal, actor: Actor) -> None:
    step = find(payment, "ask")
    if step is None:
        raise AssertionError("a payment planned may be asked for")
    payment.amount, payment.asked_on = amount, clock.today()
    advance(case=case, thing=payment, step=step, actor=Actor.system(cause=actor.user), data={"amount": str(amount)})


def most_for(payment: Payment) -> Decimal:
    """What may be asked for that part, in euros: what the act plans, and no more than what the spent expense leaves due
    once the final report is accepted; two statements.
    """
    follow_up = FollowUp.objects.get(dossier=payment.dossier_id)
    return min(payment.planned, left_due(follow_up, Payment.objects.filter(dossier=payment.dossier_id, state="asked")))


def left_due(follow_up: FollowUp, asked: Iterable[Payment]) -> Decimal:
    """What of the grant may still be asked for beside `asked`, never below zero."""
    due = follow_up.granted if follow_up.due is None else follow_up.due
    return max(due - follow_up.paid - sum((one.amount for one in asked), Decimal(0)), Decimal(0))


def overpaid(follow_up: FollowUp, repayments: Iterable[Repayment]) -> Decimal:
    """What was paid beyond what is due, and was neither given back, asked back nor given up; zero before the report."""
    if follow_up.due is None:
        return Decimal(0)
    answered = sum((one.amount for one in repayments), Decimal(0))
    return max(follow_up.paid - follow_up.due - answered, Decimal(0))


def askable_back(follow_up: FollowUp) -> Decimal:
    """What was paid and neither received back nor asked back already, in euros; one statement."""
    asked = Repayment.objects.filter(dossier=follow_up.dossier_id, state="asked").aggregate(sum=Sum("amount"))["sum"]
    return follow_up.paid - follow_up.repaid - (asked or Decimal(0))


def settle(follow_up: FollowUp) -> None:
    """Notes whether all is settled: nothing planned, asked for or asked back any more, nothing paid beyond what is due.
    Saved with the sums.
    """
    case = follow_up.dossier_id
    back = list(Repayment.objects.filter(dossier=case))
    waits = (
        Payment.objects.filter(dossier=case, state__in=OPEN_PAYMENTS).exists()
        or any(one.state == "asked" for one in back)
        or overpaid(follow_up, back) > 0
    )
    follow_up.settled_on = None if waits else follow_up.settled_on or clock.today()
    follow_up.save(update_fields=["paid", "repaid", "due", "settled_on", "final_report_accepted_on"])


def sums() -> dict[UUID, tuple[Decimal, Decimal, int]]:
    """By dossier: what its payments say was paid, its repayments received, and how many wait; two statements."""
    paid = Payment.objects.order_by().values("dossier")
    back = Repayment.objects.order_by().values("dossier")
    found: dict[UUID, tuple[Decimal, Decimal, int]] = {}
    for row in paid.annotate(
        sum=Sum("amount", filter=Q(state="paid")), waits=Count("pk", filter=Q(state__in=OPEN_PAYMENTS))
    ):
        found[row["dossier"]] = (row["sum"] or Decimal(0), Decimal(0), row["waits"])
    for row in back.annotate(sum=Sum("amount", filter=Q(state="received")), waits=Count("pk", filter=Q(state="asked"))):
        sum_paid, _none, waits = found.get(row["dossier"], (Decimal(0), Decimal(0), 0))
        found[row["dossier"]] = (sum_paid, row["sum"] or Decimal(0), waits + row["waits"])
    return found
