"""Joining files: whole or not at all, within the limits, frozen with the version; handed out clean."""

import html
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as project
from django.core.files.storage import default_storage
from django.test import Client
from django.test.client import MULTIPART_CONTENT

from accounts.roles import Role
from dossiers import actions
from dossiers.files import scanning
from dossiers.files.antivirus import Finding
from dossiers.models import Attachment, Dossier, Verdict
from tests import world
from tests.dossiers import documents as d
from tests.dossiers.documents import upload
from tests.world import World, do, fresh, ok
from workflow.models import LogEntry
from workflow.verdict import Refusal, Why

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab() -> World:
    return world.build()


@pytest.fixture
def draft(lab: World) -> Dossier:
    return world.draft(lab)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def join(dossier: Dossier, lab: World, name: str = "devis.pdf", content: bytes = d.PDF) -> Attachment:
    found: Attachment = ok(actions.attach(dossier=dossier, upload=upload(name, content), by=lab.leader))
    return found


def judged(attachment: Attachment, verdict: Verdict = Verdict.CLEAN, words: str = "") -> Attachment:
    scanning.record(attachment, Finding(verdict, words))
    attachment.refresh_from_db()
    return attachment


def kept() -> list[Path]:
    """The files of the storage."""
    return [path for path in Path(project.MEDIA_ROOT).rglob("*") if path.is_file()]


def refused(outcome: Any, code: str) -> str:
    assert isinstance(outcome, Refusal)
    assert [reason.code for reason in outcome.unmet] == [code]
    return outcome.sentence


def page(dossier: Dossier) -> str:
    return f"/dossiers/{dossier.reference}/formulaire/pieces/"


def address(attachment: Attachment) -> str:
    return f"/dossiers/{attachment.dossier.reference}/pieces/{attachment.pk}/"


def status(client: Client, file: Attachment) -> int:
    """What asking for the file answers."""
    answer: Any = client.get(address(file))
    if answer.streaming:
        assert b"".join(answer.streaming_content)
    return int(answer.status_code)


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


# -- joining -----------------------------------------------------------------------
def test_a_file_is_kept_outside_of_the_web_under_a_name_that_says_nothing(lab: World, draft: Dossier) -> None:
    found = join(draft, lab, "Devis été.pdf")
    assert (found.name, found.kind, found.size, found.verdict) == ("Devis été.pdf", "pdf", len(d.PDF), "pending")
    (path,) = kept()
    assert path.name == str(found.pk)
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (d.PDF, 0o640)
    assert not path.is_relative_to(project.STATIC_ROOT)
    entry = LogEntry.objects.get(event="attachment_added")
    assert found.sha256 in entry.payload
    assert "Devis" not in entry.payload  # personal text stays outside of the hashed payload


def test_the_same_file_sent_twice_is_kept_once_and_a_homonym_gets_a_number(lab: World, draft: Dossier) -> None:
    first = join(draft, lab)
    assert join(draft, lab) == first
    second = join(draft, lab, "DEVIS.pdf", d.PDF + b"autre")
    assert second.name == "DEVIS (2).pdf"
    assert len(kept()) == 2


def test_what_may_not_be_joined_is_told_and_leaves_nothing(lab: World, draft: Dossier, settings: Any) -> None:
    def attempt(content: bytes) -> Any:
        return actions.attach(dossier=draft, upload=upload("a.pdf", content), by=lab.leader)

    assert refused(attempt(b""), "file_not_empty") == "Ce fichier est vide."
    assert "pages web" in refused(attempt(b"<html>"), "file_kind")
    settings.FILE_MAX_BYTES = 1_500_000
    assert refused(attempt(d.PDF + bytes(1_500_000)), "file_small_enough") == (
        "Ce fichier est trop lourd : 1,5 Mo au plus par fichier."
    )
    settings.DOSSIER_MAX_BYTES = 1_000
    join(draft, lab, "b.pdf", d.PDF + bytes(800))
    assert refused(attempt(d.PDF + bytes(900)), "room_left") == (
        "Un dossier porte 1 ko de fichiers au plus : il reste 131 octets, ce fichier pèse 969 octets."
    )
    settings.DOSSIER_MAX_FILES = 1
    assert refused(attempt(d.PNG), "room_left") == "Un dossier porte 1 fichiers au plus : retirez-en un d’abord."
    assert Attachment.objects.count() == len(kept()) == 1


