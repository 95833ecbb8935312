"""Detached signatures by the lab's key, as CMS (`openssl cms -verify` reads them too)."""

from datetime import datetime

from workflow.sealing.keys import BadSealError, at_once, fingerprint_of, signer, trusted


def sign(content: bytes) -> bytes:
    """The detached CMS signature of these bytes, DER. Raises SealError."""
    with signer() as ready:
        made = at_once(ready.async_sign_general_data(content, "sha256", detached=True))
    return bytes(made.dump())


def check(signature: bytes, content: bytes, *, signer: str, at: datetime) -> None:
    """Raises BadSealError unless it signs these bytes by the certificate of SHA-256 `signer`, trusted at that time."""
    from asn1crypto import cms
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.validation import async_validate_detached_cms
    from pyhanko.sign.validation.errors import SignatureValidationError

    try:
        signed = cms.ContentInfo.load(signature, strict=True)["content"]
        status = at_once(async_validate_detached_cms(content, signed, signer_validation_context=trusted(at)))
    except (ValueError, TypeError, KeyError, SigningError, SignatureValidationError) as broken:
        raise BadSealError("signature illisible") from broken
    if not (status.intact and status.valid):
        raise BadSealError("signature fausse")
    if fingerprint_of(status.signing_cert) != signer:
        raise BadSealError("signature d’un autre certificat que celui annoncé")
    if not status.trusted:
        raise BadSealError("signature d’un certificat auquel le site ne se fie pas (JALON_TRUSTED_CERTIFICATES)")


def signer_of(signature: bytes) -> str:
    """Who signed, as the certificate names them; empty when the signature cannot be read. Judges nothing."""
    from asn1crypto import cms

    try:
        signed = cms.ContentInfo.load(signature, strict=True)["content"]
        serial = signed["signer_infos"][0]["sid"].chosen["serial_number"].native
        found = (one.chosen for one in signed["certificates"] if one.chosen.serial_number == serial)
        named = next(found).subject.native
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, StopIteration):
        return ""
    return str(named.get("common_name") or named.get("organization_name") or "")
