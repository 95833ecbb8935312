"""What transitions do to the dossier itself: freezing a version, writing the proposal, moving the envelope.

Each runs inside `perform`, under the lock, on the instance that `perform` saves.
"""

import hashlib
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from dossiers import envelope
from dossiers.facts import FormFacts
from dossiers.mirror import mirror, named_service
from dossiers.models import Dossier, Opinion, Version
from dossiers.models.dossier import Proposal
from dossiers.receipt import legal_clock
from workflow import calendar, clock, workitems
from workflow.log import canonical
from workflow.models import WorkItem
from workflow.registry import Move, due_date, effect

CONFIRM_DAYS = 5


@effect
def freeze_version(move: Move) -> None:
    """Freezes the sections as a numbered version and mirrors it on the row; its SHA-256 goes into the log."""
    case: Dossier = move.case
    if move.actor.user is None:
        raise AssertionError("a deposit is somebody's gesture")
    contents = move.facts[FormFacts].contents
    first, route = case.deposited_at is None, case.beneficiary_kind
    mirror(case, contents)
    case.form_length = move.facts[FormFacts].length
    case.service = case.service or named_service(contents.get("project", {}).get("service", ""), case.department)
    case.submitted_version += 1
    case.deposited_at = case.deposited_at or clock.now()
    if first or case.beneficiary_kind != route:
        legal_clock.wind(case)
        case.receipt_due_since = clock.now()
    sha256 = hashlib.sha256(canonical(contents).encode()).hexdigest()
    Version.objects.create(
        dossier=case,
        number=case.submitted_version,
        content=contents,
        form_length=move.facts[FormFacts].length,
        sha256=sha256,
        submitted_at=clock.now(),
        submitted_by=move.actor.user,
    )
    move.said.update(
        submitted=str(case.submitted_version), sha256=sha256, requested=str(move.facts[FormFacts].totals.requested)
    )


@effect
def ask_confirmation(move: Move) -> None:
    """Asks those who gave an opinion on an earlier version to confirm or revise it; opinions stay meanwhile."""
    case: Dossier = move.case
    asked = WorkItem.objects.filter(case_id=case.pk, kind="confirm_opinion", closed_at=None)  # at an earlier deposit
    stale = (
        Opinion.objects.filter(
            assignment__dossier=case, assignment__ended_at=None, on_version__lt=case.submitted_version
        )
        .exclude(assignment__referent__in=asked.values("assignee"))
        .select_related("assignment__referent")
    )
    for opinion in stale:
        workitems.open_item(
            case=case,
            kind="confirm_opinion",
            label=_("Confirmer ou revoir votre avis sur la version complétée"),
            assignee=opinion.assignment.referent,
            due_on=calendar.add(clock.today(), CONFIRM_DAYS),
        )


@effect
def propose_inadmissibility(move: Move) -> None:
    propose(move.case, Proposal.INADMISSIBILITY, reasons=move.gesture.reason)


@effect
def propose_refusal_for_lack_of_credits(move: Move) -> None:
    # In French whatever the site's language: the act quotes these reasons.
    propose(
        move.case,
        Proposal.REFUSAL,
        reasons="L’enveloppe de l’appel est épuisée : le projet, retenu en liste complémentaire, n’a pu être financé.",
    )


@effect
def reserve_waiting_grant(move: Move) -> None:
    envelope.reserve(dossier=move.case, amount=move.case.proposed_amount)
    move.case.waiting_rank = None


@effect
def release_reservation(move: Move) -> None:
    envelope.release(dossier=move.case)
    move.case.waiting_rank = None


@effect
def clear_proposal(move: Move) -> None:
    propose(move.case, Proposal.NONE)


@effect
def commit_amount(move: Move) -> None:
    envelope.commit(dossier=move.case, amount=move.case.proposed_amount)


def propose(
    case: Dossier,
    proposal: Proposal,
    *,
    amount: Decimal = envelope.ZERO,
    reasons: str = "",
    conditions: str = "",
) -> None:
    """Writes what is put before the signatory on the locked instance (saved by `perform`)."""
    case.proposal = proposal
    case.proposed_amount = amount
    case.proposal_reasons = reasons
    case.conditions = conditions


@due_date("call_end")
def call_end(case: Dossier) -> date | None:
    return case.call.ends_on


@due_date("suspension_end")
def suspension_end(case: Dossier) -> date | None:
    return case.suspended_until
