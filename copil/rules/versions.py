"""The versions of the house rules, and what each changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from copil.models import HouseRules
from copil.rules.explained import Rule, explained


@dataclass(frozen=True)
class Change:
    """One rule that a version settled otherwise than the one before."""

    title: str
    before: str
    after: str


@dataclass(frozen=True)
class Version:
    """One version in the history; `changes` is empty for the first."""

    rules: HouseRules
    changes: tuple[Change, ...]


def changes_between(before: HouseRules, after: HouseRules) -> tuple[Change, ...]:
    """The rules that differ, in their order."""
    pairs = zip(explained(before), explained(after), strict=True)
    return tuple(Change(new.title, old.sentence, new.sentence) for old, new in pairs if _differ(old, new))


def _differ(old: Rule, new: Rule) -> bool:
    return old.sentence != new.sentence


def history() -> tuple[Version, ...]:
    """Every version, the latest first; one statement."""
    found = list(HouseRules.objects.select_related("adopted_by").order_by("version"))
    return tuple(reversed([Version(rules, _since_last(found, n)) for n, rules in enumerate(found)]))


def _since_last(found: Sequence[HouseRules], n: int) -> tuple[Change, ...]:
    return changes_between(found[n - 1], found[n]) if n else ()
