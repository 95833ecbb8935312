"""What may be put to the vote: outcome, amount and words that do not contradict one another."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from copil.actions.doing import words
from copil.models import Ballot
from dossiers.envelope import left_for
from dossiers.models import Call, Dossier
from dossiers.wording import euros
from workflow import clock
from workflow.verdict import unmet

Proposed = Ballot.Outcome
#: The longest that an adjournment may leave: beyond two years the call that would pay is over, and the date is a slip.
LONGEST_COMPLETION = timedelta(days=2 * 365)


@dataclass(frozen=True)
class Proposal:
    """What is put to the vote. `amount` in euros (None: what is asked for), `complete_by` for an adjournment."""

    outcome: str
    amount: Decimal | None = None
    conditions: str = ""
    reasons: str = ""
    complete_by: date | None = None


def sound(wanted: Proposal, requested: Decimal) -> Proposal:
    """The proposal as it will be kept; refused when it contradicts itself."""
    if wanted.outcome not in Proposed.values:
        raise unmet("proposal_chosen", _("Choisissez ce qui est proposé."), lifted_by=_("vous"))
    conditions, reasons = words(wanted.conditions), words(wanted.reasons)
    if wanted.outcome == Proposed.CONDITIONAL and not conditions:
        raise unmet("conditions_written", _("Écrivez les réserves."), lifted_by=_("vous"))
    if wanted.outcome == Proposed.REFUSAL and not reasons:
        raise unmet("reasons_written", _("Écrivez les motifs du refus."), lifted_by=_("vous"))
    if wanted.outcome == Proposed.DEFERRAL:
        return Proposal(wanted.outcome, None, "", *_completion(reasons, wanted.complete_by))
    if wanted.outcome == Proposed.REFUSAL:
        return Proposal(wanted.outcome, None, "", reasons)
    if wanted.outcome != Proposed.CONDITIONAL:
        conditions = ""
    return Proposal(wanted.outcome, _amount(wanted, requested), conditions, reasons)


def fits(ballot: Ballot, dossier: Dossier, call: Call) -> bool:
    """Whether what is proposed fits what is left of the envelope for that dossier; a grant that does not waits."""
    return not ballot.is_grant or ballot.amount <= left_for(dossier, call)


def _completion(reasons: str, complete_by: date | None) -> tuple[str, date]:
    if not reasons:
        raise unmet("reasons_written", _("Écrivez ce qui est à compléter."), lifted_by=_("vous"))
    if complete_by is None or complete_by <= clock.today():
        sentence = _("Indiquez jusqu’à quand compléter : une date à venir.")
        raise unmet("completion_date", sentence, lifted_by=_("vous"))
    if complete_by > clock.today() + LONGEST_COMPLETION:
        sentence = _("Un ajournement laisse deux ans au plus pour compléter.")
        raise unmet("completion_date", sentence, lifted_by=_("vous"))
    return reasons, complete_by


def _amount(wanted: Proposal, requested: Decimal) -> Decimal:
    """The amount granted, within what is asked for; an accord is for all of it, an accord partiel for less."""
    asked = euros(requested)
    if wanted.outcome == Proposed.GRANT:
        if wanted.amount is not None and wanted.amount != requested:
            sentence = _("Un accord porte sur tout le montant demandé, %(asked)s ; moins, c’est un accord partiel.")
            raise unmet("amount_fits_proposal", sentence % {"asked": asked}, lifted_by=_("vous"))
        return requested
    amount = requested if wanted.amount is None else wanted.amount
    if not amount.is_finite() or amount <= 0 or amount != round(amount, 2):
        raise unmet("amount_is_money", _("Écrivez un montant en euros, plus grand que zéro."), lifted_by=_("vous"))
    if amount > requested:
        sentence = _("Le montant dépasse celui demandé, %(asked)s.") % {"asked": asked}
        raise unmet("amount_within_request", sentence, lifted_by=_("vous"))
    if wanted.outcome == Proposed.PARTIAL and amount == requested:
        sentence = _("Un accord partiel est inférieur au montant demandé, %(asked)s.") % {"asked": asked}
        raise unmet("amount_fits_proposal", sentence, lifted_by=_("vous"))
    return amount


def same_proposal(ballot: Ballot, wanted: Proposal) -> bool:
    kept = Proposal(ballot.outcome, ballot.amount or None, ballot.conditions, ballot.reasons, ballot.complete_by)
    return kept == wanted
