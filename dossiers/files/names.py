"""Names of files as people give them: kept as they know them, without what could deceive or harm. Pure."""

import unicodedata
from collections.abc import Collection

#: What is left of a name that held nothing else.
NAMELESS = "fichier"
LONGEST = 120
LONGEST_EXTENSION = 12


def cleaned(name: str) -> str:
    """The name alone, in one line: no folder, no control or invisible character, none that turns the direction.

    At most 120 characters; the extension of a longer one is kept.
    """
    alone = name.replace("\\", "/").rpartition("/")[2]
    spaced = "".join(" " if unicodedata.category(c)[0] == "Z" or c in "\t\r\n" else c for c in alone)
    seen = "".join(c for c in spaced if unicodedata.category(c)[0] != "C")
    tidy = " ".join(unicodedata.normalize("NFC", seen).split()).strip(". ")
    return _cut(tidy, LONGEST) or NAMELESS


def distinct(name: str, taken: Collection[str]) -> str:
    """The name, or “name (2).pdf” when a file already bears it; case does not make a difference."""
    known = {other.casefold() for other in taken}
    stem, extension = _parts(name)
    found, number = name, 1
    while found.casefold() in known:
        number += 1
        mark = f" ({number})"
        found = _cut(stem, LONGEST - len(mark) - len(extension)) + mark + extension
    return found


def harmless(name: str, extensions: tuple[str, ...]) -> str:
    """The name under which it is handed out: it ends as its content asks, whatever the person's own ending says."""
    ending = _parts(name)[1].lower()
    return name if ending.lstrip(".") in extensions else f"{name}.{extensions[0]}"


def _parts(name: str) -> tuple[str, str]:
    """Stem and extension (with its dot; empty when there is none worth the name)."""
    stem, dot, extension = name.rpartition(".")
    if not stem or not extension or len(extension) > LONGEST_EXTENSION or " " in extension:
        return name, ""
    return stem, dot + extension


def _cut(name: str, longest: int) -> str:
    if len(name) <= longest:
        return name
    stem, extension = _parts(name)
    return stem[: longest - len(extension) - 1].rstrip(". ") + "…" + extension
