"""Giving a mission of control. It ends with its role, which the administration takes back like any other."""

import secrets
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import grant_role, require_admin
from accounts.invitations import invite
from accounts.models import Invitation, RoleHolding, User
from accounts.refusal import refuse
from accounts.roles import MISSION_MARK, Role
from audit.models import Mission
from audit.scope import Kind, Scope, instants
from dossiers.form.values import plain
from workflow import clock

MAX_REASON = 2000
#: How far ahead a mission may end.
MAX_DAYS = 5 * 366


@transaction.atomic
def give_mission(*, user: User, scope: Scope, reason: str, starts_on: date, ends_on: date, by: User) -> Mission:
    """Entrusts a mission of control to somebody from one day to another, both included, and says why.

    Refused: forbidden, reason (missing, or longer than 2,000 characters), scope (nothing chosen), far_end (more than
    five years ahead), and what refuses a role: oneself, closed_account, dates, past_end.
    """
    said = _checked(scope, reason, ends_on, by)
    holding = grant_role(user=user, role=Role.AUDITOR, by=by, starts_on=starts_on, ends_on=ends_on, scope=_mark())
    return _kept(scope, said, holding=holding)


@transaction.atomic
def propose_mission(*, email: str, scope: Scope, reason: str, starts_on: date, ends_on: date, by: User) -> Mission:
    """Invites an address that has no account to a mission; it begins once accepted, not before `starts_on`.

    Refused: forbidden, reason, scope, far_end, and what refuses an invitation: oneself, dates, past_end.
    """
    said = _checked(scope, reason, ends_on, by)
    invitation = invite(
        email=email, role=Role.AUDITOR, by=by, role_starts_on=starts_on, role_ends_on=ends_on, scope=_mark()
    )
    return _kept(scope, said, invitation=invitation)


def _checked(scope: Scope, reason: str, ends_on: date, by: User) -> str:
    """The reason as it is kept."""
    require_admin(by)
    said = plain(reason).strip()
    if not said:
        raise refuse("reason", _("Écrivez le motif de la mission."))
    if len(said) > MAX_REASON:
        raise refuse("reason", _("Le motif compte %(max)s caractères au plus.") % {"max": MAX_REASON})
    # A mission bears on no single dossier.
    chosen = {Kind.CALLS: scope.calls, Kind.SESSIONS: scope.sessions, Kind.DOSSIER: ()}
    if not chosen.get(scope.kind, True):
        raise refuse("scope", _("Choisissez ce sur quoi porte la mission."))
    if (ends_on - clock.today()).days > MAX_DAYS:
        raise refuse("far_end", _("Une mission se termine dans les cinq ans : elle peut être donnée de nouveau."))
    return said


def _mark() -> str:
    """By itself such a role opens nothing: its mission says what it bears on."""
    return f"{MISSION_MARK}{secrets.token_hex(8)}"


def _kept(
    scope: Scope, reason: str, *, holding: RoleHolding | None = None, invitation: Invitation | None = None
) -> Mission:
    begins, ends = instants(scope.starts_on, scope.ends_on) if scope.kind is Kind.PERIOD else (None, None)
    mission = Mission.objects.create(
        holding=holding,
        invitation=invitation,
        kind=scope.kind,
        starts_on=scope.starts_on,
        ends_on=scope.ends_on,
        begins_at=begins,
        ends_at=ends,
        reason=reason,
        given_at=clock.now(),
    )
    mission.calls.set(scope.calls)
    mission.sessions.set(scope.sessions)
    return mission
