"""One byte changed in an act, a letter, a receipt or what the committee sent: `verify_log` finds it and names it."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from copil.convocation.press import paper_of
from copil.models import Notice, NoticeFile
from decisions.models import Act, ActFile, Receipt, ReceiptFile
from decisions.receipts.making import due
from tests.decisions.desk import desk
from tests.workflow.test_sealing import flipped, verified
from workflow import timers, triggers
from workflow.sealing.anchoring import anchor

pytestmark = [pytest.mark.django_db, pytest.mark.pdf, pytest.mark.breaks_invariants]


def test_one_byte_of_any_document_is_found_and_named(settings: Any, tmp_path: Any) -> None:
    settings.ANCHORS_DIR = tmp_path
    with desk() as d:
        assert timers.carry_out(due())[0] == 1
        act, receipt, notice = d.signed(), Receipt.objects.get(), Notice.objects.latest("pk")
        paper_of(notice)
        assert anchor()
        assert verified() == []
        said = StringIO()
        call_command("verify_log", stdout=said)
        assert "têtes 1, convocations 1, accusés de réception 1, actes 1." in said.getvalue(), said.getvalue()
        triggers.remove(connection)
        named = f"accusé de réception {d.dossier.reference}-AR1 : "
        files = {
            f"acte {act.number} : acte modifié": ActFile.objects.get(act=act, part="act"),
            f"acte {act.number} : lettre de notification modifié": ActFile.objects.get(act=act, part="letter"),
            f"{named}fichier modifié": ReceiptFile.objects.get(receipt=receipt),
            f"document notice:{notice.reference} : contenu modifié": NoticeFile.objects.get(notice=notice),
        }
        for words, file in files.items():
            whole = bytes(file.content)
            type(file).objects.filter(pk=file.pk).update(content=flipped(whole))
            assert any(line.startswith(words) for line in verified()), (words, verified())
            type(file).objects.filter(pk=file.pk).update(content=whole)
        assert verified() == []
        rows = {
            f"acte {act.number} : données modifiées": (Act, act.pk, "inputs"),
            f"acte {act.number} : le journal ne dit pas sa signature": (Act, act.pk, "pdf_sha256"),
            f"{named}le journal en dit autre chose": (Receipt, receipt.pk, "inputs"),
        }
        for words, (model, pk, column) in rows.items():
            whole = model.objects.values_list(column, flat=True).get(pk=pk)
            model.objects.filter(pk=pk).update(**{column: whole[:-1] + " "})
            assert any(line.startswith(words) for line in verified()), (words, verified())
            model.objects.filter(pk=pk).update(**{column: whole})
        # Whoever changes a notice with its hash still leaves the head that was sealed before.
        Notice.objects.filter(pk=notice.pk).update(sha256="0" * 64)
        NoticeFile.objects.filter(notice=notice).delete()
        assert any(line.startswith("tête n° 1 (") and "n’existe plus" in line for line in verified())
        ReceiptFile.objects.all().delete()
        Receipt.objects.all().delete()
        assert f"{named}établi selon le journal, absent de la base" in verified()
