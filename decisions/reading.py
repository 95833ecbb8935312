"""An act read back from its canonical bytes: pages show what was rendered, never what the dossier says by now."""

import json
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from decisions.canonical import Hashed
from decisions.document import ActInputs
from decisions.models import Act

H = TypeVar("H", bound=Hashed)


def read_back(kind: type[H], canonical: str) -> H:
    """What `Hashed.canonical()` wrote of that kind; raises ValueError, KeyError or TypeError for anything else."""
    written = json.loads(canonical)
    if written["document"] != kind.__name__:
        raise ValueError(f"these are the inputs of a {written['document']}")
    read: H = _value(kind, written["inputs"])
    return read


def read_inputs(canonical: str) -> ActInputs:
    """The inputs of an act from its canonical bytes."""
    return read_back(ActInputs, canonical)


def inputs_of(act: Act) -> ActInputs:
    """What that act says."""
    return read_inputs(act.inputs)


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _value(kind: Any, written: Any) -> Any:
    """`written` as a value of that type: the inverse of `document.plain_value`."""
    if get_origin(kind) is UnionType:
        if written is None:
            return None
        (kind,) = (one for one in get_args(kind) if one is not NoneType)
    if get_origin(kind) is tuple:
        return tuple(_value(get_args(kind)[0], item) for item in written)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{f.name: _value(hints[f.name], written[f.name]) for f in fields(kind) if f.name in written})
    if kind is Decimal:
        return Decimal(written)
    if kind is date:
        return date.fromisoformat(written)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(written)
    return written
