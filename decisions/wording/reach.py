"""Whom new texts reach: acts that are prepared and not signed, which are then to be prepared again."""

from dataclasses import dataclass

from django.db.models import Count, Q

from decisions.models import Act
from decisions.wording.texts import Document, Paper


@dataclass(frozen=True)
class Waiting:
    """Prepared acts that take their texts from a document; `countersigned`, agreements that came back signed."""

    prepared: int
    countersigned: int


def waiting_for(document: Document) -> Waiting:
    """Those of today; one statement."""
    match document.paper:
        case Paper.GRANT:
            concerned = Q(kind=Act.Kind.GRANT, route=document.code)
        case Paper.DENIAL:
            concerned = Q(kind=document.code)
        case _:
            concerned = Q(kind=document.code.removeprefix("letter_"))
    rows = Act.objects.filter(concerned, status=Act.Status.PREPARED)
    signed = Q(countersigned_on__isnull=False) if document.paper is Paper.GRANT else Q(pk=None)
    found = rows.aggregate(prepared=Count("pk"), countersigned=Count("pk", filter=signed))
    return Waiting(found["prepared"], found["countersigned"])
