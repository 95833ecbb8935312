"""Who sees which dossier, and why: one list of rules, read both ways (rows for a person, people for a dossier).

Deny by default: a dossier is seen when one rule says so. Packages above add theirs in `AppConfig.ready()`. This is the
only module that asks django-guardian.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from guardian.shortcuts import assign_perm, remove_perm

from accounts.models import RoleHolding, User
from accounts.prepared import Prepared
from accounts.roles import IMPLIES, Role
from dossiers.audited import by_role_q
from dossiers.models import Assignment, Dossier, DossierUserGrant, HandOver, Interest, Leadership
from workflow import clock

NOTHING = Q(pk__in=[])
SUBMITTED = Q(deposited_at__isnull=False)
DECIDED = ("signature", "granted", "closed", "refused", "inadmissible")


@dataclass(frozen=True)
class Rule:
    """`rows` gives the condition for a person (None: nothing); `people` those whom it lets in on one dossier."""

    code: str
    why: str | Promise
    rows: Callable[[User], Q | None]
    people: Callable[[Dossier], Iterable[User]]


_rules: list[Rule] = []


def register(rule: Rule) -> None:
    """Adds a rule; the same code twice is a mistake."""
    if any(rule.code == known.code for known in _rules):
        raise ValueError(f"visibility rule {rule.code} is registered twice")
    _rules.append(rule)


def visible_q(user: User) -> Q:
    """The condition that selects the dossiers this person may see."""
    if not user.is_authenticated or not user.is_active:
        return NOTHING
    found = [q for rule in _rules if (q := rule.rows(user)) is not None]
    return reduce(or_, found, NOTHING)


@dataclass(frozen=True)
class Sight:
    """That a person sees a dossier, and every reason why."""

    person: User
    reasons: tuple[str, ...]


def who_sees(dossier: Dossier) -> list[Sight]:
    """“Qui peut voir ce dossier, et pourquoi”, by name."""
    reasons: dict[User, list[str]] = {}
    for rule in _rules:
        for person in rule.people(dossier):
            if person.is_active:
                reasons.setdefault(person, []).append(str(rule.why))
    return [Sight(p, tuple(why)) for p, why in sorted(reasons.items(), key=lambda kv: (kv[0].last_name, kv[0].pk))]


def holders(*roles: Role, scope: str | None = None) -> QuerySet[User]:
    """People who hold one of the roles today, implied roles counted; with a scope, those whose scope covers it."""
    wide = {*roles, *(role for role, implied in IMPLIES.items() if implied.intersection(roles))}
    held = RoleHolding.objects.on(clock.today()).filter(role__in=wide)
    if scope is not None:
        held = held.filter(scope__in=["", scope])
    return User.objects.filter(pk__in=held.values("user"))


class Tie(StrEnum):
    """What binds a person to one dossier, besides the roles they hold."""

    CO_LEADS = "co_leads"
    READS = "reads"
    LED = "led"
    INTEREST = "interest"
    CHALLENGES = "challenges"


def ties(user: User, dossier: Dossier) -> frozenset[Tie]:
    """Everything that binds the person to the dossier, past leadership included; one statement."""
    return frozenset(Tie(tie) for (tie,) in _tied.rows(user.pk, dossier.pk))


def _ties(user: int, dossier: UUID) -> QuerySet[Any, Any]:
    found: dict[Tie, QuerySet[Any]] = {
        Tie.CO_LEADS: _grants(user, "co_lead").filter(content_object=dossier),
        Tie.READS: _grants(user, "read").filter(content_object=dossier),
        Tie.LED: Leadership.objects.filter(dossier=dossier, person=user),
        Tie.INTEREST: Interest.objects.filter(dossier=dossier, person=user, withdrawn_at=None),
        Tie.CHALLENGES: Assignment.objects.filter(dossier=dossier, referent=user, ended_at=None),
    }
    first, *others = (rows.order_by().values_list(Value(tie.value)) for tie, rows in found.items())
    return first.union(*others)


_tied: Prepared[Any] = Prepared(_ties, int, UUID)


def leads(user: User, dossier: Dossier) -> bool:
    """Whether the person is leader or co-leader now, and so reads the working draft."""
    return dossier.leader_id == user.pk or Tie.CO_LEADS in ties(user, dossier)


def has_interest(user: User, dossier: Dossier) -> bool:
    return Interest.objects.filter(dossier=dossier, person=user, withdrawn_at=None).exists()


def _grants(user: User | int, *codenames: str) -> QuerySet[DossierUserGrant]:
    return DossierUserGrant.objects.filter(user=user, permission__codename__in=codenames)


def leaders_of(dossier: Dossier) -> list[User]:
    """The leader and the co-leaders of today, the leader first; one statement."""
    co_leaders = User.objects.filter(
        is_active=True,
        pk__in=DossierUserGrant.objects.filter(content_object=dossier, permission__codename="co_lead").values("user"),
    )
    return [dossier.leader, *(person for person in co_leaders if person.pk != dossier.leader_id)]


def leaders_by_dossier(dossiers: Iterable[Dossier]) -> dict[UUID, list[User]]:
    """The same for several dossiers that come with their leader; one statement."""
    found = {dossier.pk: [dossier.leader] for dossier in dossiers}
    grants = DossierUserGrant.objects.filter(
        content_object__in=found, permission__codename="co_lead", user__is_active=True
    )
    for grant in grants.select_related("user").order_by("pk"):
        if grant.user not in found[grant.content_object_id]:
            found[grant.content_object_id].append(grant.user)
    return found


def grant_co_lead(user: User, dossier: Dossier) -> None:
    assign_perm("dossiers.co_lead", user, dossier)


def revoke_co_lead(user: User, dossier: Dossier) -> None:
    remove_perm("dossiers.co_lead", user, dossier)


def grant_read(user: User, dossier: Dossier) -> None:
    assign_perm("dossiers.read", user, dossier)


def revoke_read(user: User, dossier: Dossier) -> None:
    remove_perm("dossiers.read", user, dossier)


def readers_of(dossier: Dossier) -> QuerySet[User]:
    """The people invited to read it now, by name."""
    return _granted_people(dossier, "read").filter(is_active=True).order_by("last_name", "first_name", "pk")


def reads_by_invitation(user: User) -> Exists:
    """Whether that person reads the dossier of the row (`OuterRef("pk")`) because they were invited to."""
    return Exists(_grants(user, "read").filter(content_object=OuterRef("pk")))


def stepped_aside(user: User) -> Exists:
    """Whether that person declared an interest in the dossier of the row (`OuterRef("pk")`)."""
    return Exists(Interest.objects.filter(dossier=OuterRef("pk"), person=user, withdrawn_at=None))


def granted_to(user: User) -> Q:
    """Dossiers that this person sees by an exceptional grant."""
    return Q(pk__in=_grants(user, "co_lead", "read").values("content_object"))


def beside_leader(user: User) -> Q:
    """Dossiers of which this person reads what their leaders read: they lead or led them, or were invited to."""
    led = Leadership.objects.filter(person=user).order_by().values("dossier")
    return Q(leader=user) | Q(pk__in=led) | granted_to(user)


def _granted_people(dossier: Dossier, codename: str) -> QuerySet[User]:
    granted = DossierUserGrant.objects.filter(content_object=dossier, permission__codename=codename)
    return User.objects.filter(pk__in=granted.values("user"))


def _granted(user: User, codename: str) -> Q:
    return Q(pk__in=_grants(user, codename).values("content_object"))


def _team(user: User) -> Q | None:
    return SUBMITTED if Role.TEAM in user.roles else None


def _auditor(user: User) -> Q | None:
    return by_role_q(user) if Role.AUDITOR in user.roles else None


def _offered(user: User) -> Q | None:
    """Dossiers that a référent is asked to take over, while they may still say yes."""
    if Role.REFERENT not in user.roles:
        return None
    offers = HandOver.objects.filter(to=user, outcome=HandOver.Outcome.PENDING)
    return Q(state="challenge", pk__in=offers.values("assignment__dossier"))


def _offered_people(dossier: Dossier) -> Iterable[User]:
    if dossier.state != "challenge":
        return ()
    offers = HandOver.objects.filter(assignment__dossier=dossier, outcome=HandOver.Outcome.PENDING)
    return User.objects.filter(pk__in=offers.values("to"))


def _signatory(user: User) -> Q | None:
    return Q(state__in=DECIDED) | Q(decided_at__isnull=False) if Role.SIGNATORY in user.roles else None


def _signatories(dossier: Dossier) -> Iterable[User]:
    return holders(Role.SIGNATORY) if dossier.state in DECIDED or dossier.decided_at else ()


register(Rule("leader", _("porte le dossier"), lambda u: Q(leader=u), lambda d: [d.leader]))
register(
    Rule(
        "co_leader",
        _("porte le dossier avec son porteur"),
        lambda u: _granted(u, "co_lead"),
        lambda d: _granted_people(d, "co_lead"),
    )
)
register(
    Rule(
        "reader",
        _("a été invité à le lire par le porteur"),
        lambda u: _granted(u, "read"),
        lambda d: _granted_people(d, "read"),
    )
)
register(
    Rule(
        "referent",
        _("est désigné pour le challenge"),
        lambda u: Q(pk__in=u.assignments.filter(ended_at=None).values("dossier")) if Role.REFERENT in u.roles else None,
        lambda d: User.objects.filter(assignments__dossier=d, assignments__ended_at=None),
    )
)
register(Rule("handover", _("est sollicité pour reprendre le challenge"), _offered, _offered_people))
register(
    Rule(
        "team",
        _("fait partie de l’équipe projet"),
        _team,
        lambda d: holders(Role.TEAM) if d.deposited_at else (),
    )
)
register(
    Rule(
        "auditor",
        _("est en mission de contrôle"),
        _auditor,
        lambda d: holders(Role.AUDITOR, scope=d.call.code) if d.deposited_at else (),
    )
)
register(Rule("signatory", _("signe les décisions"), _signatory, _signatories))
