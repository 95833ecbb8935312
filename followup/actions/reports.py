"""Reports on a grant: written by its leaders, handed in, accepted by the team or asked for again."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.utils.translation import gettext as _

from accounts.models import User
from dossiers.actions import TextMoved
from dossiers.actions.attachments import Received, keep
from dossiers.actions.doing import verb
from dossiers.form.questions import SectionDef
from dossiers.form.values import Problem, plain, read
from followup.actions.files import received
from followup.models import FollowUp, Handing, Report
from followup.moving import advance, locked, require_open
from followup.paying import ask_what_falls_due, settle
from followup.reports.closing import ask_to_close
from followup.reports.due import establish_due
from followup.reports.next import next_expected, note_next
from followup.reports.questions import SECTIONS, lacking
from workflow import calendar, clock
from workflow.gesture import Actor
from workflow.perform import STALE
from workflow.verdict import Refusal, Refused, Unmet, Why, all_unmet, unmet

#: Working days given at least to complete a report, and how far a day may lie.
AGAIN_DAYS, MAX_DAYS = 10, 3 * 365
YOU = "vous"


# -- writing ---------------------------------------------------------------------------
@verb
def save_report(*, report: Report, answers: Mapping[str, Any], by: User, revision: int | None = None) -> Report:
    """Keeps what is typed so far, complete or not; an answer that is not given stays as it was kept.

    `revision` is the one that was shown, None for who was shown none. Refused as TextMoved when another page kept
    something else since; UNMET when a value is not of its kind; to others than its leaders, and once it is handed in.
    """
    case, current = locked(report)
    require_open(case, current, "hand", Actor(by))
    clean, problems = read(SECTIONS[current.kind], {**current.draft, **answers})
    if problems:
        raise Refused(_misread(problems))
    if clean == _whole(current):
        return current
    if revision is not None and revision != current.draft_revision:
        raise Refused(_moved(current, clean))
    current.draft, current.draft_saved_at, current.draft_saved_by = clean, clock.now(), by
    current.draft_revision += 1
    current.save(update_fields=["draft", "draft_revision", "draft_saved_at", "draft_saved_by"])
    return current


def _whole(report: Report) -> dict[str, Any]:
    """What is kept of every question, empty where nothing is."""
    return {question.name: report.draft.get(question.name, "") for question in SECTIONS[report.kind].questions}


def _misread(problems: Sequence[Problem]) -> Refusal:
    reasons = tuple(Unmet(one.question, one.sentence, _(YOU)) for one in problems)
    return Refusal(Why.UNMET, " ".join(one.sentence for one in problems), reasons)


def _moved(report: Report, typed: Mapping[str, Any]) -> TextMoved:
    return TextMoved(
        Why.STALE,
        _("Ce compte rendu a aussi été écrit sur une autre page : comparez les deux textes."),
        current=_whole(report),
        typed=typed,
        revision=report.draft_revision,
        saved_by=report.draft_saved_by.full_name if report.draft_saved_by else "",
        saved_at=report.draft_saved_at,
    )


# -- handing in ------------------------------------------------------------------------
def hand_report(
    *, report: Report, answers: Mapping[str, Any], by: User, key: UUID, uploads: Sequence[File[Any]] = ()
) -> Handing | Refusal:
    """A leader hands the report in, whole, with files; what was being written is then forgotten.

    `key` makes a retry harmless: it becomes the identifier of what is handed in. Refused: an answer that lacks or is
    not of its kind; what `attach` refuses; once it is handed in.
    """
    try:
        with received(uploads) as files:
            outcome = _hand(report=report, answers=answers, by=by, key=key, files=files)
            if isinstance(outcome, Refusal):
                raise Refused(outcome)
            return outcome
    except Refused as stop:
        return stop.refusal


@verb
def _hand(*, report: Report, answers: Mapping[str, Any], by: User, key: UUID, files: Sequence[Received]) -> Handing:
    case, current = locked(report)
    actor = Actor(by)
    if (known := _known(current, key, by)) is not None:
        return known
    step = require_open(case, current, "hand", actor)
    clean = _complete(SECTIONS[current.kind], {**current.draft, **answers})
    handed = Handing.objects.create(
        id=key,
        report=current,
        number=Handing.objects.filter(report=current).count() + 1,
        answers=clean,
        spent=Decimal(clean["spent"]),
        by=by,
        at=clock.now(),
    )
    handed.files.add(*(keep(case=case, received=file, by=by) for file in files))
    # What another page still types comes after it: that page is told.
    current.draft, current.draft_revision = clean, current.draft_revision + 1
    current.draft_saved_at, current.draft_saved_by = clock.now(), by
    said = {"kind": current.kind, "spent": str(handed.spent), "files": str(len(files)) if files else ""}
    advance(case=case, thing=current, step=step, actor=actor, data=said, texts={"said": clean["done"]})
    note_next(case, next_expected(case))
    return handed


def _complete(section: SectionDef, answers: Mapping[str, Any]) -> dict[str, Any]:
    clean, problems = read(section, answers)
    if problems:
        raise Refused(_misread(problems))
    if found := tuple(lacking(section, clean)):
        raise all_unmet(found)
    return clean


def _known(report: Report, key: UUID, by: User) -> Handing | None:
    """What that key already handed in; another's is refused."""
    known = Handing.objects.filter(pk=key).first()
    if known is None or (known.report_id, known.by_id) == (report.pk, by.pk):
        return known
    raise Refused(Refusal(Why.KEY_REUSED, _("Ce formulaire a déjà servi : rechargez la page.")))


