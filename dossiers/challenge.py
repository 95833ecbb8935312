"""The challenge as one person may read it: référents, opinions, questions beside their sections, what they may do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import User
from accounts.roles import Role
from dossiers.models import Assignment, Interest, Leadership, Opinion, Question
from dossiers.page import Glance
from dossiers.visibility import holders

SENSE_COLOURS = {
    Opinion.Sense.FAVOURABLE: "fr-badge--success",
    Opinion.Sense.RESERVED: "fr-badge--warning",
    Opinion.Sense.UNFAVOURABLE: "fr-badge--error",
}


@dataclass(frozen=True)
class Challenger:
    """A référent assigned to the dossier; `opinion` is None until given, `stale` when a newer version was deposited."""

    assignment: Assignment
    opinion: Opinion | None
    stale: bool
    mine: bool

    @property
    def colour(self) -> str:
        """The badge's colour, which says the sense again."""
        return SENSE_COLOURS[Opinion.Sense(self.opinion.sense)] if self.opinion else ""


@dataclass(frozen=True)
class Candidate:
    """A référent who could be assigned, with the number of dossiers they are challenging now."""

    person: User
    load: int
    same_service: bool


@dataclass(frozen=True)
class Challenge:
    """What there is to see: the leader sees the questions, never the opinions."""

    challengers: tuple[Challenger, ...]
    questions: tuple[Question, ...]

    @property
    def mine(self) -> Challenger | None:
        return next((c for c in self.challengers if c.mine), None)


def challenge(glance: Glance) -> Challenge:
    """Référents with their opinions for those inside, questions for the leader too; two statements."""
    return Challenge(_challengers(glance) if glance.inside else (), _questions(glance))


def _challengers(glance: Glance) -> tuple[Challenger, ...]:
    current = glance.dossier.assignments.filter(ended_at=None).select_related("referent__service", "opinion")
    return tuple(_challenger(assignment, glance) for assignment in current)


def _challenger(assignment: Assignment, glance: Glance) -> Challenger:
    opinion: Opinion | None = getattr(assignment, "opinion", None)
    stale = opinion is not None and opinion.on_version < glance.dossier.submitted_version
    return Challenger(assignment, opinion, stale, assignment.referent_id == glance.user.pk)


def _questions(glance: Glance) -> tuple[Question, ...]:
    asked = Question.objects.filter(assignment__dossier=glance.dossier)
    return tuple(asked.select_related("assignment__referent", "answered_by"))


def may_challenge(glance: Glance) -> bool:
    """Whether the page of the challenge is this person's to see: those inside, and the leader once it was deposited."""
    return glance.dossier.deposited_at is not None and (glance.inside or glance.as_leader)


def candidates(glance: Glance) -> list[Candidate]:
    """Référents who may be assigned, the least busy first; one statement."""
    dossier = glance.dossier
    barred = (
        Exists(Leadership.objects.filter(dossier=dossier, person=OuterRef("pk")))
        | Exists(Interest.objects.filter(dossier=dossier, person=OuterRef("pk"), withdrawn_at=None))
        | Exists(Assignment.objects.filter(dossier=dossier, referent=OuterRef("pk"), ended_at=None))
    )
    running = Q(assignments__ended_at=None, assignments__opinion=None, assignments__dossier__state="challenge")
    free = (
        User.objects.filter(pk__in=holders(Role.REFERENT), is_active=True)
        .exclude(pk=dossier.leader_id)
        .exclude(barred)
        .annotate(load=Count("assignments", filter=running))
        .select_related("service")
        .order_by("load", "last_name", "first_name", "pk")
    )
    return [Candidate(p, p.load, p.service_id is not None and p.service_id == dossier.service_id) for p in free]


@dataclass(frozen=True)
class Summary:
    """The challenge at a glance: who was asked, how many questions, how many without an answer."""

    challengers: tuple[Challenger, ...]
    asked: int
    unanswered: int
    mine: bool


def summary(glance: Glance) -> Mapping[str, Any] | None:
    """The panel's context: nothing before the deposit, nor for who may read neither opinions nor questions.

    One statement.
    """
    if not may_challenge(glance):
        return None
    waiting = Count("questions", filter=Q(questions__answered_at=None))
    rows = glance.dossier.assignments.select_related("referent", "opinion")
    every = list(rows.annotate(asked=Count("questions"), unanswered=waiting))
    current = tuple(_challenger(assignment, glance) for assignment in every if assignment.ended_at is None)
    found = Summary(
        current if glance.inside else (),
        sum(assignment.asked for assignment in every),
        sum(assignment.unanswered for assignment in every),
        any(challenger.mine for challenger in current),
    )
    return {"challenge": found} if glance.inside or found.asked else None


def by_section(questions: Iterable[Question]) -> dict[str, list[Question]]:
    found: dict[str, list[Question]] = {}
    for question in questions:
        found.setdefault(question.section, []).append(question)
    return found
