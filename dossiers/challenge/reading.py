"""The challenge as one person may read it: référents, opinions, questions beside their sections, what they may do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Absence, AbsenceQuerySet, User
from accounts.roles import Role
from dossiers.challenge.referents import LOAD, Away, is_away
from dossiers.facts import BLOCKING_DAYS, DECLINED
from dossiers.form.completeness import Contents
from dossiers.models import Assignment, Dossier, HandOver, Interest, Leadership, Opinion, Question
from dossiers.page.glance import Glance
from dossiers.visibility import holders
from workflow import calendar, clock
from workflow.models import WorkItem

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
    offer: HandOver | None = None
    away: bool = False

    @property
    def colour(self) -> str:
        """The badge's colour, which says the sense again."""
        return SENSE_COLOURS[Opinion.Sense(self.opinion.sense)] if self.opinion else ""


@dataclass(frozen=True)
class Candidate:
    """A référent who could be assigned, with the opinions they owe now; `away`: most of the days they would have."""

    person: User
    load: int
    same_service: bool
    away: bool


@dataclass(frozen=True)
class Declined:
    """Référents who declined, with their reasons; `open`: the team has not said yet whether they are replaced."""

    assignments: tuple[Assignment, ...]
    open: bool


@dataclass(frozen=True)
class Challenge:
    """What there is to see: the leader sees the questions, never the opinions nor who declined."""

    challengers: tuple[Challenger, ...]
    questions: tuple[Question, ...]
    declined: Declined

    @property
    def mine(self) -> Challenger | None:
        return next((c for c in self.challengers if c.mine), None)


def challenge(glance: Glance) -> Challenge:
    """Référents with their opinions for those inside, questions for the leader too; four statements."""
    rows = _assignments(glance) if glance.inside else []
    current = tuple(_looked_at(row, glance, clock.today()) for row in rows if row.ended_at is None)
    gone = tuple(row for row in rows if row.ended_at is not None)
    awaited = any(row.awaited for row in gone)  # type: ignore[attr-defined] # annotated
    return Challenge(current, _questions(glance), Declined(gone, awaited))


def _assignments(glance: Glance) -> list[Assignment]:
    """Those of today, and those of référents who declined."""
    pending = HandOver.objects.filter(outcome=HandOver.Outcome.PENDING).select_related("to")
    awaited = WorkItem.objects.filter(case_id=OuterRef("dossier"), kind=DECLINED, closed_at=None)
    rows = glance.dossier.assignments.filter(Q(ended_at=None) | Q(ended_as=Assignment.End.DECLINED))
    rows = rows.annotate(awaited=Exists(awaited)).select_related("referent__service", "opinion")
    return list(
        rows.prefetch_related(
            Prefetch("handovers", queryset=pending, to_attr="offers"),
            Prefetch("referent__absences", queryset=_coming(clock.today()), to_attr="coming"),
        )
    )


def _looked_at(assignment: Assignment, glance: Glance, today: date) -> Challenger:
    """With what the page of the challenge says besides: an offer that waits, an absence at the due date."""
    offers: list[HandOver] = assignment.offers  # type: ignore[attr-defined] # prefetched
    found = _challenger(assignment, glance)
    awaited = found.opinion is None and glance.dossier.state == "challenge"
    away = awaited and is_away(_said(assignment.referent), today, assignment.due_on)
    return replace(found, offer=offers[0] if offers else None, away=away)


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
    """Référents who may be assigned, the least busy first; two statements."""
    dossier, today = glance.dossier, clock.today()
    due = calendar.add(today, dossier.clock_days("challenge", 10))
    barred = (
        Exists(Leadership.objects.filter(dossier=dossier, person=OuterRef("pk")))
        | Exists(Interest.objects.filter(dossier=dossier, person=OuterRef("pk"), withdrawn_at=None))
        | Exists(Assignment.objects.filter(dossier=dossier, referent=OuterRef("pk"), ended_at=None))
    )
    free = (
        User.objects.filter(pk__in=holders(Role.REFERENT), is_active=True)
        .annotate(load=LOAD)
        .exclude(pk=dossier.leader_id)
        .exclude(barred)
        .select_related("service")
        .prefetch_related(Prefetch("absences", queryset=_coming(today), to_attr="coming"))
        .order_by("load", "last_name", "first_name", "pk")
    )
    own = dossier.service_id
    return [Candidate(p, p.load, own is not None and p.service_id == own, is_away(_said(p), today, due)) for p in free]


