"""The grants in force as rows of the SCDL « subventions » description, version 2.1.1, one a grant, in its own order.

The description: https://schema.data.gouv.fr/scdl/subventions/2.1.1/documentation.html, written as a Table Schema in
static/schemas/scdl-subventions-2.1.1.json. Left out: transfers of credits between services of the State, which are no
subsidies; what its leaders have not been told of yet; what was given up or cancelled, hence is not spent.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from decimal import Decimal
from typing import Final

from django.db.models import Count, Max, QuerySet, Sum
from django.utils.crypto import salted_hmac

from decisions.document import ActInputs, Grant, Route
from decisions.identity import identity
from decisions.models import Act
from decisions.reading import inputs_of
from dossiers.cells import harmless

#: An association's number in its national register.
RNA: Final = re.compile(r"W\d{9}", re.ASCII)
OBJECT_LENGTH: Final = 254  # « moins de 256 caractères », and one is kept for the apostrophe of `harmless`
CHUNK: Final = 200  # rows read at once


@dataclass(frozen=True)
class Subsidy:
    """One row, its fields in the description's order and spelling; every value is text, as the file has it."""

    nomAttribuant: str
    idAttribuant: str
    dateConvention: str
    referenceDecision: str
    nomBeneficiaire: str
    idBeneficiaire: str
    rnaBeneficiaire: str
    objet: str
    montant: str
    nature: str
    conditionsVersement: str
    datesPeriodeVersement: str
    idRAE: str
    notificationUE: str
    pourcentageSubvention: str
    dispositifAide: str


COLUMNS: Final = tuple(field.name for field in fields(Subsidy))


@dataclass(frozen=True)
class Published:
    """What the file holds just now: how many grants, of how many euros in all; `mark` changes when the file does."""

    count: int
    total: Decimal
    mark: str


def published_acts() -> "QuerySet[Act]":
    """The acts whose grants are published, the oldest first."""
    told = Act.objects.filter(kind=Act.Kind.GRANT, status=Act.Status.IN_FORCE, notified_at__isnull=False)
    return told.exclude(route=Route.STATE_SERVICE.value).filter(dossier__granted__gt=0).order_by("signed_at", "pk")


def published() -> Published:
    """One statement, whatever the number of grants."""
    acts = published_acts().order_by()
    found = acts.aggregate(count=Count("pk"), total=Sum("amount"), last=Max("notified_at"), which=Sum("pk"))
    parts = (found["count"], found["total"], found["last"], found["which"], identity().fingerprint, COLUMNS)
    mark = salted_hmac("decisions.opendata", repr(parts), algorithm="sha256").hexdigest()[:32]
    return Published(found["count"], found["total"] or Decimal(0), mark)


def subsidies() -> Iterator[Subsidy]:
    """Every row, streamed: the memory does not grow with their number."""
    for act in published_acts().iterator(chunk_size=CHUNK):
        inputs = inputs_of(act)
        if inputs.grant is not None:
            yield row_of(inputs, inputs.grant)


def csv_of(rows: Iterable[Subsidy]) -> Iterator[bytes]:
    """The file, a line at a time: UTF-8, commas, a point in numbers, texts that no spreadsheet takes for a formula."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield writer.writerow(COLUMNS)
    for row in rows:
        yield writer.writerow([harmless(value) for value in astuple(row)])


class _Echo:
    """A file that hands back what is written to it, for `csv.writer` returns what its file's `write` does."""

    def write(self, text: str) -> bytes:
        return text.encode()


def row_of(act: ActInputs, grant: Grant) -> Subsidy:
    """The grant as the act says it: what was signed, never what the dossier says by now. One that was amended keeps the
    date of the act first signed.

    A single beneficiary has the whole of its grant; no grant of the lab is an aid notified to the European Commission,
    nor one of the directory of aids to companies.
    """
    signed_on = act.amendment.of_signed_on if act.amendment else act.signature.signed_on
    last = max(grant.report_due, signed_on)
    return Subsidy(
        nomAttribuant=act.issuer.authority,
        idAttribuant=identity().siret,
        dateConvention=signed_on.isoformat(),
        referenceDecision=act.reference,
        nomBeneficiaire=act.beneficiary.name,
        idBeneficiaire=act.beneficiary.siret,
        rnaBeneficiaire=act.beneficiary.rna if RNA.fullmatch(act.beneficiary.rna) else "",
        objet=_within(act.project.title, OBJECT_LENGTH),
        montant=f"{grant.amount:.2f}",
        nature="aide en numéraire",
        conditionsVersement="unique" if len(grant.payments) == 1 else "échelonné",
        datesPeriodeVersement=f"{signed_on.isoformat()}/{last.isoformat()}",
        idRAE="",
        notificationUE="non",
        pourcentageSubvention="1.00",
        dispositifAide="",
    )


def _within(text: str, length: int) -> str:
    """The text, cut between two words when it is longer.

    >>> _within("Un parcours partagé", 14)
    'Un parcours…'
    """
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
