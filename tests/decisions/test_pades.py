"""Where the lab has a key, what is signed bears its seal: valid, stamped, still archivable and accessible."""

import hashlib
import logging
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus

from decisions import pades
from decisions.models import Act, ActFile
from tests.decisions.desk import desk
from tests.decisions.pages import failures, text_of
from tests.decisions.test_kept import flipped
from tests.seals import Pki
from tests.world import do, ok
from workflow import clock
from workflow.gesture import new_key
from workflow.models import LogEntry
from workflow.sealing.keys import at_once, trusted

pytestmark = [pytest.mark.django_db, pytest.mark.pdf]


def judged(pdf: bytes) -> PdfSignatureStatus:
    """What pyHanko's own validator says of the only signature of a PDF."""
    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    context = trusted(clock.now())

    return at_once(async_validate_pdf_signature(signature, context, context))


def test_an_act_is_signed_under_the_seal_that_its_hash_then_holds(stamped: Pki, tmp_path: Path) -> None:
    with desk() as d:
        act = ok(d.prepare())
        shown = {file.part: bytes(file.content) for file in act.files.all()}
        ok(d.sign(act))
        signed = Act.objects.get(pk=act.pk)
        for part, sha256 in (("act", signed.pdf_sha256), ("letter", signed.letter_sha256)):
            pdf = bytes(ActFile.objects.get(act=act, part=part).content)
            assert pdf.startswith(shown[part]), "the seal is added behind what was shown"
            assert hashlib.sha256(pdf).hexdigest() == sha256
            added = pdf.removeprefix(shown[part])
            assert added.count(b"\r\nendstream") == added.count(b"endstream") > 0, "no lone LF"
            status = judged(pdf)
            assert (status.bottom_line, status.trusted, status.timestamp_validity.trusted) == (True, True, True)
            assert failures(pdf) == []
            assert text_of(pdf) == text_of(shown[part])
            assert not judged(flipped_page(pdf)).intact
            file = tmp_path / f"{part}.pdf"
            file.write_bytes(pdf)
            said = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=False).stdout
            assert "Signature is Valid." in said
            assert "Total document signed" in said
        entry = LogEntry.objects.get(case_id=act.dossier_id, event="sign_grant")
        assert f'"pdf_sha256":"{signed.pdf_sha256}"' in entry.payload
        assert f'"about":"{act.pdf_sha256}"' in entry.payload, "and what was shown"
        by_file = Client().get("/verifier/", {"sha256": signed.pdf_sha256}, follow=True).content.decode()
        assert "celui qui a été délivré : l’acte." in by_file
        assert Client().get("/verifier/", {"sha256": act.pdf_sha256}).status_code == 404


def flipped_page(pdf: bytes) -> bytes:
    """One bit of the pages turned over."""
    at = pdf.index(b"stream") + 40
    return pdf[:at] + flipped(pdf[at : at + 1]) + pdf[at + 1 :]


def test_without_its_seal_nothing_is_signed(stamped: Pki, settings: Any, caplog: Any) -> None:
    with desk() as d:
        act = ok(d.prepare())
        key = new_key()
        for name, value in (("TSA_URL", "http://127.0.0.1:1/"), ("SEAL_PASSWORD", "faux")):
            kept = getattr(settings, name)
            setattr(settings, name, value)
            with caplog.at_level(logging.CRITICAL):
                refused = d.sign(act, key=key)
            assert ([each.code for each in refused.unmet], d.dossier.state) == (["act_sealed"], "signature")
            setattr(settings, name, kept)
        assert [u.code for u in do(d.dossier, "sign_grant", d.signatory, about=act.pdf_sha256).unmet] == ["act_sealed"]
        first = ok(d.sign(act, key=key))
        kept_sha256 = Act.objects.get(pk=act.pk).pdf_sha256
        again = ok(d.sign(act, key=key))
        assert (first.replayed, again.replayed, Act.objects.get(pk=act.pk).pdf_sha256) == (False, True, kept_sha256)


def test_only_the_signatory_sets_the_seal_to_work(sealed: Pki, monkeypatch: Any) -> None:
    with desk() as d:
        act = ok(d.prepare())

        def refuse(*_said: object, **_named: object) -> list[bytes]:
            pytest.fail("sealed for somebody who may not sign")

        monkeypatch.setattr(pades, "sealed", refuse)
        for by in (d.lead, d.world.leader):
            assert d.sign(act, by=by).why.code == "forbidden"
