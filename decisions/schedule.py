"""How a grant is paid, by route, and when its reports are due."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Final

from decisions.document import Payment, ReportKind, Route

#: How long after the end of the project its final report is due.
REPORT_AFTER: Final = timedelta(days=90)
#: The interim report is due halfway through the project, and never sooner than so long after the act.
INTERIM_AFTER: Final = timedelta(days=60)
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Share:
    """A part of the grant, in percent, and what sets it off: the acceptance of a report, when it says so."""

    label: str
    percent: int
    condition: str
    after: ReportKind | None = None


_AT_NOTIFICATION = "à la notification"
#: In which words an act says that a report, or a claim, sets a payment off.
ON_REPORT: Final = {
    ReportKind.INTERIM: "à l’acceptation du compte rendu intermédiaire et de son état des dépenses",
    ReportKind.FINAL: "à l’acceptation du compte rendu final",
}
ON_CLAIM: Final = "sur justification de l’avancement"
_BALANCE = (ON_REPORT[ReportKind.FINAL], ReportKind.FINAL)
_HALFWAY = (ON_REPORT[ReportKind.INTERIM], ReportKind.INTERIM)
#: The last share takes what rounding leaves. Investment: décret n° 2018-514, article 12 (advance 30 %, 80 % in all).
_SHARES: Final = {
    Route.STATE_SERVICE: (Share("Mise à disposition des crédits", 100, _AT_NOTIFICATION),),
    Route.ASSOCIATION_ORDER: (Share("Premier versement", 70, _AT_NOTIFICATION), Share("Solde", 30, *_BALANCE)),
    Route.ASSOCIATION_AGREEMENT: (
        Share("Avance", 50, "à la notification de la convention"),
        Share("Acompte", 30, *_HALFWAY),
        Share("Solde", 20, *_BALANCE),
    ),
    Route.LOCAL_INVESTMENT: (
        Share("Avance", 30, "au commencement d’exécution"),
        Share("Acompte", 50, ON_CLAIM),
        Share("Solde", 20, "à l’achèvement, sur justification de la réalisation du projet"),
    ),
    Route.PUBLIC_BODY: (Share("Premier versement", 70, _AT_NOTIFICATION), Share("Solde", 30, *_BALANCE)),
}


def payments(route: Route, amount: Decimal) -> tuple[Payment, ...]:
    """The payments of a grant of `amount` euros: each above zero, together the amount."""
    *firsts, last = _SHARES[route]
    paid = [
        Payment(label=s.label, amount=_part(amount, s.percent), condition=s.condition, after=s.after) for s in firsts
    ]
    rest = amount - sum((one.amount for one in paid), Decimal(0))
    return (
        *(one for one in paid if one.amount),
        Payment(label=last.label, amount=rest, condition=last.condition, after=last.after),
    )


def interim_due(route: Route, *, starts_on: date, ends_on: date, signed_on: date) -> date | None:
    """The day of the interim report: halfway, within a project long enough; None where no payment waits for one."""
    if all(share.after is not ReportKind.INTERIM for share in _SHARES[route]):
        return None
    halfway = starts_on + (ends_on - starts_on) / 2
    return min(max(halfway, signed_on + INTERIM_AFTER), ends_on + REPORT_AFTER)


def _part(amount: Decimal, percent: int) -> Decimal:
    return (amount * percent / 100).quantize(_CENT, ROUND_DOWN)
