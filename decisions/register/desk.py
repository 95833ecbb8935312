"""What waits for one signatory, the most urgent first."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from accounts.models import Delegation, User
from decisions.models import Act
from dossiers.models import Dossier, Interest, Leadership
from dossiers.models.dossier import Proposal
from workflow import clock

#: How many dossiers the signatory is shown at once; the next come as these are signed.
SHOWN = 25


@dataclass(frozen=True)
class Awaiting:
    """A dossier that waits for that signatory; `beyond` their delegation, they cannot sign it.

    `seal` is the SHA-256 of the act that they have prepared, empty for none; `replaces`: an act stands until this one
    is signed.
    """

    reference: str
    title: str
    beneficiary: str
    proposal: str
    amount: Decimal | None
    due: date | None
    seal: str
    beyond: bool
    replaces: bool

    @property
    def ready(self) -> bool:
        """Whether its act was prepared, and may be signed with others."""
        return bool(self.seal) and not self.beyond


@dataclass(frozen=True)
class Desk:
    """What one signatory has to sign, the most urgent first, and under what: no delegation, nothing can be signed."""

    awaiting: tuple[Awaiting, ...]
    more: int
    delegation: Delegation | None

    @property
    def ready(self) -> int:
        """How many acts may be signed at once."""
        return sum(line.ready for line in self.awaiting)


def desk_of(user: User) -> Desk:
    """The signatory's work: dossiers that they lead or led, or with which they have a tie, are left to others.

    Two statements, and one more to count the others when there are too many.
    """
    held = Delegation.objects.on(clock.today()).filter(signatory=user).order_by("-ceiling", "pk").first()
    rows = awaiting(user)
    found = list(rows[: SHOWN + 1])
    more = rows.count() - SHOWN if len(found) > SHOWN else 0
    return Desk(tuple(_line(dossier, held) for dossier in found[:SHOWN]), more, held)


def awaiting(user: User) -> "QuerySet[Dossier]":
    """The dossiers that this person may sign."""
    case = OuterRef("pk")
    led = Exists(Leadership.objects.filter(dossier=case, person=user))
    tied = Exists(Interest.objects.filter(dossier=case, person=user, withdrawn_at=None))
    rows = Dossier.objects.visible_to(user).filter(state="signature").exclude(led).exclude(tied).exclude(leader=user)
    prepared = Act.objects.filter(dossier=case, status=Act.Status.PREPARED, signatory=user).values("pdf_sha256")[:1]
    return rows.annotate(seal=Subquery(prepared)).order_by(F("due_on").asc(nulls_last=True), "reference")


def _line(dossier: Dossier, held: Delegation | None) -> Awaiting:
    grants = dossier.proposal == Proposal.GRANT
    amount = dossier.proposed_amount if grants else None
    return Awaiting(
        reference=dossier.reference,
        title=dossier.title,
        beneficiary=dossier.beneficiary_name,
        proposal=str(Proposal(dossier.proposal).label),
        amount=amount,
        due=dossier.due_on,
        seal=dossier.seal or "",  # type: ignore[attr-defined] # annotated
        beyond=held is None or (amount is not None and amount > held.ceiling),
        replaces=dossier.decided_at is not None,
    )
