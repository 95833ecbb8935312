"""The conditions of a grant: the leader shows that one is met, the team finds that it is, or asks for more."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from dossiers.actions.attachments import Received, keep
from dossiers.actions.doing import verb
from dossiers.form.values import plain
from dossiers.models import Dossier, Verdict
from followup.actions.files import received
from followup.models import Condition, Evidence
from followup.moving import advance, locked, require_open
from followup.paying import ask_what_falls_due
from workflow import calendar, clock
from workflow.gesture import Actor
from workflow.perform import STALE
from workflow.verdict import Refusal, Refused, Why, unmet

MAX_TEXT = 4000
#: Working days given at least to show something else, and how far a day may lie.
AGAIN_DAYS, MAX_DAYS = 10, 3 * 365
OPEN = Evidence.Verdict.OPEN


def show_condition(
    *, condition: Condition, text: str, by: User, key: UUID, uploads: Sequence[File[Any]] = ()
) -> Evidence | Refusal:
    """The leader shows what meets the condition: words, files, or both; again while the team has not answered.

    `key` makes a retry harmless: it becomes the evidence's identifier. Refused: nothing shown; what `attach` refuses;
    once the condition is lifted or the dossier no longer followed up.
    """
    try:
        with received(uploads) as files:
            outcome = _show(condition=condition, text=text, by=by, key=key, files=files)
            if isinstance(outcome, Refusal):
                raise Refused(outcome)
            return outcome
    except Refused as stop:
        return stop.refusal


@verb
def _show(*, condition: Condition, text: str, by: User, key: UUID, files: Sequence[Received]) -> Evidence:
    case, current = locked(condition)
    actor = Actor(by)
    if (known := _known(current, key, by)) is not None:
        return known
    require_open(case, current, "show", actor)
    shown = _kept(case, current, text, by, key, files)
    if shown is None:
        raise unmet("evidence_given", _("Écrivez ce qui lève la réserve, ou joignez un fichier."), lifted_by=_("vous"))
    _move(case, current, "show", actor, said=shown.text, files=str(len(files)))
    return shown


def lift_condition(
    *,
    condition: Condition,
    by: User,
    seen: int,
    text: str = "",
    key: UUID,
    uploads: Sequence[File[Any]] = (),
) -> Condition | Refusal:
    """The team finds that the condition is met, on what its leader showed, or on what the team itself writes or joins.

    `seen` is how many elements were read: refused when another came meanwhile, and when nothing that could be read
    shows it (a file is read once it passed the antivirus).
    """
    try:
        with received(uploads) as files:
            outcome = _lift(condition=condition, by=by, seen=seen, text=text, key=key, files=files)
            if isinstance(outcome, Refusal):
                raise Refused(outcome)
            return outcome
    except Refused as stop:
        return stop.refusal


@verb
def _lift(*, condition: Condition, by: User, seen: int, text: str, key: UUID, files: Sequence[Received]) -> Condition:
    case, current = locked(condition)
    actor = Actor(by)
    if _known(current, key, by) is not None:
        return current
    require_open(case, current, "lift", actor)
    _require_seen(current, seen)
    own = _kept(case, current, text, by, key, files, by_team=True)
    waiting = _open(current)
    if own is None and not any(_readable(one) for one in waiting.prefetch_related("files")):
        if waiting.exists():
            sentence = _("Les fichiers présentés ne sont pas passés à l’antivirus : ils n’ont pas pu être lus.")
            raise unmet("evidence_readable", sentence, lifted_by=_("l’automate"))
        sentence = _("Rien n’a été présenté : écrivez ce qui montre que la réserve est levée, ou joignez-le.")
        raise unmet("evidence_given", sentence, lifted_by=_("vous"))
    waiting.update(verdict=Evidence.Verdict.ENOUGH, judged_by=by, judged_at=clock.now())
    _move(case, current, "lift", actor, said=own.text if own else "")
    ask_what_falls_due(case, actor)
    return current


@verb
def send_back_condition(
    *, condition: Condition, reason: str, by: User, seen: int, until: date | None = None
) -> Condition:
    """The team says why what was shown is not enough, and until when to show something else.

    Without a day given, the condition's own or ten working days, whichever comes last.
    """
    case, current = locked(condition)
    actor, why = Actor(by), plain(reason).strip()
    require_open(case, current, "send_back", actor, reason=why)
    _require_seen(current, seen)
    day = until or max(current.wanted_on, calendar.add(clock.today(), AGAIN_DAYS))
    _require_to_come(day)
    _open(current).update(verdict=Evidence.Verdict.NOT_ENOUGH, reason=why, judged_by=by, judged_at=clock.now())
    current.wanted_on = day
    _move(case, current, "send_back", actor, reason=why)
    return current


@verb
def postpone_condition(*, condition: Condition, until: date | None, reason: str, by: User) -> Condition:
    """The coordination gives another day for a condition, later than the present one, and says why."""
    case, current = locked(condition)
    actor, why = Actor(by), plain(reason).strip()
    require_open(case, current, "postpone", actor, reason=why)
    if until == current.wanted_on:  # the same form sent twice
        return current
    if until is None or until <= current.wanted_on:
        raise unmet("until_given", _("Choisissez une date plus tardive que la date en cours."), lifted_by=_("vous"))
    _require_to_come(until)
    current.wanted_on = until
    _move(case, current, "postpone", actor, reason=why)
    return current


# -- what they share -------------------------------------------------------------------
def _open(condition: Condition) -> "QuerySet[Evidence]":
    return Evidence.objects.filter(condition=condition, verdict=OPEN)


def _known(condition: Condition, key: UUID, by: User) -> Evidence | None:
    """What that key already kept; another's is refused."""
    known = Evidence.objects.filter(pk=key).first()
    if known is None or (known.condition_id, known.by_id) == (condition.pk, by.pk):
        return known
    raise Refused(Refusal(Why.KEY_REUSED, _("Ce formulaire a déjà servi : rechargez la page.")))


