"""What an act says, before anybody signs it: frozen data, hashed as decisions.canonical writes them.

An act is rendered before the lock of the signature and kept with `inputs_sha256()`; signing only checks that hash.
So everything that shows on the pages stands here: the signatory, the date, the branding, the template's version.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import zip_longest
from typing import Final

from decisions.amending.said import Amendment
from decisions.canonical import Hashed, Part

TEMPLATE_VERSION: Final = "act-6"
"""To be raised with every change of layout or of what the engine writes: acts of another version are rendered again."""


class Kind(StrEnum):
    """What the act decides."""

    GRANT = "grant"
    REFUSAL = "refusal"
    INADMISSIBILITY = "inadmissibility"


class Route(StrEnum):
    """The legal way the money takes; it follows from who receives it."""

    STATE_SERVICE = "state_service"  # mise à disposition de crédits
    ASSOCIATION_ORDER = "association_order"  # arrêté, year's total up to 23 000 €
    ASSOCIATION_AGREEMENT = "association_agreement"  # convention, above (décret n° 2001-495)
    LOCAL_INVESTMENT = "local_investment"  # commune or EPCI, décret n° 2018-514
    PUBLIC_BODY = "public_body"  # établissement public de l'État, convention

    @property
    def is_agreement(self) -> bool:
        """Whether the beneficiary signs too."""
        return self in {Route.ASSOCIATION_AGREEMENT, Route.PUBLIC_BODY}

    @property
    def is_association(self) -> bool:
        return self in {Route.ASSOCIATION_ORDER, Route.ASSOCIATION_AGREEMENT}


class ReportKind(StrEnum):
    """A report that the act plans."""

    INTERIM = "interim"
    FINAL = "final"


class Branding(StrEnum):
    """Whose marks the document bears; the State's own are for the State's sites only."""

    NEUTRAL = "neutral"
    STATE = "state"


@dataclass(frozen=True, kw_only=True)
class Issuer(Part):
    """The authority that decides and the lab that instructs; `in_sentence` starts with its article in lower case."""

    authority: str  # « Préfet de la région Occitanie »
    in_sentence: str  # « le préfet de la région Occitanie »
    service: str  # « Secrétariat général pour les affaires régionales »
    service_head: str  # « le secrétaire général pour les affaires régionales »
    lab: str
    address: str
    tagline: str = ""
    email: str = ""
    phone: str = ""
    visas: tuple[str, ...] = ()  # the authority's own: its nomination, the lab's creation; without « Vu »


@dataclass(frozen=True, kw_only=True)
class Person(Part):
    """Who signs: CRPA L212-1 wants first name, name and quality in readable letters."""

    quality: str
    first_name: str
    last_name: str

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, kw_only=True)
class Delegation(Part):
    """The arrêté that lets somebody else sign in the authority's name.

    `reference` is its number; without `signed_on`, its whole title as acts cite it (« arrêté n° … du … portant … »).
    """

    reference: str
    signed_on: date | None = None
    published: str = ""  # « au recueil des actes administratifs n° … du … »


@dataclass(frozen=True, kw_only=True)
class Signature(Part):
    """Where, when and by whom the act is signed; without `delegation` the authority signs itself."""

    signatory: Person
    place: str
    signed_on: date
    delegation: Delegation | None = None


@dataclass(frozen=True, kw_only=True)
class Beneficiary(Part):
    name: str
    siret: str
    address: str
    rna: str = ""
    representative: Person | None = None  # signs an agreement
    republican_pledge_on: date | None = None  # contrat d'engagement républicain


@dataclass(frozen=True, kw_only=True)
class Completion(Part):
    """What was missing and asked for, by which day; `received_on` when everything came, in time or not."""

    asked_on: date
    due_on: date
    pieces: tuple[str, ...]
    received_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Request(Part):
    """The demand that the act answers."""

    dossier: str
    deposited_on: date
    call: str
    amount: Decimal
    completions: tuple[Completion, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Project(Part):
    title: str
    purpose: str


@dataclass(frozen=True, kw_only=True)
class Committee(Part):
    name: str  # « comité de pilotage du Lab-O »
    met_on: date
    minutes: str  # « relevé de décisions n° 2026-4 »


@dataclass(frozen=True, kw_only=True)
class Finding(Part):
    """One criterion's considérant; `score` out of 5."""

    criterion: str
    text: str
    score: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Expense(Part):
    label: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Milestone(Part):
    label: str
    due: date