def _coming(today: date) -> "AbsenceQuerySet":
    """Absences that are not over."""
    return Absence.objects.filter(cancelled_at=None, ends_on__gte=today)


def _said(person: User) -> list[Away]:
    """The absences prefetched as `coming`."""
    return [Away(a.starts_on, a.ends_on) for a in person.coming]  # type: ignore[attr-defined] # prefetched


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


# -- the essential first -----------------------------------------------------------
@dataclass(frozen=True)
class Asked:
    """One thing that the reader is expected to do here, until when, and where on the page."""

    sentence: str
    due: date | None
    anchor: str


@dataclass(frozen=True)
class Essential:
    """The beginning of an answer that tells the project, and the section where the rest is."""

    label: str
    text: str
    section: str


def answer_due(question: Question) -> date:
    """Until when an answer is awaited, in working days from the question."""
    return calendar.add(clock.day_of(question.asked_at), BLOCKING_DAYS)


def settled(question: Question) -> bool:
    """Whether a blocking question, left without an answer for long enough, holds the challenge no more."""
    return question.blocking and question.answered_at is None and answer_due(question) < clock.today()


def asked_of(glance: Glance, found: Challenge) -> tuple[Asked, ...]:
    """What the reader is expected to do on this page, the most pressing first."""
    waiting = [question for question in found.questions if question.answered_at is None]
    if glance.as_leader:
        return _asked_of_leader(waiting) if glance.dossier.leader_state in ANSWERING else ()
    asked = []
    if found.mine is not None and Role.REFERENT in glance.roles:
        asked += _asked_of_referent(glance, found.mine)
    if Role.TEAM in glance.roles and glance.dossier.state == "challenge":
        asked += _asked_of_team(glance, found)
    return tuple(asked)


#: Steps during which the leader may answer.
ANSWERING = frozenset({"draft", "challenge", "team_review"})


def _asked_of_leader(waiting: list[Question]) -> tuple[Asked, ...]:
    if not waiting:
        return ()
    blocking = sum(question.blocking and not settled(question) for question in waiting)
    if blocking and len(waiting) == 1:
        words = _("Répondre à une question, qui retient le challenge")
    else:
        count = {"count": len(waiting)}
        words = ngettext("Répondre à une question", "Répondre à %(count)s questions", len(waiting)) % count
        some = ngettext(
            ", dont %(count)s qui retient le challenge", ", dont %(count)s qui retiennent le challenge", blocking
        )
        words += some % {"count": blocking} if blocking else ""
    return (Asked(words, min(answer_due(question) for question in waiting), f"question-{waiting[0].pk}"),)


def takes_opinion(dossier: Dossier, mine: Challenger) -> bool:
    """Whether the person's opinion may be given: during the challenge, then only again, on a newer version."""
    return dossier.state == "challenge" or (mine.stale and dossier.state == "team_review")


def _asked_of_referent(glance: Glance, mine: Challenger) -> list[Asked]:
    if not takes_opinion(glance.dossier, mine):
        return []
    if mine.opinion is None:
        return [Asked(_("Donner votre avis"), mine.assignment.due_on, "opinion-title")]
    if mine.stale:
        return [Asked(_("Confirmer ou revoir votre avis sur la nouvelle version"), None, "opinion-title")]
    return []


def _asked_of_team(glance: Glance, found: Challenge) -> list[Asked]:
    due, asked = glance.dossier.due_on, []
    missing = glance.dossier.call.referents_wanted - len(found.challengers)
    if missing > 0:
        words = ngettext("Désigner un référent", "Désigner %(count)s référents", missing) % {"count": missing}
        asked.append(Asked(words, due, "candidates-title"))
    names = ", ".join(c.assignment.referent.full_name for c in found.challengers if c.away)
    if names:
        words = _("Remplacer, ou attendre : %(names)s, absent à l’échéance") % {"names": names}
        asked.append(Asked(words, due, "challengers-title"))
    return asked


def essentials(contents: Contents) -> tuple[Essential, ...]:
    """The irritant, the users and the method, where they are written."""
    told = (
        (_("L’irritant"), "need", "irritant"),
        (_("Les usagers"), "need", "users"),
        (_("La méthode"), "method", "approach"),
    )
    found = ((label, str(contents.get(section, {}).get(name, "")), section) for label, section, name in told)
    return tuple(Essential(label, text, section) for label, text, section in found if text)
