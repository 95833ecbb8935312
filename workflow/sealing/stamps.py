"""Timestamps (RFC 3161): an authority outside of the lab says that these bytes existed at that time."""

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings

from workflow.sealing.keys import BadSealError, SealError, at_once, trusted

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper

#: Seconds for the authority to answer.
PATIENCE = 10


def has_authority() -> bool:
    """Whether the settings name a timestamping authority."""
    return bool(settings.TSA_URL)


def authority() -> "TimeStamper":
    """The authority that the settings name."""
    from pyhanko.sign.timestamps import HTTPTimeStamper

    auth = (settings.TSA_USER, settings.TSA_PASSWORD) if settings.TSA_USER else None
    return HTTPTimeStamper(settings.TSA_URL, timeout=PATIENCE, auth=auth)


def stamp(content: bytes) -> bytes:
    """The token for the SHA-256 of these bytes, DER. Raises SealError when the authority gives none."""
    digest = hashlib.sha256(content).digest()
    try:
        token = at_once(authority().async_timestamp(digest, "sha256"))
    except (OSError, TimeoutError, ValueError) as broken:
        raise SealError(f"JALON_TSA_URL: {type(broken).__name__} {broken}") from broken
    return bytes(token.dump())


def check(token: bytes, content: bytes) -> datetime:
    """When these bytes existed, as a trusted authority says. Raises BadSealError."""
    from asn1crypto import cms
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
    from pyhanko.sign.validation.status import TimestampSignatureStatus

    try:
        signed = cms.ContentInfo.load(token, strict=True)["content"]
        said: datetime = signed["encap_content_info"]["content"].parsed["gen_time"].native
        found = at_once(
            validate_tst_signed_data(signed, trusted(said), lambda name: hashlib.new(name, content).digest())
        )
        status = TimestampSignatureStatus(**found)
    except (ValueError, TypeError, KeyError, AttributeError, SignatureValidationError) as broken:
        raise BadSealError("horodatage illisible, ou d’autre chose") from broken
    if not (status.intact and status.valid):
        raise BadSealError("horodatage faux")
    if not status.trusted:
        raise BadSealError("horodatage d’une autorité à laquelle le site ne se fie pas (JALON_TRUSTED_CERTIFICATES)")
    return said


def time_of(token: bytes) -> datetime | None:
    """The instant that a token tells; None when it cannot be read. Judges nothing."""
    from asn1crypto import cms

    try:
        signed = cms.ContentInfo.load(token, strict=True)["content"]
        said: datetime = signed["encap_content_info"]["content"].parsed["gen_time"].native
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return said
