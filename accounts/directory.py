"""Reads: who is in the house, with which roles, and who is invited."""

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.models import Invitation, RoleHolding, User
from accounts.roles import Role


def people(*, words: str = "", role: Role | None = None) -> QuerySet[User]:
    """People whose name, address or service has every word, and who hold the role today; by name, the erased ones left
    out.

    Each has `mandates`: their holdings of today and to come. Two statements.
    """
    today = timezone.localdate()
    found = User.objects.filter(erased_at=None).select_related("service").order_by("last_name", "first_name", "pk")
    for word in words.split():
        found = found.filter(
            Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(email__icontains=word)
            | Q(service__name__icontains=word)
        )
    if role is not None:
        holders = RoleHolding.objects.on(today).filter(role=role)
        found = found.filter(pk__in=holders.values("user"))
    current = RoleHolding.objects.not_over_on(today).order_by("starts_on", "pk")
    return found.prefetch_related(Prefetch("holdings", queryset=current, to_attr="mandates"))


def pending_invitations() -> QuerySet[Invitation]:
    """Sent, neither used nor withdrawn; the expired ones too, to be sent again."""
    return Invitation.objects.pending().select_related("invited_by").order_by("-invited_at", "-pk")


def demo_accounts() -> list[User]:
    """The accounts of a demonstration lab, each with its `mandates` of today, in the order in which a dossier meets
    them: whoever leads it first. Two statements.
    """
    current = RoleHolding.objects.on(timezone.localdate()).order_by("pk")
    accounts = User.objects.filter(is_demo=True, is_active=True).select_related("service").order_by("pk")
    along = list(Role)

    def first_met(person: User) -> int:
        held: list[RoleHolding] = vars(person)["mandates"]
        return min((along.index(Role(holding.role)) for holding in held), default=0)

    found = accounts.prefetch_related(Prefetch("holdings", queryset=current, to_attr="mandates"))
    return sorted(found, key=first_met)
