"""An undefined variable in one of our templates fails the test.

Django asks whether `string_if_invalid` is true only when a variable is undefined, and goes on as always when it is
not: this string takes the question as the moment to complain, and changes nothing for templates of other packages.
"""

import sys
from types import FrameType

import pytest
from django.template.base import FilterExpression, Node


def _origin(frame: FrameType | None) -> str:
    """The file of the template being rendered: that of the innermost node."""
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return str(node.origin)
        frame = frame.f_back
    return "?"


def _has_default(expression: FilterExpression) -> bool:
    """Whether the template itself says what stands in for an absent value."""
    return any(function.__name__ in {"default", "default_if_none"} for function, _ in expression.filters)


class Undefined(str):
    """An empty string whose truth is asked when a template names what nobody gave."""

    __slots__ = ()

    def __bool__(self) -> bool:
        asker = sys._getframe(1)
        expression = asker.f_locals.get("self")
        if isinstance(expression, FilterExpression) and not _has_default(expression):
            origin = _origin(asker)
            if "site-packages" not in origin:
                pytest.fail(f"undefined template variable {expression.token!r} in {origin}")
        return False
