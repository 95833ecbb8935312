"""Amendments: asked for by a leader or the coordination, refused, withdrawn, or agreed and brought to the signature."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from decisions.amending.agreed import Agreed
from dossiers.actions.attachments import Received, keep
from dossiers.actions.doing import lock, require, verb, wrong_state
from dossiers.form.values import one_line, plain
from dossiers.models import Dossier
from followup.actions.files import received
from followup.amendments.bounds import Part, Terms, Wanted, faults_of_terms, faults_of_wanted
from followup.amendments.terms import Ground, changes_nothing, ground_of, settled
from followup.models import Amendment, Appeal, FollowUp
from followup.models.amendments import OPEN
from followup.models.obligation import RUNNING
from followup.moving import advance, day_of, event_of, locked, open_task, require_open, why_not
from workflow import clock
from workflow.gesture import Actor, Gesture, new_key
from workflow.log import record
from workflow.perform import STALE, perform
from workflow.verdict import Refusal, Refused, Unmet, Why, all_unmet, unmet

MAX_TEXT, MAX_QUOTED = 4000, 600
#: Who asks for one: whoever leads the project, or the coordination on its own initiative.
ASKS = frozenset({Role.LEADER, Role.TEAM_LEAD})
#: Who agrees.
ACCEPTS = (Role.TEAM_LEAD,)
YOU = "vous"


# -- asking ------------------------------------------------------------------------------
def ask_amendment(
    *, dossier: Dossier, wanted: Wanted, reason: str, by: User, key: UUID, uploads: Sequence[File[Any]] = ()
) -> Amendment | Refusal:
    """A leader, or the coordination, asks to amend the grant in force; `key` makes a retry harmless.

    Refused: nothing that differs from the act; a later end asked for by a leader once the project has ended; without a
    reason; while another is open; before the grant is told, and once its final report is accepted.
    """
    try:
        with received(uploads) as files:
            outcome = _ask(dossier=dossier, wanted=wanted, reason=reason, by=by, key=key, files=files)
            if isinstance(outcome, Refusal):
                raise Refused(outcome)
            return outcome
    except Refused as stop:
        return stop.refusal


@verb
def _ask(*, dossier: Dossier, wanted: Wanted, reason: str, by: User, key: UUID, files: Sequence[Received]) -> Amendment:
    case = lock(dossier)
    roles = require(case, by, *ASKS)
    if (known := Amendment.objects.filter(key=key).first()) is not None:
        if (known.dossier_id, known.asked_by_id) == (case.pk, by.pk):
            return known
        raise Refused(Refusal(Why.KEY_REUSED, _("Ce formulaire a déjà servi : rechargez la page.")))
    ground = amendable(case, roles)
    if (waits := waiting(case)) is not None:
        raise waits
    asked = replace(wanted.but_what_stands(ground.grant), plan=plain(wanted.plan).strip())
    why = plain(reason).strip()
    _refuse(
        [*_faults_of_words(asked, why), *faults_of_wanted(asked, ground.standing), *_too_late(asked, ground, roles)]
    )
    amendment = Amendment(
        dossier=case,
        number=Amendment.objects.filter(dossier=case).count() + 1,
        key=key,
        act=ground.follow_up.act,
        asked_by=by,
        by_team=Role.LEADER not in roles,
        asked_on=clock.today(),
        wanted_end=asked.ends_on,
        wanted_interim=asked.interim_due,
        wanted_report=asked.report_due,
        wanted_amount=asked.amount,
        wanted_plan=asked.plan,
        reason=why,
        state=Amendment.PROCESS.initial,
        entered_at=clock.now(),
    )
    amendment.due_on = day_of(amendment.stage, None)
    amendment.save()
    amendment.files.add(*(keep(case=case, received=file, by=by) for file in files))
    open_task(case, amendment)
    data = {
        "number": str(amendment.number),
        "act": ground.follow_up.act.number,
        "due_on": str(amendment.due_on),
        "ends_on": str(asked.ends_on or ""),
        "interim_due": str(asked.interim_due or ""),
        "report_due": str(asked.report_due or ""),
        "amount": "" if asked.amount is None else str(asked.amount),
    }
    told = {name: value for name, value in data.items() if value}
    texts = {"reason": why, "plan": asked.plan}
    record(case=case, actor=Actor(by), event=event_of(amendment, "ask"), data=told, texts=texts)
    return amendment


def amendable(case: Dossier, roles: frozenset[Role]) -> Ground:
    """The grant as those roles may ask to amend it; refused where they may not.

    A correction in hand, of which its leaders know nothing, does not keep them from asking.
    """
    if case.state not in RUNNING or case.known_state(roles) != "granted":
        raise wrong_state(case, roles)
    follow_up = FollowUp.objects.select_related("act").filter(dossier=case).first()
    if follow_up is None:
        raise wrong_state(case, roles)
    ground = ground_of(follow_up)
    if ground.is_reported:
        sentence = _("Le compte rendu final est accepté : l’acte ne se modifie plus.")
        raise unmet("not_reported", sentence)
    return ground


def waiting(case: Dossier) -> Refused | None:
    """Why another demand is not taken, while one is open; one statement."""
    if not Amendment.objects.filter(dossier=case, state__in=OPEN).exists():
        return None
    sentence = _("Une demande d’avenant attend déjà sa réponse sur ce dossier.")
    return unmet("one_at_a_time", sentence, lifted_by=_("la coordination"))


def _faults_of_words(asked: Wanted, why: str) -> list[Unmet]:
    found = []
    if not asked.is_something:
        found.append(Unmet("ends_on", _("Dites ce qui est demandé : rien ne change par rapport à l’acte."), _(YOU)))
    if len(asked.plan) > MAX_TEXT:
        found.append(Unmet("plan", _("%(max)s caractères au plus.") % {"max": MAX_TEXT}, _(YOU)))
    if not why or len(why) > MAX_TEXT:
        sentence = _("Écrivez pourquoi, en %(max)s caractères au plus.")
        found.append(Unmet("reason", sentence % {"max": MAX_TEXT}, _(YOU)))
    return found


def _too_late(asked: Wanted, ground: Ground, roles: frozenset[Role]) -> list[Unmet]:
    """What the acts say: an extension is asked for in writing before the end of the project."""
    if asked.ends_on is None or Role.LEADER not in roles or clock.today() <= ground.grant.ends_on:
        return []
    sentence = _("Le projet est terminé selon l’acte : seule la coordination peut encore proposer de le prolonger.")
    return [Unmet("ends_on", sentence, _("la coordination"))]


# -- answering ---------------------------------------------------------------------------
def why_not_accept(case: Dossier, amendment: Amendment, roles: frozenset[Role]) -> Refusal | None:
    """Why those roles may not open its terms: also while the act in force is being corrected."""
    refusal = why_not(case, amendment, "accept", roles)
    if refusal is None and not any(step.verb == "correct" for step in case.PROCESS.transitions_from(case.state)):
        return wrong_state(case, roles).refusal
    return refusal


@verb
def accept_amendment(*, amendment: Amendment, terms: Terms, seen: str, by: User) -> Amendment:
    """The coordination agrees on terms and brings the amending act to the signature, in one transaction.

    `seen` is the mark of the grant as the page showed it. Refused as stale when act or schedule moved meanwhile; when
    a term is wrong or nothing changes; while an appeal against the decision awaits its answer; and for whatever
    `correct` is refused for.
    """
    case, current = locked(amendment)
    actor, said = Actor(by), _cleaned(terms)
    require(case, by, *ACCEPTS)
    ground = ground_of(FollowUp.objects.select_related("act").get(dossier=case))
    faults = [*faults_of_terms(said, ground.standing), *_faults_of_quote(said), *held(ground)]
    if current.state == "to_sign" and not faults and current.agreed == _canonical(_settled(current, said, ground)):
        return current  # the same form sent twice
    step = require_open(case, current, "accept", actor)
    if ground.mark != seen:
        raise Refused(Refusal(Why.STALE, STALE))
    _refuse(faults)
    agreed = _settled(current, said, ground)
    if changes_nothing(agreed, ground.grant):
        raise unmet("ends_on", _("Rien ne change par rapport à l’acte en vigueur."), lifted_by=_(YOU))
    current.agreed = _canonical(agreed)
    data = {"amount": str(said.amount), "ends_on": str(said.ends_on), "report_due": str(said.report_due)}
    advance(case=case, thing=current, step=step, actor=actor, data=data)
    gesture = Gesture("correct", reason=said.reason, about=f"amendment:{current.number}")
    moved = perform(model=Dossier, pk=case.pk, actor=actor, gesture=gesture, key=new_key())
    if isinstance(moved, Refusal):
        raise Refused(moved)
    return current


def _settled(amendment: Amendment, terms: Terms, ground: Ground) -> Agreed:
    made = Amendment.objects.filter(dossier=amendment.dossier_id, state="made").count()
    return settled(amendment, terms, ground, number=made + 1)


def _canonical(agreed: Agreed) -> str:
    return agreed.canonical().decode()


def _cleaned(terms: Terms) -> Terms:
    parts = [Part(one_line(one.label), one_line(one.when), one.after, one.amount) for one in terms.parts]
    return replace(terms, parts=parts, reason=plain(terms.reason).strip())


def _faults_of_quote(terms: Terms) -> list[Unmet]:
    if terms.reason and len(terms.reason) <= MAX_QUOTED:
        return []
    sentence = _("Écrivez en une ou deux phrases le motif que l’acte cite, en %(max)s caractères au plus.")
    return [Unmet("reason", sentence % {"max": MAX_QUOTED}, _(YOU))]


def held(ground: Ground) -> list[Unmet]:
    """What keeps any terms from being agreed on now; one statement."""
    found = []
    if Appeal.objects.filter(act=ground.follow_up.act, state="lodged").exists():
        sentence = _("Un recours contre la décision attend sa réponse : répondez-y d’abord.")
        found.append(Unmet("no_appeal", sentence, _("la coordination")))
    if ground.is_reported:
        found.append(Unmet("not_reported", _("Le compte rendu final est accepté : l’acte ne se modifie plus.")))
    return found


@verb
def refuse_amendment(*, amendment: Amendment, reason: str, by: User) -> Amendment:
    """The coordination does not amend the grant, and says why; another demand may follow."""
    case, current = locked(amendment)
    actor, why = Actor(by), plain(reason).strip()
    step = require_open(case, current, "refuse", actor, reason=why)
    current.answer = why
    advance(case=case, thing=current, step=step, actor=actor, texts={"reason": why})
    return current


@verb
def withdraw_amendment(*, amendment: Amendment, reason: str, by: User) -> Amendment:
    """A leader gives up what was asked, or the coordination notes that it is given up, and how that is known."""
    case, current = locked(amendment)
    actor, why = Actor(by), plain(reason).strip()
    step = require_open(case, current, "withdraw", actor, reason=why)
    current.answer = why
    advance(case=case, thing=current, step=step, actor=actor, texts={"reason": why})
    return current


# -- what they share ---------------------------------------------------------------------
def _refuse(found: Sequence[Unmet]) -> None:
    if found:
        raise all_unmet(found)