def test_only_leaders_join_and_only_while_the_form_is_open(lab: World, draft: Dossier) -> None:
    friend = world.person("coporteur")
    stranger = actions.attach(dossier=draft, upload=upload(), by=friend)
    assert isinstance(stranger, Refusal)
    assert stranger.why is Why.FORBIDDEN
    world.co_lead(draft, friend, by=lab.leader)
    found = ok(actions.attach(dossier=draft, upload=upload(), by=friend))
    ok(do(draft, "submit", lab.leader))
    for outcome in (
        actions.attach(dossier=draft, upload=upload("b.pdf"), by=lab.leader),
        actions.remove_attachment(attachment=found, by=lab.leader),
    ):
        assert isinstance(outcome, Refusal)
        assert outcome.why is Why.WRONG_STATE
    assert len(kept()) == 1


def test_a_file_taken_away_before_any_deposit_is_gone(
    lab: World, draft: Dossier, django_capture_on_commit_callbacks: Any
) -> None:
    found = join(draft, lab)
    with django_capture_on_commit_callbacks(execute=True):
        ok(actions.remove_attachment(attachment=found, by=lab.leader))
    assert (Attachment.objects.count(), kept()) == (0, [])
    join(draft, lab)  # its name is free again


# -- versions -----------------------------------------------------------------------
def names(rows: Any) -> list[str]:
    return sorted(rows.values_list("name", flat=True))


def test_a_version_keeps_its_files_whatever_becomes_of_the_draft(
    lab: World, draft: Dossier, django_capture_on_commit_callbacks: Any
) -> None:
    old, both = join(draft, lab, "ancien.pdf"), join(draft, lab, "commun.pdf", d.PDF + b"2")
    ok(do(draft, "submit", lab.leader))
    ok(do(draft, "return_to_leader", lab[Role.TEAM], reason="Précisez."))
    with django_capture_on_commit_callbacks(execute=True):
        ok(actions.remove_attachment(attachment=old, by=lab.leader))
        join(draft, lab, "nouveau.pdf", d.PDF + b"3")
        hasty = join(draft, lab, "hâtif.pdf", d.PDF + b"4")
        ok(actions.remove_attachment(attachment=hasty, by=lab.leader))
    files = fresh(draft).attachments
    assert names(files.of_version(1)) == ["ancien.pdf", "commun.pdf"]
    assert names(files.of_draft()) == ["commun.pdf", "nouveau.pdf"]
    assert names(files.ever_deposited(1)) == ["ancien.pdf", "commun.pdf"]
    ok(do(draft, "resubmit", lab.leader))
    assert names(files.of_version(1)) == ["ancien.pdf", "commun.pdf"]
    assert names(files.of_version(2)) == ["commun.pdf", "nouveau.pdf"]
    assert len(kept()) == 3
    assert both in files.all()


def test_a_returned_draft_shows_its_new_files_to_its_leaders_alone(client: Client, lab: World, draft: Dossier) -> None:
    judged(join(draft, lab, "ancien.pdf"))
    ok(do(draft, "submit", lab.leader))
    ok(do(draft, "return_to_leader", lab[Role.TEAM], reason="Précisez."))
    new = judged(join(draft, lab, "en préparation.pdf", d.PDF + b"2"))
    client.force_login(lab[Role.TEAM])
    seen = text(client.get(draft.get_absolute_url()))
    assert "ancien.pdf" in seen
    assert "en préparation.pdf" not in seen
    assert status(client, new) == 404
    client.force_login(lab.leader)
    assert "en préparation.pdf" in text(client.get(draft.get_absolute_url()))
    assert status(client, new) == 200


# -- handing out -------------------------------------------------------------------------
def test_a_clean_file_is_handed_out_as_a_download_and_nothing_else(client: Client, lab: World, draft: Dossier) -> None:
    found = judged(join(draft, lab, "Devis « été ».pdf.exe"))
    client.force_login(lab.leader)
    answer: Any = client.get(address(found))
    assert b"".join(answer.streaming_content) == d.PDF
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Devis%20")
    assert answer["Content-Disposition"].endswith(".pdf.exe.pdf")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert "private" in answer["Cache-Control"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]


