"""The public page of the daily heads: anybody reads when they were made and sealed, and checks them with OpenSSL."""

import hashlib
import json
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from tests.seals import Pki
from tests.statements import counted
from tests.world import build, in_challenge
from workflow import clock
from workflow.models import Anchor
from workflow.sealing.anchoring import anchor

pytestmark = pytest.mark.django_db
PAGE = "/verifier/journal/"


def test_anybody_reads_the_heads_and_checks_one_with_openssl(stamped: Pki, tmp_path: Path) -> None:
    stranger = Client()
    assert "Aucune tête pour l’instant" in stranger.get(PAGE).content.decode()
    dossier = in_challenge(build())
    assert anchor()
    found = Anchor.objects.get()
    assert PAGE in stranger.get("/verifier/").content.decode()
    page = stranger.get(PAGE).content.decode()
    for words in (found.sha256, "Cachet key", "Horodatée le"):
        assert words in page, words
    assert dossier.reference not in page
    assert str(dossier.pk) not in page
    paths = {}
    for ending in ("json", "p7s", "tsr"):
        answer = stranger.get(f"{PAGE}1.{ending}")
        paths[ending] = tmp_path / answer["Content-Disposition"].split('"')[1]
        paths[ending].write_bytes(answer.content)
    assert hashlib.sha256(paths["json"].read_bytes()).hexdigest() == found.sha256
    assert str(dossier.pk) not in paths["json"].read_text()
    roots = ["-CAfile", str(stamped.root)]
    cms = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", str(paths["p7s"])]
    ts = ["openssl", "ts", "-verify", "-token_in", "-in", str(paths["tsr"]), "-data", str(paths["p7s"]), *roots]
    for command in ([*cms, "-content", str(paths["json"]), *roots, "-purpose", "any"], ts):
        done = subprocess.run(command, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
    for wrong in ("2.json", "1.txt", "1.moved", "99999999999.json", "0.json"):
        assert stranger.get(f"{PAGE}{wrong}").status_code == 404, wrong


def test_a_head_that_cannot_be_read_is_shown_and_pages_cost_the_same() -> None:
    """Rows laid by hand, in the shape of the real ones: what is looked at is the list alone."""
    build()
    assert anchor()
    first = Anchor.objects.get()
    said = json.loads(first.statement)
    for n in range(2, 72):
        statement = json.dumps(said | {"number": n, "signer": "a" * 64}, sort_keys=True, separators=(",", ":"))
        Anchor.objects.create(
            number=n, day=first.day + timedelta(days=n), at=clock.now(), statement=statement, sha256=f"{n:064}",
            signature=b"illisible" if n % 2 else None,
        )  # fmt: skip
    stranger, address, seen = Client(), PAGE, []
    with counted(at_most=4):
        page = stranger.get(address).context["page"]
    while True:
        seen += [head.number for head in page.heads]
        if not page.older:
            break
        page = stranger.get(f"{PAGE}?avant={page.older}").context["page"]
    assert seen == list(range(71, 0, -1))
    newer = stranger.get(f"{PAGE}?avant={page.newer}").context["page"]
    assert newer.heads[-1].number == page.heads[0].number + 1
    for wrong in ("x", "-1", "\0", "9" * 30):
        assert stranger.get(PAGE, {"avant": wrong}).status_code == 200
