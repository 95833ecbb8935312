"""What the minutes of a session say: frozen words, laid out nowhere yet. They are French, like every document.

Everything but the prose is derived. Once the minutes are submitted they are kept as JSON, and read back from it.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from django.db import models

T = TypeVar("T")


class Step(models.TextChoices):
    """Where the minutes stand."""

    DRAFT = "draft", "projet"
    SUBMITTED = "submitted", "soumis à l’approbation"
    APPROVED = "approved", "approuvé"


@dataclass(frozen=True, kw_only=True)
class SeatSaid:
    """One seat: its quality, who sat there and how; `kind` is empty for an ordinary member."""

    label: str
    kind: str
    person: str
    how: str
    there: bool


@dataclass(frozen=True, kw_only=True)
class ProxySaid:
    giver: str
    holder: str


@dataclass(frozen=True, kw_only=True)
class ChoiceSaid:
    """A choice and the seats that made it, by name."""

    choice: str
    seats: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class VoteSaid:
    """One vote: what was proposed, how it was held, its figures, the rules that were applied, what came of it."""

    number: int
    proposal: str
    how: str
    quorum: str
    counts: str
    verdict: str
    casting: str
    rules: tuple[str, ...]
    named: tuple[ChoiceSaid, ...] = ()
    conditions: str = ""
    reasons: str = ""
    complete_by: str = ""


@dataclass(frozen=True, kw_only=True)
class CriterionSaid:
    title: str
    score: str


@dataclass(frozen=True, kw_only=True)
class DepartureSaid:
    """A departure from the rank: the better ranked dossiers passed over, and why."""

    passed_over: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PointSaid:
    """One point of the agenda; what concerns a dossier is empty for other business. `key` names it among the prose.

    `presiding` is told only when the chair was replaced; `conclusion` what was said of other business when it was
    examined; `discussion` and `dissent` are prose. `dissent_withheld`: one is noted, which this reader is not told.
    """

    key: str
    position: int
    title: str
    outcome: str
    reference: str = ""
    call: str = ""
    beneficiary: str = ""
    requested: str = ""
    rapporteur: str = ""
    text: str = ""
    called_at: str = ""
    presiding: str = ""
    recused: tuple[str, ...] = ()
    mean: str = ""
    scores: tuple[CriterionSaid, ...] = ()
    departures: tuple[DepartureSaid, ...] = ()
    votes: tuple[VoteSaid, ...] = ()
    cancelled: tuple[str, ...] = ()
    amount: str = ""
    conditions: str = ""
    reasons: str = ""
    complete_by: str = ""
    conclusion: str = ""
    excerpt: str = ""
    discussion: str = ""
    dissent: str = ""
    dissent_withheld: bool = False
    hidden: bool = False

    @property
    def about_a_dossier(self) -> bool:
        return bool(self.reference)


@dataclass(frozen=True, kw_only=True)
class EnvelopeSaid:
    """What a call's envelope held when the session opened, what was granted, what it held at the close."""

    call: str
    before: str
    granted: str
    after: str


@dataclass(frozen=True, kw_only=True)
class FollowUpSaid:
    what: str
    who: str
    due: str


@dataclass(frozen=True, kw_only=True)
class AnnexSaid:
    """A document of the session, with its SHA-256."""

    title: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class MinutesSaid:
    """The whole minutes. `dated` is the ISO day of their last step; `approval` says who approved them, and when."""

    session: int
    step: str
    dated: str
    held: str
    opened: str
    closed: str
    place: str
    mode: str
    convocation: str
    urgency: str
    rules: int
    chair: str
    secretary: str
    quorum: str
    seats: tuple[SeatSaid, ...]
    proxies: tuple[ProxySaid, ...]
    points: tuple[PointSaid, ...]
    envelopes: tuple[EnvelopeSaid, ...]
    follow_ups: tuple[FollowUpSaid, ...]
    annexes: tuple[AnnexSaid, ...]
    opening: str = ""
    closing: str = ""
    reference: str = ""
    code: str = ""
    approval: str = ""
    remarks: str = ""
    reduced: bool = False

    @property
    def day(self) -> date:
        return date.fromisoformat(self.dated)

    @property
    def step_words(self) -> str:
        return str(Step(self.step).label)

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read(said: str) -> MinutesSaid:
    """The minutes as they were kept."""
    return built(MinutesSaid, json.loads(said))


def built(kind: type[T], kept: Mapping[str, Any]) -> T:
    """A frozen value from what `asdict` made of it; its tuples of values too."""
    hints = get_type_hints(kind)
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: _value(hints[name], value) for name, value in kept.items() if name in known})


def _value(hint: Any, kept: Any) -> Any:
    if get_origin(hint) is not tuple:
        return kept
    inner = get_args(hint)[0]
    return tuple(built(inner, one) if inner is not str else one for one in kept)
