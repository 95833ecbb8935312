"""What transitions do to acts: signed, superseded, dropped."""

import hashlib
from datetime import date

from django.utils.translation import gettext as _

from decisions.amending.agreed import agreed
from decisions.facts import ActFacts
from decisions.models import Act, ActFile
from decisions.release.moment import AT_ONCE, TOGETHER, waits_for_others
from dossiers.effects import propose
from dossiers.models import Dossier
from dossiers.models.dossier import Proposal
from workflow import clock
from workflow.registry import Move, due_date, effect
from workflow.sealing import keys
from workflow.verdict import unmet


def _supersede_in_force(dossier: Dossier) -> None:
    Act.objects.filter(dossier=dossier, status=Act.Status.IN_FORCE).update(
        status=Act.Status.SUPERSEDED, superseded_at=clock.now()
    )


@effect
def sign_act(move: Move) -> None:
    """The prepared act becomes the one in force; its hashes go into the log. The old one, if any, is superseded.

    The leaders may read it from now on, unless it is to be told with others.
    """
    case: Dossier = move.case
    facts: ActFacts = move.facts[ActFacts]
    act = facts.prepared
    if act is None:  # the guard of the same transition has just read it
        raise AssertionError("a prepared act is what the guard asked for")
    if facts.in_force is not None:
        _supersede_in_force(case)
    _keep_sealed(move, act)
    now, grouped = clock.now(), waits_for_others(move, act)
    Act.objects.filter(pk=act.pk).update(
        status=Act.Status.IN_FORCE,
        signed_at=now,
        notified_at=None if grouped else now,
        supersedes=facts.in_force,
        pdf_sha256=act.pdf_sha256,
        letter_sha256=act.letter_sha256,
    )
    act.supersedes = facts.in_force
    if not grouped:
        case.tell_leader(case.state)
    if facts.in_force is None:  # an amendment or a correction decides of no other year's money
        case.decided_at = now
    case.next_report_on = act.report_due
    move.said.update(
        act=act.number,
        kind=act.kind,
        amount=str(act.amount),
        pdf_sha256=act.pdf_sha256,
        letter_sha256=act.letter_sha256,
        inputs_sha256=act.inputs_sha256,
        template=act.template_version,
        supersedes=facts.in_force.number if facts.in_force else "",
        told=TOGETHER if grouped else AT_ONCE,
    )


def _keep_sealed(move: Move, act: Act) -> None:
    """Where the lab has a key, what is signed is the act and its letter under its seal, whose hashes replace theirs."""
    if not move.gesture.enclosed:
        if keys.has_key():
            sentence = _("L’acte ne porte pas le cachet électronique du laboratoire\u00a0: signez-le depuis sa page.")
            raise unmet("act_sealed", sentence, lifted_by=_("le signataire"))
        return
    pdf, letter = move.gesture.enclosed
    for part, content in ((ActFile.Part.ACT, pdf), (ActFile.Part.LETTER, letter)):
        ActFile.objects.filter(act=act, part=part).update(content=content)
    act.pdf_sha256, act.letter_sha256 = (hashlib.sha256(content).hexdigest() for content in (pdf, letter))


@effect
def begin_correction(move: Move) -> None:
    """The grant goes before the signatory again as it stands, or as it was agreed to amend it; the act in force stays
    so until another is signed.
    """
    case: Dossier = move.case
    terms = agreed(case)
    amount = terms.amount if terms else case.granted
    propose(case, Proposal.GRANT, amount=amount, conditions=case.conditions)


@effect
def end_correction(move: Move) -> None:
    """Nothing else is proposed any more than what stands."""
    case: Dossier = move.case
    propose(case, Proposal.GRANT, amount=case.granted, conditions=case.conditions)


@effect
def drop_prepared_act(move: Move) -> None:
    facts: ActFacts | None = move.facts.get(ActFacts)
    if facts is not None and facts.prepared is None:
        return
    Act.objects.filter(dossier=move.case, status=Act.Status.PREPARED).update(status=Act.Status.DROPPED)


@effect
def supersede_act(move: Move) -> None:
    """Reopened: the refusal no longer stands, and is kept."""
    _supersede_in_force(move.case)
    move.case.decided_at = None


@due_date("next_report")
def next_report(case: Dossier) -> date | None:
    """The day of the next report: the final one, until interim reports exist."""
    return case.next_report_on
