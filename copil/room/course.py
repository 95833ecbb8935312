"""How far a session has come: the point in hand, what the last one came to, what comes next. As many statements however
many points."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from copil.agenda.business import BusinessLine, business_of
from copil.board import Standing, in_hand, led_by, standing_of
from copil.models import AgendaItem, Session
from copil.stage import Closed, counted
from dossiers.models import Dossier


@dataclass(frozen=True)
class Step:
    """One point by its rank on the agenda. `closed_to_reader`: they lead or led its dossier, and read nothing of it."""

    number: int
    title: str
    standing: Standing
    line: AgendaItem | BusinessLine
    closed_to_reader: bool

    @property
    def item(self) -> AgendaItem:
        if not isinstance(self.line, AgendaItem):
            raise TypeError("only a dossier is called and voted on")
        return self.line

    @property
    def is_dossier(self) -> bool:
        return isinstance(self.line, AgendaItem)

    @property
    def grouped(self) -> bool:
        """Whether it is voted now with other points, in session."""
        ballots = self.item.ballots.all() if self.is_dossier else ()
        return any(one.is_open and one.group_id is not None and not one.is_online for one in ballots)

    @property
    def group(self) -> int | None:
        """The group with which its last ballot was counted."""
        closed = [one for one in self.item.ballots.all() if one.verdict] if self.is_dossier else []
        return closed[-1].group_id if closed else None

    @property
    def told(self) -> Closed | None:
        """The last ballot counted on the point, for who may read it."""
        if self.closed_to_reader or not self.is_dossier:
            return None
        closed = [counted(ballot) for ballot in self.item.ballots.all()]
        return next((one for one in reversed(closed) if one is not None), None)

    @property
    def settled_at(self) -> datetime | None:
        line = self.line
        return line.closed_at if isinstance(line, AgendaItem) else line.business.closed_at


@dataclass(frozen=True)
class Course:
    """The agenda's points in order, and where the session is among them."""

    steps: tuple[Step, ...]

    @property
    def total(self) -> int:
        return len(self.steps)

    @property
    def current(self) -> Step | None:
        """The point called or voted on alone in session."""
        alone = (step for step in self.steps if step.is_dossier and not step.grouped)
        return in_hand(step for step in alone if not step.standing.online)

    @property
    def grouped(self) -> bool:
        """Whether several points are voted on together; nothing else is then."""
        return any(step.grouped for step in self.steps)

    @property
    def online(self) -> tuple[Step, ...]:
        """What is voted on from anywhere meanwhile."""
        return tuple(step for step in self.steps if step.standing.online and not step.closed_to_reader)

    @property
    def last(self) -> Step | None:
        """The last one settled, whose outcome stands until another is called."""
        settled = [step for step in self.steps if step.settled_at is not None]
        return max(settled, key=lambda step: (step.settled_at, step.number), default=None)

    @property
    def together(self) -> tuple[Step, ...]:
        """The points settled by the same gesture as the last one; none when it was voted alone."""
        group = self.last.group if self.last is not None else None
        return tuple(step for step in self.steps if step.group == group) if group is not None else ()

    @property
    def next(self) -> Step | None:
        """The first one left after where the session is, else the first one left at all."""
        here = self.current or self.last
        left = [step for step in self.steps if step.standing.code == "todo"]
        after = [step for step in left if here is not None and step.number > here.number]
        return next(iter(after or left), None)


def course_of(session: Session, user: User) -> Course:
    """The session as this person may read it."""
    lines: list[AgendaItem | BusinessLine] = [*_items(session, user), *business_of(session)]
    lines.sort(key=lambda line: line.position)
    led = led_by(user, [line.dossier_id for line in lines if isinstance(line, AgendaItem)])
    return Course(tuple(_steps(session, lines, led)))


def _items(session: Session, user: User) -> list[AgendaItem]:
    """Each dossier once: what left the agenda before it was settled is no longer of it."""
    visible = Dossier.objects.visible_to(user)
    rows = session.items.filter(dossier__in=visible).select_related("dossier__service").prefetch_related("ballots")
    latest = {item.dossier_id: item for item in rows.order_by("pk")}
    kept = [item for item in latest.values() if item.left_at is None or item.closed_at is not None]
    return sorted(kept, key=lambda item: (item.position, item.pk))


def _steps(session: Session, lines: list[AgendaItem | BusinessLine], led: frozenset[object]) -> Iterator[Step]:
    for number, line in enumerate(lines, start=1):
        if isinstance(line, AgendaItem):
            line.session = session
            closed = line.dossier_id in led
            standing = Standing(standing_of(line).code, "") if closed else standing_of(line)
            yield Step(number, line.dossier.title, standing, line, closed)
        else:
            code = "settled" if line.closed else "todo"
            yield Step(number, line.business.title, Standing(code, line.step), line, False)
