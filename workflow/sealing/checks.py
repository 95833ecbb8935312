"""Asked before a site is put in service: can the key that the settings name sign, and is what it signs believed?"""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.utils import timezone

from workflow.sealing import keys, signatures
from workflow.sealing.keys import BadSealError, SealError

_PROOF = b"jalon: a key that signs"


def check_seal(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:  # noqa: ARG001 - Django's
    """Signs a few bytes, and judges the signature as `verify_log` would; nothing to say without a key."""
    if not keys.has_key():
        return []
    try:
        signatures.check(signatures.sign(_PROOF), _PROOF, signer=keys.fingerprint(), at=timezone.now())
    except SealError as broken:
        return [Error(str(broken), id="workflow.E020")]
    except BadSealError as bad:
        hint = "JALON_TRUSTED_CERTIFICATES is a PEM file with the authority of the key's certificate."
        return [Error(f"The site would not believe its own seal: {bad}.", hint=hint, id="workflow.E021")]
    return []
