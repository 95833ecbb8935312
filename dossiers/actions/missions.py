"""A référent's mission on a dossier: accepted, handed over to another one who accepts, or left without a successor."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers import messages
from dossiers.actions.challenge import (
    TAKE_OVER,
    conclude_if_settled,
    current_assignment,
    end_assignment,
    is_open,
    note_accepted,
    open_assignment,
    require_free,
    words,
)
from dossiers.actions.doing import lock, require, require_state, verb
from dossiers.facts import DECLINED
from dossiers.models import Assignment, Dossier, HandOver
from workflow import calendar, clock, log, workitems
from workflow.gesture import Actor
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Refused, Why, unmet

#: Working days to answer an offer, if the opinion is not due before.
ANSWER_DAYS = 3


@verb
def accept_assignment(*, dossier: Dossier, by: User) -> Assignment:
    """The référent says yes; said twice, it is kept once."""
    case = lock(dossier)
    roles = require(case, by, Role.REFERENT)
    require_state(case, roles, "challenge")
    assignment = current_assignment(case, by)
    if note_accepted(assignment):
        log.record(case=case, actor=Actor(by), event="assignment_accepted", data={"referent": str(by.ref)})
    return assignment


@verb
def offer_handover(*, dossier: Dossier, to: User, reason: str, by: User) -> HandOver:
    """Asks another référent to take one's place; nothing changes until they accept.

    Refused: who may not challenge this dossier, who is asked already, a second offer while one waits.
    """
    case = lock(dossier)
    roles = require(case, by, Role.REFERENT)
    require_state(case, roles, "challenge")
    assignment = current_assignment(case, by)
    said = words(reason, "reason_given", _("Écrivez le motif."))
    require_free(case, to)
    pending = HandOver.objects.filter(assignment__dossier=case, outcome=HandOver.Outcome.PENDING)
    mine = pending.filter(assignment=assignment).first()
    if mine is not None and (mine.to_id, mine.reason) == (to.pk, said):  # the same form sent twice
        return mine
    if mine is not None:
        raise unmet("one_offer_at_a_time", _("Vous avez déjà proposé ce dossier : attendez la réponse."))
    if pending.filter(to=to).exists():
        raise unmet("not_asked_yet", _("Cette personne est déjà sollicitée pour ce dossier."))
    offer = HandOver.objects.create(assignment=assignment, to=to, reason=said, offered_at=clock.now())
    due_on = min(calendar.add(clock.today(), ANSWER_DAYS), max(assignment.due_on, clock.today()))
    label = _("Dire si vous reprenez le challenge")
    workitems.open_item(case=case, kind=TAKE_OVER, label=label, assignee=to, due_on=due_on)
    log.record(
        case=case, actor=Actor(by), event="handover_offered", data={"referent": str(to.ref)}, texts={"reason": said}
    )
    until = calendar.add(clock.today(), case.clock_days("challenge", 10))
    messages.handover_offered(offer=offer, dossier=case, due_on=until, by=by)
    return offer


@verb
def accept_handover(*, offer: HandOver, by: User) -> Assignment:
    """Takes the other's place, with the call's days from today; the other's assignment ends."""
    case, known = _offered(offer, by)
    require_free(case, by)
    given = known.assignment
    _answer(case, known, HandOver.Outcome.ACCEPTED, "")
    passed = _("Passation à %(name)s") % {"name": by.full_name}
    end_assignment(case=case, assignment=given, reason=passed, by=by, how=Assignment.End.HANDED_OVER)
    taken = open_assignment(case=case, referent=by, by=by)
    note_accepted(taken)
    log.record(case=case, actor=Actor(by), event="handover_accepted", data={"referent": str(by.ref)})
    messages.handover_answered(offer=known, dossier=case)
    return taken


@verb
def decline_handover(*, offer: HandOver, reason: str, by: User) -> HandOver:
    """Says no, with a reason: the dossier stays with who had it."""
    case, known = _offered(offer, by)
    said = words(reason, "reason_given", _("Écrivez le motif."))
    _answer(case, known, HandOver.Outcome.DECLINED, said)
    log.record(
        case=case, actor=Actor(by), event="handover_declined", data={"referent": str(by.ref)}, texts={"reason": said}
    )
    messages.handover_answered(offer=known, dossier=case)
    return known


@verb
def do_without(*, dossier: Dossier, by: User) -> Dossier:
    """The team leaves a référent who declined without a successor; the challenge concludes if nothing else holds it."""
    case = lock(dossier)
    roles = require(case, by, Role.TEAM)
    require_state(case, roles, "challenge")
    if not is_open(case, DECLINED):
        return case
    if not case.assignments.filter(ended_at=None).exists():
        raise unmet("someone_assigned", _("Plus aucun référent n’est désigné : désignez-en un."))
    workitems.close_items(case=case, kind=DECLINED, outcome="done_without")
    log.record(case=case, actor=Actor(by), event="done_without")
    conclude_if_settled(case, cause=by)
    return case


def _offered(offer: HandOver, by: User) -> tuple[Dossier, HandOver]:
    """The locked dossier and the offer as it is now; refused to anybody else, and once it waits no more."""
    case = lock(offer.assignment.dossier)
    known = HandOver.objects.select_related("assignment__referent", "to").get(pk=offer.pk)
    if known.to_id != by.pk:
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))
    if known.outcome != HandOver.Outcome.PENDING or case.state != "challenge":
        raise Refused(Refusal(Why.WRONG_STATE, _("Cette proposition n’attend plus de réponse.")))
    return case, known


def _answer(case: Dossier, offer: HandOver, outcome: HandOver.Outcome, reason: str) -> None:
    offer.outcome, offer.answered_at, offer.answer_reason = outcome, clock.now(), reason
    offer.save(update_fields=["outcome", "answered_at", "answer_reason"])
    workitems.close_items(case=case, kind=TAKE_OVER, assignee=offer.to)
