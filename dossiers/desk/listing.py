"""Lists of dossiers: which rows, narrowed how, read as what. A leader's own rows tell no more than their page does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import cast

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, Value
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.desk.holders import label_of
from dossiers.models import Dossier, DossierQuerySet, Interest, Label, Leadership
from dossiers.page.ball import CLOCK_TOLD
from dossiers.page.glance import Step, leader_step, real_step
from dossiers.visibility import granted_to
from workflow.states import DOSSIER

#: Roles whose holders look for dossiers among many, and may filter them.
FILTERING = frozenset({Role.TEAM, Role.TEAM_LEAD, Role.AUDITOR})
#: States that a leader cannot tell apart, under the one whose name they read.
ALIKE = {"signature": ("signature", "waiting")}


@dataclass(frozen=True)
class Line:
    """A dossier as one row of a list. On the desk only: who has the ball, the team's labels, who follows it."""

    reference: str
    title: str
    url: str
    step: Step
    call: str
    service: str
    leader: str
    amount: Decimal
    deposited: datetime | None
    due: date | None
    silence: date | None
    holder: str
    labels: tuple[Label, ...]
    follower: str


@dataclass(frozen=True)
class StateCount:
    code: str
    label: str
    count: int


def led(user: User) -> Q:
    """Whether the person leads or led the dossier; few are, so they are read once, not asked of each row."""
    return Q(pk__in=Leadership.objects.filter(person=user).order_by().values("dossier"))


def outside(user: User) -> Q:
    """Whether the person reads the dossier as its leader does: its real state is then not theirs to know.

    As on the page (`Glance.inside`): leaders past and present and whoever was invited; without an office that covers
    every dossier, those who stepped aside.
    """
    tied = led(user) | granted_to(user)
    if user.roles & FILTERING:
        return tied
    return tied | Q(Exists(Interest.objects.filter(dossier=OuterRef("pk"), person=user, withdrawn_at=None)))


def dossiers_for(user: User) -> DossierQuerySet:
    """The dossiers this person may see, each marked as read from `outside` or not; the newest first."""
    rows = Dossier.objects.visible_to(user).annotate(outside=ExpressionWrapper(outside(user), BooleanField()))
    return cast(DossierQuerySet, rows.select_related("call", "service", "leader").order_by("-created_at", "pk"))


def desk_of(user: User) -> DossierQuerySet:
    """The deposited dossiers whose real state this person may read, to be filtered, sorted and counted by it.

    Those they lead, led or were invited to read are none of them: they stand apart, as their leader reads them.
    """
    rows = Dossier.objects.visible_to(user).filter(deposited_at__isnull=False).exclude(outside(user))
    return rows.annotate(outside=Value(False, output_field=BooleanField())).select_related("call", "service", "leader")


def in_state(user: User, state: str) -> Q:
    """Dossiers in that state as this person may know it: a leader's filter must not tell what their page hides."""
    hidden = outside(user)
    alike = ALIKE.get(state, () if any(state in codes for codes in ALIKE.values()) else (state,))
    return (Q(state=state) & ~hidden) | (Q(leader_state__in=alike) & hidden)


def lines(rows: "Iterable[Dossier]") -> list[Line]:
    """Rows of `dossiers_for` or `desk_of` in words; no statement."""
    return [_line(dossier, hidden=dossier.outside) for dossier in rows]  # type: ignore[attr-defined] # annotated


def _line(dossier: Dossier, *, hidden: bool) -> Line:
    step = leader_step(dossier) if hidden else real_step(dossier)
    told = not hidden or (step.code in CLOCK_TOLD and dossier.leader_state == dossier.state)
    return Line(
        dossier.reference,
        dossier.title,
        dossier.get_absolute_url(),
        step,
        dossier.call.title,
        dossier.service.name if dossier.service else "",
        dossier.leader.full_name,
        dossier.requested,
        dossier.deposited_at,
        dossier.due_on if told else None,
        dossier.implicit_decision_on,
        label_of(code) if (code := getattr(dossier, "holder", "")) else "",
        tuple(row.label for row in getattr(dossier, "shown_labels", ())),
        _follower(dossier),
    )


def _follower(dossier: Dossier) -> str:
    """Who follows it, where the list has asked for it (`desk.labels.with_labels`)."""
    asked = "followed_by" in dossier._state.fields_cache
    return dossier.followed_by.full_name if asked and dossier.followed_by else ""


def count_by_state(user: User) -> list[StateCount]:
    """How many visible dossiers stand in each state, in the order of the process; those read as a leader left out."""
    visible = Dossier.objects.visible_to(user).exclude(led(user) | granted_to(user))
    rows = visible.order_by().values("state").annotate(n=Count("pk"))
    counts = {row["state"]: row["n"] for row in rows}
    return [StateCount(s.code, _(s.label), counts[s.code]) for s in DOSSIER.states if s.code in counts]
