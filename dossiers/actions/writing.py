"""Writing a dossier: opening a draft, saving it section by section."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.prepared import Prepared
from accounts.roles import Role
from dossiers.actions.doing import lock, require, verb, wrong_state
from dossiers.actions.moved import TextMoved
from dossiers.actions.shortening import outgrow
from dossiers.form.budget import totals
from dossiers.form.length import Length
from dossiers.form.questions import BY_CODE
from dossiers.form.values import Problem, read
from dossiers.mirror import mirror
from dossiers.models import Call, Dossier, Leadership, ReferenceCounter, Section
from workflow import clock, log, workitems
from workflow.gesture import Actor
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Refused, Unmet, Why, unmet


@verb
def open_draft(*, call: Call, by: User, key: UUID | None = None, length: Length = Length.FULL) -> Dossier:
    """A new dossier of that call, led by `by`, due when the call stops receiving; `length` is the form to begin with.

    `key` makes a retry harmless: it becomes the dossier's identifier, so the same form sent twice opens one draft.
    """
    if not by.is_active:
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))
    if key and (known := Dossier.objects.filter(pk=key).first()):
        if known.leader_id == by.pk and known.call_id == call.pk:
            return known
        raise Refused(Refusal(Why.KEY_REUSED, _("Cette demande a déjà servi : rechargez la page.")))
    today = clock.today()
    if not call.is_open(today):
        raise unmet("call_open", _("Cet appel ne reçoit pas de dossiers aujourd’hui."))
    now = clock.now()
    dossier = Dossier.objects.create(
        pk=key or uuid4(),
        reference=_next_reference(today.year),
        call=call,
        leader=by,
        form_length=length,
        created_at=now,
        entered_at=now,
        due_on=call.closes_on,
    )
    Leadership.objects.create(dossier=dossier, person=by, since=now)
    draft = dossier.PROCESS.state(dossier.state)
    workitems.open_item(
        case=dossier, kind=f"state:{draft.code}", label=_(draft.task), assignee=by, due_on=call.closes_on
    )
    log.record(case=dossier, actor=Actor(by), event="draft_opened", data={"call": call.code})
    return dossier


def _next_reference(year: int) -> str:
    """LO-2026-0012; the year's row stays locked until the draft is there, so that no number is lost or given twice."""
    ReferenceCounter.objects.get_or_create(year=year)
    ReferenceCounter.objects.filter(year=year).update(last=F("last") + 1)
    number = ReferenceCounter.objects.get(year=year).last
    return f"LO-{year}-{number:04d}"


_written: Prepared[Section] = Prepared(
    lambda dossier: Section.objects.filter(dossier=dossier).select_related("saved_by").order_by(), UUID
)


@verb
def save_section(*, dossier: Dossier, section: str, answers: Mapping[str, Any], revision: int, by: User) -> Section:
    """Keeps the answers of one section; `revision` is the one that was shown (0: never saved).

    An answer that is not among those given stays as it was kept. Refused: TextMoved when somebody saved the section
    since, UNMET when a value is not of its kind. Answers equal to those kept change nothing, so that the same form sent
    twice is saved once. KeyError for an unknown section.
    """
    definition = BY_CODE[section]
    case = lock(dossier)
    roles = require(case, by, Role.LEADER)
    if not case.PROCESS.state(case.state).editable:
        raise wrong_state(case, roles)
    sections = {one.code: one for one in _written.instances(case.pk)}
    kept = sections.get(section)
    clean, problems = read(definition, {**(kept.data if kept else {}), **answers})
    if problems:
        raise Refused(_misread(problems))
    if kept and kept.data == clean:
        return kept
    if revision != (kept.revision if kept else 0):
        raise Refused(_moved(kept, clean))
    saved = kept or Section(dossier=case, code=section)
    saved.data, saved.revision = clean, revision + 1
    saved.saved_at, saved.saved_by = clock.now(), by
    saved.save()
    changed = ["form_length"] if section == "budget" and outgrow(case, totals(clean).requested) else []
    if case.deposited_at is None:
        changed += mirror(case, {code: one.data for code, one in sections.items()} | {section: clean})
    if changed:
        case.save(update_fields=changed)
    return saved


def _misread(problems: list[Problem]) -> Refusal:
    reasons = tuple(Unmet(f"answer:{p.question}", p.sentence) for p in problems)
    return Refusal(Why.UNMET, " ".join(p.sentence for p in problems), reasons)


def _moved(kept: Section | None, typed: Mapping[str, Any]) -> TextMoved:
    sentence = _("Cette rubrique a été enregistrée entre-temps : comparez les deux textes avant de choisir.")
    if kept is None:  # shown with a revision that does not exist any more
        return TextMoved(Why.STALE, sentence, current={}, typed=typed)
    return TextMoved(
        Why.STALE,
        sentence,
        current=kept.data,
        typed=typed,
        revision=kept.revision,
        saved_by=kept.saved_by.full_name,
        saved_at=kept.saved_at,
    )
