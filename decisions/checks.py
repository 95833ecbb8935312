"""What keeps an act from being issued: every problem at once, each with a code and a sentence for the person."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from decisions.document import ActInputs, Grant, Kind, Reasons, Route

AGREEMENT_THRESHOLD: Final = Decimal(23_000)
"""Euros; above, an agreement is due with a private body (décret n° 2001-495, article 1er)."""

_SIRET = re.compile(r"[0-9]{14}")
_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z ./_-]{0,39}")  # what the foot of every page has room for
_PAGE = re.compile(r"https?://[!-~]{1,500}")  # what a QR code of this size holds


@dataclass(frozen=True)
class Problem:
    code: str
    sentence: str


class UnfitActError(ValueError):
    """The act cannot be rendered; `problems` lists every reason."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(" ".join(problem.sentence for problem in problems))
        self.problems = problems


def problems_of(act: ActInputs) -> tuple[Problem, ...]:
    """Every problem of `act`, in reading order; empty when it may be rendered."""
    return (*_missing_texts(act), *_beneficiary(act), *_decision(act))


def _missing_texts(act: ActInputs) -> Iterator[Problem]:
    signatory = act.signature.signatory
    required = (
        (act.reference, "reference", _("Le numéro de l’acte manque.")),
        (act.issuer.authority, "authority", _("L’autorité qui décide manque.")),
        (act.issuer.in_sentence, "authority", _("L’autorité qui décide manque.")),
        (act.project.title, "project_title", _("L’intitulé du projet manque.")),
        (act.project.purpose, "project_purpose", _("L’objet du projet manque.")),
        (act.request.dossier, "dossier", _("Le numéro du dossier manque.")),
        (signatory.quality, "signatory", _("La qualité du signataire manque.")),
        (signatory.first_name, "signatory", _("Le prénom du signataire manque.")),
        (signatory.last_name, "signatory", _("Le nom du signataire manque.")),
        (act.signature.place, "place", _("Le lieu de signature manque.")),
        (act.appeals.court, "court", _("Le tribunal compétent manque.")),
        (act.verification.code, "verification", _("Le code de vérification manque.")),
    )
    for text, code, sentence in required:
        if not text.strip():
            yield Problem(f"missing_{code}", sentence)
    if any(text.strip() and not _NUMBER.fullmatch(text) for text in (act.reference, act.verification.code)):
        yield Problem("number_form", _("Le numéro et le code de l’acte tiennent en quarante lettres et chiffres."))
    if not _PAGE.fullmatch(act.verification.url):
        yield Problem("verification_url", _("L’adresse de vérification n’est pas celle d’une page."))


def _beneficiary(act: ActInputs) -> Iterator[Problem]:
    if not act.beneficiary.name.strip():
        yield Problem("missing_beneficiary", _("Le nom du bénéficiaire manque."))
    if not _SIRET.fullmatch(act.beneficiary.siret):
        yield Problem("siret", _("Le SIRET du bénéficiaire doit compter quatorze chiffres."))
    if act.kind is Kind.GRANT and act.route.is_agreement and act.beneficiary.representative is None:
        yield Problem("missing_representative", _("La convention doit nommer qui signe pour le bénéficiaire."))
    if act.kind is Kind.GRANT and act.route.is_association and act.beneficiary.republican_pledge_on is None:
        sentence = _("La date du contrat d’engagement républicain manque : une association n’est pas aidée sans lui.")
        yield Problem("missing_pledge", sentence)


def _decision(act: ActInputs) -> Iterator[Problem]:
    if act.kind is Kind.GRANT:
        if act.grant is None:
            yield Problem("missing_grant", _("Un accord doit dire ce qu’il accorde."))
        else:
            yield from _grant(act.grant, act.route)
            # What replaces an act says its days again, by which conditions may have been met.
            if not act.supersedes and any(term.due <= act.signature.signed_on for term in act.grant.terms):
                yield Problem("condition_day", _("La date d’une réserve est passée : l’équipe en fixe une autre."))
        return
    if act.grant is not None:
        yield Problem("unexpected_grant", _("Un refus n’accorde rien."))
    yield from _reasons(act.reasons)


def _reasons(reasons: Reasons | None) -> Iterator[Problem]:
    if reasons is None or not any(text.strip() for text in reasons.law):
        yield Problem("missing_law", _("Un refus énonce ses motifs de droit."))
    if reasons is None or not any(text.strip() for text in reasons.fact):
        yield Problem("missing_fact", _("Un refus énonce ses motifs de fait."))


def _grant(grant: Grant, route: Route) -> Iterator[Problem]:
    amounts = (
        grant.amount,
        grant.eligible_expense,
        *(expense.amount for expense in grant.expenses),
        *(payment.amount for payment in grant.payments),
    )
    if any(not amount.is_finite() or amount != round(amount, 2) for amount in amounts):
        yield Problem("precision", _("Un montant s’écrit en euros et centimes."))
        return
    if any(amount <= 0 for amount in amounts):
        yield Problem("not_positive", _("Un montant doit être supérieur à zéro."))
    if grant.amount > grant.eligible_expense:
        yield Problem("over_expense", _("Le montant accordé dépasse la dépense éligible."))
    if grant.expenses and sum(expense.amount for expense in grant.expenses) != grant.eligible_expense:
        yield Problem("expense_sum", _("Les postes de dépense ne font pas la dépense éligible."))
    if grant.payments and sum(payment.amount for payment in grant.payments) != grant.amount:
        yield Problem("payment_sum", _("Les versements ne font pas le montant accordé."))
    if route is Route.ASSOCIATION_ORDER and grant.amount > AGREEMENT_THRESHOLD:
        yield Problem("agreement_due", _("Au-delà de 23 000 €, une convention est obligatoire."))
    if grant.ends_on < grant.starts_on:
        yield Problem("dates", _("Le projet finit avant d’avoir commencé."))
