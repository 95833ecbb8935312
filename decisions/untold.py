"""What was signed and not told to the leaders of a dossier: they read the money of its call without it."""

from decimal import Decimal

from django.db.models import Case, DecimalField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from decisions.models import Act
from dossiers.withheld import register_untold

_EUROS = DecimalField(max_digits=12, decimal_places=2)
ZERO = Value(Decimal(0), output_field=_EUROS)
UNTOLD = Q(notified_at=None)


def untold_amount() -> Combinable:
    """Of a dossier: what is signed, less what its leaders know to be; nothing once its act in force is told."""
    of_it = Act.objects.signed().filter(dossier=OuterRef("pk"))
    told = of_it.exclude(UNTOLD).order_by("-signed_at").values("amount")[:1]
    known = Coalesce(Subquery(told, output_field=_EUROS), ZERO)
    silent = Exists(of_it.filter(UNTOLD, status=Act.Status.IN_FORCE))
    return Case(When(silent, then=F("granted") - known), default=ZERO, output_field=_EUROS)


register_untold(untold_amount)
