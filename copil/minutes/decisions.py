"""The list of decisions of a session: a line a point, as soon as every excerpt of a closed session is validated."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

from accounts.models import User
from copil.minutes import papers
from copil.minutes.reading import minutes_of, minutes_said
from copil.minutes.said import MinutesSaid, PointSaid, built
from copil.models import Paper, Session
from workflow import clock


@dataclass(frozen=True, kw_only=True)
class LineSaid:
    """What was decided on one point. `under`: its reservations, or what is to be completed and by when."""

    position: int
    title: str
    reference: str
    beneficiary: str
    outcome: str
    amount: str
    under: str


@dataclass(frozen=True, kw_only=True)
class DecisionsSaid:
    """The whole list; `dated` is an ISO day."""

    session: int
    held: str
    dated: str
    chair: str
    lines: tuple[LineSaid, ...]
    reference: str = ""
    code: str = ""

    @property
    def day(self) -> date:
        return date.fromisoformat(self.dated)

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read(said: str) -> DecisionsSaid:
    """The list as it was kept."""
    return built(DecisionsSaid, json.loads(said))


def establish(session: Session, by: User) -> Paper | None:
    """Keeps the list of the locked session's decisions, once: when it is over and no excerpt waits."""
    if not session.is_held or session.papers.filter(kind=Paper.Kind.DECISIONS).exists():
        return None
    closed = session.items.filter(closed_at__isnull=False)
    if not closed.exists() or closed.filter(excerpt_validated_at=None).exists():
        return None
    minutes = minutes_said(session, minutes_of(session))

    def say(reference: str, code: str) -> str:
        return decisions_said(minutes, reference=reference, code=code).as_json()

    return papers.make(session, Paper.Kind.DECISIONS, by, say)


def decisions_said(minutes: MinutesSaid, *, reference: str, code: str) -> DecisionsSaid:
    """The list, from what the minutes tell of each point."""
    return DecisionsSaid(
        session=minutes.session,
        held=minutes.held,
        dated=clock.today().isoformat(),
        chair=minutes.chair,
        lines=tuple(_lines(minutes)),
        reference=reference,
        code=code,
    )


def _lines(minutes: MinutesSaid) -> Iterator[LineSaid]:
    for point in minutes.points:
        yield LineSaid(
            position=point.position,
            title=point.title,
            reference=point.reference,
            beneficiary=point.beneficiary,
            outcome=point.outcome,
            amount=point.amount,
            under=_under(point),
        )


def _under(point: PointSaid) -> str:
    if point.complete_by:
        return f"{point.reasons}\nÀ compléter d’ici le {point.complete_by}."
    return point.conditions
