"""Preparing an act for its signature, recording that the beneficiary signed an agreement, signing.

Rendering comes before the lock (it takes a second); the lock is only held to keep the bytes, and only if the dossier
has not moved meanwhile. Signing itself is a move of the process, `about` the very bytes that were shown.
"""

import hashlib
import logging
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User, normalised
from accounts.roles import Role
from decisions.amending.agreed import agreed
from decisions.authority import authority_of
from decisions.basis import basis_sha256, route_of, terms_sha256
from decisions.checks import UnfitActError
from decisions.document import ActInputs
from decisions.facts import is_agreement
from decisions.inputs import Draft, act_inputs, letter_inputs
from decisions.kinds import COUNTERSIGN, SIGNING_VERBS, default_reasons, kinds_open
from decisions.models import Act, ActCounter, ActFile
from decisions.verification import new_code
from decisions.wording.versions import words_in_use
from dossiers.actions.doing import lock, require, verb
from dossiers.form.values import plain
from dossiers.models import Dossier
from dossiers.wording import written_day
from workflow import clock, workitems
from workflow.gesture import Actor, Gesture
from workflow.judgment import standing
from workflow.log import record
from workflow.models import WorkItem
from workflow.perform import FORBIDDEN, STALE, perform
from workflow.sealing import keys
from workflow.sealing.keys import SealError
from workflow.verdict import Done, Refusal, Refused, Unmet, Why, unmet

logger = logging.getLogger("jalon.decisions")
MAX_TEXT = 6000


@dataclass(frozen=True)
class _Rendered:
    inputs: ActInputs
    act: bytes
    letter: bytes


# -- preparing ----------------------------------------------------------------
def prepare_act(
    *, dossier: Dossier, kind: Act.Kind, by: User, reasons_law: str = "", reasons_fact: str = ""
) -> Act | Refusal:
    """Renders the act and its letter, dated today, for that signatory; kept until signed or prepared again.

    Reasons left empty are `default_reasons`. Refused to whoever may not sign, without a delegation for the amount, when
    the dossier moves meanwhile, or when the act would say something incomplete (every problem is listed).
    """
    try:
        return _prepare(dossier, kind, by, plain(reasons_law).strip(), plain(reasons_fact).strip())
    except Refused as stop:
        return stop.refusal


def _prepare(dossier: Dossier, kind: Act.Kind, by: User, law: str, fact: str) -> Act:
    seen = Dossier.objects.select_related("call", "leader").get(pk=dossier.pk)
    if Role.SIGNATORY not in standing(Actor(by), seen):
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))
    acts = {act.status: act for act in Act.objects.current().filter(dossier=seen)}
    in_force, prepared = acts.get(Act.Status.IN_FORCE), acts.get(Act.Status.PREPARED)
    if seen.state != "signature" or kind not in kinds_open(seen, in_force):
        raise Refused(Refusal(Why.WRONG_STATE, _("Il n’y a pas d’acte de cette sorte à préparer sur ce dossier.")))
    amount = seen.proposed_amount if kind is Act.Kind.GRANT else Decimal(0)
    delegation = authority_of(Actor(by), kind=kind.value, amount=amount, call=seen.call.code)
    if isinstance(delegation, Unmet):
        raise Refused(Refusal(Why.UNMET, delegation.sentence, (delegation,)))
    if kind is Act.Kind.GRANT:
        law, fact = "", ""
    else:
        law, fact = _reasons(seen, kind, law, fact)
    route = route_of(seen, amount, in_force)
    number, code = (prepared.number, prepared.code) if prepared and prepared.kind == kind else _new_number()
    words = words_in_use(kind.value, route)
    terms = agreed(seen) if in_force else None
    draft = Draft(number, code, kind.value, route, by, delegation, law, fact, in_force, words, terms)
    rendered = _render(seen, draft)
    basis = basis_sha256(
        dossier=seen,
        kind=kind.value,
        route=route,
        signatory=by,
        delegation=delegation,
        reasons=(law, fact),
        wording=words.numbers,
        in_force=in_force,
    )
    with transaction.atomic():
        case = lock(seen)
        if case.version != seen.version:
            raise Refused(Refusal(Why.STALE, STALE))
        return _keep(case, draft, rendered, basis)


