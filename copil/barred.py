"""Who sat in a session that had a dossier on its agenda takes no part in it beside its leader."""

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from copil.models import Seat
from dossiers.invitations.barred import register_bar
from dossiers.models import Dossier
from workflow.verdict import Unmet


@register_bar
def seated(user: User, dossier: Dossier) -> Unmet | None:
    seats = Seat.objects.filter(Q(person=user) | Q(substitute=user), session__items__dossier=dossier)
    if not seats.exists():
        return None
    sentence = _(
        "Vous siégez, ou avez siégé, au COPIL qui examine ce dossier\u00a0: vous ne pouvez pas être aussi de son côté."
    )
    return Unmet("not_seated", sentence)