#: Who gets a file of a dossier in challenge: by the verdict of the antivirus.
HANDED = {
    "leader": {"pending": 200, "clean": 200, "unscannable": 200, "infected": 410},
    "co_leader": {"pending": 403, "clean": 200, "unscannable": 403, "infected": 410},
    "team": {"pending": 403, "clean": 200, "unscannable": 403, "infected": 410},
    "team_lead": {"pending": 403, "clean": 200, "unscannable": 403, "infected": 410},
    "referent": {"pending": 403, "clean": 200, "unscannable": 403, "infected": 410},
    "auditor": {"pending": 403, "clean": 200, "unscannable": 403, "infected": 410},
    "signatory": dict.fromkeys(("pending", "clean", "unscannable", "infected"), 404),
    "copil_chair": dict.fromkeys(("pending", "clean", "unscannable", "infected"), 404),
    "copil_member": dict.fromkeys(("pending", "clean", "unscannable", "infected"), 404),
    "admin": dict.fromkeys(("pending", "clean", "unscannable", "infected"), 404),
    "stranger": dict.fromkeys(("pending", "clean", "unscannable", "infected"), 302),
}


def test_each_file_goes_to_those_who_may_have_it_and_to_no_one_else(client: Client, lab: World) -> None:
    draft = world.draft(lab)
    friend = world.person("coporteur")
    world.co_lead(draft, friend, by=lab.leader)
    files = {v: join(draft, lab, f"{v}.pdf", d.PDF + v.encode()) for v in Verdict.values}
    ok(do(draft, "submit", lab.leader))
    for referent in lab.referents:
        ok(actions.assign_referent(dossier=draft, referent=referent, by=lab[Role.TEAM]))
    for verdict, file in files.items():
        if verdict != Verdict.PENDING:
            judged(file, Verdict(verdict))
    found = {}
    for who in HANDED:
        client.logout()
        if who != "stranger":
            client.force_login(friend if who == "co_leader" else lab[Role(who)])
        found[who] = {verdict: status(client, file) for verdict, file in files.items()}
    assert found == HANDED


def test_the_page_of_files_is_its_leaders_alone(client: Client, lab: World) -> None:
    draft = world.draft(lab)
    found = join(draft, lab)
    ok(do(draft, "submit", lab.leader))
    for role in (Role.TEAM, Role.TEAM_LEAD, Role.AUDITOR, Role.REFERENT, Role.ADMIN):
        client.force_login(lab[role])
        assert client.get(page(draft)).status_code == 404
        assert client.post(page(draft), {"files": upload()}).status_code == 404
        assert client.post(address(found) + "retirer/").status_code == 404
    client.force_login(lab.leader)
    assert client.get(page(draft)).status_code == 302  # deposited: read it again, change it no more
    assert client.post(page(draft), {"files": upload("b.pdf", d.PNG)}).status_code == 409
    assert client.post(address(found) + "retirer/").status_code == 409
    assert client.get(address(found) + "retirer/").status_code == 405


def test_a_file_of_another_dossier_is_not_found_under_this_one(client: Client, lab: World, draft: Dossier) -> None:
    other = join(world.draft(lab), lab)
    client.force_login(lab.leader)
    for pk in (other.pk, uuid4()):
        here = f"/dossiers/{draft.reference}/pieces/{pk}/"
        assert client.get(here).status_code == 404
        assert client.post(here + "retirer/").status_code == 404
    assert client.get(f"/dossiers/{draft.reference}/pieces/../../x/").status_code == 404


def test_an_altered_or_lost_content_is_given_to_nobody(client: Client, lab: World, draft: Dossier) -> None:
    found = judged(join(draft, lab))
    client.force_login(lab.leader)
    (path,) = kept()
    path.chmod(0o600)
    path.write_bytes(d.PDF.replace(b"Catalog", b"Cataloh"))
    assert client.get(address(found)).status_code == 500
    path.unlink()
    assert client.get(address(found)).status_code == 500


# -- the page -------------------------------------------------------------------------------
def test_many_files_are_joined_at_once_and_each_refusal_is_told(client: Client, lab: World, draft: Dossier) -> None:
    client.force_login(lab.leader)
    sent = {"files": [upload("a.pdf"), upload("b.png", d.PNG), upload("<b>c</b>.exe", b"MZ\0\0"), upload("d.txt", b"")]}
    answer = client.post(page(draft), sent)
    assert answer.status_code == 422
    assert names(draft.attachments.of_draft()) == ["a.pdf", "b.png"]
    said = text(answer)
    assert "2 fichiers n’ont pas été joints" in said
    assert "« d.txt » : Ce fichier est vide." in said
    assert "b>.exe » : Ce fichier n’est pas d’une nature acceptée" in said
    assert "<b>c" not in answer.content.decode()
    assert client.post(page(draft), {"files": upload("e.gif", d.GIF)}).status_code == 302
    assert "Choisissez au moins un fichier." in text(client.post(page(draft)))