def _reasons(dossier: Dossier, kind: Act.Kind, law: str, fact: str) -> tuple[str, str]:
    default_law, default_fact = default_reasons(dossier, kind)
    for code, text in (("reasons_law", law), ("reasons_fact", fact)):
        if len(text) > MAX_TEXT:
            over = {"max": MAX_TEXT, "over": len(text) - MAX_TEXT}
            sentence = _("%(max)s caractères au plus : il y en a %(over)s de trop.") % over
            raise unmet(code, sentence, lifted_by=_("vous"))
    if not (fact or default_fact):
        raise unmet("reasons_fact", _("Écrivez les motifs de fait : un refus les énonce."), lifted_by=_("vous"))
    return law or default_law, fact or default_fact


def _render(dossier: Dossier, draft: Draft) -> _Rendered:
    # Laying out takes seconds to import, and this is the only verb that needs it.
    from decisions.pdf import PdfError
    from decisions.rendering import render_act, render_notification

    try:
        inputs = act_inputs(dossier, draft)
        return _Rendered(inputs, render_act(inputs), render_notification(letter_inputs(inputs, dossier, draft.wording)))
    except UnfitActError as unfit:
        wrong = tuple(
            Unmet(p.code, p.sentence, _("l’équipe projet, une fois le dossier renvoyé")) for p in unfit.problems
        )
        raise Refused(Refusal(Why.UNMET, str(unfit), wrong)) from unfit
    except PdfError as broken:
        raise unmet("act_laid_out", str(broken), lifted_by=_("l’administration")) from broken


def _keep(case: Dossier, draft: Draft, rendered: _Rendered, basis: str) -> Act:
    """Writes the prepared act, in place of the one prepared before; an agreement's signature holds for equal terms."""
    before = Act.objects.filter(dossier=case, status=Act.Status.PREPARED).first()
    if before is not None and before.number != draft.number:
        Act.objects.filter(pk=before.pk).update(status=Act.Status.DROPPED)
        before = None
    inputs, terms = rendered.inputs, terms_sha256(rendered.inputs)
    act = before or Act(number=draft.number, code=draft.code, dossier=case, kind=draft.kind)
    if act.terms_sha256 != terms:
        act.countersigned_on = None
    act.route = draft.route.value
    act.title, act.beneficiary = inputs.project.title, inputs.beneficiary.name
    act.words = f"{normalised(act.title)} {normalised(act.beneficiary)}"
    act.amount = inputs.grant.amount if inputs.grant else Decimal(0)
    act.amendment = inputs.amendment.number if inputs.amendment else 0
    act.report_due = inputs.grant.report_due if inputs.grant else None
    act.reasons_law, act.reasons_fact = draft.reasons_law, draft.reasons_fact
    act.template_version = draft.wording.template_version
    act.basis_sha256, act.terms_sha256 = basis, terms
    act.inputs, act.inputs_sha256 = inputs.canonical().decode(), inputs.inputs_sha256()
    act.pdf_sha256 = hashlib.sha256(rendered.act).hexdigest()
    act.letter_sha256 = hashlib.sha256(rendered.letter).hexdigest()
    act.prepared_at, act.signatory, act.delegation = clock.now(), draft.signatory, draft.delegation
    act.save()
    for part, content in ((ActFile.Part.ACT, rendered.act), (ActFile.Part.LETTER, rendered.letter)):
        ActFile.objects.update_or_create(act=act, part=part, defaults={"content": content})
    record(
        case=case,
        actor=Actor(draft.signatory),
        event="act_prepared",
        data={"act": act.number, "kind": act.kind, "inputs_sha256": act.inputs_sha256, "pdf_sha256": act.pdf_sha256},
    )
    _ask_countersignature(case, act)
    return act


def _ask_countersignature(case: Dossier, act: Act) -> None:
    """Keeps the coordination's task in line with what is awaited of the beneficiary."""
    awaited = is_agreement(act) and act.countersigned_on is None
    asked = WorkItem.objects.filter(case_id=case.pk, kind=COUNTERSIGN, closed_at=None).exists()
    if asked and not awaited:
        workitems.close_items(case=case, kind=COUNTERSIGN)
    if awaited and not asked:
        label = _("Recueillir la signature du bénéficiaire sur la convention")
        workitems.open_item(case=case, kind=COUNTERSIGN, label=label, role=Role.TEAM_LEAD, due_on=case.due_on)


def _new_number() -> tuple[str, str]:
    """The next number of the year and a fresh code; a number given to an act that is never signed stays unused."""
    year = clock.today().year
    with transaction.atomic():
        ActCounter.objects.get_or_create(year=year)
        ActCounter.objects.filter(year=year).update(last=F("last") + 1)
        last = ActCounter.objects.get(year=year).last
    return f"{year}-LABO-{last:04}", new_code()


