"""The leaders are told of a signed decision: that there is one, and where to read it."""

from dossiers.models import Dossier
from dossiers.visibility import leaders_of
from dossiers.wording import written_day
from notifications import outbox
from workflow import clock
from workflow.models import LogEntry
from workflow.registry import Move, announcer

SIGNATURES = frozenset({"sign_grant", "sign_refusal", "sign_inadmissibility"})


@announcer
def notify(move: Move, entry: LogEntry) -> None:
    """Queues one mail to each leader, in the transaction of the signature."""
    case = move.case
    if not isinstance(case, Dossier) or move.transition.verb not in SIGNATURES:
        return
    context = {"dossier": str(case), "signed_on": written_day(clock.today()), "link": case.get_absolute_url()}
    key = f"decision_notified:{entry.hash}"
    outbox.queue_each(to=leaders_of(case), template="decision_notified", context=context, key=key)
