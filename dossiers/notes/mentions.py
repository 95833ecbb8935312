"""Whom a text mentions: `@` and the full name of a colleague, typed or chosen, whatever its capitals and accents."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User

#: A mention begins a word: an address of mail holds none.
_AT = re.compile(r"(?<![\w.@])@(?=\w)")


@dataclass(frozen=True)
class Run:
    """A piece of a note; a mention when `person` is somebody."""

    text: str
    person: User | None = None


def runs(text: str, people: Iterable[User]) -> tuple[Run, ...]:
    """The text cut where it mentions one of these people; put together again, it is the text, letter for letter.

    Of two names, the longer wins. People of the same name are all mentioned: the first of them stands for them here.
    """
    names = sorted(((_plain(p.full_name), p) for p in people), key=lambda n: (-len(n[0]), n[1].pk))
    found: list[Run] = []
    start = 0
    for at in _AT.finditer(text):
        if at.start() < start:
            continue
        for name, person in names:
            end = _end(text, at.end(), name)
            if end:
                found += [Run(text[start : at.start()]), Run(text[at.start() : end], person)]
                start = end
                break
    found.append(Run(text[start:]))
    return tuple(run for run in found if run.text)


def mentioned(text: str, people: Iterable[User]) -> list[User]:
    """Those of these people whom the text mentions, homonyms included, each once."""
    known = list(people)
    names = {_plain(run.person.full_name) for run in runs(text, known) if run.person}
    return [person for person in known if _plain(person.full_name) in names]


def unknown(text: str, people: Iterable[User]) -> list[str]:
    """What looks like a mention and names nobody: the word after each such `@`."""
    rest = "\0".join(run.text for run in runs(text, people) if run.person is None)
    return [f"@{match.group(1)[:40]}" for match in re.finditer(r"(?<![\w.@])@(\w[\w’'-]*)", rest)]


def _end(text: str, start: int, name: str) -> int:
    """Where that name ends when the text has it there as whole words; 0 otherwise; see `_plain`."""
    end = start + len(name)
    if not name or _plain(text[start:end]) != name:
        return 0
    return 0 if end < len(text) and (text[end].isalnum() or text[end] == "_") else end


def _plain(text: str) -> str:
    """Without capitals or accents, as long as before: a sign that would become several stays as it is."""
    return "".join(_sign(c) for c in text)


def _sign(c: str) -> str:
    base = unicodedata.normalize("NFD", c)[0].casefold()
    return base if len(base) == 1 else c
