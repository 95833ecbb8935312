"""What a binder or a dossier alone says, before it is laid out: frozen words in French, like every document."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class AnswerSaid:
    """One question of the form; `rows` are those of a table, its heads first."""

    label: str
    text: str
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class SectionSaid:
    title: str
    answers: tuple[AnswerSaid, ...]


@dataclass(frozen=True, kw_only=True)
class OpinionSaid:
    """A référent's opinion; `sense` is empty while it is awaited."""

    by: str
    service: str
    sense: str
    text: str
    version: int


@dataclass(frozen=True, kw_only=True)
class ScoreSaid:
    title: str
    score: str
    rationale: str


@dataclass(frozen=True, kw_only=True)
class ConsensusSaid:
    """The consensus sheet. `recommended` is empty when no amount is."""

    mean: str
    advice: str
    recommended: str
    rationale: str
    conditions: str
    author: str
    scores: tuple[ScoreSaid, ...]


@dataclass(frozen=True, kw_only=True)
class FileSaid:
    """A file joined to the dossier: not in the binder, but named with its hash."""

    name: str
    weight: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class RequestSaid:
    """One request: its form as deposited (`version` is 0 for the working draft), what was said of it, its files."""

    reference: str
    title: str
    beneficiary: str
    requested: str
    summary: str
    version: int
    sections: tuple[SectionSaid, ...]
    opinions: tuple[OpinionSaid, ...]
    consensus: ConsensusSaid | None
    files: tuple[FileSaid, ...]

    @property
    def edition(self) -> str:
        return f"version {self.version}" if self.version else "version de travail"


@dataclass(frozen=True, kw_only=True)
class DossierSaid:
    """One dossier alone, for one reader; `step` is the one that they know, `deposited` is empty before the deposit."""

    reader: str
    made_on: date
    call: str
    leader: str
    step: str
    deposited: str
    total_cost: str
    request: RequestSaid


@dataclass(frozen=True, kw_only=True)
class PointSaid:
    """One point of the agenda. `key` is its anchor; a `hidden` one tells nothing but its place; `request` is None for
    other business.
    """

    key: str
    position: int
    title: str
    hidden: bool = False
    rapporteur: str = ""
    text: str = ""
    proposal: str = ""
    request: RequestSaid | None = None


@dataclass(frozen=True, kw_only=True)
class SeatSaid:
    label: str
    person: str


@dataclass(frozen=True, kw_only=True)
class BinderSaid:
    """The whole binder; `without_scores` tells that some scores are left out for this reader."""

    session: int
    held: str
    place: str
    second: str
    reader: str
    made_on: date
    seats: tuple[SeatSaid, ...]
    points: tuple[PointSaid, ...]
    without_scores: bool
