"""The choice of a secret ballot while it is open: one byte under a one-time pad, nothing that a query can read.

The pad and the check are drawn (HMAC-SHA256) from the site's secret key, the ballot's salt, the seat and a fresh nonce,
so that a database without the key tells nothing, the salt erased at the close tells nothing even with it, and a sealed
choice moved to another seat or ballot does not open. Sealed again, a same choice looks different.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable

from django.conf import settings

from copil.models import Ballot, Turnout, Vote

#: Hexadecimal characters of the nonce, of the byte under its pad, of the check.
NONCE, BYTE, CHECK = 32, 2, 32
CHOICES = tuple(Vote.Choice.values)


class Unsealable(ValueError):
    """A sealed choice that does not open: written with another key, or tampered with."""


def fresh_salt() -> str:
    return secrets.token_hex(32)


def seal(ballot: Ballot, seat: int, choice: str) -> str:
    """The choice of that seat, sealed; raises ValueError for an unknown one."""
    nonce = secrets.token_hex(NONCE // 2)
    pad, check = _drawn(str(settings.SECRET_KEY), ballot, seat, nonce)
    byte = f"{CHOICES.index(choice) ^ pad:02x}"
    return nonce + byte + check(byte)


def unseal(ballot: Ballot, turnout: Turnout) -> str:
    """The choice, for the count alone; raises `Unsealable`. A site key replaced meanwhile still opens it."""
    sealed = turnout.sealed
    nonce, byte, told = sealed[:NONCE], sealed[NONCE : NONCE + BYTE], sealed[NONCE + BYTE :]
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        pad, check = _drawn(str(key), ballot, turnout.seat_id, nonce)
        if hmac.compare_digest(check(byte), told):
            return CHOICES[int(byte, 16) ^ pad]
    raise Unsealable(f"ballot {ballot.pk}: a sealed choice does not open")


def _drawn(key: str, ballot: Ballot, seat: int, nonce: str) -> tuple[int, Callable[[str], str]]:
    about = f"copil.secret-ballot:{ballot.pk}:{ballot.salt}:{seat}:{nonce}"

    def draw(what: str) -> bytes:
        return hmac.digest(key.encode(), f"{what}:{about}".encode(), hashlib.sha256)

    return draw("pad")[0], lambda byte: draw(f"check:{byte}").hex()[:CHECK]
