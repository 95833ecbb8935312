"""The signed acts that one person may read, narrowed as they ask."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.models import User, normalised
from accounts.roles import Role
from copil.models import AgendaItem, Session
from decisions.models import Act
from dossiers.desk.keyset import Order
from dossiers.models import Call

#: Those who read the register; each sees in it the acts of the dossiers that they see.
READERS: Final = frozenset({Role.SIGNATORY, Role.TEAM, Role.TEAM_LEAD, Role.AUDITOR})
ORDER: Final = Order("signed_at", descending=True)
#: A grant of less than what was asked for.
PARTIAL: Final = "partial"
#: An act that amends another.
AMENDING: Final = "amending"
PARTIAL_Q: Final = Q(kind=Act.Kind.GRANT, amount__lt=F("dossier__requested"))


@dataclass(frozen=True)
class Wanted:
    """What narrows the register; amounts are euros, both bounds and both days included. Nothing narrows nothing."""

    words: str = ""
    kind: str = ""
    status: str = ""
    call: Call | None = None
    session: Session | None = None
    signed_from: date | None = None
    signed_to: date | None = None
    beneficiary: str = ""
    department: str = ""
    signatory: User | None = None
    least: Decimal | None = None
    most: Decimal | None = None


def register_for(user: User, wanted: Wanted) -> "QuerySet[Act]":
    """The acts, in no order; the words are looked for one by one."""
    rows = Act.objects.visible_to(user).filter(*_conditions(wanted))
    for typed in wanted.words.split()[:10]:
        rows = rows.filter(_says(typed))
    return rows


def _conditions(wanted: Wanted) -> list[Q]:
    found = []
    if wanted.kind:
        apart = {PARTIAL: PARTIAL_Q, AMENDING: Q(amendment__gt=0)}
        found.append(apart.get(wanted.kind, Q(kind=wanted.kind)))
    if wanted.status:
        found.append(Q(status=wanted.status))
    if wanted.call is not None:
        found.append(Q(dossier__call=wanted.call))
    if wanted.session is not None:
        items = AgendaItem.objects.filter(session=wanted.session).order_by()
        found.append(Q(dossier__in=items.values("dossier")))
    if wanted.signed_from is not None:
        found.append(Q(signed_at__gte=_midnight(wanted.signed_from)))
    if wanted.signed_to is not None:
        found.append(Q(signed_at__lt=_midnight(wanted.signed_to + timedelta(days=1))))
    if wanted.beneficiary:
        found.append(Q(dossier__beneficiary_kind=wanted.beneficiary))
    if wanted.department:
        found.append(Q(dossier__department=wanted.department))
    if wanted.signatory is not None:
        found.append(Q(signatory=wanted.signatory))
    if wanted.least is not None:
        found.append(Q(amount__gte=wanted.least))
    if wanted.most is not None:
        found.append(Q(amount__lte=wanted.most))
    return found


def _midnight(day: date) -> datetime:
    """The first instant of that day, in the lab's time."""
    return timezone.make_aware(datetime.combine(day, time()))


def _says(typed: str) -> Q:
    """One word looked for in the number, the dossier's reference, the project, the beneficiary."""
    found = Q(number__contains=typed.upper()) | Q(dossier__reference__contains=typed.upper())
    word = normalised(typed)
    return found | Q(words__contains=word) if word else found
