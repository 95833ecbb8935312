"""What transitions do to the agenda, and what an adopted proposal does to the dossier."""

from datetime import date

from django.db.models import Exists, OuterRef

from copil.agenda.lines import next_position
from copil.facts import AgendaFacts, VoteFacts
from copil.models import AgendaItem, Ballot, GroupedItem, VoteGroup
from copil.ranking import in_rank_order
from copil.tally import Outcome
from dossiers import envelope, waiting
from dossiers.effects import propose
from dossiers.models import Dossier
from dossiers.models.dossier import Proposal
from workflow import clock
from workflow.registry import Move, due_date, effect


def current_item(dossier: Dossier) -> AgendaItem | None:
    return AgendaItem.objects.filter(dossier=dossier, left_at=None).select_related("session").first()


@effect
def join_agenda(move: Move) -> None:
    """Puts the dossier last on the agenda of the session that the gesture names; convoking sets the rank order.

    An item that an earlier decision still hangs on (a refusal reopened) stays in its own session's history.
    """
    leave_agenda(move)
    session = move.facts[AgendaFacts].session
    AgendaItem.objects.create(session=session, dossier=move.case, position=next_position(session))


@effect
def leave_agenda(move: Move) -> None:
    """The current item stays in its session's history; the dossier no longer has one."""
    facts: VoteFacts | None = move.facts.get(VoteFacts)
    if facts is not None and facts.item is None:
        return
    AgendaItem.objects.filter(dossier=move.case, left_at=None).update(left_at=clock.now())
    _leave_groups(move.case)


def _leave_groups(dossier: Dossier) -> None:
    """A group prepared with it goes on without it, or ends when nothing is left in it; one statement mostly."""
    now = clock.now()
    lines = GroupedItem.objects.filter(item__dossier=dossier, left_at=None)
    groups = list(lines.values_list("group", flat=True))
    if groups:
        lines.update(left_at=now)
        live = GroupedItem.objects.filter(group=OuterRef("pk"), left_at=None)
        VoteGroup.objects.filter(~Exists(live), pk__in=groups, ended_at=None).update(ended_at=now)


@effect
def supersede_vote(move: Move) -> None:
    """The vote is kept and marked superseded; the dossier will come before the committee again."""
    Ballot.objects.filter(item__dossier=move.case, item__left_at=None, superseded_at=None).update(
        superseded_at=clock.now()
    )
    leave_agenda(move)


def _adopted(move: Move) -> Ballot:
    ballot: Ballot | None = move.facts[VoteFacts].adopted
    if ballot is None:  # the guard of the same transition has just read it
        raise AssertionError("an adopted ballot is what the guard asked for")
    return ballot


def _put_forward(move: Move) -> Ballot:
    ballot = _adopted(move)
    _put(move.case, ballot)
    return ballot


def _put(dossier: Dossier, ballot: Ballot) -> None:
    propose(
        dossier,
        Proposal.GRANT if ballot.is_grant else Proposal.REFUSAL,
        amount=ballot.amount,
        reasons=ballot.reasons,
        conditions=ballot.conditions,
    )


@effect
def record_proposal(move: Move) -> None:
    """The adopted proposal goes before the signatory; a grant reserves its amount in the envelope."""
    ballot = _put_forward(move)
    _supersede_waiting(move.case, ballot)
    move.case.waiting_rank = None
    if ballot.is_grant:
        envelope.reserve(dossier=move.case, amount=ballot.amount)


def _supersede_waiting(dossier: Dossier, ballot: Ballot) -> None:
    """The grant that waited gives way to what was adopted since."""
    if dossier.waiting_rank is not None:
        former = Ballot.objects.filter(item__dossier=dossier, verdict=Outcome.ADOPTED, superseded_at=None)
        former.exclude(pk=ballot.pk).update(superseded_at=clock.now())


@effect
def back_to_the_list(move: Move) -> None:
    """The dossier leaves this agenda; its item where the grant that waits was adopted is the current one again."""
    now = move.facts[VoteFacts].item
    leave_agenda(move)
    former = Ballot.objects.filter(item__dossier=move.case, verdict=Outcome.ADOPTED, superseded_at=None)
    ballot = (
        former.exclude(item=now).exclude(outcome=Ballot.Outcome.DEFERRAL).select_related("item").latest("closed_at")
    )
    AgendaItem.objects.filter(pk=ballot.item_id).update(left_at=None)
    _put(move.case, ballot)


@effect
def record_waiting(move: Move) -> None:
    """The grant waits for credits: sessions in their order, and within one the rank order, whatever its agenda's."""
    ballot = _put_forward(move)
    if move.case.waiting_rank is not None:  # voted again from the list: it keeps its place there
        _supersede_waiting(move.case, ballot)
        return
    item = move.facts[VoteFacts].item
    agenda = in_rank_order(AgendaItem.objects.filter(session=item.session_id).select_related("dossier"))
    move.case.waiting_rank = waiting.rank_in(item.session.number, agenda.index(item) + 1)


@due_date("session")
def session_date(case: Dossier) -> date | None:
    """The day of the session on whose agenda the dossier stands; none while nobody knows it."""
    item = current_item(case)
    return item.session.held_on if item and item.session.has_date else None
