"""One byte changed in an act, a letter, a receipt, what the committee sent or a version of what the lab settles:
`verify_log` finds it and names it.
"""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.roles import Role
from copil.convocation.press import paper_of
from copil.models import HouseRules, Notice, NoticeFile
from decisions.models import Act, ActFile, Receipt, ReceiptFile, Wording
from decisions.receipts.making import due
from dossiers.calls.keeping import note
from dossiers.models import CallChange, Version
from scoring.models import Rubric
from tests.decisions.desk import Desk, desk
from tests.decisions.test_wording import in_use
from tests.workflow.test_sealing import flipped, verified
from workflow import timers, triggers
from workflow.models import Anchor
from workflow.sealing.anchoring import anchor

pytestmark = [pytest.mark.django_db, pytest.mark.pdf, pytest.mark.breaks_invariants]


def test_one_byte_of_any_document_is_found_and_named(settings: Any, tmp_path: Any) -> None:
    settings.ANCHORS_DIR = tmp_path
    with desk() as d:
        assert timers.carry_out(due())[0] == 1
        act, receipt, notice = d.signed(), Receipt.objects.get(), Notice.objects.latest("pk")
        paper_of(notice)
        _settled(d)
        assert anchor()
        assert verified() == []
        said = StringIO()
        call_command("verify_log", stdout=said)
        looked = (
            "têtes 1, convocations 1, textes des actes 1, versions du règlement intérieur 1, versions de grilles 1, "
            "changements d’appels 1, accusés de réception 1, actes 1, versions déposées 1.\n"
        )
        assert said.getvalue().endswith(looked), said.getvalue()
        triggers.remove(connection)
        named = f"accusé de réception {d.dossier.reference}-AR1 : "
        files = {
            f"acte {act.number} : acte modifié": ActFile.objects.get(act=act, part="act"),
            f"acte {act.number} : lettre de notification modifiée": ActFile.objects.get(act=act, part="letter"),
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
            f"acte {act.number} : le registre en dit autre chose": (Act, act.pk, "beneficiary"),
            f"{named}le journal en dit autre chose": (Receipt, receipt.pk, "inputs"),
        }
        for words, (model, pk, column) in rows.items():
            whole = model.objects.values_list(column, flat=True).get(pk=pk)
            model.objects.filter(pk=pk).update(**{column: whole[:-1] + " "})
            assert any(line.startswith(words) for line in verified()), (words, verified())
            model.objects.filter(pk=pk).update(**{column: whole})
        _one_byte_of_each_version()
        deposit = Version.objects.get()
        changed = deposit.content | {"project": deposit.content["project"] | {"title": "Autre titre"}}
        Version.objects.filter(pk=deposit.pk).update(content=changed)
        said_otherwise = f"version 1 du dossier {d.dossier.reference} : n’est pas ce que le journal dit déposé"
        assert verified() == [said_otherwise]
        Version.objects.filter(pk=deposit.pk).update(content=deposit.content)
        # Whoever changes a notice with its hash still leaves the head that was sealed before.
        Notice.objects.filter(pk=notice.pk).update(sha256="0" * 64)
        NoticeFile.objects.filter(notice=notice).delete()
        assert any(line.startswith("tête n° 1 (") and "n’existe plus" in line for line in verified())
        ReceiptFile.objects.all().delete()
        Receipt.objects.all().delete()
        assert f"{named}établi selon le journal, absent de la base" in verified()


def _settled(d: Desk) -> None:
    """A version of texts in use, and a change noted of the call; the lab has its rules and its rubric."""
    in_use(d.lead, amount_rules="Le montant est un plafond.")
    note(call=d.dossier.call, what=CallChange.What.CLOCKS, by=d.world[Role.ADMIN], moved=[("referents", "10", "9")])


def _one_byte_of_each_version() -> None:
    """Of texts of acts, house rules, rubrics and settings of calls: changed, then taken away, each is named."""
    text, change = Wording.objects.get(), CallChange.objects.latest("pk")
    rubric, rules = Rubric.objects.latest("pk"), HouseRules.objects.latest("version")
    rows: list[tuple[str, Any, dict[str, Any]]] = [
        ("wording:state_service:2", text, {"texts": text.texts | {"amount_rules": "Le montant est un plafond!"}}),
        ("wording:state_service:2", text, {"reason": "Plus clair!"}),
        (f"rules:{rules.version}", rules, {"clear_days": rules.clear_days + 1}),
        (f"rubric:{rubric.code}:{rubric.version}", rubric, {"title": "Autre"}),
        (f"rubric:{rubric.code}:{rubric.version}", rubric.criteria.first(), {"level_3": "Autre"}),
        (f"call:{change.call.code}:{change.revision}", change, {"moved": [["referents", "10", "8"]]}),
    ]
    for name, row, changed in rows:
        rows_of = type(row).objects.filter(pk=row.pk)
        whole = {column: getattr(row, column) for column in changed}
        rows_of.update(**changed)
        (found,) = verified()
        assert found.startswith(f"tête n° {Anchor.objects.get()} : {name}, l’entrée 1 n’est plus celle"), found
        rows_of.update(**whole)
    assert verified() == []
    text.delete()
    (gone,) = verified()
    assert "wording:state_service:2, l’entrée 1 qu’elle scelle n’existe plus" in gone
    text.save(force_insert=True)
    assert verified() == []
