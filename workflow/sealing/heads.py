"""What the chains of the log have come to, as bytes on which two machines agree; pure.

A list of heads is a text: a line a chain (name, last sequence, last hash), sorted by name. A statement tells one day:
the hash of the whole list, that of the lines that moved since the day before, and the hash of the statement before. So
the last statement holds all the others, and the lines of each day are enough to write any day's whole list again.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

#: What stands for the statement before the first one.
GENESIS = "0" * 64


@dataclass(frozen=True)
class Head:
    """The end of one chain; a document that is kept outside of any chain is one of a single entry."""

    chain: str
    seq: int
    hash: str

    def line(self) -> str:
        return f"{self.chain} {self.seq} {self.hash}\n"


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What is sealed. `signer` is the SHA-256 of the certificate that signs it, empty without a key; `stamped` tells
    whether an authority stamps it. Hashes are SHA-256 in hexadecimal, `at` is ISO 8601 in UTC.
    """

    number: int
    day: str
    at: str
    previous: str
    chains: int
    heads_sha256: str
    moved_sha256: str
    signer: str
    stamped: bool

    def canonical(self) -> str:
        """JSON with sorted keys and no space; ASCII."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))


def read_statement(canonical: str) -> Statement:
    """The statement of that text; raises ValueError or TypeError for anything else."""
    said = json.loads(canonical)
    if not isinstance(said, dict):
        raise TypeError("a statement is an object")
    return Statement(**said)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def written(heads: Iterable[Head]) -> str:
    """The canonical text of a list of heads."""
    return "".join(sorted(head.line() for head in heads))


def read(text: str) -> list[Head]:
    """The heads of that text; raises ValueError for anything else."""
    found = []
    for line in text.splitlines():
        chain, seq, value = line.split(" ")
        found.append(Head(chain, int(seq), value))
    return found


def moved(now: Mapping[str, Head], before: Mapping[str, Head]) -> list[Head]:
    """The heads that are not what they were."""
    return [head for chain, head in now.items() if before.get(chain) != head]
