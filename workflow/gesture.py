"""Who asks for what: the actor and the gesture, as plain values."""

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import date

from accounts.models import User


@dataclass(frozen=True)
class Actor:
    """A person, or the automate with the person whose gesture set it off."""

    user: User | None
    automate: bool = False

    @classmethod
    def system(cls, *, cause: User | None = None) -> "Actor":
        return cls(user=cause, automate=True)

    @property
    def ref(self) -> str:
        """How the log names the actor: an opaque reference, or the automate."""
        return "system" if self.automate or self.user is None else str(self.user.ref)

    @property
    def cause_ref(self) -> str:
        """The person whose gesture set the automate off; empty when there is none."""
        return str(self.user.ref) if self.automate and self.user else ""


@dataclass(frozen=True)
class Gesture:
    """One verb asked for, with all that was said along with it.

    `about` names the thing concerned (a session, an act); `exception` says that the person waives the guard that the
    transition offers to waive, `reason` saying why. `enclosed` is what was made of it before the lock, for an effect to
    keep: no part of what was asked.
    """

    verb: str
    reason: str = ""
    until: date | None = None
    about: str = ""
    exception: bool = False
    enclosed: tuple[bytes, ...] = ()

    def digest(self, actor: Actor) -> str:
        """SHA-256 of the whole, to tell a retry from another request under the same key."""
        said = [self.verb, self.reason, str(self.until or ""), self.about, self.exception, actor.ref]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def new_key() -> str:
    """A fresh idempotency key, put in each form when it is shown."""
    return uuid.uuid4().hex
