"""The sums of a follow-up: what holds a payment, what is left to pay or to ask back, when all is settled.

Everything here runs under the lock of the dossier; the database refuses what would pass the act all the same.
"""

from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.roles import Role
from decisions.document import Grant
from dossiers.models import Dossier
from followup.models import Condition, FollowUp, Payment, Repayment
from followup.moving import advance, find
from workflow import clock
from workflow.gesture import Actor
from workflow.verdict import Unmet

#: Conditions that nothing is paid before.
HOLDING = Q(before_payment=True, state__in=["awaited", "shown"])
#: Who asks back what was paid.
ASKS_BACK = Role.TEAM_LEAD
OPEN_PAYMENTS = ("planned", "asked")


def held(case: Dossier) -> Unmet | None:
    """What keeps anything from being paid: conditions not lifted yet; one statement."""
    numbers = list(Condition.objects.filter(HOLDING, dossier=case).order_by("number").values_list("number", flat=True))
    if not numbers:
        return None
    sentence = ngettext(
        "La réserve %(numbers)s n’est pas levée : rien ne peut être versé avant.",
        "Les réserves %(numbers)s ne sont pas levées : rien ne peut être versé avant.",
        len(numbers),
    )
    said = {"numbers": ", ".join(str(number) for number in numbers)}
    return Unmet("conditions_lifted", sentence % said, _("l’équipe projet"))


def plan(case: Dossier, grant: Grant, actor: Actor) -> None:
    """The schedule of the act just told: its parts, the first asked for at once unless a condition holds it.

    A corrected act of the same amount changes nothing; of another, what is left of it is planned anew.
    """
    present = list(Payment.objects.filter(dossier=case))
    if sum((one.counted for one in present), Decimal(0)) == grant.amount:
        return
    for one in present:
        if (step := find(one, "drop")) is not None:
            advance(case=case, thing=one, step=step, actor=Actor.system(cause=actor.user))
    taken = sum((one.counted for one in present), Decimal(0))
    parts = [(part.label, part.condition, part.amount) for part in grant.payments]
    if taken and grant.amount > taken:
        last = grant.payments[-1]
        parts = [(last.label, last.condition, grant.amount - taken)]
    elif taken:
        parts = []
    planned = Payment.objects.bulk_create(
        Payment(
            dossier=case,
            number=number,
            label=label,
            when=when,
            planned=amount,
            state=Payment.PROCESS.initial,
            entered_at=clock.now(),
        )
        for number, (label, when, amount) in enumerate(parts, len(present) + 1)
    )
    if not present and not any(term is None or term.before_payment for _text, term in grant.bound):
        _ask_for(case, planned[0], actor)


def ask_first(case: Dossier, actor: Actor) -> None:
    """The first part falls due by itself: when the grant is told, or when the last condition that held it is lifted."""
    first = Payment.objects.filter(dossier=case, number=1, state="planned").first()
    if first is not None and held(case) is None:
        _ask_for(case, first, actor)


def _ask_for(case: Dossier, first: Payment, actor: Actor) -> None:
    step = find(first, "ask")
    if step is None:
        raise AssertionError("a payment planned may be asked for")
    first.amount, first.asked_on = first.planned, clock.today()
    advance(case=case, thing=first, step=step, actor=Actor.system(cause=actor.user), data={"amount": str(first.amount)})


def askable_back(follow_up: FollowUp) -> Decimal:
    """What was paid and neither received back nor asked back already, in euros; one statement."""
    asked = Repayment.objects.filter(dossier=follow_up.dossier_id, state="asked").aggregate(sum=Sum("amount"))["sum"]
    return follow_up.paid - follow_up.repaid - (asked or Decimal(0))


def settle(follow_up: FollowUp) -> None:
    """Notes whether all is settled: nothing planned, asked for or asked back any more. Saved with the sums."""
    case = follow_up.dossier_id
    waits = (
        Payment.objects.filter(dossier=case, state__in=OPEN_PAYMENTS).exists()
        or Repayment.objects.filter(dossier=case, state="asked").exists()
    )
    follow_up.settled_on = None if waits else follow_up.settled_on or clock.today()
    follow_up.save(update_fields=["paid", "repaid", "settled_on"])


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
