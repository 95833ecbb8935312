"""The prose of the minutes: which texts there are, by the names of their fields, and what is kept of them."""

from collections.abc import Iterable, Mapping

from copil.models import Minutes
from dossiers.form.values import plain

OPENING, CLOSING = "opening", "closing"
DISCUSSION, DISSENT = "said", "dissent"
#: The most characters of one text.
MOST = 10_000

Texts = Mapping[str, str]


def discussion(key: str) -> str:
    """The name of what was said on the point of that key."""
    return f"{DISCUSSION}-{key}"


def dissent(key: str) -> str:
    """The name of what a member asked to have noted on that point."""
    return f"{DISSENT}-{key}"


def names(keys: Iterable[str]) -> tuple[str, ...]:
    """Every text of the minutes of the points of those keys; dissent is noted on dossiers."""
    found = [OPENING]
    for key in keys:
        found.append(discussion(key))
        if key.startswith("d"):
            found.append(dissent(key))
    return (*found, CLOSING)


def tidy(text: str) -> str:
    """A text without what cannot be seen."""
    return plain(text).strip()


def kept(minutes: Minutes | None, wanted: Iterable[str]) -> dict[str, str]:
    """What the site has of those texts now, empty where it has nothing."""
    texts = minutes.texts if minutes is not None else {}
    return {name: texts.get(name, "") for name in wanted}
