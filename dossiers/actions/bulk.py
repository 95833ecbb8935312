"""A gesture on many dossiers: prepared, foreseen, confirmed, then carried out one dossier a transaction.

What each dossier will answer is asked of the verb itself, in a transaction that is undone. Each line is marked in the
same transaction as its verb: whoever interrupts a run, the next one takes it up where it was, and does nothing twice.
A verb that fails instead of answering (a fault of the site) fails its own line alone, and stands in the site's log.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from dossiers.actions.doing import verb
from dossiers.bulk.gestures import Ask, BulkGesture, gesture_for
from dossiers.models import BulkLine, BulkRun, Dossier
from workflow import clock
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Refused, Why, unmet

logger = logging.getLogger("jalon.bulk")

#: How many dossiers at once: a list that one reads through before confirming.
MAX_LINES = 200
MAX_QUERY = 1000


@verb
def prepare_bulk(
    *,
    key: UUID,
    gesture: str,
    dossiers: Sequence[Dossier],
    query: str,
    by: User,
    said: Mapping[str, str] | None = None,
) -> BulkRun:
    """A run of that gesture on those dossiers, in that order; the same key prepares it once. Nothing is done yet.

    `said` is what the page where it begins knows already.
    """
    known = BulkRun.objects.filter(pk=key, person=by).first()
    if known is not None:
        return known
    found = _gesture(by, gesture)
    if not dossiers:
        raise unmet("selection", _("Choisissez au moins un dossier."), lifted_by=_("vous"))
    if len(dossiers) > MAX_LINES:
        raise unmet("selection", _("%(max)s dossiers au plus à la fois.") % {"max": MAX_LINES}, lifted_by=_("vous"))
    if BulkRun.objects.filter(pk=key).exists():
        raise Refused(Refusal(Why.KEY_REUSED, _("Cette demande a déjà servi : rechargez la page.")))
    known_already = said if said is not None else (None if found.fields(by) else {})
    run = BulkRun.objects.create(
        pk=key, person=by, gesture=gesture, query=query[:MAX_QUERY], said=known_already, prepared_at=clock.now()
    )
    BulkLine.objects.bulk_create(
        BulkLine(run=run, dossier=dossier, position=n) for n, dossier in enumerate(dossiers, start=1)
    )
    return run


@verb
def say_bulk(*, run: BulkRun, said: Mapping[str, str], by: User) -> BulkRun:
    """What is said of all the dossiers; said again before it is confirmed, everything is examined again."""
    here = _locked(run, by)
    if here.confirmed_at is not None:
        raise Refused(Refusal(Why.WRONG_STATE, _("Ce geste est déjà confirmé.")))
    here.said = dict(said)
    here.save(update_fields=["said"])
    here.lines.update(foreseen=BulkLine.Foreseen.UNKNOWN, reasons=[])
    return here


@verb
def confirm_bulk(*, run: BulkRun, by: User) -> BulkRun:
    """Lets the run be carried out, once all of its lines were examined and one at least is possible."""
    here = _locked(run, by)
    if here.confirmed_at is not None:
        return here
    if here.said is None or here.lines.filter(foreseen=BulkLine.Foreseen.UNKNOWN).exists():
        raise unmet("examined", _("Tous les dossiers ne sont pas encore examinés."))
    if not here.lines.filter(foreseen=BulkLine.Foreseen.YES).exists():
        raise unmet("possible", _("Ce geste n’est possible sur aucun de ces dossiers."))
    here.confirmed_at = clock.now()
    here.save(update_fields=["confirmed_at"])
    return here


def foresee_bulk(*, run: BulkRun, by: User, at_most: int) -> int:
    """Asks the verb what it would answer on the next lines, and undoes it; how many were examined."""
    found = gesture_for(by, run.gesture)
    if found is None or run.said is None:
        return 0
    lines = run.lines.filter(foreseen=BulkLine.Foreseen.UNKNOWN).select_related("dossier")[:at_most]
    examined = 0
    for line in lines:
        line.version = line.dossier.version
        refusal = _foreseen(found, replace(_ask(run, line, by), trying=True))
        line.foreseen = BulkLine.Foreseen.NO if refusal else BulkLine.Foreseen.YES
        line.reasons = _reasons(refusal)
        with transaction.atomic():
            here = BulkRun.objects.select_for_update().get(pk=run.pk)
            if here.confirmed_at is None and here.said == run.said:
                line.save(update_fields=["version", "foreseen", "reasons"])
        examined += 1
    return examined


def carry_out_bulk(*, run: BulkRun, by: User, at_most: int) -> int:
    """Carries out the next lines of a confirmed run, one transaction each; how many were."""
    found = gesture_for(by, run.gesture)
    if found is None or run.confirmed_at is None:
        return 0
    done = 0
    while done < at_most and _next_line(found, run, by):
        done += 1
    return done


def pending(run: BulkRun) -> "QuerySet[BulkLine]":
    """The lines found possible that nothing has become of yet."""
    return run.lines.filter(foreseen=BulkLine.Foreseen.YES, outcome=BulkLine.Outcome.PENDING).order_by("position")


def _next_line(found: BulkGesture, run: BulkRun, by: User) -> bool:
    """Carries out the first line that waits, if one does; whether one did."""
    line = None
    try:
        while (line := pending(run).select_related("dossier").first()) is not None:
            waiting, ready = line, _made_ready(found, _ask(run, line, by))
            with transaction.atomic():
                line = pending(run).select_for_update(of=("self",)).select_related("dossier").first()
                if line is None:
                    return False
                if line.pk != waiting.pk:
                    continue  # somebody else carried that one out meanwhile: this one is made ready anew
                ask = replace(_ask(run, line, by), enclosed=() if isinstance(ready, Refusal) else ready)
                outcome = ready if isinstance(ready, Refusal) else _answer(found, ask)
                _mark(line, BulkLine.Outcome.REFUSED if outcome else BulkLine.Outcome.DONE, outcome)
                return True
    except Exception:  # whatever a verb's fault is, the other dossiers are not to wait for its mending
        if line is None:
            raise
        logger.exception("bulk: %s failed on case %s", found.code, line.dossier_id)
        with transaction.atomic():
            again = pending(run).select_for_update(of=("self",)).filter(pk=line.pk).first()
            if again is not None:
                _mark(again, BulkLine.Outcome.FAILED, _fault())
        return True
    return False


def _made_ready(found: BulkGesture, ask: Ask) -> tuple[bytes, ...] | Refusal:
    """What takes long, under no lock; or why it cannot be."""
    try:
        return found.make_ready(ask)
    except Refused as stop:
        return stop.refusal


def _mark(line: BulkLine, outcome: BulkLine.Outcome, refusal: Refusal | None) -> None:
    """Keeps what became of the line; with the last one, what was said of all is forgotten."""
    line.outcome, line.reasons = outcome, _reasons(refusal)
    line.save(update_fields=["outcome", "reasons"])
    if not pending(line.run).exists():
        BulkRun.objects.filter(pk=line.run_id).update(said=None)


def _fault() -> Refusal:
    sentence = _("Une panne du site a empêché ce geste : rien n’a changé sur ce dossier, et la panne est au journal.")
    return Refusal(Why.UNMET, sentence)


class _Undo(Exception):
    """Ends a transaction whose answer alone was wanted."""


def _foreseen(found: BulkGesture, ask: Ask) -> Refusal | None:
    """What the verb would refuse; a verb that fails is not asked again on that dossier."""
    try:
        return _dry_run(found, ask)
    except Exception:  # as when it is carried out
        logger.exception("bulk: %s failed on case %s, undone", found.code, ask.dossier.pk)
        return _fault()


def _dry_run(found: BulkGesture, ask: Ask) -> Refusal | None:
    refusal = None
    try:
        with transaction.atomic():
            refusal = _answer(found, ask)
            raise _Undo
    except _Undo:
        return refusal


def _answer(found: BulkGesture, ask: Ask) -> Refusal | None:
    """The verb's refusal, if it refuses."""
    try:
        outcome = found.carry_out(ask)
    except Refused as stop:  # refused before the verb was called
        return stop.refusal
    return outcome if isinstance(outcome, Refusal) else None


def _ask(run: BulkRun, line: BulkLine, by: User) -> Ask:
    return Ask(line.dossier, by, run.said or {}, f"bulk:{run.pk.hex}", line.version)


def _reasons(refusal: Refusal | None) -> list[list[str]]:
    """Every reason why not: its sentence, who can lift it, by when."""
    if refusal is None:
        return []
    if not refusal.unmet:
        return [[refusal.sentence, "", ""]]
    return [[one.sentence, str(one.lifted_by), one.by.isoformat() if one.by else ""] for one in refusal.unmet]


def _locked(run: BulkRun, by: User) -> BulkRun:
    here = BulkRun.objects.select_for_update().filter(pk=run.pk, person=by).first()
    if here is None:
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))
    return here


def _gesture(by: User, code: str) -> BulkGesture:
    found = gesture_for(by, code) if by.is_active else None
    if found is None:
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))
    return found
