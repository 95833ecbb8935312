"""Verification codes: what a document bears so that anyone can ask whether it was issued, and still stands."""

import secrets

from django.conf import settings
from django.urls import reverse

#: No letter or digit that a reader could take for another (I, L, O, U, 0, 1 are left out).
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, GROUP = 3, 4


def new_code() -> str:
    """A fresh code such as 7KQ4-M2XT-9DRA: 58 bits, not to be guessed."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


def normalised(typed: str) -> str:
    """A code as someone typed it, spaces, dashes and case forgiven; empty when it cannot be one."""
    kept = "".join(c for c in typed.upper() if c in ALPHABET)
    if len(kept) != GROUPS * GROUP:
        return ""
    return "-".join(kept[i : i + GROUP] for i in range(0, len(kept), GROUP))


def page_url(code: str) -> str:
    """The public page of that code, as an absolute address."""
    return f"{settings.SITE_URL}{reverse('decisions:verify', args=[code])}"