@dataclass(frozen=True, kw_only=True)
class Payment(Part):
    """`after`: the report that is to be accepted first."""

    label: str
    amount: Decimal
    condition: str
    after: ReportKind | None = None


@dataclass(frozen=True, kw_only=True)
class Indicator(Part):
    name: str
    baseline: str
    target: str


@dataclass(frozen=True, kw_only=True)
class Term(Part):
    """Until when a condition is to be met; `before_payment`: nothing is paid until then."""

    due: date
    before_payment: bool


@dataclass(frozen=True, kw_only=True)
class Budget(Part):
    """Where the money is charged (imputation); `receiving_unit` only when credits change hands inside the State."""

    year: int
    programme: str
    cost_centre: str  # centre financier
    domain: str  # domaine fonctionnel
    activity: str = ""
    receiving_unit: str = ""
    accounting_officer: str = ""  # comptable assignataire, with its article: « la directrice régionale des … »


@dataclass(frozen=True, kw_only=True)
class Grant(Part):
    """What is granted; amounts in euros, two digits. `computation` says in a sentence how the amount was reached.

    `terms` are those of the conditions, in the same order; acts made before they existed have none. `interim_due` is
    the day of the interim report, where the act plans one.
    """

    amount: Decimal
    eligible_expense: Decimal
    computation: str
    starts_on: date
    ends_on: date
    report_due: date
    budget: Budget
    interim_due: date | None = None
    expenses: tuple[Expense, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    payments: tuple[Payment, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    conditions: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()

    @property
    def bound(self) -> tuple[tuple[str, Term | None], ...]:
        """Each condition with its term."""
        return tuple(zip_longest(self.conditions, self.terms[: len(self.conditions)]))

    @property
    def rate(self) -> Decimal:
        """Share of the eligible expense, in percent, two digits."""
        return (self.amount * 100 / self.eligible_expense).quantize(Decimal("0.01"))


@dataclass(frozen=True, kw_only=True)
class Reasons(Part):
    """Why not: considerations of law and of fact (CRPA L211-5), one sentence or paragraph each."""

    law: tuple[str, ...]
    fact: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Appeals(Part):
    """To whom one appeals; the two-month limits are the law's and stand in the wording."""

    hierarchy: str  # « le ministre de l’intérieur », with its article
    hierarchy_address: str
    court: str  # « tribunal administratif de Toulouse »
    court_address: str


@dataclass(frozen=True, kw_only=True)
class Verification(Part):
    code: str
    url: str  # of the public page, the code included


@dataclass(frozen=True, kw_only=True)
class Superseded(Part):
    """The act that this one replaces, whether it amends or corrects it."""

    title: str  # « l’arrêté n° … »
    signed_on: date


@dataclass(frozen=True, kw_only=True)
class Text(Part):
    """One text as the lab wrote it, its placeholders not replaced yet (`decisions.wording`)."""

    code: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ActInputs(Hashed):
    """Everything an act says. `decisions.checks.problems_of` tells what is missing or contradictory.

    `texts` are those of the act's document in the version that it was prepared with; none: those shipped with the site.
    """

    kind: Kind
    route: Route
    branding: Branding
    reference: str
    issuer: Issuer
    beneficiary: Beneficiary
    request: Request
    project: Project
    signature: Signature
    appeals: Appeals
    verification: Verification
    committee: Committee | None = None
    findings: tuple[Finding, ...] = ()
    grant: Grant | None = None
    reasons: Reasons | None = None
    supersedes: Superseded | None = None
    amendment: Amendment | None = None
    texts: tuple[Text, ...] = ()
    template_version: str = field(default=TEMPLATE_VERSION)

    def to_public_json(self) -> bytes:
        """The decision's data as attached to the PDF; see static/schemas/decision-1.schema.json."""
        from decisions.public_data import public_json

        return public_json(self)


@dataclass(frozen=True, kw_only=True)
class Contact(Part):
    name: str  # a service or a function
    email: str
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class NotificationInputs(Hashed):
    """The letter that brings an act to its addressee; `texts` are those of its own document, as for an act."""

    act: ActInputs
    recipient: str
    recipient_address: str
    salutation: str
    place: str
    sent_on: date
    author: Person
    contact: Contact
    next_steps: tuple[str, ...] = ()
    enclosures: tuple[str, ...] = ()
    texts: tuple[Text, ...] = ()
