"""The ranking board as values: each dossier at its rank, the line, what would move it. No statement here."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from dossiers import waiting as waiting_list
from dossiers.models import Call, Dossier
from dossiers.wording import euros
from scoring.arithmetic import Advice, Line, rounded
from scoring.models import Criterion
from scoring.ranking import line as law
from scoring.ranking.drawing import Drawing, Piece, drawing
from scoring.ranking.reading import Ranked
from scoring.ranking.whatif import ENVELOPE, Limit, WhatIf, field_of
from scoring.reading import SHOWN_PLACES

#: No envelope of a call comes near it, in euros.
MOST_ENVELOPE = Decimal(100_000_000)


@dataclass(frozen=True)
class Row:
    """One dossier of the board. Means have two decimals; amounts are euros.

    `code` is funded, partial, under, none or settled; `situation` says it. `tie` tells what settled an equality with
    the dossier before. `waiting` is its place on the waiting list, 0 when it is not there; `waiting_why`
    where that place comes from.
    """

    rank: int
    dossier: Dossier
    weighted: Decimal
    points: tuple[Decimal, ...]
    mean: Decimal | None
    median: Decimal | None
    spread: Decimal
    reviews: int
    gaps: tuple[str, ...]
    advice: Advice
    recommended: Decimal | None
    base: Decimal
    amount: Decimal
    total: Decimal
    code: str
    tie: str
    waiting: int
    waiting_why: str

    @property
    def field(self) -> str:
        return field_of(self.dossier.reference)

    @property
    def tried(self) -> bool:
        """Whether the amount shown is only tried."""
        return self.amount != self.base

    @property
    def editable(self) -> bool:
        return self.code != "settled"


@dataclass(frozen=True)
class Move:
    """A reviewer left out, whose absence moves the line: the dossiers that come above it, those that fall."""

    name: str
    reviews: int
    up: tuple[Dossier, ...]
    down: tuple[Dossier, ...]


@dataclass(frozen=True)
class Offer:
    """The accord partiel that the line suggests."""

    dossier: Dossier
    partial: law.Partial
    field: str


@dataclass(frozen=True)
class Board:
    """A ranking under an envelope: `above` the line, `under` it. `envelope` is what there is to share, in euros."""

    call: Call
    criteria: tuple[Criterion, ...]
    above: tuple[Row, ...]
    under: tuple[Row, ...]
    envelope: Decimal
    base_envelope: Decimal
    asked: Decimal
    left: Decimal
    offer: Offer | None
    would_fit: tuple[Row, ...]
    drawing: Drawing | None
    threshold: Decimal

    @property
    def rows(self) -> tuple[Row, ...]:
        return self.above + self.under

    @property
    def tie_words(self) -> str:
        """The criteria that settle equalities, in their order, for a sentence."""
        settling = sorted((c for c in self.criteria if c.tie_break is not None), key=lambda c: c.tie_break or 0)
        return "".join(f"«\u00a0{criterion.label}\u00a0», " for criterion in settling)

    @property
    def funded(self) -> int:
        return sum(row.code == "funded" for row in self.above)


def limits(ranked: Sequence[Ranked], call: Call) -> dict[str, Limit]:
    """What may be tried: for each dossier up to what it asks for, and the envelope."""
    found = {
        field_of(one.dossier.reference): Limit(one.base, one.dossier.requested) for one in ranked if one.settled is None
    }
    return found | {ENVELOPE: Limit(max(call.left, law.ZERO), MOST_ENVELOPE)}


def tried(ranked: Sequence[Ranked], whatif: WhatIf) -> list[law.Scored]:
    """The dossiers with the amounts that are tried in place of those in force."""
    return [
        replace(one.scored, amount=whatif.tried.get(field_of(one.dossier.reference), one.scored.amount))
        for one in ranked
    ]


def board(call: Call, ranked: Sequence[Ranked], criteria: Sequence[Criterion], whatif: WhatIf) -> Board:
    """The board of those dossiers, with what is tried."""
    base_envelope = max(call.left, law.ZERO)
    envelope = whatif.tried.get(ENVELOPE, base_envelope)
    by_key = {one.scored.key: one for one in ranked}
    line = law.drawn(tried(ranked, whatif), envelope)
    partial = law.partial(line)
    waiting = _waiting(ranked)
    rows: list[Row] = []
    before: Line | None = None
    for each in line.lines:
        one = by_key[each.candidate.key]
        offered = partial is not None and partial.key == each.candidate.key
        rows.append(_row(each, one, _tie(before, each, one, criteria), waiting, criteria, offered=offered))
        before = each
    by_row = {str(row.dossier.pk): row for row in rows}
    threshold = max((one.recommended_from for one in ranked), default=Decimal(3))
    return Board(
        call=call,
        criteria=tuple(criteria),
        above=tuple(rows[: line.above]),
        under=tuple(rows[line.above :]),
        envelope=envelope,
        base_envelope=base_envelope,
        asked=sum((each.candidate.amount for each in line.lines), law.ZERO),
        left=line.left,
        offer=_offer(partial, by_row),
        would_fit=tuple(by_row[key] for key in law.would_fit(line)),
        drawing=drawing([_piece(row, each) for row, each in zip(rows, line.lines, strict=True)],
                        envelope=envelope, threshold=threshold),
        threshold=threshold,
    )  # fmt: skip


def moves(ranked: Sequence[Ranked], whatif: WhatIf, envelope: Decimal, names: Mapping[int, str]) -> tuple[Move, ...]:
    """The reviewers whose absence would move the line, by name."""
    by_key = {one.scored.key: one.dossier for one in ranked}
    found = [
        Move(
            names[shift.reviewer],
            shift.reviews,
            tuple(by_key[key] for key in shift.up),
            tuple(by_key[key] for key in shift.down),
        )
        for shift in law.without_each(tried(ranked, whatif), envelope)
        if shift.moves_the_line
    ]
    return tuple(sorted(found, key=lambda move: move.name))


def _offer(partial: law.Partial | None, rows: Mapping[str, Row]) -> Offer | None:
    if partial is None:
        return None
    row = rows[partial.key]
    return Offer(row.dossier, partial, row.field)


def _waiting(ranked: Sequence[Ranked]) -> dict[str, tuple[int, str]]:
    """The place of each dossier of the waiting list, among those shown, and where it comes from."""
    waits = [one for one in ranked if one.settled is None and one.dossier.waiting_rank is not None]
    at = Counter(one.dossier.waiting_rank for one in waits)
    ordered = sorted(waits, key=lambda one: waiting_list.order_of(one.dossier))
    return {
        one.scored.key: (place, waiting_list.why(one.dossier, tied=at[one.dossier.waiting_rank] > 1))
        for place, one in enumerate(ordered, start=1)
    }


def _row(
    each: Line,
    one: Ranked,
    tie: str,
    waiting: Mapping[str, tuple[int, str]],
    criteria: Sequence[Criterion],
    *,
    offered: bool,
) -> Row:
    place, why = waiting.get(one.scored.key, (0, ""))
    agreed = {mark.code: mark.points for mark in one.scored.agreed}
    summary, labels = one.summary, {criterion.code: criterion.label for criterion in criteria}
    return Row(
        rank=each.rank,
        dossier=one.dossier,
        weighted=rounded(each.candidate.weighted, SHOWN_PLACES),
        points=tuple(agreed.get(criterion.code) or Decimal(0) for criterion in criteria),
        mean=_shown(summary.mean),
        median=_shown(summary.median),
        spread=rounded(summary.spread, SHOWN_PLACES),
        reviews=summary.count,
        gaps=tuple(labels[axis.code] for axis in summary.axes if axis.flagged),
        advice=one.advice,
        recommended=one.recommended,
        base=one.base,
        amount=one.settled if one.settled is not None else each.candidate.amount,
        total=each.total,
        code=_code(each, one, offered=offered),
        tie=tie,
        waiting=place,
        waiting_why=why,
    )


def _code(each: Line, one: Ranked, *, offered: bool) -> str:
    if one.settled is not None:
        return "settled"
    if each.candidate.amount <= 0:
        return "none"
    if offered:
        return "partial"
    return "funded" if each.fits else "under"


def _tie(before: Line | None, each: Line, one: Ranked, criteria: Sequence[Criterion]) -> str:
    """What put this dossier behind one of the very same score."""
    if before is None or before.candidate.weighted != each.candidate.weighted:
        return ""
    labels = {criterion.code: criterion.label for criterion in criteria}
    pairs = zip(one.scored.ties, before.candidate.tie_breaks, each.candidate.tie_breaks, strict=True)
    for code, first, second in pairs:
        if first != second:
            return labels[code]
    return _("date de dépôt")


def _piece(row: Row, each: Line) -> Piece:
    words = _("%(rank)s. %(title)s\u00a0: %(score)s sur 5, %(amount)s") % {
        "rank": row.rank,
        "title": row.dossier.title,
        "score": str(row.weighted).replace(".", ","),
        "amount": euros(each.candidate.amount),
    }
    return Piece(row.code, each.candidate.amount, each.candidate.weighted, words)


def _shown(value: Fraction | None) -> Decimal | None:
    return None if value is None else rounded(value, SHOWN_PLACES)
