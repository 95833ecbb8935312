"""The log is anchored each day, sealed and stamped; one byte changed anywhere is found and named."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from tests.seals import Pki
from tests.world import build, in_challenge, in_review
from workflow import clock, timers, triggers
from workflow.log import _sha256, canonical
from workflow.models import Anchor, LogEntry
from workflow.sealing import heads
from workflow.sealing.anchoring import anchor, complete
from workflow.sealing.checks import check_seal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_ten")]


def verified(**options: Any) -> list[str]:
    """What the command says is wrong, line by line; nothing when it exits 0."""
    err = StringIO()
    with suppress(CommandError):
        call_command("verify_log", stdout=StringIO(), stderr=err, **options)
    return err.getvalue().splitlines()


def later(days: int) -> Any:
    return clock.at(clock.now() + timedelta(days=days))


def two_days() -> Any:
    """A dossier under challenge the first day, another one in review the second: two heads, sealed and stamped."""
    world = build()
    in_challenge(world)
    assert not timers.run().faults
    dossier = in_review(world)
    with later(1):
        assert not timers.run().faults
    return dossier


def test_each_day_has_one_head_sealed_stamped_and_published(stamped: Pki, settings: Any) -> None:
    two_days()
    with later(1):
        timers.run()  # the same day again
    first, second = Anchor.objects.all()
    said = [heads.read_statement(each.statement) for each in (first, second)]
    assert [(s.number, s.previous, s.chains, s.stamped) for s in said] == [
        (1, heads.GENESIS, 1, True),
        (2, first.sha256, 2, True),
    ]
    assert len(heads.read(second.moved)) == 1, "the chain that did not move is not told again"
    assert all(each.published_at and each.signature and each.stamp for each in (first, second))
    names = sorted(path.name for path in settings.ANCHORS_DIR.iterdir())
    assert names == [f"0000{a.number}-{a.day}.{end}" for a in (first, second) for end in ("json", "p7s", "tsr")]
    assert verified() == verified(published=settings.ANCHORS_DIR) == []


def test_the_database_keeps_the_heads(stamped: Pki) -> None:
    two_days()
    for change in (
        lambda: Anchor.objects.update(moved=""),
        lambda: Anchor.objects.update(statement="{}"),
        lambda: Anchor.objects.update(signature=b""),
        lambda: Anchor.objects.update(stamp=None),
        lambda: Anchor.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="jalon"), transaction.atomic():
            change()


# -- what does not answer -------------------------------------------------------------------------
def test_a_head_waits_for_an_authority_that_does_not_answer(stamped: Pki, settings: Any) -> None:
    in_challenge(build())
    there, settings.TSA_URL = settings.TSA_URL, "http://127.0.0.1:1/"
    assert [fault.error.split(":")[0] for fault in timers.run().faults] == ["SealError"]
    found = Anchor.objects.get()
    assert (found.signature is not None, found.stamp, found.published_at) == (True, None, None)
    said = StringIO()
    call_command("verify_log", stdout=said)
    assert "horodatage en attente" in said.getvalue()
    settings.TSA_URL = there
    assert not timers.run().faults, "not tried again at once"
    assert Anchor.objects.get().stamp is None
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert not timers.run().faults
    assert Anchor.objects.get().stamp is not None
    settings.SEAL_PASSWORD, known = "faux", settings.SEAL_PASSWORD
    with later(1):
        assert [fault.error.split(":")[0] for fault in timers.run().faults] == ["SealError"]
    assert Anchor.objects.get(number=2).signature is None, "the day has its head, the key or not"
    settings.SEAL_PASSWORD = known
    with later(2):
        assert not timers.run().faults
    assert all(each.signature and each.published_at for each in Anchor.objects.all())
    assert verified() == []


def test_a_tick_killed_after_any_step_is_taken_up_where_it_stopped(stamped: Pki, monkeypatch: Any) -> None:
    in_challenge(build())
    from workflow.sealing import anchoring, publishing, signatures, stamps

    class Killed(BaseException):
        pass

    def kill(*_said: object) -> bytes:
        raise Killed

    for module, name in ((signatures, "sign"), (stamps, "stamp"), (publishing, "publish")):
        with monkeypatch.context() as cut:
            cut.setattr(module, name, kill)
            with pytest.raises(Killed):
                anchoring.anchor() if not Anchor.objects.exists() else complete(Anchor.objects.get().pk)
    kept = Anchor.objects.get()
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert not timers.run().faults
    done = Anchor.objects.get()
    assert (done.statement, done.signature, done.stamp) == (kept.statement, kept.signature, kept.stamp)
    assert done.published_at
    assert anchor() is False, "today has its head"
    assert verified() == []


def test_without_key_nor_authority_heads_are_made_all_the_same(settings: Any, tmp_path: Path) -> None:
    settings.ANCHORS_DIR = tmp_path
    two_days()
    assert len(list(tmp_path.iterdir())) == 2
    assert verified() == []


def test_a_key_is_tried_before_the_site_is_put_in_service(sealed: Pki, settings: Any) -> None:
    def said() -> list[str | None]:
        return [each.id for each in run_checks(include_deployment_checks=True) if str(each.id).startswith("workflow")]

    assert check_seal(None) == []
    settings.TRUSTED_CERTIFICATES = ""
    assert said() == ["workflow.E021"]
    settings.SEAL_PASSWORD = "faux"
    assert said() == ["workflow.E020"]


# -- one byte -------------------------------------------------------------------------------------
def flipped(content: bytes) -> bytes:
    """With one bit of the signature itself, which comes last, turned over."""
    return content[:-1] + bytes([content[-1] ^ 1])


def in_statement(found: Anchor) -> dict[str, Any]:
    return {"statement": found.statement.replace('"chains":1', '"chains":2')}


def in_statement_and_its_hash(found: Anchor) -> dict[str, Any]:
    said = found.statement.replace('"chains":1', '"chains":2')
    return {"statement": said, "sha256": heads.sha256(said)}


def in_moved(found: Anchor) -> dict[str, Any]:
    return {"moved": found.moved.replace(" 2 ", " 3 ") if " 2 " in found.moved else found.moved[:-2] + "z\n"}


CHANGES: dict[str, tuple[Callable[[Anchor], dict[str, Any]], set[str]]] = {
    "statement": (in_statement, {"déclaration modifiée", "signature fausse"}),
    "hashed": (in_statement_and_its_hash, {"signature fausse", "ne suit plus la précédente"}),
    "moved": (in_moved, {"liste des chaînes modifiée"}),
    "signature": (lambda a: {"signature": flipped(bytes(a.signature))}, {"signature fausse", "horodatage faux"}),
    "stamp": (lambda a: {"stamp": flipped(bytes(a.stamp))}, {"horodatage faux"}),
    "no signature": (lambda _: {"signature": None}, {"signature manquante"}),
    "no stamp": (lambda _: {"stamp": None}, {"horodatage manquant"}),
    "day": (lambda a: {"day": a.day - timedelta(days=9)}, {"colonne modifiée"}),
}


@pytest.mark.breaks_invariants
def test_one_byte_of_a_head_of_its_seal_or_of_its_stamp_is_found_and_named(stamped: Pki) -> None:
    two_days()
    triggers.remove(connection)
    first = Anchor.objects.get(number=1)
    kept = {f.name: getattr(first, f.name) for f in Anchor._meta.concrete_fields if f.name != "id"}
    for name, (change, wanted) in CHANGES.items():
        Anchor.objects.filter(pk=first.pk).update(**change(first))
        found = verified()
        assert found, name
        for words in wanted:
            assert any(words in line and line.startswith("tête n° ") for line in found), (name, words, found)
        Anchor.objects.filter(pk=first.pk).update(**kept)
        assert verified() == [], name
    for column in ("signature", "stamp"):
        whole = kept[column]
        for at in range(0, len(whole), len(whole) // 6):
            changed = bytes(whole[:at]) + bytes([whole[at] ^ 0x20]) + bytes(whole[at + 1 :])
            Anchor.objects.filter(pk=first.pk).update(**{column: changed})
            assert any("signature ou horodatage modifié" in line for line in verified()), (column, at)
        Anchor.objects.filter(pk=first.pk).update(**kept)
    Anchor.objects.filter(pk=first.pk).delete()
    assert "tête n° 1 : manquante" in verified()


@pytest.mark.breaks_invariants
def test_a_chain_made_again_from_its_first_line_is_no_longer_what_was_sealed(stamped: Pki) -> None:
    """Every hash is right, up to the case's row: only the head sealed before tells it."""
    dossier = two_days()
    triggers.remove(connection)
    prev = heads.GENESIS
    for entry in LogEntry.objects.filter(case_id=dossier.pk).order_by("seq"):
        entry.payload = entry.payload.replace(f'"prev":"{entry.prev_hash}"', f'"prev":"{prev}"')
        if entry.event == "submit":
            entry.payload = entry.payload.replace('"event":"submit"', '"event":"resubmit"')
            entry.event = "resubmit"
        entry.prev_hash, entry.hash = prev, _sha256(entry.payload)
        entry.save()
        prev = entry.hash
    type(dossier).objects.filter(pk=dossier.pk).update(log_head=prev)
    (found,) = verified()
    last = Anchor.objects.get(number=2)
    seq = LogEntry.objects.filter(case_id=dossier.pk).count()
    assert found == f"tête n° {last} : dossier:{dossier.pk}, l’entrée {seq} n’est plus celle qu’elle scelle"
    LogEntry.objects.filter(case_id=dossier.pk, seq=seq).delete()
    assert any("l’entrée" in line and "n’existe plus" in line for line in verified())