def _kept(
    case: Dossier,
    condition: Condition,
    text: str,
    by: User,
    key: UUID,
    files: Sequence[Received],
    *,
    by_team: bool = False,
) -> Evidence | None:
    """The row of what is shown, with its files; None when that is nothing."""
    said = plain(text).strip()
    if len(said) > MAX_TEXT:
        words = {"max": MAX_TEXT, "over": len(said) - MAX_TEXT}
        raise unmet("evidence_given", _("%(max)s caractères au plus : il y en a %(over)s de trop.") % words)
    if not said and not files:
        return None
    shown = Evidence.objects.create(
        id=key,
        condition=condition,
        number=Evidence.objects.filter(condition=condition).count() + 1,
        text=said,
        by=by,
        by_team=by_team,
        at=clock.now(),
    )
    shown.files.add(*(keep(case=case, received=file, by=by) for file in files))
    return shown


def _readable(shown: Evidence) -> bool:
    return bool(shown.text) or any(file.verdict == Verdict.CLEAN for file in shown.files.all())


def _require_seen(condition: Condition, seen: int) -> None:
    if Evidence.objects.filter(condition=condition).count() != seen:
        raise Refused(Refusal(Why.STALE, STALE))


def _require_to_come(day: date) -> None:
    today = clock.today()
    if not today < day <= today + timedelta(days=MAX_DAYS):
        raise unmet("until_given", _("La date doit être à venir, dans trois ans au plus."), lifted_by=_("vous"))


def _move(
    case: Dossier, condition: Condition, name: str, actor: Actor, *, said: str = "", reason: str = "", files: str = ""
) -> None:
    """Along that verb; the log keeps the condition's words apart from what was said of it, which fewer people read."""
    step = require_open(case, condition, name, actor, reason=reason)
    advance(
        case=case,
        thing=condition,
        step=step,
        actor=actor,
        due_on=condition.wanted_on,
        data={"files": files} if files not in {"", "0"} else {},
        texts={"what": condition.text, "said": said, "reason": reason},
    )
