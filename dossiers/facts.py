"""What the guards on dossiers ask, loaded once per gesture as frozen values."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, F, OuterRef

from dossiers import waiting
from dossiers.envelope import left_for
from dossiers.files import antivirus
from dossiers.files.joined import completeness_of
from dossiers.form.budget import Totals, totals
from dossiers.form.completeness import Completeness, Contents
from dossiers.form.length import Length
from dossiers.models import Assignment, Call, Dossier, Question, Verdict
from workflow import calendar, clock
from workflow.gesture import Actor, Gesture
from workflow.models import WorkItem
from workflow.registry import facts
from workflow.timers import reminders_sent

#: A blocking question left unanswered stops holding the challenge after so many working days (1-process.md).
BLOCKING_DAYS = 10
#: The kind of the team's task while a référent who declined is neither replaced nor done without.
DECLINED = "replace_declined"


@dataclass(frozen=True)
class FormFacts:
    """The working draft under the lock: one statement (the call comes with the lock)."""

    contents: Contents
    length: Length
    completeness: Completeness
    totals: Totals
    interests_answered: bool
    call_open: bool
    call_opens_on: date
    call_closes_on: date
    call_closed_early: bool


@dataclass(frozen=True)
class CaseFacts:
    """What the dossier's own row says: no statement, but the one that counts reminders of a returned draft."""

    due_on: date | None
    today: date
    pieces_asked: int
    pieces_due_on: date | None
    reminders: int


@dataclass(frozen=True)
class ChallengeFacts:
    """Opinions and blocking questions: two statements."""

    assigned: int
    opinions_missing: int
    blocking_open: int
    blocking_until: date | None
    replacement_awaited: bool


@dataclass(frozen=True)
class FileFacts:
    """The deposited files that wait for the antivirus, and whether the site has one: one statement."""

    pending: int
    antivirus: bool


@dataclass(frozen=True)
class EnvelopeFacts:
    """The proposal and what the envelope could bear for this dossier, in euros: two statements."""

    proposal: str
    amount: Decimal
    reasons: str
    left: Decimal
    ranked_before: int
    call_ends_on: date
    today: date


@facts(FormFacts)
def load_form(case: Dossier, actor: Actor, gesture: Gesture | None) -> FormFacts:
    contents = {section.code: section.data for section in case.sections.all()}
    call: Call = case.call
    sums = totals(contents.get("budget", {}))
    length = case.length if call.is_small(sums.requested) else Length.FULL
    return FormFacts(
        contents,
        length,
        completeness_of(case, contents, length),
        sums,
        bool(contents.get("interests", {}).get("has_interest")),
        call.is_open(clock.today()),
        call.opens_on,
        call.closes_on,
        call.closed_at is not None,
    )


@facts(CaseFacts)
def load_case(case: Dossier, actor: Actor, gesture: Gesture | None) -> CaseFacts:
    sent = reminders_sent(case, case.entered_at) if case.is_returned else 0
    return CaseFacts(case.due_on, clock.today(), case.pieces_asked, case.pieces_due_on, sent)


@facts(ChallengeFacts)
def load_challenge(case: Dossier, actor: Actor, gesture: Gesture | None) -> ChallengeFacts:
    declined = WorkItem.objects.filter(case_id=OuterRef("dossier"), kind=DECLINED, closed_at=None)
    current = list(
        Assignment.objects.filter(dossier=case, ended_at=None).annotate(
            given=F("opinion__given_at"), awaited=Exists(declined)
        )
    )
    asked = Question.objects.filter(assignment__dossier=case, blocking=True, answered_at=None)
    until = [calendar.add(clock.day_of(q), BLOCKING_DAYS) for q in asked.values_list("asked_at", flat=True)]
    holding = [day for day in until if day >= clock.today()]
    return ChallengeFacts(
        len(current),
        sum(a.given is None for a in current),
        len(holding),
        max(holding, default=None),
        any(a.awaited for a in current),
    )


@facts(FileFacts)
def load_files(case: Dossier, actor: Actor, gesture: Gesture | None) -> FileFacts:
    unseen = case.attachments.of_version(case.submitted_version).filter(verdict=Verdict.PENDING)
    return FileFacts(unseen.count(), antivirus.configured())


@facts(EnvelopeFacts)
def load_envelope(case: Dossier, actor: Actor, gesture: Gesture | None) -> EnvelopeFacts:
    before = 0
    if case.waiting_rank is not None:
        before = Dossier.objects.filter(waiting.before(case)).count()
    return EnvelopeFacts(
        case.proposal,
        case.proposed_amount,
        case.proposal_reasons,
        left_for(case, case.call),
        before,
        case.call.ends_on,
        clock.today(),
    )
