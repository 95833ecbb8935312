"""A small authority of the run's own: a root, the lab's key as a PKCS#12 file, and a timestamping service over HTTP.

pki       the files, made once a worker
sealed    the site signs with that key and believes that root
stamped   `sealed`, and the authority answers on 127.0.0.1
"""

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import keys, tsp, x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.sign.timestamps import DummyTimeStamper

PASSWORD = "essai"
_FROM, _TO = datetime(2020, 1, 1, tzinfo=UTC), datetime(2060, 1, 1, tzinfo=UTC)
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Pki:
    """The lab's key and another one, a file each; the root that both and the authority's own come from."""

    key: Path
    other: Path
    root: Path
    authority: DummyTimeStamper


def _certificate(name: str, key: Key, issuer: tuple[pyca.Name, Key] | None, *, stamps: bool = False) -> Any:
    subject = pyca.Name([pyca.NameAttribute(pyca.NameOID.COMMON_NAME, name)])
    root = issuer is None
    by, signing = issuer or (subject, key)
    made = (
        pyca.CertificateBuilder(by, subject, key.public_key(), pyca.random_serial_number(), _FROM, _TO)
        .add_extension(pyca.BasicConstraints(ca=root, path_length=None), critical=True)
        .add_extension(
            pyca.KeyUsage(not root, not root, False, False, False, root, root, False, False),
            critical=True,
        )
        .add_extension(pyca.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if stamps:
        made = made.add_extension(pyca.ExtendedKeyUsage([pyca.ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return made.sign(signing, hashes.SHA256())


def make_pki(folder: Path) -> Pki:
    """Keys and certificates, valid until 2060, in that folder."""
    root_key = ec.generate_private_key(ec.SECP256R1())
    root = _certificate("Racine d’essai", root_key, None)
    issuer = (root.subject, root_key)
    (folder / "root.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    for name in ("key", "other"):
        key = ec.generate_private_key(ec.SECP256R1())
        bundle = pkcs12.serialize_key_and_certificates(
            b"lab", key, _certificate(f"Cachet {name}", key, issuer), [root],
            serialization.BestAvailableEncryption(PASSWORD.encode()),
        )  # fmt: skip
        (folder / f"{name}.p12").write_bytes(bundle)
    stamper = rsa.generate_private_key(65537, 2048)
    der = stamper.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    certificate = _certificate("Horodatage d’essai", stamper, issuer, stamps=True)
    authority = DummyTimeStamper(
        x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)), keys.PrivateKeyInfo.load(der)
    )
    return Pki(folder / "key.p12", folder / "other.p12", folder / "root.pem", authority)


@pytest.fixture(scope="session")
def pki() -> Pki:
    folder = Path(os.environ["JALON_VAR"], "pki")
    folder.mkdir()
    return make_pki(folder)


@pytest.fixture
def sealed(settings: Any, pki: Pki, tmp_path: Path) -> Pki:
    settings.SEAL_P12, settings.SEAL_PASSWORD = str(pki.key), PASSWORD
    settings.TRUSTED_CERTIFICATES = str(pki.root)
    settings.ANCHORS_DIR = tmp_path / "anchors"
    return pki


@pytest.fixture
def stamped(settings: Any, sealed: Pki) -> Iterator[Pki]:
    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            answer = sealed.authority.request_tsa_response(asked).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *said: object) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Service)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    serving.start()
    settings.TSA_URL = f"http://127.0.0.1:{server.server_port}/"
    yield sealed
    server.shutdown()
    serving.join()
    server.server_close()
