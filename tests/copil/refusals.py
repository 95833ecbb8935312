"""What a refused verb says, for the tests."""

from typing import Any

from workflow.verdict import Refusal


def codes(outcome: Any) -> list[str]:
    """What stood in the way: each unmet point, or the kind of refusal."""
    assert isinstance(outcome, Refusal), outcome
    return [unmet.code for unmet in outcome.unmet] or [outcome.why.code]
