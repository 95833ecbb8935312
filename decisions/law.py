"""The texts an act stands on (visas), by route and kind, in the order acts cite them: statutes, decrees, orders.

French law's own titles, written as they are published; an act exists in French only, so nothing here is translated.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from decisions.checks import AGREEMENT_THRESHOLD
from decisions.document import ActInputs, Delegation, Kind, Route
from decisions.french import long_date

FINANCE_ACTS: Final = "la loi organique n° 2001-692 du 1er août 2001 relative aux lois de finances"
CITIZENS: Final = (
    "la loi n° 2000-321 du 12 avril 2000 relative aux droits des citoyens dans leurs relations avec les administrations"
)
PREFECTS: Final = (
    "le décret n° 2004-374 du 29 avril 2004 modifié relatif aux pouvoirs des préfets, à l’organisation et à l’action "
    "des services de l’État dans les régions et départements"
)
PUBLIC_ACCOUNTS: Final = (
    "le décret n° 2012-1246 du 7 novembre 2012 modifié relatif à la gestion budgétaire et comptable publique"
)
INVESTMENT: Final = (
    "le décret n° 2018-514 du 25 juin 2018 relatif aux subventions de l’État pour des projets d’investissement"
)

_ASSOCIATION_STATUTES: Final = (
    "la loi du 1er juillet 1901 relative au contrat d’association",
    f"{CITIZENS}, notamment ses articles 9-1, 10 et 10-1",
    "la loi n° 2021-1109 du 24 août 2021 confortant le respect des principes de la République, notamment son "
    "article 12",
)
_ASSOCIATION_DECREES: Final = (
    "le décret n° 2001-495 du 6 juin 2001 pris pour l’application de l’article 10 de la loi n° 2000-321 du "
    "12 avril 2000 et relatif à la transparence financière des aides octroyées par les personnes publiques",
    PREFECTS,
    PUBLIC_ACCOUNTS,
    "le décret n° 2016-1971 du 28 décembre 2016 précisant les caractéristiques du formulaire unique de demande de "
    "subvention des associations",
    "le décret n° 2021-1947 du 31 décembre 2021 pris pour l’application de l’article 10-1 de la loi n° 2000-321 du "
    "12 avril 2000 et approuvant le contrat d’engagement républicain des associations et fondations bénéficiant de "
    "subventions publiques ou d’un agrément de l’État",
)
_FINANCIAL_REPORT: Final = (
    "l’arrêté du 11 octobre 2006 relatif au compte rendu financier prévu par l’article 10 de la loi du 12 avril 2000 "
    "relative aux droits des citoyens dans leurs relations avec les administrations"
)


def association_route(*, year_total: Decimal) -> Route:
    """The route of an association whose State subsidies of the year, this one included, make `year_total` euros."""
    return Route.ASSOCIATION_AGREEMENT if year_total > AGREEMENT_THRESHOLD else Route.ASSOCIATION_ORDER


def visas(act: ActInputs) -> tuple[str, ...]:
    """What `act` cites, each without « Vu » and without its final semicolon."""
    return (*_statutes(act), *_decrees(act), *act.issuer.visas, *_file(act))


def _statutes(act: ActInputs) -> Iterator[str]:
    yield FINANCE_ACTS
    if act.route is Route.LOCAL_INVESTMENT:
        yield "le code général des collectivités territoriales, notamment son article L. 1111-10"
    yield _public_relations(act.kind)
    if act.route.is_association:
        yield from _ASSOCIATION_STATUTES
    elif act.route is Route.LOCAL_INVESTMENT:
        yield f"{CITIZENS}, notamment son article 9-1"


def _public_relations(kind: Kind) -> str:
    """CRPA: L212-1 rules every signature, L211-5 every statement of reasons, L114-5 incomplete requests."""
    code = "le code des relations entre le public et l’administration, notamment"
    match kind:
        case Kind.GRANT:
            return f"{code} son article L. 212-1"
        case Kind.REFUSAL:
            return f"{code} ses articles L. 211-5 et L. 212-1"
        case Kind.INADMISSIBILITY:
            return f"{code} ses articles L. 114-5, L. 211-5 et L. 212-1"


def _decrees(act: ActInputs) -> Iterator[str]:
    if act.route.is_association:
        yield from _ASSOCIATION_DECREES
        if act.kind is Kind.GRANT:
            yield _FINANCIAL_REPORT
        return
    yield PREFECTS
    yield PUBLIC_ACCOUNTS
    if act.route is Route.LOCAL_INVESTMENT:
        yield INVESTMENT


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


def _order_of(delegation: Delegation) -> str:
    if delegation.signed_on:
        signed_on = long_date(delegation.signed_on)
        return f"l’arrêté n° {delegation.reference} du {signed_on} portant délégation de signature"
    title = delegation.reference
    if title[:6].casefold() == "arrêté":
        return f"l’{title[0].lower()}{title[1:]}"
    return f"la délégation de signature {title}"