@pytest.mark.breaks_invariants
def test_heads_made_again_are_not_those_that_were_published(stamped: Pki, settings: Any) -> None:
    """Whoever holds the database, but not the key, can only leave a head unsigned: it tells, and so do the copies."""
    two_days()
    triggers.remove(connection)
    last = Anchor.objects.get(number=2)
    said = heads.read_statement(last.statement)
    forged = canonical({**said.__dict__, "signer": "", "stamped": False, "at": said.at})
    changed = {"statement": forged, "sha256": heads.sha256(forged), "signature": None, "stamp": None}
    Anchor.objects.filter(pk=last.pk).update(**changed, seals_sha256=heads.sha256(""))
    (unsigned,) = verified()
    assert "non signée, alors que la précédente l’est" in unsigned
    (again, copied) = verified(published=settings.ANCHORS_DIR)
    assert again == unsigned
    assert copied.endswith(f"{last.day}.json : le fichier publié n’est pas ce que la base contient")
    Anchor.objects.filter(pk=last.pk).delete()
    assert [line for line in verified(published=settings.ANCHORS_DIR) if "absente de la base" in line]


@pytest.mark.breaks_invariants
def test_a_seal_by_another_key_is_not_the_lab_s(stamped: Pki, settings: Any) -> None:
    two_days()
    triggers.remove(connection)
    from workflow.sealing import signatures

    settings.SEAL_P12 = str(stamped.other)
    found = Anchor.objects.get(number=2)
    Anchor.objects.filter(pk=found.pk).update(signature=signatures.sign(found.statement.encode()))
    assert any("signature d’un autre certificat que celui annoncé" in line for line in verified())
    settings.TRUSTED_CERTIFICATES = ""
    assert any("le site ne se fie pas" in line for line in verified())
