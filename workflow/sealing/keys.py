"""The lab's key and those it trusts, as the settings name them: a PKCS#12 file, or a PKCS#11 device that keeps the key.

pyHanko takes a second to import: each function that needs it imports it.
"""

import asyncio
import hashlib
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate
    from pyhanko.sign.signers.pdf_cms import Signer
    from pyhanko_certvalidator import ValidationContext

T = TypeVar("T")


class SealError(Exception):
    """The key, its device or the authority cannot be used now; what it says is for who runs the site."""


class BadSealError(Exception):
    """A signature or a stamp that does not hold, and why."""


def at_once(coroutine: Coroutine[Any, Any, T]) -> T:
    """Runs it to its end, in a thread of its own: the caller's may have a loop already."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def has_key() -> bool:
    """Whether the settings name a key."""
    return bool(settings.SEAL_P12 or settings.SEAL_PKCS11_MODULE)


@contextmanager
def signer() -> "Iterator[Signer]":
    """The lab's key, ready to sign. Raises SealError."""
    if settings.SEAL_PKCS11_MODULE:
        yield from _from_device()
    else:
        yield _from_file()


def _from_file() -> "Signer":
    from pyhanko.sign.signers.pdf_cms import SimpleSigner

    found: Signer | None = SimpleSigner.load_pkcs12(
        settings.SEAL_P12, passphrase=settings.SEAL_PASSWORD.encode() or None
    )
    if found is None:
        raise SealError(f"JALON_SEAL_P12: {settings.SEAL_P12} cannot be read, or not with that password")
    return found


def _from_device() -> "Iterator[Signer]":
    from pkcs11 import Mechanism
    from pkcs11.exceptions import PKCS11Error
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

    try:
        session = open_pkcs11_session(
            settings.SEAL_PKCS11_MODULE,
            token_criteria=TokenCriteria(label=settings.SEAL_PKCS11_TOKEN),
            user_pin=settings.SEAL_PASSWORD or None,
        )
        with session:
            label = settings.SEAL_PKCS11_LABEL
            ready = PKCS11Signer(session, cert_label=label, other_certs_to_pull=None)
            certificate = ready.signing_cert
            by_curve = certificate is not None and certificate.public_key.algorithm == "ec"
            if by_curve and Mechanism.ECDSA_SHA256 not in session.token.slot.get_mechanisms():
                # Many devices sign hashes on curves, and leave the hashing to whoever asks.
                ready = PKCS11Signer(session, cert_label=label, other_certs_to_pull=None, use_raw_mechanism=True)
            yield ready
    except PKCS11Error as broken:
        raise SealError(f"JALON_SEAL_PKCS11_MODULE: {type(broken).__name__} {broken}") from broken


def fingerprint() -> str:
    """The SHA-256 of the key's certificate, in hexadecimal; empty without a key. Raises SealError."""
    if not has_key():
        return ""
    with signer() as ready:
        if ready.signing_cert is None:
            raise SealError("the key has no certificate")
        return fingerprint_of(ready.signing_cert)


def fingerprint_of(certificate: "Certificate") -> str:
    return hashlib.sha256(certificate.dump()).hexdigest()


def trusted(at: datetime) -> "ValidationContext":
    """What signatures and stamps made at that time are judged by: the certificates of JALON_TRUSTED_CERTIFICATES alone.

    Nothing is fetched: a judgment given today must be given in ten years, without a network.
    """
    from pyhanko.keys import load_certs_from_pemder
    from pyhanko_certvalidator import ValidationContext

    path = settings.TRUSTED_CERTIFICATES
    roots = list(load_certs_from_pemder([path])) if path and Path(path).exists() else []
    return ValidationContext(trust_roots=roots, moment=at, allow_fetching=False, revocation_mode="soft-fail")
