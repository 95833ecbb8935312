"""What a notice says, before it is laid out: frozen data, kept with it as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from copil.agenda.lines import Point, points_of
from copil.models import Notice, Seat, Session
from workflow import clock


@dataclass(frozen=True, kw_only=True)
class Place:
    """One seat: its quality, who holds it, who may stand in (empty when nobody), how it counts."""

    label: str
    holder: str
    substitute: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class NoticeInputs:
    """Everything a notice says. Instants are ISO 8601; `second` and `kind` are the codes of the models.

    `former` is the date that a postponement replaces; `reason` why it is postponed or cancelled.
    """

    reference: str
    code: str
    kind: str
    session: int
    number: int
    sent_on: str
    held_at: str
    duration: int
    place: str
    second: str
    clear_days: int
    rules: int
    urgency: str
    former: str
    reason: str
    chair: str
    points: tuple[Point, ...]
    places: tuple[Place, ...]

    @property
    def day_sent(self) -> date:
        return date.fromisoformat(self.sent_on)

    @property
    def starts(self) -> datetime:
        return datetime.fromisoformat(self.held_at)

    @property
    def started_before(self) -> datetime | None:
        return datetime.fromisoformat(self.former) if self.former else None

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read(said: str) -> NoticeInputs:
    """The inputs of a notice as they were kept."""
    kept = json.loads(said)
    kept["points"] = tuple(Point(**point) for point in kept["points"])
    kept["places"] = tuple(Place(**place) for place in kept["places"])
    return NoticeInputs(**kept)


def inputs_of(
    *,
    session: Session,
    kind: Notice.Kind,
    number: int,
    reference: str,
    code: str,
    seats: Sequence[Seat],
    former: datetime | None = None,
    reason: str = "",
) -> NoticeInputs:
    """What a notice sent now says of the locked session; the agenda's statements."""
    chair = next((seat for seat in seats if seat.kind == Seat.Kind.CHAIR), None)
    return NoticeInputs(
        reference=reference,
        code=code,
        kind=kind.value,
        session=session.number,
        number=number,
        sent_on=clock.today().isoformat(),
        held_at=session.held_at.isoformat(),
        duration=session.duration,
        place=session.place,
        second=session.second_convocation,
        clear_days=session.rules.clear_days,
        rules=session.rules.version,
        urgency=session.urgency_reason,
        former=former.isoformat() if former else "",
        reason=reason,
        chair=chair.person.full_name if chair else "",
        points=points_of(session),
        places=tuple(_place(seat) for seat in seats),
    )


def _place(seat: Seat) -> Place:
    return Place(
        label=seat.label,
        holder=seat.person.full_name,
        substitute=seat.substitute.full_name if seat.substitute else "",
        kind=seat.kind,
    )
