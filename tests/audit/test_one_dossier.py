"""The whole file of one dossier, taken away by the team or by who controls it: what they read, and what checks it."""

import io
import zipfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from audit.archive.verifier import Checking, Folder
from audit.exports import making
from audit.models import Consultation, Export
from decisions.receipts.making import make
from dossiers import actions
from dossiers.models import Attachment, Dossier
from tests.audit.test_archive import changed, faults, verified
from tests.dossiers.documents import upload
from tests.world import World, build, fresh, in_challenge, ok
from workflow import clock

pytestmark = [pytest.mark.django_db, pytest.mark.pdf]
NOTE = "À suivre de près."


def told(lab: World) -> Dossier:
    """A request with two joined files, one of them checked; a piece asked for and given; its receipt; a note."""
    dossier, team = in_challenge(lab), lab[Role.TEAM]
    pieces = [actions.Asked("Le devis du prestataire", "budget"), actions.Asked("Le RIB")]
    said = {"pieces": pieces, "due_on": None, "message": "Merci d’avance."}
    request = ok(actions.ask_for_pieces(dossier=dossier, by=team, **said))
    quote, details = request.pieces.order_by("pk")
    ok(actions.provide_piece(piece=details, answer="Joint.", uploads=[upload("budget.pdf")], by=lab.leader))
    Attachment.objects.update(verdict="clean", scanned_at=clock.now())
    ok(actions.provide_piece(piece=quote, uploads=[upload("devis.pdf")], by=lab.leader))
    ok(actions.write_note(dossier=dossier, text=NOTE, by=team, key=uuid4()))
    assert make(dossier.pk)
    return fresh(dossier)


def taken(user: User, dossier: Dossier, into: Path) -> tuple[Export, Path]:
    """The archive, asked for on the dossier's page, made, downloaded, unpacked."""
    client = Client()
    client.force_login(user)
    assert "Préparer le dossier entier" in client.get(dossier.get_absolute_url()).content.decode()
    answer = client.post(f"/controle/dossiers/{dossier.reference}/archive/")
    export = Export.objects.latest("asked_at", "pk")
    assert (answer.status_code, answer["Location"]) == (302, export.get_absolute_url())
    making.build.func(str(export.pk))
    assert "Télécharger l’archive" in client.get(export.get_absolute_url()).content.decode()
    assert client.get(f"{export.get_absolute_url()}archive.zip").status_code == 404
    got = client.get(f"/controle/dossiers/{dossier.reference}/archive/{export.pk}.zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(got.streaming_content))) as file:
        file.extractall(into)
    export.refresh_from_db()
    return export, into / export.name


def test_a_dossier_is_taken_away_whole_and_checks_itself(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    lab = build()
    dossier = told(lab)
    reference = dossier.reference
    export, folder = taken(lab[Role.AUDITOR], dossier, tmp_path / "control")
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names == {
        "LISEZMOI.txt", "MANIFESTE.sha256", "index.jsonl", "registre.csv", "verifier.py", "dossier.pdf",
        f"accuses/{reference}-AR1.pdf", f"accuses/{reference}-AR1.json", f"complements/{reference}-1.txt",
        f"versions/{reference}-v1.json", "pieces/01-budget.pdf", f"journal/{reference}.jsonl",
        f"journal/{reference}.textes.jsonl",
    }  # fmt: skip
    noted = Consultation.objects.get(page="audit:dossier_file")
    assert (noted.person, noted.about.split("/")[0]) == (lab[Role.AUDITOR], reference)
    status, said = verified(folder / "verifier.py")
    assert (status, said[-1]) == (0, f"Empreinte du manifeste : {export.manifest_sha256}"), said
    assert "accusés : 1, demandes : 1" in said[-2]
    asked = (folder / f"complements/{reference}-1.txt").read_text()
    for words in ("Le devis du prestataire", "Merci d’avance.", "Réponse : Joint.", "Fichier : budget.pdf, SHA-256"):
        assert words in asked, words
    assert "devis.pdf : Ce fichier n’est pas encore passé" in (folder / "LISEZMOI.txt").read_text()
    _one_byte(folder, reference)
    _the_team_s(lab, dossier, tmp_path / "team")


def _one_byte(folder: Path, reference: str) -> None:
    """Each paper tells that it was changed, though the manifest was made to agree; so does one taken away."""
    request = f"complements/{reference}-1.txt"
    at = (folder / request).read_bytes().index(b"Le devis du") + 4
    for name, place, words in (
        (f"accuses/{reference}-AR1.pdf", None, "n’est pas ce que le journal dit établi"),
        (f"accuses/{reference}-AR1.json", None, "n’est pas ce que le journal dit établi"),
        (request, at, "« Le devis du prestataire » n’y est pas demandé dans les mots du journal"),
        (f"versions/{reference}-v1.json", None, "n’est pas ce que le journal dit déposé"),
        ("pieces/01-budget.pdf", 40, "n’est pas ce que le journal dit déposé"),
    ):
        undo = changed(folder, name, at=place, manifest=True)
        found = faults(folder)
        undo()
        assert any(line.startswith(f"{name} : {words}") for line in found), (name, found)
    index, listed = folder / "index.jsonl", folder / "MANIFESTE.sha256"
    before, list_before = index.read_bytes(), listed.read_bytes()
    kept = (b'"kind": "archive"', b'"kind": "chain"')
    index.write_bytes(b"".join(line for line in before.splitlines(True) if any(one in line for one in kept)))
    missing = " ".join(faults(folder))
    for words in (f"accusé {reference}-AR1 : établi selon", "demande de compléments 1 : faite", "version 1 : déposée"):
        assert words in missing, words
    index.write_bytes(before)
    listed.write_bytes(list_before)
    assert faults(folder) == []


def _the_team_s(lab: World, dossier: Dossier, into: Path) -> None:
    """It holds what the team reads on the site: other lines of the log by their hash, which keeps the chain whole."""
    team = lab[Role.TEAM]
    export, folder = taken(team, dossier, into)
    checking = Checking(Folder(folder))
    checking.run()
    assert checking.faults == []
    assert any("ne sont là que par leur empreinte" in note for note in checking.notes)
    whole = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert (b"note_written" in whole, NOTE.encode() in whole) == (False, False)
    client, page, file = Client(), export.get_absolute_url(), export.file_url
    for other, wanted in (
        (lab.leader, 403),
        (lab.referents[0], 404),
        (lab[Role.ADMIN], 404),
        (lab[Role.SIGNATORY], 404),
    ):
        client.force_login(other)
        assert client.post(f"/controle/dossiers/{dossier.reference}/archive/").status_code == wanted, other
        assert client.get(page).status_code == 404
    ok(actions.declare_interest(dossier=dossier, reason="Un proche.", by=team))
    client.force_login(team)
    assert {client.get(url).status_code for url in (page, f"{page}avancement/", file)} == {404}
    assert client.post(f"/controle/dossiers/{dossier.reference}/archive/").status_code == 403
