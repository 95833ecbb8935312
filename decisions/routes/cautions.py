"""What whoever signs a grant should look at, by route: nothing here keeps from signing, the guards do that."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from decisions.checks import AGREEMENT_THRESHOLD
from decisions.routes.year import acts_of_the_year
from dossiers.models import Dossier
from dossiers.models.dossier import Beneficiary
from dossiers.wording import euros

#: What a commune or an EPCI keeps to itself of an investment, at least (CGCT L1111-10, III).
OWN_SHARE: Final = Decimal("0.20")


def cautions(dossier: Dossier, *, replaces: bool = False) -> tuple[str, ...]:
    """In sentences; one statement for an association, none otherwise. `replaces`: an act in force, whose form and
    papers are settled.
    """
    match dossier.beneficiary_kind:
        case Beneficiary.ASSOCIATION:
            return () if replaces else tuple(_association(dossier))
        case Beneficiary.LOCAL:
            return tuple(_local(dossier))
    return ()


def _association(dossier: Dossier) -> Iterator[str]:
    others = acts_of_the_year(dossier)
    before = sum((act.amount for act in others), Decimal(0))
    said = {
        "total": euros(before + dossier.proposed_amount),
        "before": euros(before),
        "numbers": ", ".join(act.number for act in others),
        "threshold": euros(AGREEMENT_THRESHOLD),
    }
    if before + dossier.proposed_amount > AGREEMENT_THRESHOLD:
        sentence = _(
            "Avec cet acte, %(total)s sont accordés à l’association dans l’année, plus que %(threshold)s : l’acte est "
            "une convention, qu’elle signe d’abord."
        )
        yield sentence % said
    if others:
        yield _("%(before)s lui ont déjà été accordés dans l’année (%(numbers)s).") % said
    yield _(
        "Vérifiez le formulaire CERFA n° 12156, joint ou remis cette année avec une autre demande, et le contrat "
        "d’engagement républicain signé."
    )


def _local(dossier: Dossier) -> Iterator[str]:
    own = dossier.total_cost - dossier.proposed_amount
    if own < dossier.total_cost * OWN_SHARE:
        said = {"share": f"{int(OWN_SHARE * 100)}\u00a0%", "own": euros(own), "cost": euros(dossier.total_cost)}
        sentence = _(
            "Il reste %(own)s au maître d’ouvrage, pour une dépense de %(cost)s : sa participation minimale est de "
            "%(share)s (CGCT, article L. 1111-10), sauf dérogation."
        )
        yield sentence % said
