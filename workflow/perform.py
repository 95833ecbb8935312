"""The only door: every change of state goes through `perform`, whole or not at all, in one transaction.

lock → replay → expected version → role and link → all guards → state and version → effects → log → work items → what
the automate does next, if anything, by the same door. The log is what messages are written from (`workflow.telling`). A
refused gesture writes nothing but the application's own log.
"""

import functools
import logging
from typing import cast
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.prepared import Prepared
from workflow import clock, workitems
from workflow.gesture import Actor, Gesture, new_key
from workflow.grammar import Recall, Transition
from workflow.judgment import find, judge, known, load_facts, open_to, standing
from workflow.log import append
from workflow.models import Case, Request
from workflow.registry import Move, effects, followers, sequels
from workflow.verdict import Done, Refusal, Refused, Why, all_unmet

logger = logging.getLogger("jalon.workflow")

STALE = cast("str", gettext_lazy("Le dossier a avancé depuis l’affichage de cette page : relisez-le avant d’agir."))
KEY_REUSED = cast("str", gettext_lazy("Cette demande a déjà servi pour un autre geste : rechargez la page."))
FORBIDDEN = cast("str", gettext_lazy("Votre rôle sur ce dossier ne permet pas ce geste."))


def perform(
    *,
    model: type[Case],
    pk: UUID,
    actor: Actor,
    gesture: Gesture,
    key: str,
    expected_version: int | None = None,
) -> Done | Refusal:
    """Carries out one gesture on one case, or says every reason why not.

    `key` makes a retry harmless: the same key with the same gesture answers as the first time. `expected_version`
    refuses a gesture made on a page that has aged; the automate, which looks under the lock, gives none.
    """
    try:
        with transaction.atomic():
            return _carry_out(model, pk, actor, gesture, key, expected_version)
    except Refused as stop:
        logger.info("refused %s on %s for %s: %s", gesture.verb, pk, actor.ref, stop.refusal.why.code)
        return stop.refusal


def locked(model: type[Case], pk: UUID) -> Case:
    """The case, its row locked until the transaction ends (SQLite: the whole database is, by BEGIN IMMEDIATE).

    A fresh instance: refreshing a protected django-fsm field in place could leave it unprotected.
    """
    # PostgreSQL, once it has waited for the lock, compares the new row with the rows joined to the old one: a case
    # whose leader changed meanwhile is not found. A second look, at what the other transaction left, finds it.
    for _look in range(2):
        for found in _lock_of(model).instances(pk):
            return found
    raise model.DoesNotExist


@functools.cache
def _lock_of(model: type[Case]) -> Prepared[Case]:
    def rows(pk: UUID) -> QuerySet[Case]:
        found = model._default_manager.select_for_update(of=("self",)).order_by().filter(pk=pk)
        return found.select_related(*model.READ_WITH) if model.READ_WITH else found

    return Prepared(rows, UUID)


def _carry_out(
    model: type[Case], pk: UUID, actor: Actor, gesture: Gesture, key: str, expected_version: int | None
) -> Done:
    case = locked(model, pk)
    if done := _replayed(case, actor, gesture, key):
        return done
    if expected_version is not None and expected_version != case.version:
        raise Refused(Refusal(Why.STALE, STALE))
    step = _step(case, actor, gesture)
    facts = load_facts(case, actor, (step,), gesture)
    option = judge(step, facts, gesture)
    if not option.allowed:
        raise all_unmet(option.unmet)

    source = case.state
    case.__dict__["judged"] = option
    getattr(case, gesture.verb)()  # django-fsm moves the protected field
    del case.__dict__["judged"]
    case.version += 1
    _remember(case, step, source, gesture)
    case.moved(step)
    move = Move(case, actor, gesture, step, source, facts)
    _leave_state(move)
    for name in step.effects:
        effects[name](move)
    _enter_state(move)
    append(
        case=case,
        actor=actor,
        event=gesture.verb,
        source=source,
        target=case.state,
        data={**_told(gesture, case), **move.said},
        texts={"reason": gesture.reason.strip()},
    )
    case.save()
    _keep_request(case, actor, gesture, key)
    for follow in followers:
        follow(move)
    for sequel in sequels:
        if (then := sequel(move)) is not None:  # on a fresh instance: the one at hand has been saved for the last time
            _carry_out(model, pk, Actor.system(cause=actor.user), then, new_key(), None)
    return Done(gesture.verb, case.state, case.version)


