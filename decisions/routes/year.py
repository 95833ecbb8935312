"""What an association is granted in a year by the same authority: above 23 000 € an agreement is due.

Its establishments are one legal person, the nine first figures of a SIRET (loi n° 2000-321, article 10).
"""

from decimal import Decimal

from django.db.models import QuerySet, Sum

from decisions.models import Act
from dossiers.models import Dossier
from workflow import clock

_SIREN = 9


def others_of_the_year(dossier: Dossier) -> QuerySet[Dossier]:
    """The other dossiers of that beneficiary that were decided this year."""
    rows = Dossier.objects.filter(siret__startswith=dossier.siret[:_SIREN], decided_at__year=clock.today().year)
    return rows.exclude(pk=dossier.pk)


def granted_elsewhere(dossier: Dossier) -> Decimal:
    """Euros granted to that beneficiary this year on its other dossiers; one statement."""
    return others_of_the_year(dossier).aggregate(total=Sum("granted"))["total"] or Decimal(0)


def acts_of_the_year(dossier: Dossier) -> list[Act]:
    """The acts in force behind that sum, the first signed first; one statement."""
    rows = Act.objects.filter(status=Act.Status.IN_FORCE, kind=Act.Kind.GRANT)
    rows = rows.filter(dossier__in=others_of_the_year(dossier).order_by().values("pk"))
    return list(rows.defer("inputs", "words").order_by("signed_at", "pk"))
