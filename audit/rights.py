"""Who controls: an auditor, while a mission lasts."""

from django.db.models import QuerySet

from accounts.models import RoleHolding, User
from accounts.roles import Role
from workflow import clock


def audits(user: User) -> bool:
    """Whether a mission of control of theirs is in force today."""
    return user.is_active and Role.AUDITOR in user.roles


def missions_of(user: User) -> "QuerySet[RoleHolding]":
    """Their missions in force today, the first to end first."""
    return RoleHolding.objects.on(clock.today()).filter(user=user, role=Role.AUDITOR).order_by("ends_on", "pk")
