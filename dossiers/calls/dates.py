"""A call's dates: what they must be to each other, and the deadlines that follow them. Days are civil days."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from dossiers import messages
from dossiers.calls.keeping import as_text
from dossiers.calls.limits import FIRST_DAY, LAST_DAY, LONGEST
from dossiers.models import Call, Dossier
from dossiers.wording import written_day
from workflow import log
from workflow.gesture import Actor
from workflow.models import WorkItem
from workflow.verdict import Unmet

#: How the log calls a deadline that a change of the call has moved: a draft's, and one of the waiting list, which its
#: leader may not know of.
DEADLINE_MOVED, WAITING_MOVED = "call_deadline_moved", "waiting_deadline_moved"
#: What waits for a day of the call: drafts that were never deposited, dossiers on the waiting list.
FOLLOWING = Q(state="draft", deposited_at=None) | Q(state="waiting")


@dataclass(frozen=True)
class Dates:
    """Both bounds of the deposits are included; at the end, what waits on the list is refused for lack of credits."""

    opens_on: date
    closes_on: date
    ends_on: date

    def problems(self) -> list[Unmet]:
        """What does not hold between them, by field."""
        found = []
        for field, day in (("opens_on", self.opens_on), ("closes_on", self.closes_on), ("ends_on", self.ends_on)):
            if not FIRST_DAY <= day <= LAST_DAY:
                years = {"first": FIRST_DAY.year, "last": LAST_DAY.year}
                found.append(Unmet(field, _("L’année doit être comprise entre %(first)s et %(last)s.") % years))
        if self.closes_on < self.opens_on:
            found.append(Unmet("closes_on", _("Les dépôts ne peuvent pas se clore avant leur ouverture.")))
        elif self.ends_on < self.closes_on:
            found.append(Unmet("ends_on", _("L’appel ne peut pas finir avant la clôture des dépôts.")))
        elif (self.ends_on - self.opens_on).days > LONGEST:
            found.append(Unmet("ends_on", _("Un appel dure cinq ans au plus : vérifiez l’année.")))
        return found


def lock_following(call: Call) -> list[Dossier]:
    """The dossiers whose deadline is a day of the call, locked: always before the call's own row, as moves do."""
    rows = Dossier.objects.select_for_update(of=("self",)).select_related("call", "leader")
    return list(rows.filter(FOLLOWING, call=call).order_by("pk"))


def follow(*, call: Call, dossiers: list[Dossier], by: User) -> None:
    """Moves the deadlines with the call's days, tells it on each chain, and the leaders of the drafts by mail.

    A draft of a call that was closed before its last day waits for nothing: it has no deadline.
    """
    for dossier in dossiers:
        draft = dossier.state == "draft"
        due_on = call.ends_on if not draft else call.closes_on if call.closed_at is None else None
        if dossier.due_on == due_on:
            continue
        before, dossier.due_on = dossier.due_on, due_on
        own = WorkItem.objects.filter(case_id=dossier.pk, kind=f"state:{dossier.state}", closed_at=None)
        own.update(due_on=due_on)
        entry = log.append(
            case=dossier,
            actor=Actor(by),
            event=DEADLINE_MOVED if draft else WAITING_MOVED,
            data={"from": as_text(before), "to": as_text(due_on)},
        )
        dossier.save(update_fields=["due_on", "log_seq", "log_head"])
        if draft:
            messages.call_dates_changed(dossier=dossier, call=call, words=_until(call), key=entry.hash)


def _until(call: Call) -> str:
    """Until when one may deposit, in a sentence."""
    if call.closed_at is not None:
        return _("L’appel est clos\u00a0: votre dossier ne peut plus y être déposé. Vos réponses sont gardées.")
    return _("Vous avez jusqu’au %(day)s inclus pour déposer votre dossier.") % {"day": written_day(call.closes_on)}
