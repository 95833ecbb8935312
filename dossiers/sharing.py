"""Sharing dossiers out among people: a proposal, place by place, whoever reckoned it and whatever the task is.

The challenge proposes référents, scoring proposes reviewers; the page to read, change and confirm is the same
(views/places.py).
"""

from dataclasses import dataclass

from accounts.models import User
from dossiers.models import Dossier


@dataclass(frozen=True)
class Option:
    """A person who may be chosen by hand for a dossier."""

    person: User
    label: str


@dataclass(frozen=True)
class Proposal:
    """A person proposed for one place, and why; None when nobody is left."""

    person: User | None
    reasons: str


@dataclass(frozen=True)
class Shared:
    """A waiting dossier, one proposal a place, who else may be chosen, and why places stay empty, if any."""

    dossier: Dossier
    places: tuple[Proposal, ...]
    options: tuple[Option, ...]
    gap: str


@dataclass(frozen=True)
class Sharing:
    """What is proposed at once, and how many dossiers come after."""

    dossiers: tuple[Shared, ...]
    more: int
