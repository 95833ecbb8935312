"""Saving while it is being typed: what can be read is kept, what cannot is told, what another wrote is not overwritten.

The rule of revisions is `save_section`'s own. What is added here: a value that is not of its kind does not hold the
others back (docs/adr/0007), and two people who changed different questions are both kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from accounts.models import User
from dossiers.actions.writing import SectionMoved, save_section
from dossiers.form.merging import merge
from dossiers.form.questions import BY_CODE
from dossiers.form.values import Problem, readable
from dossiers.models import Dossier, Section
from workflow.verdict import Refusal

#: How many times somebody else may save during one of our own before the person is asked.
TRIES = 3


@dataclass(frozen=True)
class Autosaved:
    """The section as it is kept now; `problems` were not kept; `moved` is what another had saved and is kept too."""

    section: Section
    problems: tuple[Problem, ...]
    moved: SectionMoved | None = None


def autosave(
    *,
    dossier: Dossier,
    section: str,
    typed: Mapping[str, Any],
    base: Mapping[str, Any] | None,
    revision: int,
    by: User,
) -> Autosaved | Refusal:
    """Keeps what is typed so far; `base` is the text that the person started from, as it was shown.

    An answer that cannot be read leaves in place the one that was kept. Refused as `save_section` refuses;
    SectionMoved only when both people changed the same answer. KeyError for an unknown section.
    """
    definition = BY_CODE[section]
    kept = Section.objects.filter(dossier=dossier, code=section).values_list("data", flat=True).first() or {}
    start = readable(definition, base, kept)[0] if base is not None else None
    answers, problems = readable(definition, typed, kept)
    outcome = save_section(dossier=dossier, section=section, answers=answers, revision=revision, by=by)
    taken: tuple[str, ...] = ()
    moved: SectionMoved | None = None
    for _attempt in range(TRIES):
        if not isinstance(outcome, SectionMoved):
            break
        moved, theirs = outcome, outcome.current or {}
        answers, problems = readable(definition, typed, theirs)
        merged = merge(definition, base=start, mine=answers, theirs=theirs)
        if merged.clashing:
            return replace(moved, clashing=merged.clashing, taken=merged.taken)
        taken = merged.taken
        outcome = save_section(dossier=dossier, section=section, answers=merged.answers, revision=moved.revision, by=by)
    if isinstance(outcome, Refusal):
        return outcome
    return Autosaved(outcome, tuple(problems), replace(moved, taken=taken) if moved and taken else None)
