"""The texts shipped with the site: version 1 of every document."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from decisions.document import Text
from decisions.wording.texts import DOCUMENTS

VERSION: Final = 1
_FILE: Final = Path(__file__).with_name("shipped.toml")


@cache
def _read() -> dict[str, tuple[Text, ...]]:
    said = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        code: tuple(Text(code=slot.code, text=said[code][slot.code].strip()) for slot in document.slots)
        for code, document in DOCUMENTS.items()
    }


def shipped(document: str) -> tuple[Text, ...]:
    """The texts of that document as they are shipped."""
    return _read()[document]
