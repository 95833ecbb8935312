"""What an act cites (visas): the law, which a lab writes (`decisions.wording`), then the case's own papers.

An act exists in French only, so nothing here is translated.
"""

from collections.abc import Iterator
from decimal import Decimal

from decisions.checks import AGREEMENT_THRESHOLD
from decisions.document import ActInputs, Delegation, Route
from decisions.french import long_date


def association_route(*, year_total: Decimal) -> Route:
    """The route of an association whose State subsidies of the year, this one included, make `year_total` euros."""
    return Route.ASSOCIATION_AGREEMENT if year_total > AGREEMENT_THRESHOLD else Route.ASSOCIATION_ORDER


def visas(act: ActInputs, law: tuple[str, ...]) -> tuple[str, ...]:
    """What `act` cites, each without « Vu » and without its final semicolon; `law` is the part that a lab writes."""
    return (*law, *act.issuer.visas, *_file(act))


def _file(act: ActInputs) -> Iterator[str]:
    """The case's own papers, in the order they came."""
    delegation, request = act.signature.delegation, act.request
    if delegation:
        published = f", publié {delegation.published}" if delegation.published else ""
        yield f"{_order_of(delegation)}{published}"
    yield request.call
    yield (
        f"la demande présentée par {act.beneficiary.name}, déposée le {long_date(request.deposited_on)} et "
        f"enregistrée sous le n° {request.dossier}"
    )
    for completion in request.completions:
        yield (
            f"la demande de pièces complémentaires adressée le {long_date(completion.asked_on)}, à produire au plus "
            f"tard le {long_date(completion.due_on)} et portant sur : {', '.join(completion.pieces)}"
        )
        if completion.received_on:
            yield f"les pièces complémentaires reçues le {long_date(completion.received_on)}"
    if act.beneficiary.republican_pledge_on and act.route.is_association:
        yield (
            "le contrat d’engagement républicain souscrit par l’association le "
            f"{long_date(act.beneficiary.republican_pledge_on)}"
        )
    if act.committee:
        yield (f"le {act.committee.minutes} de la séance du {long_date(act.committee.met_on)} du {act.committee.name}")
    if act.supersedes:
        yield f"{act.supersedes.title} du {long_date(act.supersedes.signed_on)}"
    if act.amendment and act.amendment.by_beneficiary:
        yield (
            f"la demande de modification présentée par {act.beneficiary.name} le {long_date(act.amendment.asked_on)}"
        )


def _order_of(delegation: Delegation) -> str:
    if delegation.signed_on:
        signed_on = long_date(delegation.signed_on)
        return f"l’arrêté n° {delegation.reference} du {signed_on} portant délégation de signature"
    title = delegation.reference
    if title[:6].casefold() == "arrêté":
        return f"l’{title[0].lower()}{title[1:]}"
    return f"la délégation de signature {title}"
