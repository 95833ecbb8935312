"""What a signature, or what undoes one, sets going towards the leaders."""

from collections.abc import Callable

from django.utils.translation import gettext_noop

from accounts.roles import Role
from decisions.facts import ActFacts
from decisions.kinds import SIGNING_VERBS
from decisions.models import Act
from decisions.release.moment import AT_ONCE, TELL
from dossiers.models import Dossier
from dossiers.models.dossier import DECISION_TOLD
from workflow import calendar, clock, workitems
from workflow.gesture import Actor
from workflow.log import record
from workflow.registry import Move, follower

#: What rooms above set going when a decision is told: they are given the dossier, under its lock, the act, who told it.
WhenTold = Callable[[Dossier, Act, Actor], None]
_when_told: list[WhenTold] = []

#: How the log calls the moment when a reopening is told to those who had read the decision.
REOPENING_TOLD = "reopening_told"
#: Working days given to tell a signed decision.
TELL_DAYS = 5


def when_told(follow: WhenTold) -> WhenTold:
    """Declares what else the telling of a decision sets going; it runs inside the transaction, once it is logged."""
    _when_told.append(follow)
    return follow


def log_telling(case: Dossier, act: Act, actor: Actor) -> None:
    """Logs that the leaders were told, then runs what follows from it."""
    signed_on = clock.day_of(act.signed_at) if act.signed_at else clock.today()
    record(case=case, actor=actor, event=DECISION_TOLD, data={"act": act.number, "signed_on": str(signed_on)})
    for follow in _when_told:
        follow(case, act, actor)


@follower
def after_signing(move: Move) -> None:
    """Told at once, the log says so; to be told with others, the secretariat has it to do."""
    if move.transition.verb not in SIGNING_VERBS.values():
        return
    act = move.facts[ActFacts].prepared
    if act is None:  # the guard of the same transition has just read it
        raise AssertionError("a prepared act is what the guard asked for")
    if move.said["told"] == AT_ONCE:
        log_telling(move.case, act, Actor.system(cause=move.actor.user))
    else:
        ask(move.case)


@follower
def after_a_correction_is_dropped(move: Move) -> None:
    """The act that stays in force may still have to be told."""
    if move.transition.verb == "drop_correction":
        act = move.facts[ActFacts].in_force
        if act is not None and act.notified_at is None:
            ask(move.case)


@follower
def after_reopening(move: Move) -> None:
    """Whoever had read the decision is told that it is examined again; whoever had not, of neither."""
    case = move.case
    if move.transition.verb != "reopen" or case.leader_state != move.source:
        return
    case.tell_leader(case.state)
    case.save(update_fields=["leader_state", "leader_state_before"])
    texts = {"reason": move.gesture.reason.strip()}
    record(case=case, actor=Actor.system(cause=move.actor.user), event=REOPENING_TOLD, texts=texts)


def ask(case: Dossier) -> None:
    """Opens the task of telling a signed decision: before silence would have refused, and within a week."""
    due_on = calendar.add(clock.today(), TELL_DAYS)
    if case.implicit_decision_on is not None:
        due_on = min(due_on, case.implicit_decision_on)
    workitems.open_item(
        case=case,
        kind=TELL,
        label=gettext_noop("Notifier la décision signée"),
        role=Role.COPIL_SECRETARY,
        due_on=due_on,
        state=workitems.AFTER_END,
    )


def untold(dossier: Dossier) -> Act | None:
    """The act in force of which its leaders do not know yet."""
    return Act.objects.filter(dossier=dossier, status=Act.Status.IN_FORCE, notified_at=None).first()
