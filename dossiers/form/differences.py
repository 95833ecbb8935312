"""What two texts do not share, word by word. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

#: A word, a run of spaces, or one sign: what is compared, and what is marked.
TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """A part of a text; `own`: the other text does not have it there."""

    text: str
    own: bool


def compare(one: str, other: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces, what each has alone marked; put together again, the pieces are the texts."""
    left, right = TOKEN.findall(one), TOKEN.findall(other)
    mine: list[Piece] = []
    theirs: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        own = tag != "equal"
        mine.append(Piece("".join(left[i1:i2]), own))
        theirs.append(Piece("".join(right[j1:j2]), own))
    return _joined(mine), _joined(theirs)


def _joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Without empty pieces; marked words that only a space parts are one piece."""
    found: list[Piece] = []
    for piece in (p for p in pieces if p.text):
        if len(found) > 1 and piece.own and found[-2].own and found[-1].text.isspace():
            gap = found.pop()
            found[-1] = Piece(found[-1].text + gap.text + piece.text, own=True)
        else:
            found.append(piece)
    return tuple(found)
