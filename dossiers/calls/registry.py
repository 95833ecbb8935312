"""What higher rooms bring to a call: parts of its settings, what its page shows, what a clone copies."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise

from accounts.models import User
from dossiers.models import Call
from workflow.verdict import Refusal


@dataclass(frozen=True)
class Line:
    """One fact of a call, in words."""

    label: str
    value: str


@dataclass(frozen=True)
class Part:
    """A part of the settings: how it reads, the form that changes it and the verb that the form calls.

    `form` is given the call and what was sent (None: shown as it stands). `change` gets what the form said.
    """

    code: str
    title: str | Promise
    lead: str | Promise
    order: int
    lines: Callable[[Call], list[Line]]
    form: Callable[[Call, Mapping[str, Any] | None], forms.Form]
    change: Callable[[Call, int, User, Mapping[str, Any]], Call | Refusal]


@dataclass(frozen=True)
class Shown:
    """What a room shows on the page that leaders read: its template, and what it is drawn with."""

    template: str
    load: Callable[[Call], Mapping[str, Any]]


parts: dict[str, Part] = {}
shown: list[Shown] = []
clones: list[Callable[[Call, Call], None]] = []
#: How the history names what is no column of the call.
names: dict[str, str | Promise] = {}


def register_part(part: Part) -> None:
    if part.code in parts:
        raise ValueError(f"the part {part.code} of a call is registered twice")
    parts[part.code] = part


def register_shown(one: Shown) -> None:
    shown.append(one)


def register_clone(copy: Callable[[Call, Call], None]) -> None:
    """What is copied besides the call's own columns: from the first to the second, in the clone's transaction."""
    clones.append(copy)


def register_name(field: str, name: str | Promise) -> None:
    names[field] = name
