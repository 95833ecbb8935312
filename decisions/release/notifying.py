"""Telling signed decisions: one, or those of a session one after the other, each in its own transaction."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from copil import actions as copil
from decisions.models import Act
from decisions.release.board import ReleaseLine
from decisions.release.following import log_telling
from decisions.release.moment import RELEASING, TELL
from dossiers.actions.doing import lock, require, verb
from dossiers.receipt import completion
from workflow import clock, workitems
from workflow.gesture import Actor
from workflow.judgment import state_of
from workflow.verdict import Refusal, Refused, Why


@verb
def notify(*, act: Act, by: User) -> Act:
    """Tells the leaders that their decision is signed, and lets them read it. Told twice, by two at once, it is once.

    Refused while the dossier is suspended, and once the act is no longer in force.
    """
    case = lock(act.dossier)
    require(case, by, *RELEASING)
    now = Act.objects.get(pk=act.pk)
    if now.notified_at is not None:
        return now
    if not now.awaits_telling or case.state == "signature":
        sentence = _("L’acte %(number)s n’est pas, ou plus, à notifier : relisez la page.") % {"number": now.number}
        raise Refused(Refusal(Why.WRONG_STATE, sentence))
    if case.suspended_from:
        sentence = _("L’instruction est suspendue : la décision se notifie à sa reprise.")
        raise Refused(Refusal(Why.WRONG_STATE, sentence))
    now.notified_at = clock.now()
    now.save(update_fields=["notified_at"])
    if case.tell_leader(case.state):
        case.save(update_fields=["leader_state", "leader_state_before", "implicit_decision_on"])
        workitems.enter(case=case, state=state_of(case))
        completion.stop_once_told(case)
    workitems.close_items(case=case, kind=TELL)
    log_telling(case, now, Actor(by))
    return now


@dataclass(frozen=True)
class Told:
    """What came of telling several: how many were told, and why not, by reference."""

    done: int
    refused: tuple[tuple[str, str], ...]


def notify_together(*, lines: Iterable[ReleaseLine], by: User) -> Told:
    """Tells each of these decisions. Cut short, it is taken up again where it stopped: what was told stays told."""
    done, refused = 0, []
    for line in lines:
        outcome = notify(act=line.act, by=by) if line.act else copil.tell_deferral(item=line.item, by=by)
        if isinstance(outcome, Refusal):
            refused.append((line.dossier.reference, outcome.sentence))
        else:
            done += 1
    return Told(done, tuple(refused))