def test_a_file_over_the_limit_is_kept_nowhere_and_the_others_are_joined(
    client: Client, lab: World, draft: Dossier, settings: Any, tmp_path: Path
) -> None:
    settings.FILE_MAX_BYTES, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000, 1000
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "sending")
    Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir()
    client.force_login(lab.leader)
    answer = client.post(page(draft), {"files": [upload("gros.pdf", d.PDF + bytes(3_000_000)), upload("a.pdf")]})
    assert answer.status_code == 422
    assert "« gros.pdf » : Ce fichier est trop lourd : 1 Mo au plus par fichier." in text(answer)
    assert names(draft.attachments.of_draft()) == ["a.pdf"]
    assert list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) == []


def test_a_request_that_could_not_fit_is_refused_at_once(client: Client, lab: World, draft: Dossier) -> None:
    client.force_login(lab.leader)
    answer = client.generic(
        "POST", page(draft), b"--", MULTIPART_CONTENT, CONTENT_LENGTH=str(project.DOSSIER_MAX_BYTES * 2)
    )
    assert answer.status_code == 400


def test_the_script_s_own_request_gets_the_list_or_one_sentence(client: Client, lab: World, draft: Dossier) -> None:
    client.force_login(lab.leader)
    good = client.post(page(draft), {"quiet": "1", "files": upload()})
    assert (good.status_code, good.templates[0].name) == (200, "dossiers/parts/draft_files.html")
    assert "devis.pdf" in text(good)
    bad = client.post(page(draft), {"quiet": "1", "files": upload("a.svg", b"<svg>")})
    assert (bad.status_code, bad["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert text(bad) == "« a.svg » : Les pages web, images SVG, scripts et programmes ne sont pas acceptés."
    ok(do(draft, "submit", lab.leader))
    late = client.post(page(draft), {"quiet": "1", "files": upload("b.pdf", d.PNG)})
    assert (late.status_code, late["Content-Type"]) == (409, "text/plain; charset=utf-8")


def test_files_are_told_on_the_form_the_dossier_and_the_challenge(client: Client, lab: World, draft: Dossier) -> None:
    found = join(draft, lab, "lettre <i>.pdf")
    client.force_login(lab.leader)
    here = draft.get_absolute_url()
    for path in (page(draft), here + "formulaire/", here):
        answer = client.get(path)
        assert "lettre <i>.pdf" in text(answer)
        assert "<i>" not in answer.content.decode()
        assert "non analysé" in text(answer)
    assert "1 fichier" in text(client.get(here + "formulaire/project/"))
    ok(do(draft, "submit", lab.leader))
    client.force_login(lab[Role.TEAM])
    for path in (here, here + "challenge/"):
        said = text(client.get(path))
        assert "lettre <i>.pdf" in said
        assert "Aucun antivirus n’est branché sur ce site" in said
        assert address(found) not in said
    judged(found)
    assert address(found) in text(client.get(here))


def test_the_last_section_leads_to_the_files(client: Client, lab: World, draft: Dossier) -> None:
    client.force_login(lab.leader)
    sent = {**world.ANSWERS["beneficiary"], "revision": "1"}
    answer = client.post(draft.get_absolute_url() + "formulaire/beneficiary/", sent)
    assert answer["Location"] == page(draft)


def test_removing_through_the_page_is_done_once_however_often_it_is_asked(
    client: Client, lab: World, draft: Dossier
) -> None:
    found = join(draft, lab)
    client.force_login(lab.leader)
    assert client.post(address(found) + "retirer/").status_code == 302
    assert draft.attachments.of_draft().count() == 0
    assert client.post(address(found) + "retirer/").status_code == 404
    assert LogEntry.objects.filter(event="attachment_removed").count() == 1


def test_pages_ask_as_much_for_one_file_as_for_fifty(client: Client, lab: World, statements: Any) -> None:
    draft = world.draft(lab)
    client.force_login(lab.leader)
    asked = []
    for count in (1, 50):
        for n in range(count - draft.attachments.count()):
            join(draft, lab, f"{n}.pdf", d.PDF + str(n).encode())
        with statements(at_most=10) as form:
            client.get(page(draft))
        with statements(at_most=20) as whole:
            client.get(draft.get_absolute_url())
        asked.append((len(form), len(whole)))
    assert asked[0] == asked[1]
    assert not default_storage.exists("pieces/nothing")
