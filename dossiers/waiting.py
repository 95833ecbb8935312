"""The waiting list (liste complémentaire) of a call: one order, the same for whoever reads it or acts on it.

Sessions come in their order, and within one the order of the consensus scores, as both were when each grant was voted:
`waiting_rank`. Two votes of one session may have been closed on two consensuses, one undone in between, and have the
same rank: the one created first then goes first.
"""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dossiers.models import Dossier

#: What a session's number is multiplied by in a rank: no agenda is as long.
A_SESSION = 1000


def rank_in(session: int, place: int) -> int:
    """The rank of what the session of that number put on the list, at that place of its order (from 1)."""
    return session * A_SESSION + place


def order_of(dossier: Dossier) -> tuple[int, str]:
    """What sorts the list."""
    return dossier.waiting_rank or 0, dossier.reference


def before(dossier: Dossier) -> Q:
    """Those of its call that are on the list and go before it."""
    rank, reference = order_of(dossier)
    earlier = Q(waiting_rank__lt=rank) | Q(waiting_rank=rank, reference__lt=reference)
    return earlier & Q(call=dossier.call_id, state__in=["waiting", "copil"])  # before the committee again, for a part


def why(dossier: Dossier, *, tied: bool) -> str:
    """Where its place comes from; `tied`: another waits at the same rank."""
    session, place = divmod(dossier.waiting_rank or 0, A_SESSION)
    said = ngettext(
        "Séance n° %(session)s, %(place)ser par la note",
        "Séance n° %(session)s, %(place)se par la note",
        place,
    ) % {"session": session, "place": place}
    return _("%(why)s ; à rang égal, le dossier le plus ancien d’abord") % {"why": said} if tied else said