# -- what the team makes of it ---------------------------------------------------------
@verb
def accept_report(*, report: Report, by: User, seen: int) -> Report:
    """The team accepts what was handed in; the final one says what of the grant is due.

    `seen` is how many times it was handed in when it was read: refused when it was again since.
    """
    case, current = locked(report)
    actor = Actor(by)
    step = require_open(case, current, "accept", actor)
    handed = _judge(current, seen, Handing.Verdict.ENOUGH, by)
    advance(case=case, thing=current, step=step, actor=actor, data={"kind": current.kind, "spent": str(handed.spent)})
    if current.is_final:
        follow_up = FollowUp.objects.select_related("act").get(dossier=case)
        follow_up.final_report_accepted_on = clock.today()
        establish_due(follow_up, handed.spent)
        settle(follow_up)
        ask_to_close(case)
    ask_what_falls_due(case, actor)
    return current


@verb
def send_back_report(*, report: Report, reason: str, by: User, seen: int, until: date | None = None) -> Report:
    """The team says what the report lacks, and until when to complete it; its leaders find again what they wrote.

    Without a day given, the report's own or ten working days, whichever comes last.
    """
    case, current = locked(report)
    actor, why = Actor(by), plain(reason).strip()
    step = require_open(case, current, "send_back", actor, reason=why)
    day = until or max(current.wanted_on, calendar.add(clock.today(), AGAIN_DAYS))
    _require_to_come(day)
    _judge(current, seen, Handing.Verdict.NOT_ENOUGH, by, reason=why)
    current.wanted_on = day
    said = {"kind": current.kind}
    advance(case=case, thing=current, step=step, actor=actor, due_on=day, data=said, texts={"reason": why})
    note_next(case, next_expected(case))
    return current


@verb
def postpone_report(*, report: Report, until: date | None, reason: str, by: User) -> Report:
    """The coordination gives another day for a report, later than the present one, and says why."""
    case, current = locked(report)
    actor, why = Actor(by), plain(reason).strip()
    step = require_open(case, current, "postpone", actor, reason=why)
    if until == current.wanted_on:  # the same form sent twice
        return current
    if until is None or until <= current.wanted_on:
        raise unmet("until_given", _("Choisissez une date plus tardive que la date en cours."), lifted_by=_(YOU))
    _require_to_come(until)
    current.wanted_on = until
    said = {"kind": current.kind}
    advance(case=case, thing=current, step=step, actor=actor, due_on=until, data=said, texts={"reason": why})
    note_next(case, next_expected(case))
    return current


# -- what they share -------------------------------------------------------------------
def _judge(report: Report, seen: int, verdict: Handing.Verdict, by: User, *, reason: str = "") -> Handing:
    """What the team makes of what was handed in last."""
    last = Handing.objects.filter(report=report).order_by("-number").first()
    if last is None or last.number != seen:
        raise Refused(Refusal(Why.STALE, STALE))
    last.verdict, last.reason, last.judged_by, last.judged_at = verdict, reason, by, clock.now()
    last.save(update_fields=["verdict", "reason", "judged_by", "judged_at"])
    return last


def _require_to_come(day: date) -> None:
    today = clock.today()
    if not today < day <= today + timedelta(days=MAX_DAYS):
        raise unmet("until_given", _("La date doit être à venir, dans trois ans au plus."), lifted_by=_(YOU))
