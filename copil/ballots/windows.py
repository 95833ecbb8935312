"""The window of an asynchronous vote: server time decides, both bounds inside (ordonnance 2014-1329)."""

from datetime import datetime, timedelta
from typing import TypedDict

from django.utils.translation import gettext as _

from copil.actions.doing import impossible
from copil.messages import written_moment
from copil.models import Ballot
from copil.tally import Window
from workflow import clock
from workflow.verdict import unmet

#: Shorter, most would not know of it; longer, it is a slip of the pen (house rule).
SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=31)
#: Before it opens: the session that puts it to the vote stays open as long, and no committee foresees two months of it.
FURTHEST = timedelta(days=60)


class Columns(TypedDict, total=False):
    mode: str
    opens_at: datetime
    closes_at: datetime


def columns(window: Window | None) -> Columns:
    """What a ballot's row keeps of its window; nothing for a vote in session."""
    if window is None:
        return {}
    return {"mode": Ballot.Mode.ASYNCHRONOUS, "opens_at": window.opens, "closes_at": window.closes}


def logged(window: Window | None) -> dict[str, str]:
    """The window as the log keeps it."""
    return {} if window is None else {"opens": window.opens.isoformat(), "closes": window.closes.isoformat()}


def require_sound(window: Window) -> None:
    """Refused: a window whose opening is past or too far off, or too short or too long to be meant."""
    now = clock.now()
    if window.opens < now - timedelta(minutes=5):
        raise unmet("window_ahead", _("L’ouverture du vote est déjà passée."), lifted_by=_("vous"))
    if window.opens > now + FURTHEST:
        sentence = _("Un vote en ligne s’ouvre dans les %(days)s jours.") % {"days": FURTHEST.days}
        raise unmet("window_ahead", sentence, lifted_by=_("vous"))
    if not SHORTEST <= window.closes - max(window.opens, now) <= LONGEST:
        sentence = _("Un vote en ligne dure au moins une heure et au plus 31 jours.")
        raise unmet("window_long_enough", sentence, lifted_by=_("vous"))


def over(ballot: Ballot) -> bool:
    """Whether time has closed the vote, counted already or not."""
    return ballot.closes_at is not None and clock.now() > ballot.closes_at


def require_over(ballot: Ballot) -> None:
    """Refused while an asynchronous vote still takes votes: nobody cuts it short."""
    if ballot.closes_at is not None and not over(ballot):
        closes = written_moment(ballot.closes_at)
        raise impossible(_("Ce vote en ligne se clôt de lui-même après le %(closes)s.") % {"closes": closes})
