"""What missions of control open, as conditions on rows: no statement of its own.

A role of auditor by itself bears on one call, or on all of them. A room above gives missions that bear on more than
that, and says here what they open.
"""

from collections.abc import Callable
from functools import reduce
from operator import or_

from django.db.models import Exists, Q, QuerySet

from accounts.models import RoleHolding, User
from accounts.roles import Role
from dossiers.models import Call
from workflow import clock

#: What the missions of that room bear on: dossiers found at a path, calls.
_missions: list[tuple[Callable[[User, str], Q], Callable[[User], Q]]] = []


def register_missions(dossiers: Callable[[User, str], Q], calls: Callable[[User], Q]) -> None:
    """Adds missions; asked only of who holds the role today."""
    _missions.append((dossiers, calls))


def _holdings(user: User) -> "QuerySet[RoleHolding]":
    return RoleHolding.objects.on(clock.today()).filter(user=user, role=Role.AUDITOR).order_by()


def _deposited(path: str) -> Q:
    return Q(**{f"{path}deposited_at__isnull": False})


def by_role_q(user: User, path: str = "") -> Q:
    """The deposited dossiers, found at `path`, that their roles of today open by themselves."""
    everywhere = Q(Exists(_holdings(user).filter(scope="")))
    return _deposited(path) & (everywhere | Q(**{f"{path}call__code__in": _holdings(user).values("scope")}))


def audited_q(user: User, path: str = "") -> Q:
    """The deposited dossiers, found at `path`, that any mission of today opens to this person."""
    if Role.AUDITOR not in user.roles:
        return Q(pk__in=[])
    found = (_deposited(path) & dossiers(user, path) for dossiers, _calls in _missions)
    return reduce(or_, found, by_role_q(user, path))


def calls_in_scope(user: User) -> "QuerySet[Call]":
    """The calls whose figures an office on all dossiers opens to this person: an auditor's are those of the mission."""
    if Role.TEAM in user.roles:
        return Call.objects.all()
    if Role.AUDITOR not in user.roles:
        return Call.objects.none()
    by_role = Q(Exists(_holdings(user).filter(scope=""))) | Q(code__in=_holdings(user).values("scope"))
    return Call.objects.filter(reduce(or_, (calls(user) for _dossiers, calls in _missions), by_role))
