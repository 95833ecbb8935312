"""Two people on one section: what each changed since the text both started from, question by question. Pure.

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
    answers: dict[str, Any] = {}
    taken: list[str] = []
    clashing: list[str] = []
    for question in section.questions:
        own, other = answer_in(mine, question), answer_in(theirs, question)
        answers[question.name] = own
        if own == other:
            continue
        start = None if base is None else answer_in(base, question)
        if start == own:
            answers[question.name] = other
            taken.append(question.name)
        elif start != other:
            clashing.append(question.name)
    return Merge(answers, tuple(taken), tuple(clashing))
