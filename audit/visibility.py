"""What a mission of control opens: the deposited dossiers that it bears on, their scores, the figures of its calls."""

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleHolding, User
from accounts.models.users import Held
from accounts.roles import Role
from audit.models import Mission
from audit.scope import Kind, replacing
from copil.models import AgendaItem
from dossiers import visibility
from dossiers.audited import register_missions
from dossiers.models import Dossier
from dossiers.visibility import Rule
from workflow import clock


def in_force() -> "QuerySet[Mission]":
    """The missions of today."""
    return Mission.objects.filter(
        holding__in=RoleHolding.objects.on(clock.today()).filter(role=Role.AUDITOR)
    ).order_by()


def covered_q(missions: "QuerySet[Mission]", path: str = "") -> Q:
    """The condition on dossiers found at `path` that one of these missions bears on them; no statement of its own."""
    items = AgendaItem.objects.filter(session__in=missions.filter(kind=Kind.SESSIONS).values("sessions")).order_by()
    period = missions.filter(kind=Kind.PERIOD)
    deposited, decided = OuterRef(f"{path}deposited_at"), OuterRef(f"{path}decided_at")
    again = replacing(OuterRef("begins_at"), OuterRef("ends_at")).filter(dossier=OuterRef(OuterRef(f"{path}pk")))
    return (
        Q(Exists(missions.filter(kind=Kind.ALL)))
        | Q(**{f"{path}call__in": missions.filter(kind=Kind.CALLS).values("calls")})
        | Q(**{f"{path}pk__in": items.values("dossier")})
        | Q(Exists(period.filter(begins_at__lte=deposited, ends_at__gt=deposited)))
        | Q(Exists(period.filter(begins_at__lte=decided, ends_at__gt=decided)))
        | Q(Exists(period.filter(Exists(again))))
    )


def _audited(user: User, path: str) -> Q:
    return covered_q(in_force().filter(holding__user=user), path)


def _rows(user: User) -> Q | None:
    return visibility.SUBMITTED & _audited(user, "") if Role.AUDITOR in user.roles else None


def _people(dossier: Dossier) -> Iterable[User]:
    if dossier.deposited_at is None:
        return ()
    found = Q(kind=Kind.ALL) | Q(kind=Kind.CALLS, calls=dossier.call)
    found |= Q(kind=Kind.SESSIONS, sessions__items__dossier=dossier)
    again = dossier.acts.signed().filter(supersedes__isnull=False).values_list("signed_at", flat=True)
    for instant in filter(None, (dossier.deposited_at, dossier.decided_at, *again)):
        found |= Q(kind=Kind.PERIOD, begins_at__lte=instant, ends_at__gt=instant)
    return User.objects.filter(pk__in=in_force().filter(found).values("holding__user"))


def _calls(user: User) -> Q:
    """The whole of a call is a mission's when it bears on that call, or on all."""
    missions = in_force().filter(holding__user=user)
    named = missions.filter(kind=Kind.CALLS).values("calls")
    return Q(Exists(missions.filter(kind=Kind.ALL))) | Q(pk__in=named)


def covering(missions: Sequence[Held], reference: str) -> int | None:
    """The key of the first of these missions that bears on the dossier of that reference; one statement each."""
    for one in missions:
        own = Mission.objects.filter(holding=one.pk).order_by()
        found = Dossier.objects.filter(reference=reference)
        if one.scope:  # else it bears on every dossier
            found = found.filter(Q(call__code=one.scope) | covered_q(own))
        if found.exists():
            return one.pk
    return None


visibility.register(Rule("audit_mission", _("est en mission de contrôle"), _rows, _people))
register_missions(_audited, _calls)
