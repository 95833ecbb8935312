"""What the page of the mails that did not arrive keeps from whoever leads a dossier: who else was written to about it.

A mail names no dossier there, but its kind, its hour and its reader's name would let a leader of the team guess who
challenges, reviews or decides on their own.
"""

from functools import reduce
from operator import or_

from django.db.models import Q

from accounts.models import User
from dossiers.models import Leadership
from notifications.failures import withhold


@withhold
def about_own_dossiers(user: User) -> Q | None:
    """Mails to others that speak of a dossier that this person leads or led, or lead to it; one statement."""
    references = Leadership.objects.filter(person=user).values_list("dossier__reference", flat=True).distinct()
    leading = [
        Q(context__link__icontains=f"/{reference}/")
        | Q(context__lines__icontains=f"/{reference}/")  # one of those that left together
        | Q(context__dossier__startswith=f"{reference} ")
        for reference in references.order_by("dossier__reference")
    ]
    return reduce(or_, leading) & ~Q(recipient=user) if leading else None
