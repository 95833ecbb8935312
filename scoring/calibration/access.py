"""Who scores a decided dossier as an exercise, who reads what came of it, and until when."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.roles import Role
from dossiers.models import Dossier, Interest, Leadership
from scoring.bars import bars_of
from scoring.models import Consensus, Exercise, ExerciseSheet
from scoring.visibility import REVIEWERS
from workflow import clock

#: What a decided dossier is: it awaits nothing more that a score could weigh on.
OVER = ("granted", "closed", "refused")


def exercises_for(user: User, *, ended: bool = False) -> "QuerySet[Exercise]":
    """The exercises that this person may open: all of them for who reviews, but those on dossiers that they lead, led
    or are tied to; `ended` too, though they gave nothing, for who was writing as it ended. One statement.
    """
    if not user.is_active or not user.roles & REVIEWERS:
        return Exercise.objects.none()
    dossier = OuterRef("dossier")
    led = Exists(Leadership.objects.filter(dossier=dossier, person=user))
    tied = Exists(Interest.objects.filter(dossier=dossier, person=user, withdrawn_at=None))
    given = Exists(ExerciseSheet.objects.filter(exercise=OuterRef("pk"), person=user))
    open_today = Q(closed_at=None, closes_on__gte=clock.today())
    rows = Exercise.objects.exclude(led | tied).exclude(dossier__leader=user)
    if Role.TEAM not in user.roles and not ended:
        rows = rows.filter(open_today | given)
    return rows.annotate(given=given).select_related("dossier__call", "opened_by")


def is_open(exercise: Exercise) -> bool:
    return exercise.closed_at is None and clock.today() <= exercise.closes_on


def leads(user: User) -> bool:
    """Whether this person opens exercises, and ends them before their day."""
    return user.is_active and Role.TEAM in user.roles


def reads_outcome(user: User, exercise: Exercise) -> bool:
    """Whether the spread is theirs to read: once it is over, who scored and the team. From `exercises_for`."""
    given: bool = exercise.given  # type: ignore[attr-defined]
    return not is_open(exercise) and (given or leads(user))


def may_score(user: User, dossier: Dossier) -> bool:
    """Whoever reviews today, neither its leader, present or past, nor tied to it."""
    return user.is_active and bool(user.roles_on(clock.today()) & REVIEWERS) and not bars_of(dossier).judging(user.pk)


def decided_for(user: User) -> "QuerySet[Dossier]":
    """The dossiers of which the team may make an exercise: decided, with a consensus, not under one already."""
    consensus = Exists(Consensus.objects.in_force().filter(dossier=OuterRef("pk")))
    running = Exists(Exercise.objects.filter(dossier=OuterRef("pk"), closed_at=None, closes_on__gte=clock.today()))
    led = Exists(Leadership.objects.filter(dossier=OuterRef("pk"), person=user))
    tied = Exists(Interest.objects.filter(dossier=OuterRef("pk"), person=user, withdrawn_at=None))
    rows = Dossier.objects.visible_to(user).filter(consensus, state__in=OVER)
    return rows.exclude(running | led | tied).order_by("-deposited_at", "reference")
