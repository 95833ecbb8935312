"""What a receipt says, before it is laid out: frozen data, hashed like those of an act. Reads only, under no lock.

CRPA R112-5: the day of receipt and the one on which silence decides, the service with its addresses, what is missing
and until when (L114-5), the ways and delays of appeal against a refusal by silence.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from decisions.basis import ROUTES
from decisions.canonical import Hashed, Part
from decisions.clauses import CLAUSES
from decisions.document import Appeals, Branding, Completion, Issuer, Route, Verification
from decisions.identity import identity
from decisions.inputs import completions
from decisions.models import Receipt
from decisions.verification import page_url
from dossiers.form.questions import BY_CODE
from dossiers.models import Dossier, MissingPiece
from dossiers.models.dossier import Beneficiary
from dossiers.receipt.completion import AWAITED
from dossiers.receipt.silence import RULES
from workflow import clock

TEMPLATE_VERSION: Final = "receipt-1"
MONTHS: Final = {2: "deux", 8: "huit"}

__all__ = ["TEMPLATE_VERSION", "Missing", "ReceiptInputs", "Silence", "receipt_inputs"]


@dataclass(frozen=True, kw_only=True)
class Missing(Part):
    """One piece still awaited: what, about which section of the form (empty for a file to join), by which day."""

    label: str
    section: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class Silence(Part):
    """After how many months silence refuses, by which text, and hence which day; `filing` says how one sues."""

    months: str
    source: str
    refused_on: date
    filing: str


@dataclass(frozen=True, kw_only=True)
class ReceiptInputs(Hashed):
    """Everything a receipt says. Without `silence`, the law gives silence no meaning (a service of the State)."""

    kind: str
    number: str
    dated: date
    branding: Branding
    issuer: Issuer
    appeals: Appeals
    verification: Verification
    place: str
    recipient: str
    beneficiary: str
    address: str
    siret: str
    dossier: str
    title: str
    call: str
    amount: Decimal
    received_on: date
    silence: Silence | None = None
    missing: tuple[Missing, ...] = ()
    completions: tuple[Completion, ...] = ()
    template_version: str = field(default=TEMPLATE_VERSION)

    @property
    def asked_on(self) -> date:
        """The day of the last request for pieces."""
        return self.completions[-1].asked_on

    @property
    def put_off(self) -> bool:
        """Whether what is missing puts off the day of the refusal: nothing does once silence has refused."""
        return self.silence is not None and any(m.due_on < self.silence.refused_on for m in self.missing)

    @property
    def complete_since(self) -> date | None:
        """The day its last piece came, when none is awaited."""
        return max((c.received_on for c in self.completions if c.received_on), default=None)


def receipt_inputs(dossier: Dossier, *, number: int, code: str) -> ReceiptInputs:
    """What the receipt of that request says today, under that number; some five statements."""
    lab = identity()
    version = dossier.versions.get(number=dossier.submitted_version)
    beneficiary = version.content["beneficiary"]
    missing = _missing(dossier)
    asked = completions(dossier)
    kind = Receipt.Kind.INCOMPLETE if missing else Receipt.Kind.COMPLETE if asked else Receipt.Kind.DEPOSIT
    if dossier.deposited_at is None:
        raise ValueError(f"{dossier.reference} was never deposited")
    return ReceiptInputs(
        kind=kind.value,
        number=f"{dossier.reference}-AR{number}",
        dated=clock.today(),
        branding=lab.branding,
        issuer=lab.issuer,
        appeals=lab.appeals,
        verification=Verification(code=code, url=page_url(code)),
        place=lab.place,
        recipient=dossier.leader.full_name,
        beneficiary=beneficiary.get("name", ""),
        address=beneficiary.get("address", ""),
        siret=beneficiary.get("siret", ""),
        dossier=dossier.reference,
        title=dossier.title,
        call=f"l’appel à projets « {dossier.call.title} »",
        amount=dossier.requested,
        received_on=clock.day_of(dossier.deposited_at),
        silence=_silence(dossier),
        missing=missing,
        completions=asked,
    )


def _missing(dossier: Dossier) -> tuple[Missing, ...]:
    if dossier.pieces_due_on is None:
        return ()
    awaited = MissingPiece.objects.filter(AWAITED, request__dossier=dossier).select_related("request").order_by("pk")
    return tuple(Missing(label=p.label, section=_section(p.section), due_on=p.request.due_on) for p in awaited)


def _section(code: str) -> str:
    """The title of a section of the form, in French as the receipt is whatever the site's language."""
    return BY_CODE[code].title if code in BY_CODE else ""


def _silence(dossier: Dossier) -> Silence | None:
    rule, day = RULES.get(dossier.beneficiary_kind), dossier.implicit_decision_on
    if rule is None or day is None:
        return None
    # How an association sues does not depend on whether it is granted by order or by agreement.
    route = Route.ASSOCIATION_ORDER if dossier.beneficiary_kind == Beneficiary.ASSOCIATION else None
    clauses = CLAUSES[route or ROUTES[dossier.beneficiary_kind]]
    return Silence(months=MONTHS[rule.months], source=rule.source, refused_on=day, filing=clauses.filing)
