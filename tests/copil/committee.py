"""A committee for the tests of this room, made only through its verbs: members, a session, dossiers on its agenda."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import User
from accounts.roles import Role
from copil import actions
from copil.models import AgendaItem, Ballot, Seat, Session, Vote
from dossiers.models import Dossier
from tests import world
from tests.scenes import scene
from tests.scoring import panel as panels
from tests.scoring.panel import Panel
from tests.world import World, fresh, ok
from workflow import clock
from workflow.gesture import new_key


@dataclass
class Committee:
    """A lab whose COPIL has a chair and members, and one session; `members` are the chair and the others, in order."""

    world: World
    session: Session
    members: list[User]
    reviewers: list[User] = field(default_factory=list)

    @property
    def chair(self) -> User:
        return self.members[0]

    @property
    def secretary(self) -> User:
        return self.world[Role.COPIL_SECRETARY]

    @property
    def lead(self) -> User:
        return self.world[Role.TEAM_LEAD]

    def seat(self, member: User | int) -> Seat:
        """The seat of that member, or of the member of that rank (0: the chair)."""
        person = self.members[member] if isinstance(member, int) else member
        return Seat.objects.get(session=self.session, person=person)

    def item(self, dossier: Dossier) -> AgendaItem:
        return AgendaItem.objects.filter(session=self.session, dossier=dossier).latest("pk")

    def attend(self, *members: int, attends: str = Seat.Attends.TITULAR) -> None:
        for member in members:
            ok(actions.mark_attendance(seat=self.seat(member), attends=attends, by=self.secretary))

    def vote(self, ballot: Ballot, **choices: str) -> None:
        """`vote(ballot, m0="pour", m2="contre")`: each for their own seat."""
        for name, choice in choices.items():
            ok(actions.cast_vote(ballot=ballot, choice=choice, by=self.members[int(name[1:])]))

    def again(self) -> Session:
        """The session as the database has it now."""
        self.session = Session.objects.get(pk=self.session.pk)
        return self.session


@scene
def build(members: int = 5, *, days: int = 20, **call: Any) -> Committee:
    """A planned session in so many days, with that many seats, the chair's first; nothing on its agenda."""
    lab = world.build()
    for name, value in call.items():
        setattr(lab.call, name, value)
    lab.call.save()
    people = [lab[Role.COPIL_CHAIR], lab[Role.COPIL_MEMBER]]
    people += [world.person(f"member{n}", Role.COPIL_MEMBER) for n in range(2, members)]
    held_at = clock.now() + timedelta(days=days)
    session = ok(actions.plan_session(held_at=held_at, place="Salle des actes", by=lab[Role.TEAM_LEAD]))
    drafts = [
        actions.SeatDraft(person=who, label=f"Siège {n}", kind=Seat.Kind.MEMBER if n else Seat.Kind.CHAIR)
        for n, who in enumerate(people[:members])
    ]
    ok(actions.set_seats(session=session, seats=drafts, by=lab[Role.TEAM_LEAD]))
    committee = Committee(lab, session, people[:members])
    committee.reviewers = [world.person(f"reviewer{n}", Role.TEAM) for n in (1, 2, 3)]
    return committee


@scene
def ready(committee: Committee, *half_points: int, **answers: dict[str, Any]) -> Dossier:
    """A dossier reviewed, its consensus recorded, ready for an agenda."""
    panel = Panel(committee.world, world.in_review(committee.world, **answers), committee.reviewers)
    panels.reviewed(panel)
    ok(panels.consensus(panel, *half_points))
    return fresh(panel.dossier)


@scene
def on_agenda(committee: Committee, *half_points: int, **answers: dict[str, Any]) -> Dossier:
    """A dossier on the session's agenda."""
    dossier = ready(committee, *half_points, **answers)
    ok(actions.put_on_agenda(dossier=dossier, session=committee.session, by=committee.lead, key=new_key()))
    return fresh(dossier)


@contextmanager
def sitting(committee: Committee, *, present: int | None = None) -> Iterator[datetime]:
    """Within it, it is the session's hour: convoked, open, the first `present` members there (all by default)."""
    instant = committee.session.held_at
    opened(committee, len(committee.members) if present is None else present)
    with clock.at(instant):
        committee.again()
        yield instant


@scene
def opened(committee: Committee, present: int) -> None:
    """The session convoked now, and open at its hour with that many members."""
    ok(actions.convoke(session=committee.session, by=committee.lead))
    with clock.at(committee.session.held_at):
        committee.attend(*range(present))
        ok(actions.open_session(session=committee.session, by=committee.secretary))


@scene
def called(committee: Committee, dossier: Dossier) -> AgendaItem:
    """The dossier's item, called."""
    return ok(actions.open_item(item=committee.item(dossier), by=committee.secretary))


@scene
def proposed(committee: Committee, dossier: Dossier, outcome: str = "grant", **said: Any) -> Ballot:
    """A ballot open on a called item."""
    if "amount" in said:
        said["amount"] = Decimal(said["amount"])
    item = called(committee, dossier)
    return ok(actions.propose(item=item, outcome=outcome, by=committee.chair, **said))


@scene
def decided(committee: Committee, dossier: Dossier, outcome: str = "grant", **said: Any) -> Ballot:
    """A ballot adopted by all who are there."""
    ballot = proposed(committee, dossier, outcome, **said)
    for rank, _member in enumerate(committee.members):
        if committee.seat(rank).attends != Seat.Attends.NO:
            committee.vote(ballot, **{f"m{rank}": Vote.Choice.POUR})
    return ok(actions.close_ballot(ballot=ballot, by=committee.chair))
