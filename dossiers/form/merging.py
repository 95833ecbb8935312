"""Two people, or two pages, on one text: what each changed since the text both started from, answer by answer. Pure.

A table is one answer: its rows move, so that nothing says which one is which.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dossiers.form.questions import Question, SectionDef

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Merge:
    """`answers` keeps one's own and takes what only the other changed (`taken`).

    `clashing`: both changed it, each in their own way; `answers` has one's own there.
    """

    answers: dict[str, Any]
    taken: tuple[str, ...]
    clashing: tuple[str, ...]


def answer_in(answers: Answers, question: Question) -> Any:
    """The answer, or what stands for none."""
    return answers.get(question.name) or question.unanswered


def merge(section: SectionDef, *, base: Answers | None, mine: Answers, theirs: Answers) -> Merge:
    """What becomes of the section; without a known `base`, whatever differs clashes."""

    def whole(answers: Answers) -> Answers:
        return {question.name: answer_in(answers, question) for question in section.questions}

    return three_way(base=None if base is None else whole(base), mine=whole(mine), theirs=whole(theirs))


def three_way(*, base: Answers | None, mine: Answers, theirs: Answers) -> Merge:
    """What becomes of a text whose every answer stands in each of the three; without a known `base`, whatever differs
    clashes.
    """
    answers: dict[str, Any] = {}
    taken: list[str] = []
    clashing: list[str] = []
    for name, own in mine.items():
        other = theirs[name]
        answers[name] = own
        if own == other:
            continue
        if base is not None and base[name] == own:
            answers[name] = other
            taken.append(name)
        elif base is None or base[name] != other:
            clashing.append(name)
    return Merge(answers, tuple(taken), tuple(clashing))
