"""What changed between two states of the form, word by word: two versions, or a version and the working draft.

Answers are compared as people read them (choices by their words, dates as France writes them), so that what shows no
difference is no difference. Pure but for the reader's language.
"""

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from typing import Literal

from django.utils.translation import gettext as _
from rapidfuzz.distance import LCSseq

from dossiers.form.completeness import Contents
from dossiers.form.display import ShownAnswer, ShownTable, shown

#: A word, a run of spaces, or one mark of punctuation.
TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
#: What stands between two changes with no more letters than this (« de la », a comma) reads better as part of them.
ISLAND = 4
#: Letters of what both texts share that are shown on either side of a change, and the fewest worth leaving out.
AROUND, LEAST_CUT = 160, 80

Fate = Literal["kept", "changed", "added", "removed"]


@dataclass(frozen=True)
class Run:
    """A piece of a text; `changed` when the other text does not have it, `cut` where a common stretch is left out."""

    text: str
    changed: bool = False
    cut: bool = False


@dataclass(frozen=True)
class Change:
    """The same text before and after. Each side's runs, put end to end, are that side's text.

    `short` is the same change without what both sides share far from it; None when that would leave nothing out.
    """

    before: tuple[Run, ...]
    after: tuple[Run, ...]
    short: "Change | None" = None

    @property
    def differs(self) -> bool:
        return any(run.changed for run in chain(self.before, self.after))


@dataclass(frozen=True)
class ChangedRow:
    """A row of a table: what became of it, and its cells in the order of the columns."""

    fate: Fate
    cells: tuple[Change, ...]

    @property
    def fate_label(self) -> str:
        return {"changed": _("Modifiée"), "added": _("Ajoutée"), "removed": _("Retirée")}.get(self.fate, "")


@dataclass(frozen=True)
class ChangedTable:
    """The rows that changed, and how many did not. `columns` is what `datatable` takes."""

    columns: str
    rows: tuple[ChangedRow, ...]
    kept: int


@dataclass(frozen=True)
class ChangedAnswer:
    """A question whose answer changed: a text, or a table."""

    name: str
    label: str
    text: Change | None
    table: ChangedTable | None


@dataclass(frozen=True)
class ChangedSection:
    code: str
    title: str
    answers: tuple[ChangedAnswer, ...]


def changes(before: Contents, after: Contents) -> tuple[ChangedSection, ...]:
    """The sections with something changed, in the order of the form, with the answers that changed alone."""
    pairs = zip(shown(before, every=True), shown(after, every=True), strict=True)
    found = (
        ChangedSection(new.code, new.title, tuple(_answers(old.answers, new.answers)))
        for old, new in pairs
        if old.answers != new.answers
    )
    return tuple(section for section in found if section.answers)


def compare(before: str, after: str) -> Change:
    """Two texts, word by word: the longest common sequence of words, small islands left in the change around them."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    blocks = _blocks(old, new)
    last = len(blocks) - 1
    whole, short = _Sides(), _Sides()
    for place, block in enumerate(blocks):
        letters = sum(len(token) for token in old[block.old] if token.isalnum())
        changed = not block.same or (place not in {0, last} and letters <= ISLAND)
        was, now = "".join(old[block.old]), "".join(new[block.new])
        whole.add(Run(was, changed), Run(now, changed))
        if changed:
            short.add(Run(was, True), Run(now, True))
            continue
        for run in _near(was, before_it=place > 0, after_it=place < last):
            short.add(run, run)
    found = whole.change()
    return replace(found, short=short.change()) if short.cuts and found.differs else found


@dataclass(frozen=True)
class _Block:
    """A stretch of both sequences: the same in both, or what stands in each between two such stretches."""

    same: bool
    old: slice
    new: slice


def _blocks(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[_Block]:
    """Both sequences cut along their longest common one; linear in time for texts as people write them, and never
    worse than the product of their lengths over 64 (difflib takes minutes on a form filled with « a b a b »).
    """
    steps = ((o.tag == "equal", o) for o in LCSseq.opcodes(old, new))
    found = []
    for same, group in groupby(steps, key=lambda step: step[0]):
        opcodes = [opcode for _same, opcode in group]
        first, last = opcodes[0], opcodes[-1]
        found.append(_Block(same, slice(first.src_start, last.src_end), slice(first.dest_start, last.dest_end)))
    return found


class _Sides:
    """Both texts as they are put together, run by run."""

    def __init__(self) -> None:
        self.left: list[Run] = []
        self.right: list[Run] = []

    def add(self, was: Run, now: Run) -> None:
        _extend(self.left, was)
        _extend(self.right, now)

    @property
    def cuts(self) -> bool:
        return any(run.cut for run in self.left)

    def change(self) -> Change:
        return Change(tuple(self.left), tuple(self.right))


def _near(text: str, *, before_it: bool, after_it: bool) -> Iterator[Run]:
    """A common stretch as it is shown: its ends, where a change stands before it or after it, cut between words."""
    if len(text) < AROUND * (before_it + after_it) + LEAST_CUT or not (before_it or after_it):
        yield Run(text)
        return
    if before_it:
        yield Run(text[:AROUND].rsplit(maxsplit=1)[0])
    yield Run("", cut=True)
    if after_it:
        yield Run(text[-AROUND:].split(maxsplit=1)[-1])


def _extend(runs: list[Run], run: Run) -> None:
    """Adds to the last run when it is of the same kind: the eye wants few marks."""
    if not run.text and not run.cut:
        return
    if runs and (runs[-1].changed, runs[-1].cut, run.cut) == (run.changed, False, False):
        run = replace(run, text=runs.pop().text + run.text)
    runs.append(run)


def _answers(before: Sequence[ShownAnswer], after: Sequence[ShownAnswer]) -> Iterator[ChangedAnswer]:
    for old, new in zip(before, after, strict=True):
        if old == new:
            continue
        if old.table or new.table:
            yield ChangedAnswer(new.name, new.label, None, _table(old.table, new.table))
        else:
            yield ChangedAnswer(new.name, new.label, compare(old.text, new.text), None)


def _table(before: ShownTable | None, after: ShownTable | None) -> ChangedTable:
    rows = tuple(_rows(before.rows if before else (), after.rows if after else ()))
    columns = (after or before or ShownTable("", ())).columns
    return ChangedTable(columns, tuple(row for row in rows if row.fate != "kept"), sum(r.fate == "kept" for r in rows))


def _rows(before: Sequence[tuple[str, ...]], after: Sequence[tuple[str, ...]]) -> Iterator[ChangedRow]:
    """Rows paired in order: the same ones first, then those between them one by one, what is over added or removed."""
    for block in _blocks(before, after):
        old, new = before[block.old], after[block.new]
        pairs = min(len(old), len(new))
        for was, now in zip(old, new, strict=False):
            yield ChangedRow("kept" if block.same else "changed", tuple(map(compare, was, now)))
        yield from (ChangedRow("removed", tuple(compare(cell, "") for cell in row)) for row in old[pairs:])
        yield from (ChangedRow("added", tuple(compare("", cell) for cell in row)) for row in new[pairs:])