def _told(gesture: Gesture, case: Case) -> dict[str, str]:
    """What was said along with the verb and when the state entered is due, for the log and for who is told of it later;
    the reason is personal text and goes apart.
    """
    told = {
        "until": str(gesture.until or ""),
        "about": gesture.about,
        "exception": "yes" if gesture.exception else "",
        "due_on": str(case.due_on or ""),
    }
    return {name: value for name, value in told.items() if value}


_asked_before = Prepared(lambda case, key: Request.objects.filter(case_id=case, key=key).order_by(), UUID, str)


def _replayed(case: Case, actor: Actor, gesture: Gesture, key: str) -> Done | None:
    """What that key already did on this case; another gesture under the same key is refused."""
    past = next(_asked_before.instances(case.pk, key), None)
    if past is None:
        return None
    if past.digest != gesture.digest(actor):
        raise Refused(Refusal(Why.KEY_REUSED, KEY_REUSED))
    return Done(past.verb, past.state, past.version, replayed=True)


def _step(case: Case, actor: Actor, gesture: Gesture) -> Transition:
    """The transition asked for, once state and role allow it."""
    step = find(case, gesture.verb)
    roles = standing(actor, case)
    if step is None or (roles.intersection(step.roles) and not open_to(case, step, roles)):
        label = _(case.PROCESS.state(case.known_state(roles)).label).lower()
        sentence = _("Ce geste n’est pas possible : le dossier est à l’étape « %(step)s ».") % {"step": label}
        allowed_somewhere = any(t.verb == gesture.verb and roles.intersection(t.roles) for _, t in case.PROCESS.edges())
        raise Refused(
            Refusal(Why.WRONG_STATE, sentence)
            if allowed_somewhere or not known(case.PROCESS, gesture.verb)
            else Refusal(Why.FORBIDDEN, FORBIDDEN)
        )
    if not roles.intersection(step.roles):
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))
    return step


def _remember(case: Case, step: Transition, source: str, gesture: Gesture) -> None:
    """The columns that say where to come back to, and until when."""
    if step.target is Recall.SUSPENDED_FROM or source == "suspended":
        case.suspended_from, case.suspended_until = "", None
    if case.state == "suspended":
        case.suspended_from, case.suspended_until = source, gesture.until
    if step.target is Recall.RETURNED_FROM or case.state not in {"draft", "suspended"}:
        case.returned_from = ""
    if case.state == case.PROCESS.initial and source != case.PROCESS.initial:
        case.returned_from = source


def _leave_state(move: Move) -> None:
    """Tasks of the state left are closed, or put to sleep when the case will come back."""
    process, verb = move.case.PROCESS, move.transition.verb
    move.case.entered_at = clock.now()
    workitems.leave(
        case=move.case, state=move.source, pausing=verb in process.pausing, resuming=verb in process.resuming
    )


def _enter_state(move: Move) -> None:
    """Tasks of the state entered are opened, or woken; after the effects, which may know its due date."""
    case, process = move.case, move.case.PROCESS
    state = process.state(case.state)
    if move.transition.verb in process.resuming:
        case.due_on = workitems.wake(case=case, state=state)
        return
    case.due_on = workitems.due_date(case, state)
    workitems.enter(case=case, state=state)


def _keep_request(case: Case, actor: Actor, gesture: Gesture, key: str) -> None:
    Request.objects.create(
        case_id=case.pk,
        key=key,
        digest=gesture.digest(actor),
        verb=gesture.verb,
        state=case.state,
        version=case.version,
        at=clock.now(),
    )
