"""Work items: opened and closed with the states, or by the packages for their own tasks; paused, then resumed.

All of it runs inside the caller's transaction, under the lock of the case.
"""

from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from workflow import calendar, clock
from workflow.grammar import State
from workflow.models import Case, WorkItem
from workflow.registry import due_dates
from workflow.tellers import require_task

#: The state of a task that hangs on the case itself: no move pauses or closes it, the end of the case does.
ANY_STATE = "*"
#: That of a task about a case that may have ended; leaving the state it was opened in closes it like any other.
AFTER_END = "+"


#: States in which rooms above open tasks that say better what is to be done than the state's own.
_left_to_rooms: set[str] = set()


def leave_to_rooms(state: str) -> None:
    """Rooms above say of a state that its tasks are theirs to open."""
    _left_to_rooms.add(state)


def due_date(case: Case, state: State) -> date | None:
    """When that state is due for this case: working days from today, or the date its clock names; None without one."""
    if state.clock is None:
        return None
    if state.clock.days is not None:
        return calendar.add(clock.today(), case.clock_days(state.clock.key, state.clock.days))
    return due_dates[state.clock.date_of](case)


def open_item(
    *,
    case: Case,
    kind: str,
    label: str,
    assignee: User | None = None,
    role: Role | None = None,
    due_on: date | None = None,
    state: str = "",
) -> WorkItem:
    """Opens a task on the case's present state (or on `state`).

    Raises ValueError for a kind of which nobody has decided how it is told.
    """
    require_task(kind)
    return WorkItem.objects.create(
        process=case.PROCESS.code,
        case_id=case.pk,
        state=state or case.state,
        kind=kind,
        label=label,
        assignee=assignee,
        role=role or "",
        opened_at=clock.now(),
        due_on=due_on,
    )


def close_items(*, case: Case, kind: str, assignee: User | None = None, outcome: str = "done") -> int:
    """Closes the open tasks of that kind (of that person only, when given); how many there were."""
    items = WorkItem.objects.filter(case_id=case.pk, kind=kind, closed_at=None)
    if assignee is not None:
        items = items.filter(assignee=assignee)
    return items.update(closed_at=clock.now(), outcome=outcome, paused_on=None)


def leave(*, case: Case, state: str, pausing: bool, resuming: bool) -> None:
    """What leaving a state does to open tasks, those of any state left out until the case ends.

    They sleep when the case will come back to that state; on the way back only those of the state left are closed, for
    the sleepers are about to wake; any other move closes whatever is open.
    """
    items = WorkItem.objects.filter(case_id=case.pk, closed_at=None)
    if not case.PROCESS.state(case.state).end:
        items = items.exclude(state=ANY_STATE)
    if pausing:
        items.filter(state=state, paused_on=None).update(paused_on=clock.today())
        return
    if resuming:
        items = items.filter(state=state)
    items.update(closed_at=clock.now(), outcome="left", paused_on=None)


def enter(*, case: Case, state: State) -> None:
    """Opens the state's own task, for its one holder or for the role, due when the state is.

    Not for who does not know yet that the case has come there: who tells them opens it. Nor where a room opens tasks of
    its own instead.
    """
    if state.code in _left_to_rooms or state.owner is None or case.known_state(frozenset({state.owner})) != case.state:
        return
    holder = case.holder_of(state.owner)
    open_item(
        case=case,
        kind=f"state:{state.code}",
        label=_(state.task),
        assignee=holder,
        role=None if holder else state.owner,
        due_on=case.due_on,
    )


def wake(*, case: Case, state: State) -> date | None:
    """Wakes the sleeping tasks of that state, each due date moved by the working days it slept; the state's due date.

    A clock that names a date (a session, the end of a call) is not moved by a pause: that date is looked up again.
    """
    today = clock.today()
    due: date | None = None
    dated = state.clock is not None and state.clock.days is None
    fixed = due_date(case, state) if dated else None
    asleep = list(WorkItem.objects.filter(case_id=case.pk, state=state.code, closed_at=None).exclude(paused_on=None))
    for item in asleep:
        own = item.kind == f"state:{state.code}"
        if own and dated:
            item.due_on = fixed
        elif item.due_on and item.paused_on:
            item.due_on = calendar.add(item.due_on, calendar.between(item.paused_on, today))
        item.paused_on = None
        due = item.due_on if own else due
    WorkItem.objects.bulk_update(asleep, ["due_on", "paused_on"])
    return due
