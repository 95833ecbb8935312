"""The call's envelope: reserving, releasing, committing. The only code that writes these sums, here and on the dossier.

Each move is one conditional UPDATE of the call's row, so that two at once can never pass the envelope together; the
dossier's own columns are set on the locked instance that the caller saves. All amounts are euros.
"""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from dossiers.models import Call, Dossier
from dossiers.wording import euros
from workflow.invariants import invariant
from workflow.verdict import unmet

ZERO = Decimal(0)


def left_for(dossier: Dossier, call: Call) -> Decimal:
    """What that dossier could be granted: what nobody else has reserved or signed, its own shares counted as free."""
    return call.left + dossier.reserved + dossier.granted


def reserve(*, dossier: Dossier, amount: Decimal) -> None:
    """Reserves the amount for that dossier, in place of what it had reserved; refused when it no longer fits."""
    moved = Call.objects.filter(
        pk=dossier.call_id, envelope__gte=F("signed") + F("reserved") - dossier.reserved + amount
    ).update(reserved=F("reserved") - dossier.reserved + amount)
    if not moved:
        raise unmet(
            "fits_envelope",
            _("L’enveloppe de l’appel ne suffit plus pour ce montant."),
            lifted_by=_("coordination"),
        )
    dossier.reserved = amount


def release(*, dossier: Dossier) -> None:
    """Gives back what that dossier had reserved."""
    if dossier.reserved:
        Call.objects.filter(pk=dossier.call_id).update(reserved=F("reserved") - dossier.reserved)
        dossier.reserved = ZERO


def commit(*, dossier: Dossier, amount: Decimal) -> None:
    """Turns the reservation into a signed amount, in place of one signed before; refused past the envelope."""
    gained = amount - dossier.granted
    moved = Call.objects.filter(pk=dossier.call_id, envelope__gte=F("signed") + gained).update(
        signed=F("signed") + gained, reserved=F("reserved") - dossier.reserved
    )
    if not moved:
        raise unmet(
            "within_envelope",
            _("Ce montant dépasse ce qui reste de l’enveloppe de l’appel."),
            lifted_by=_("coordination"),
        )
    dossier.granted, dossier.reserved = amount, ZERO


def give_back(*, dossier: Dossier, kept: Decimal = ZERO) -> None:
    """Returns to the envelope what was signed and will not be spent; `kept` is what was (paid, not repaid)."""
    returned = dossier.granted - kept
    if returned > 0:
        Call.objects.filter(pk=dossier.call_id).update(signed=F("signed") - returned)
        dossier.granted = kept


def resize(*, call: Call, amount: Decimal) -> None:
    """Changes the envelope itself; refused under what is reserved and signed at that very moment."""
    moved = Call.objects.filter(pk=call.pk, reserved__lte=amount - F("signed")).update(envelope=amount)
    if not moved:
        reserved, signed = Call.objects.values_list("reserved", "signed").get(pk=call.pk)
        sentence = _(
            "%(least)s sont déjà engagés (%(reserved)s réservés, %(signed)s signés) : l’enveloppe ne descend pas "
            "en dessous."
        )
        told = {"least": euros(reserved + signed), "reserved": euros(reserved), "signed": euros(signed)}
        raise unmet("envelope", sentence % told)
    call.envelope = amount


@invariant
def sums_match() -> Iterator[str]:
    """Each call's sums are those of its dossiers."""
    sums = {
        row["call"]: (row["r"], row["g"])
        for row in Dossier.objects.order_by().values("call").annotate(r=Sum("reserved"), g=Sum("granted"))
    }
    for call in Call.objects.order_by("pk"):
        told = sums.get(call.pk, (ZERO, ZERO))
        if told != (call.reserved, call.signed):
            yield f"enveloppe {call.code} : dossiers {told}, appel {(call.reserved, call.signed)}"