# -- the beneficiary's signature ----------------------------------------------
@verb
def record_countersignature(*, dossier: Dossier, on: date, terms: str, by: User) -> Act:
    """Notes the day on which the beneficiary signed the agreement being prepared; team lead only.

    `terms` is the `terms_sha256` of the agreement that was shown: refused as stale when it says something else by now.
    """
    case = lock(dossier)
    require(case, by, Role.TEAM_LEAD)
    act = Act.objects.filter(dossier=case, status=Act.Status.PREPARED).first()
    if act is None or not is_agreement(act):
        raise Refused(Refusal(Why.WRONG_STATE, _("Aucune convention n’est préparée sur ce dossier.")))
    if act.terms_sha256 != terms:
        sentence = _("La convention a changé depuis l’affichage de cette page : faites signer la nouvelle.")
        raise Refused(Refusal(Why.STALE, sentence))
    if on > clock.today():
        raise unmet("countersigned_on", _("La date de signature ne peut pas être à venir."), lifted_by=_("vous"))
    amended = Act.objects.filter(dossier=case, status=Act.Status.IN_FORCE).values_list("signed_at", flat=True).first()
    if amended and on < clock.day_of(amended):
        sentence = _("Ce qui remplace un acte ne peut pas être signé avant lui, le %(day)s.")
        raise unmet("countersigned_on", sentence % {"day": written_day(clock.day_of(amended))}, lifted_by=_("vous"))
    deposited = clock.day_of(case.deposited_at) if case.deposited_at else None
    if deposited and on < deposited:
        sentence = _("La convention ne peut pas être signée avant le dépôt du dossier, le %(day)s.")
        raise unmet("countersigned_on", sentence % {"day": written_day(deposited)}, lifted_by=_("vous"))
    if act.countersigned_on == on:
        return act
    act.countersigned_on = on
    act.save(update_fields=["countersigned_on"])
    workitems.close_items(case=case, kind=COUNTERSIGN)
    record(case=case, actor=Actor(by), event="act_countersigned", data={"act": act.number, "on": str(on)})
    return act


# -- signing --------------------------------------------------------------------
def sign(
    *,
    dossier: Dossier,
    kind: str,
    seal: str,
    by: User,
    key: str,
    expected_version: int | None = None,
    enclosed: tuple[bytes, ...] | None = None,
) -> Done | Refusal:
    """Signs the act of that kind whose PDF has the SHA-256 `seal`: the bytes that the signatory was shown, no others.

    The same key again answers as the first time. With a key of the lab's, both documents get its seal first, under no
    lock, unless `enclosed` has them already (`seal_copies`). Everything else is `workflow.perform`'s.
    """
    if enclosed is None:
        try:
            enclosed = seal_copies(dossier=dossier, seal=seal, by=by)
        except Refused as stop:
            return stop.refusal
    reason = ""
    if kind != Act.Kind.GRANT:
        shown = Act.objects.filter(dossier=dossier, pdf_sha256=seal).values_list("reasons_fact", flat=True)
        reason = shown.first() or ""
    gesture = Gesture(SIGNING_VERBS[kind], reason=reason, about=seal, enclosed=enclosed)
    return perform(
        model=Dossier, pk=dossier.pk, actor=Actor(by), gesture=gesture, key=key, expected_version=expected_version
    )


def seal_copies(*, dossier: Dossier, seal: str, by: User) -> tuple[bytes, ...]:
    """The act and its letter under the lab's seal; nothing without a key, nor of an act that this person may not sign.

    Raises Refused when the seal cannot be put.
    """
    if not keys.has_key():
        return ()
    rows = Act.objects.filter(dossier=dossier, status=Act.Status.PREPARED, pdf_sha256=seal, signatory=by)
    act = rows.first()
    if act is None:
        return ()
    try:
        return _sealed(act)
    except SealError as broken:
        logger.exception("the act of %s could not be sealed", dossier.reference)
        sentence = _(
            "Le cachet électronique du laboratoire ne répond pas\u00a0: rien n’est signé. Réessayez plus tard."
        )
        raise unmet("act_sealed", sentence, lifted_by=_("l’administration")) from broken


def _sealed(act: Act) -> tuple[bytes, ...]:
    from decisions.pades import sealed  # takes a second to import, and only a site with a key needs it

    files = {file.part: bytes(file.content) for file in act.files.all()}
    shown = files[ActFile.Part.ACT], files[ActFile.Part.LETTER]
    if [hashlib.sha256(pdf).hexdigest() for pdf in shown] != [act.pdf_sha256, act.letter_sha256]:
        raise SealError(f"the files of act {act.number} are not those that were prepared")
    return tuple(sealed(*shown, reason=f"{act.get_kind_display()} n° {act.number}"))
