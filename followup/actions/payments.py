"""Paying a grant, part by part, and asking back what is not due: recorded by the coordination, under the lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.actions.attachments import Received, keep
from dossiers.actions.doing import lock, require, require_state, verb
from dossiers.form.values import plain
from dossiers.models import Dossier
from dossiers.wording import euros
from followup.actions.files import received
from followup.models import FollowUp, Payment, Repayment, Report
from followup.models.obligation import RUNNING
from followup.moving import MAX_REASON, advance, event_of, locked, open_task, require_open
from followup.paying import (
    ASKS_BACK,
    askable_back,
    held,
    held_by_amendment,
    held_by_report,
    most_for,
    settle,
)
from workflow import clock
from workflow.gesture import Actor
from workflow.log import record
from workflow.verdict import Refusal, Refused, Unmet, Why, all_unmet, unmet

MAX_TEXT, MAX_REFERENCE, MAX_DAYS = 4000, 40, 3 * 365
YOU = "vous"


@dataclass(frozen=True)
class Accounts:
    """The references of a payment in the State's accounts: autorisation d'engagement, crédits de paiement, Chorus."""

    ae: str
    cp: str
    chorus: str


def ask_payment(
    *, payment: Payment, amount: Decimal | None, by: User, text: str = "", uploads: Sequence[File[Any]] = ()
) -> Payment | Refusal:
    """Its leader asks for a part of the grant, saying why it is due, or the coordination does.

    Refused: above what the act plans for it, or what the expense of the final report leaves due; while a condition that
    nothing is paid before is not lifted, or the report that it waits for not accepted; to a leader who neither writes
    nor joins what shows that it is due.
    """
    try:
        with received(uploads) as files:
            outcome = _ask(payment=payment, amount=amount, by=by, text=text, files=files)
            if isinstance(outcome, Refusal):
                raise Refused(outcome)
            return outcome
    except Refused as stop:
        return stop.refusal


@verb
def _ask(*, payment: Payment, amount: Decimal | None, by: User, text: str, files: Sequence[Received]) -> Payment:
    case, current = locked(payment)
    actor = Actor(by)
    step = require_open(case, current, "ask", actor)
    roles = require(case, by, *step.roles)
    _require_free(case, current, held_by_amendment(case))
    current.amount = _amount(amount, at_most=most_for(current))
    current.claim, current.asked_on = _text(text), clock.today()
    if Role.LEADER in roles and not current.claim and not files:
        raise unmet("claim_given", _("Dites pourquoi ce versement est dû, ou joignez ce qui le montre."), lifted_by=YOU)
    current.files.add(*(keep(case=case, received=file, by=by) for file in files))
    said = {"amount": str(current.amount)}
    advance(case=case, thing=current, step=step, actor=actor, data=said, texts={"said": current.claim})
    return current


@verb
def pay(*, payment: Payment, paid_on: date | None, accounts: Accounts, by: User) -> Payment:
    """Records that it was paid that day, with its references: never above the act, whoever else pays meanwhile."""
    case, current = locked(payment)
    actor = Actor(by)
    step = require_open(case, current, "pay", actor)
    _require_free(case, current)
    today = clock.today()
    if paid_on is None or current.asked_on is None or not current.asked_on <= paid_on <= today:
        raise unmet("paid_on", _("La date du paiement va de celle de la demande à aujourd’hui."), lifted_by=YOU)
    current.paid_on = paid_on
    current.ae_reference = _reference(accounts.ae, "ae")
    current.cp_reference = _reference(accounts.cp, "cp")
    current.chorus = _reference(accounts.chorus, "chorus")
    follow_up = _follow_up(case)
    follow_up.paid += current.amount
    if follow_up.paid > follow_up.granted:
        left = {"left": euros(follow_up.granted - follow_up.paid + current.amount)}
        raise unmet("within_the_act", _("Il ne reste que %(left)s à verser sur l’acte.") % left, lifted_by=YOU)
    said = {
        "amount": str(current.amount),
        "paid_on": str(paid_on),
        "ae": current.ae_reference,
        "cp": current.cp_reference,
        "chorus": current.chorus,
    }
    advance(case=case, thing=current, step=step, actor=actor, data=said)
    settle(follow_up)
    return current


@verb
def send_back_payment(*, payment: Payment, reason: str, by: User) -> Payment:
    """The coordination does not pay yet, and says why; it may be asked for again."""
    case, current = locked(payment)
    actor, why = Actor(by), plain(reason).strip()
    step = require_open(case, current, "send_back", actor, reason=why)
    _refuse(held_by_amendment(case))
    current.amount, current.asked_on = Decimal(0), None
    advance(case=case, thing=current, step=step, actor=actor, texts={"reason": why})
    return current


@verb
def drop_payment(*, payment: Payment, reason: str, by: User) -> Payment:
    """The coordination says that a part of the grant will not be paid, and why: less was spent, or it was stopped."""
    case, current = locked(payment)
    actor, why = Actor(by), plain(reason).strip()
    step = require_open(case, current, "drop", actor, reason=why)
    _refuse(held_by_amendment(case))
    said = {"amount": str(current.planned)}
    advance(case=case, thing=current, step=step, actor=actor, data=said, texts={"reason": why})
    settle(_follow_up(case))
    return current


# -- what is asked back ----------------------------------------------------------------
@verb
def ask_repayment(
    *,
    dossier: Dossier,
    amount: Decimal | None,
    reason: str,
    until: date | None,
    by: User,
    key: UUID,
    reference: str = "",
) -> Repayment:
    """The coordination asks back a part of what was paid, by a day; never more than was paid and not given back."""
    case = lock(dossier)
    roles = require(case, by, ASKS_BACK)
    require_state(case, roles, *RUNNING)
    if (known := Repayment.objects.filter(key=key).first()) is not None:
        if known.dossier_id == case.pk:
            return known
        raise Refused(Refusal(Why.KEY_REUSED, _("Ce formulaire a déjà servi : rechargez la page.")))
    why, today = plain(reason).strip(), clock.today()
    if not why or len(why) > MAX_REASON:
        raise unmet("reason_given", _("Écrivez le motif, en %(max)s caractères au plus.") % {"max": MAX_REASON})
    follow_up = _follow_up(case)
    wanted = _amount(amount, at_most=askable_back(follow_up))
    if until is None or not today < until <= today + timedelta(days=MAX_DAYS):
        raise unmet("until_given", _("La date doit être à venir, dans trois ans au plus."), lifted_by=YOU)
    asked = Repayment(
        dossier=case,
        number=Repayment.objects.filter(dossier=case).count() + 1,
        key=key,
        amount=wanted,
        reason=why,
        reference=_reference(reference, "reference"),
        wanted_on=until,
        due_on=until,
        state=Repayment.PROCESS.initial,
        entered_at=clock.now(),
    )
    asked.save()
    open_task(case, asked)
    said = {"number": str(asked.number), "amount": str(wanted), "due_on": str(until), "reference": asked.reference}
    record(case=case, actor=Actor(by), event=event_of(asked, "ask"), data=said, texts={"reason": why})
    settle(follow_up)
    return asked


@verb
def receive_repayment(*, repayment: Repayment, received_on: date | None, by: User) -> Repayment:
    """Records that what was asked back has come, that day."""
    case, current = locked(repayment)
    actor = Actor(by)
    step = require_open(case, current, "receive", actor)
    if received_on is None or not clock.day_of(current.entered_at) <= received_on <= clock.today():
        raise unmet("received_on", _("La date va de celle de la demande à aujourd’hui."), lifted_by=YOU)
    current.received_on = received_on
    follow_up = _follow_up(case)
    follow_up.repaid += current.amount
    said = {"amount": str(current.amount), "received_on": str(received_on)}
    advance(case=case, thing=current, step=step, actor=actor, data=said)
    settle(follow_up)
    return current


@verb
def drop_repayment(*, repayment: Repayment, reason: str, by: User) -> Repayment:
    """The coordination asks it back no more, and says why."""
    case, current = locked(repayment)
    actor, why = Actor(by), plain(reason).strip()
    step = require_open(case, current, "drop", actor, reason=why)
    said = {"amount": str(current.amount)}
    advance(case=case, thing=current, step=step, actor=actor, data=said, texts={"reason": why})
    settle(_follow_up(case))
    return current


# -- what they share -------------------------------------------------------------------
def _follow_up(case: Dossier) -> FollowUp:
    return FollowUp.objects.get(dossier=case)


def _require_free(case: Dossier, payment: Payment, *others: Unmet | None) -> None:
    reports = Report.objects.filter(dossier=case) if payment.after else ()
    _refuse(held(case), held_by_report(payment, reports), *others)


def _refuse(*held_by: Unmet | None) -> None:
    found = tuple(one for one in held_by if one is not None)
    if found:
        raise all_unmet(found)


def _amount(amount: Decimal | None, *, at_most: Decimal) -> Decimal:
    if amount is None or not amount.is_finite() or amount != round(amount, 2) or not 0 < amount <= at_most:
        sentence = _("Le montant est en euros et centimes, au plus de %(most)s.") % {"most": euros(at_most)}
        raise unmet("amount_given", sentence, lifted_by=YOU)
    return amount


def _text(text: str) -> str:
    said = plain(text).strip()
    if len(said) > MAX_TEXT:
        words = {"max": MAX_TEXT, "over": len(said) - MAX_TEXT}
        raise unmet("claim_given", _("%(max)s caractères au plus : il y en a %(over)s de trop.") % words)
    return said


def _reference(text: str, code: str) -> str:
    said = " ".join(plain(text).split())
    if len(said) > MAX_REFERENCE:
        raise unmet(code, _("%(max)s caractères au plus.") % {"max": MAX_REFERENCE}, lifted_by=YOU)
    return said
