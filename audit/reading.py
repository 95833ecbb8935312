"""Missions as pages tell them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Invitation, RoleHolding, User
from accounts.roles import Role
from audit.models import Mission


@dataclass(frozen=True)
class MissionLine:
    """One mission in words; `reason` is empty for a role given before missions had one."""

    holding: RoleHolding
    scope: str
    reason: str
    given_by: str

    @property
    def person(self) -> User:
        return self.holding.user

    @property
    def starts_on(self) -> date:
        return self.holding.starts_on


def all_missions() -> "QuerySet[RoleHolding]":
    """Every role of auditor, the last to begin first."""
    rows = RoleHolding.objects.filter(role=Role.AUDITOR).select_related("user", "recorded_by", "mission")
    return rows.prefetch_related("mission__calls", "mission__sessions").order_by("-starts_on", "-pk")


@dataclass(frozen=True)
class Proposed:
    """A mission that nobody has accepted yet."""

    invitation: Invitation
    scope: str
    reason: str


def proposed() -> list[Proposed]:
    """Those that wait for an answer, the last proposed first; three statements."""
    rows = Mission.objects.filter(holding=None, invitation__in=Invitation.objects.pending().order_by())
    rows = rows.select_related("invitation__invited_by").prefetch_related("calls", "sessions")
    return [Proposed(one.invitation, one.scope.sentence, one.reason) for one in rows if one.invitation is not None]


def lines(holdings: Iterable[RoleHolding]) -> list[MissionLine]:
    return [_line(holding) for holding in holdings]


def _line(holding: RoleHolding) -> MissionLine:
    mission: Mission | None = getattr(holding, "mission", None)
    if mission is not None:
        scope, reason = mission.scope.sentence, mission.reason
    elif holding.scope:
        scope, reason = _("Dossiers de l’appel %(named)s") % {"named": holding.scope}, ""
    else:
        scope, reason = _("Tous les dossiers déposés"), ""
    return MissionLine(holding, scope, reason, holding.recorded_by.full_name if holding.recorded_by else "")
