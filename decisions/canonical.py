"""The canonical bytes of a document's inputs, and their hash; what a piece of them has in common with the others."""

import hashlib
import json
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from decisions.french import clean


def _cleaned(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, StrEnum):
        return clean(value)
    if isinstance(value, tuple):
        return tuple(_cleaned(item) for item in value)
    return value


@dataclass(frozen=True, kw_only=True)
class Part:
    """A piece of an act. Its texts are cleaned once, so that hash, pages and attached data say the same thing."""

    def __post_init__(self) -> None:
        for each in fields(self):
            object.__setattr__(self, each.name, _cleaned(getattr(self, each.name)))


@dataclass(frozen=True, kw_only=True)
class Hashed(Part):
    """Inputs of a document, as bytes that two machines and two databases agree on."""

    def canonical(self) -> bytes:
        """UTF-8 JSON: sorted keys, no space, ISO dates, decimals as strings without useless zeros."""
        plain = {"document": type(self).__name__, "inputs": plain_value(self)}
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def inputs_sha256(self) -> str:
        """Hexadecimal SHA-256 of `canonical()`."""
        return hashlib.sha256(self.canonical()).hexdigest()


def plain_value(value: object) -> object:
    """`value` as JSON knows it, the same for equal values: 18000 and 18000.00 are one amount."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain_value(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [plain_value(item) for item in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"no canonical form for {type(value).__name__}")
