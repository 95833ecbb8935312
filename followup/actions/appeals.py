"""Appeals against a decision: recorded by the team, answered by the coordination, refused by silence, or followed."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from decisions.models import Act
from dossiers.actions.attachments import Received, keep
from dossiers.actions.doing import lock, require, verb, wrong_state
from dossiers.form.values import one_line, plain
from dossiers.models import Dossier
from followup.actions.files import received
from followup.appeals.delays import answer_by, last_day
from followup.models import Appeal
from followup.moving import advance, event_of, locked, open_task, require_open
from workflow import clock
from workflow.gesture import Actor
from workflow.log import record
from workflow.verdict import Refusal, Refused, Why, unmet

MAX_TEXT, MAX_WHO = 8000, 200
#: Whose work it is to record one.
RECORDS = Role.TEAM
#: Steps of a dossier at which its decision may be appealed against.
DECIDED = frozenset({"refused", "inadmissible", "granted"})


def lodge_appeal(
    *,
    dossier: Dossier,
    received_on: date | None,
    by_whom: str,
    text: str,
    by: User,
    key: UUID,
    uploads: Sequence[File[Any]] = (),
) -> Appeal | Refusal:
    """The team records an appeal that was received, in time or not; `key` makes a retry harmless.

    Refused: against a decision that nobody was told of; received before it or after today; without who or what; while
    another against the same act is not answered.
    """
    said = (received_on, one_line(by_whom), plain(text).strip())
    try:
        with received(uploads) as files:
            outcome = _lodge(dossier=dossier, said=said, by=by, key=key, files=files)
            if isinstance(outcome, Refusal):
                raise Refused(outcome)
            return outcome
    except Refused as stop:
        return stop.refusal


@verb
def _lodge(
    *, dossier: Dossier, said: tuple[date | None, str, str], by: User, key: UUID, files: Sequence[Received]
) -> Appeal:
    case = lock(dossier)
    roles = require(case, by, RECORDS)
    if (known := Appeal.objects.filter(key=key).first()) is not None:
        if known.dossier_id == case.pk:
            return known
        raise Refused(Refusal(Why.KEY_REUSED, _("Ce formulaire a déjà servi : rechargez la page.")))
    act = appealable(case)
    if act is None or act.notified_at is None:
        raise wrong_state(case, roles)
    day, who, text = _require_said(said, since=clock.day_of(act.notified_at))
    if Appeal.objects.filter(act=act, state="lodged").exists():
        raise unmet(
            "text", _("Un recours contre cette décision attend déjà sa réponse."), lifted_by=_("la coordination")
        )
    until = answer_by(day)
    appeal = Appeal(
        dossier=case,
        number=Appeal.objects.filter(dossier=case).count() + 1,
        key=key,
        act=act,
        received_on=day,
        by_whom=who,
        text=text,
        last_day=last_day(clock.day_of(act.notified_at)),
        answer_by=until,
        due_on=until,
        recorded_by=by,
        state=Appeal.PROCESS.initial,
        entered_at=clock.now(),
    )
    appeal.save()
    appeal.files.add(*(keep(case=case, received=file, by=by) for file in files))
    open_task(case, appeal)
    data = {
        "number": str(appeal.number),
        "act": act.number,
        "received_on": str(day),
        "due_on": str(until),
        "late": "yes" if appeal.is_late else "",
    }
    told = {name: value for name, value in data.items() if value}
    record(case=case, actor=Actor(by), event=event_of(appeal, "lodge"), data=told, texts={"who": who, "said": text})
    return appeal


def appealable(case: Dossier) -> Act | None:
    """The act in force that its leaders were told of, at a step where it may be appealed against; one statement."""
    if case.state not in DECIDED or case.leader_state != case.state:
        return None
    return Act.objects.filter(dossier=case, status=Act.Status.IN_FORCE, notified_at__isnull=False).first()


def _require_said(said: tuple[date | None, str, str], *, since: date) -> tuple[date, str, str]:
    day, who, text = said
    if day is None or not since <= day <= clock.today():
        raise unmet("received_on", _("La date va de celle de la notification à aujourd’hui."), lifted_by=_("vous"))
    if not who or len(who) > MAX_WHO:
        raise unmet("by_whom", _("Dites qui forme le recours."), lifted_by=_("vous"))
    if not text or len(text) > MAX_TEXT:
        sentence = _("Écrivez ce qui est demandé, en %(max)s caractères au plus.")
        raise unmet("text", sentence % {"max": MAX_TEXT}, lifted_by=_("vous"))
    return day, who, text


@verb
def reply_to_appeal(*, appeal: Appeal, text: str, by: User) -> Appeal:
    """The coordination answers that the decision stands, in words that its leaders read; after silence too."""
    case, current = locked(appeal)
    actor, said = Actor(by), plain(text).strip()
    step = require_open(case, current, "reply", actor)
    if not said or len(said) > MAX_TEXT:
        sentence = _("Écrivez la réponse, en %(max)s caractères au plus.")
        raise unmet("text", sentence % {"max": MAX_TEXT}, lifted_by=_("vous"))
    current.reply, current.replied_on = said, clock.today()
    advance(case=case, thing=current, step=step, actor=actor, texts={"reply": said})
    return current


@verb
def withdraw_appeal(*, appeal: Appeal, reason: str, by: User) -> Appeal:
    """The coordination notes that whoever lodged it gave it up, and how that is known."""
    case, current = locked(appeal)
    actor, why = Actor(by), plain(reason).strip()
    step = require_open(case, current, "withdraw", actor, reason=why)
    advance(case=case, thing=current, step=step, actor=actor, texts={"reason": why})
    return current


@verb
def lapse_appeal(*, appeal: Appeal) -> bool:
    """Two months of silence refuse it; whether anything was left to do. By the automate."""
    case, current = locked(appeal)
    if current.state != "lodged" or current.answer_by >= clock.today() or case.state not in Appeal.steps:
        return False
    step = require_open(case, current, "lapse", Actor.system())
    advance(case=case, thing=current, step=step, actor=Actor.system())
    return True
