"""What a person reads of the money of calls when they lead a dossier: a decision that they were not told of counts as
not taken.

What is reserved or signed of a call, read before and after a session, would tell them the sum that they will get. Every
page that shows the money of a call takes it from here; gestures that move it see it whole (`dossiers.envelope`).
"""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.expressions import Combinable

from accounts.models import User
from dossiers.models import Call, Dossier
from dossiers.visibility import beside_leader
from workflow.asked import Asked

ZERO = Decimal(0)
#: What is signed of a dossier, in euros, and not told to its leaders: the room of decisions brings it.
_untold: list[Callable[[], Combinable]] = []


def register_untold(amount: Callable[[], Combinable]) -> None:
    """Declares the amount, for a queryset of dossiers, that is signed and that their leaders do not know."""
    _untold.append(amount)


def beside(user: User) -> "QuerySet[Dossier]":
    """The dossiers whose decisions this person is told as their leaders are."""
    return Dossier.objects.filter(beside_leader(user)).order_by()


@dataclass(frozen=True)
class Withheld:
    """What a dossier holds of its call's envelope that a person is not to know of, in euros."""

    call: int
    reserved: Decimal
    signed: Decimal

    @property
    def amount(self) -> Decimal:
        return self.reserved + self.signed


def withheld(user: User) -> dict[UUID, Withheld]:
    """By dossier; one statement."""
    return {
        one.pk: Withheld(one.call_id, one.reserved, sum((vars(one)[name] for name in _amounts()), ZERO))
        for one in _asked.instances(user)
    }


def _amounts() -> dict[str, Combinable]:
    return {f"untold_{n}": amount() for n, amount in enumerate(_untold)}


def _holding(user: User) -> "QuerySet[Dossier]":
    held = beside(user).filter(Q(reserved__gt=0) | Q(granted__gt=0))
    return held.annotate(**_amounts()).only("call", "reserved")


_asked: Asked[Dossier] = Asked(_holding)


def as_read(user: User, calls: Iterable[Call]) -> list[Call]:
    """These calls with the sums that this person may read: copies to be shown, never saved. One statement."""
    found = list(calls)
    kept = list(withheld(user).values()) if found else []
    return [_without(call, [one for one in kept if one.call == call.pk]) for call in found]


def _without(call: Call, kept: Sequence[Withheld]) -> Call:
    if not kept:
        return call
    shown = copy(call)
    shown.reserved = call.reserved - sum((one.reserved for one in kept), ZERO)
    shown.signed = call.signed - sum((one.signed for one in kept), ZERO)
    return shown
