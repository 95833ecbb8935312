"""Saving while it is being typed: what can be read is kept, what cannot is told, what another wrote is not overwritten.

The rule of revisions is that of the verb which saves. What is added here: a value that is not of its kind does not
hold the others back (docs/adr/0007), and two pages that changed different answers are both kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from accounts.models import User
from dossiers.actions.moved import TextMoved
from dossiers.actions.writing import save_section
from dossiers.form.merging import Merge, merge
from dossiers.form.questions import BY_CODE
from dossiers.form.values import Problem, readable
from dossiers.models import Dossier, Section
from workflow.verdict import Refusal

#: How many times somebody else may save during one of our own before the person is asked.
TRIES = 3

T = TypeVar("T")
Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Autosaved(Generic[T]):
    """The text as it is kept now; `problems` were not kept; `moved` is what another had saved and is kept too."""

    kept: T
    problems: tuple[Problem, ...]
    moved: TextMoved | None = None


def save_while_typing(
    *,
    read: Callable[[Answers], tuple[Answers, list[Problem]]],
    merged: Callable[[Answers, Answers], Merge],
    save: Callable[[Answers, int], T | Refusal],
    kept: Answers,
    revision: int,
) -> Autosaved[T] | Refusal:
    """Keeps what is typed so far, whatever the text is.

    `read` takes what was typed, what cannot be read left as it is kept; `merged` puts one's own and the other's text
    together; `save` is the verb, which answers TextMoved when its revision is no longer the last one. TextMoved comes
    back only when both pages changed the same answer, or when somebody saves without end.
    """
    answers, problems = read(kept)
    outcome = save(answers, revision)
    taken: tuple[str, ...] = ()
    moved: TextMoved | None = None
    for _attempt in range(TRIES):
        if not isinstance(outcome, TextMoved):
            break
        moved, theirs = outcome, outcome.current or {}
        answers, problems = read(theirs)
        both = merged(answers, theirs)
        if both.clashing:
            return replace(moved, clashing=both.clashing, taken=both.taken)
        taken = both.taken
        outcome = save(both.answers, moved.revision)
    if isinstance(outcome, Refusal):
        return outcome
    return Autosaved(outcome, tuple(problems), replace(moved, taken=taken) if moved and taken else None)


def autosave(
    *,
    dossier: Dossier,
    section: str,
    typed: Answers,
    base: Answers | None,
    revision: int,
    by: User,
) -> Autosaved[Section] | Refusal:
    """Keeps what is typed so far of a section; `base` is the text that the person started from, as it was shown.

    An answer that cannot be read leaves in place the one that was kept. Refused as `save_section` refuses;
    TextMoved only when both people changed the same answer. KeyError for an unknown section.
    """
    definition = BY_CODE[section]
    kept = Section.objects.filter(dossier=dossier, code=section).values_list("data", flat=True).first() or {}
    start = readable(definition, base, kept)[0] if base is not None else None

    def save(answers: Answers, seen: int) -> Section | Refusal:
        return save_section(dossier=dossier, section=section, answers=answers, revision=seen, by=by)

    return save_while_typing(
        read=lambda theirs: readable(definition, typed, theirs),
        merged=lambda mine, theirs: merge(definition, base=start, mine=mine, theirs=theirs),
        save=save,
        kept=kept,
        revision=revision,
    )
