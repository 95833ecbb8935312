"""A text that somebody saved since it was shown: nothing is overwritten, both texts are handed back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow.verdict import Refusal


@dataclass(frozen=True)
class TextMoved(Refusal):
    """Both texts, by the names of their fields: `current` as it was saved since, `typed` as it was refused.

    Saving again with `revision` keeps `typed` in place of `current`. When the text that the person started from is
    known: `clashing` answers were changed by both, `taken` ones by the other alone.
    """

    current: Mapping[str, Any] | None = None
    typed: Mapping[str, Any] | None = None
    revision: int = 0
    saved_by: str = ""
    saved_at: datetime | None = None
    clashing: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
