"""Lists of dossiers: which rows, narrowed how, read as what. A leader's own rows tell no more than their page does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User, normalised
from accounts.roles import Role
from dossiers.ball import CLOCK_TOLD
from dossiers.models import Call, Dossier, Interest, Leadership
from dossiers.page import Step, leader_step, real_step
from dossiers.visibility import granted_to
from workflow.states import DOSSIER

#: Roles whose holders look for dossiers among many, and may filter them.
FILTERING = frozenset({Role.TEAM, Role.TEAM_LEAD, Role.AUDITOR})
#: States that a leader cannot tell apart, under the one whose name they read.
ALIKE = {"signature": ("signature", "waiting")}


@dataclass(frozen=True)
class Line:
    """A dossier as one row of a list."""

    reference: str
    title: str
    url: str
    step: Step
    call: str
    service: str
    amount: Decimal
    due: date | None
    silence: date | None


@dataclass(frozen=True)
class StateCount:
    code: str
    label: str
    count: int


def led(user: User) -> Q:
    """Whether the person leads or led the dossier."""
    return Q(Exists(Leadership.objects.filter(dossier=OuterRef("pk"), person=user)))


def outside(user: User) -> Q:
    """Whether the person reads the dossier as its leader does: its real state is then not theirs to know.

    As on the page (`Glance.inside`): leaders past and present and whoever was invited; without an office that covers
    every dossier, those who stepped aside.
    """
    tied = led(user) | granted_to(user)
    if user.roles & FILTERING:
        return tied
    return tied | Q(Exists(Interest.objects.filter(dossier=OuterRef("pk"), person=user, withdrawn_at=None)))


def dossiers_for(user: User, *, state: str = "", call: Call | None = None, words: str = "") -> "QuerySet[Dossier]":
    """The dossiers this person may see, narrowed; the newest deposit first, drafts before them."""
    rows = Dossier.objects.visible_to(user)
    if state:
        rows = rows.filter(in_state(user, state))
    if call is not None:
        rows = rows.filter(call=call)
    for word in normalised(words).split():
        rows = rows.filter(
            Q(title_words__contains=word)
            | Q(service__normalised_name__contains=word)
            | Q(reference__contains=word.upper())
        )
    rows = rows.annotate(outside=ExpressionWrapper(outside(user), BooleanField()))
    return rows.select_related("call", "service").order_by("-created_at", "pk")


def in_state(user: User, state: str) -> Q:
    """Dossiers in that state as this person may know it: a leader's filter must not tell what their page hides."""
    hidden = outside(user)
    alike = ALIKE.get(state, () if any(state in codes for codes in ALIKE.values()) else (state,))
    return (Q(state=state) & ~hidden) | (Q(leader_state__in=alike) & hidden)


def lines(rows: "Iterable[Dossier]") -> list[Line]:
    """Rows of `dossiers_for` in words; no statement."""
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
        dossier.requested,
        dossier.due_on if told else None,
        dossier.implicit_decision_on,
    )


def count_by_state(user: User) -> list[StateCount]:
    """How many visible dossiers stand in each state, in the order of the process; those one leads or led left out."""
    rows = Dossier.objects.visible_to(user).exclude(led(user)).order_by().values("state").annotate(n=Count("pk"))
    counts = {row["state"]: row["n"] for row in rows}
    return [StateCount(s.code, _(s.label), counts[s.code]) for s in DOSSIER.states if s.code in counts]
