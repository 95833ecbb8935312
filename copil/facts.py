"""What the guards ask of the committee, loaded once per gesture: two statements a class."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from accounts.prepared import Prepared
from copil.models import AgendaItem, Ballot, Session
from copil.tally import Outcome
from dossiers.envelope import left_for
from dossiers.models import Dossier
from workflow import clock
from workflow.gesture import Actor, Gesture
from workflow.registry import facts


@dataclass(frozen=True)
class VoteFacts:
    """The dossier's current item and what was adopted on it; amounts in euros."""

    item: AgendaItem | None
    ballot_open: bool
    adopted: Ballot | None
    left: Decimal
    #: Whether a grant voted before waits for credits: the dossier came before the committee again from the list.
    waits: bool = False

    @property
    def nothing_adopted_at_close(self) -> bool:
        return self.item is not None and self.item.closed_at is not None and self.adopted is None


@dataclass(frozen=True)
class AgendaFacts:
    """The session that a gesture names, or (no gesture yet) whether there is one to name."""

    session: Session | None
    any_session: bool
    delay_holds: bool


@facts(VoteFacts)
def load_vote(case: Dossier, actor: Actor, gesture: Gesture | None) -> VoteFacts:
    item = next(_current.instances(case.pk), None)
    waits = case.waiting_rank is not None
    if item is None:
        return VoteFacts(None, ballot_open=False, adopted=None, left=left_for(case, case.call), waits=waits)
    ballots = list(_ballots.instances(item.pk))
    for ballot in ballots:
        ballot.item = item
    adopted = next((b for b in reversed(ballots) if b.verdict == Outcome.ADOPTED), None)
    return VoteFacts(item, any(b.closed_at is None for b in ballots), adopted, left_for(case, case.call), waits)


_current: Prepared[AgendaItem] = Prepared(
    lambda case: AgendaItem.objects.filter(dossier=case, left_at=None).select_related("session"), UUID
)
_ballots: Prepared[Ballot] = Prepared(lambda item: Ballot.objects.filter(item=item, superseded_at=None), int)


@facts(AgendaFacts)
def load_agenda(case: Dossier, actor: Actor, gesture: Gesture | None) -> AgendaFacts:
    open_sessions = Session.objects.filter(status__in=[Session.Status.PLANNED, Session.Status.CONVOKED])
    if gesture is None:
        return AgendaFacts(None, open_sessions.exists(), delay_holds=True)
    named = open_sessions.filter(pk=gesture.about).select_related("rules").first() if gesture.about.isdigit() else None
    holds = named is None or named.status == Session.Status.PLANNED or named.delay_holds(clock.today())
    holds = holds or bool(named and named.urgency_reason)
    return AgendaFacts(named, named is not None, holds)
