"""Anybody may ask of a code, or of a file, whether it was issued, and whether it stands; nobody learns more."""

import hashlib
import re
import secrets
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from decisions import verification
from decisions.models import Act, ActFile
from decisions.reading import inputs_of
from decisions.verification import ALPHABET, new_code, normalised, page_url
from tests.browser import Live, assert_accessible, assert_fits
from tests.decisions.desk import desk, inadmissible_desk
from tests.decisions.test_preparing import prepared
from tests.world import do, ok

FACT = "Le même service existe déjà dans le département."


def asked(code: str) -> tuple[int, str]:
    response = Client().get(f"/verifier/{code}/")
    return response.status_code, response.content.decode()


# -- codes -----------------------------------------------------------------------
def test_codes_are_drawn_from_a_readable_alphabet_and_differ() -> None:
    assert verification.secrets is secrets, "at random, unlike those of a test that reaches the database"
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(normalised(code) == code for code in codes)
    assert not set("ILOU01") & set(ALPHABET)


@given(st.text(max_size=40))
def test_what_is_typed_is_a_code_or_nothing(typed: str) -> None:
    code = normalised(typed)
    assert code == "" or (len(code) == 14 and normalised(code) == code)


def test_spaces_dashes_and_case_are_forgiven() -> None:
    assert normalised(" 7kq4 m2xt–9dra ") == "7KQ4-M2XT-9DRA"


@pytest.mark.django_db
def test_the_act_s_own_address_is_that_of_the_page() -> None:
    code = new_code()
    assert page_url(code) == f"{settings.SITE_URL}/verifier/{code}/"


# -- the page ------------------------------------------------------------------------
@pytest.mark.django_db
def test_an_act_in_force_is_said_to_be_so_to_anybody() -> None:
    with desk() as d:
        act = d.signed()
        status, shown = asked(act.code)
        assert status == 200
        for said in (
            "Cet acte a été délivré et il est en vigueur",
            act.number,
            "18\u202f000,00\u202f€",
            "Sous-préfecture de Limoux",
            "Préfet de région",
            act.pdf_sha256,
            act.letter_sha256,
        ):
            assert said in shown, said
        signatory = inputs_of(act).signature.signatory
        assert f"{signatory.full_name}, {signatory.quality}" in shown, "named as the act names them"
        for kept in [
            *(p.email for p in (d.signatory, d.world.leader, d.lead)),
            *(p.full_name for p in (d.world.leader, d.lead)),
            "rue de la République",
        ]:
            assert kept not in shown, kept


@pytest.mark.django_db
def test_a_replaced_act_names_what_replaced_it() -> None:
    with desk() as d:
        old = d.signed()
        ok(do(d.dossier, "correct", d.lead, reason="Erreur d’adresse."))
        assert "il est en vigueur" in asked(old.code)[1]
        new = d.signed()
        shown = asked(old.code)[1]
        assert "n’est plus en vigueur" in shown
        assert f"L’acte n° {new.number} l’a remplacé" in shown
        assert f'href="/verifier/{new.code}/"' in shown
        assert "il est en vigueur" in asked(new.code)[1]


@pytest.mark.django_db
def test_a_refusal_taken_back_is_said_to_be_so_and_its_reasons_are_not() -> None:
    with desk(outcome="refusal", reasons=FACT) as d:
        act = d.signed(Act.Kind.REFUSAL)
        shown = asked(act.code)[1]
        assert "Refus de financement" in shown
        for kept in (FACT, "Sous-préfecture de Limoux", d.dossier.title):
            assert kept not in shown, kept
        ok(do(d.dossier, "reopen", d.lead, reason="Recours gracieux du 3 mars.", exception=True))
        assert "Il a été retiré le" in asked(act.code)[1]


@pytest.mark.django_db
def test_what_is_not_signed_is_unknown_word_for_word() -> None:
    with inadmissible_desk() as d:
        act = ok(d.prepare(Act.Kind.INADMISSIBILITY))
        unsigned, nothing = asked(act.code), asked("2222-2222-2222")
        assert unsigned[0] == nothing[0] == 404
        assert unsigned[1] == nothing[1]
        ok(d.prepare(Act.Kind.REFUSAL, reasons_fact=FACT))
        assert prepared(act).status == "dropped"
        assert asked(act.code)[1] == nothing[1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "code",
    [
        "x",
        "%00",
        "%E2%80%AE",
        "'; DROP TABLE decisions_act; --",
        "<script>alert(1)</script>",
        "A" * 5000,
        "../..",
        "%25",
    ],
)
def test_hostile_codes_are_unknown(code: str) -> None:
    response = Client().get(f"/verifier/{code}/")
    assert response.status_code == 404
    assert b"<script>alert" not in response.content


@pytest.mark.django_db
def test_a_typed_code_leads_to_its_page_and_a_wrong_one_is_explained() -> None:
    client = Client()
    assert client.get("/verifier/").status_code == 200
    sent = client.get("/verifier/", {"code": " 7kq4m2xt9dra"})
    assert (sent.status_code, sent["Location"]) == (302, "/verifier/7KQ4-M2XT-9DRA/")
    for typed in ("", "abc", "<b>", "7" * 61, "\x00"):
        wrong = client.get("/verifier/", {"code": typed})
        assert wrong.status_code == 422, typed
        assert "<b>" not in wrong.content.decode().split("<h1>")[1]


# -- the file itself -------------------------------------------------------------------
@pytest.mark.django_db
def test_a_file_is_found_by_its_bytes_and_one_byte_more_is_not_it() -> None:
    client = Client()
    with desk() as d:
        act = d.signed()
        for part, what in ((ActFile.Part.ACT, "l’acte"), (ActFile.Part.LETTER, "la lettre de notification")):
            content = bytes(ActFile.objects.get(act=act, part=part).content)
            sent = client.get("/verifier/", {"sha256": hashlib.sha256(content).hexdigest()})
            assert sent["Location"] == f"/verifier/{act.code}/?sha256={hashlib.sha256(content).hexdigest()}"
            shown = client.get(sent["Location"]).content.decode()
            assert f"celui qui a été délivré : {what}." in shown
            changed = hashlib.sha256(content + b"\n").hexdigest()
            unknown = client.get("/verifier/", {"sha256": changed})
            assert (unknown.status_code, "n’est pas un document délivré" in unknown.content.decode()) == (404, True)
            sent = client.get("/verifier/", {"sha256": changed, "code": act.code})
            shown = client.get(sent["Location"]).content.decode()
            assert "Le fichier présenté n’est pas celui qui a été délivré" in shown
            assert "celui qui a été délivré : " not in shown
        typed = " ".join(act.pdf_sha256.upper()[i : i + 8] for i in range(0, 64, 8))
        assert client.get("/verifier/", {"sha256": typed}).status_code == 302
        with CaptureQueriesContext(connection) as asked_for:
            client.get("/verifier/", {"sha256": act.pdf_sha256})
        assert len(asked_for) == 1


@pytest.mark.django_db
def test_the_file_of_an_act_that_is_not_signed_is_unknown() -> None:
    with inadmissible_desk() as d:
        act = ok(d.prepare(Act.Kind.INADMISSIBILITY))
        for sha256 in (act.pdf_sha256, act.letter_sha256):
            assert Client().get("/verifier/", {"sha256": sha256}).status_code == 404
            assert Client().get("/verifier/", {"sha256": sha256, "code": act.code}).status_code == 302
            assert Client().get(f"/verifier/{act.code}/", {"sha256": sha256}).status_code == 404


@pytest.mark.django_db
def test_what_is_no_hash_is_explained_and_what_was_typed_is_kept() -> None:
    for typed in ("", "abc", "g" * 64, "<b>", "\x00" * 64, "a" * 5000):
        wrong = Client().get("/verifier/", {"sha256": typed})
        assert wrong.status_code == 422, typed
        assert "<b>" not in wrong.content.decode().split("<h1>")[1]
    assert 'value="abc"' in Client().get("/verifier/", {"sha256": "abc"}).content.decode()


@pytest.mark.browser
def test_a_pdf_is_verified_in_the_browser_without_being_sent(live: Live, tmp_path: Path) -> None:
    """By the keyboard or dropped, on a screen or a phone; what leaves the browser is its hash."""
    with desk() as d:
        act = d.signed()
    pdf, other = tmp_path / "acte.pdf", tmp_path / "autre.pdf"
    pdf.write_bytes(bytes(ActFile.objects.get(act=act, part=ActFile.Part.ACT).content))
    other.write_bytes(pdf.read_bytes().replace(b"%PDF", b"%PDf", 1))
    sent: list[str] = []
    for width in (1280, 390):
        page = live.window(width=width)
        page.on("request", lambda request: sent.append(f"{request.method} {request.url} {request.post_data or ''}"))
        page.goto("/verifier/")
        assert_accessible(page)
        field = page.get_by_label("Choisir le fichier PDF")
        page.get_by_role("button", name="Vérifier", exact=True).focus()
        page.keyboard.press("Tab")
        expect(field).to_be_focused()
        drop(page, pdf, other)
        expect(page.get_by_text("Un seul fichier à la fois")).to_be_visible()
        field.set_input_files(pdf)
        expect(page.get_by_text("est, à l’octet près, celui qui a été délivré : l’acte.")).to_be_visible()
        assert_accessible(page)
        drop(page, other)
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Le fichier présenté n’est pas celui qui a été délivré"
        )
        assert_accessible(page)
        assert_fits(page)
        page.goto("/verifier/")
        drop(page, other)
        expect(page.get_by_role("heading", level=1)).to_have_text("Ce fichier n’est pas un document délivré")
        assert_accessible(page)
    asked_for = [line for line in sent if "/static/" not in line]
    assert asked_for
    assert all(re.fullmatch(r"GET \S+ ", line) and len(line) < 250 for line in asked_for)


def drop(page: Page, *files: Path) -> None:
    """Drops files anywhere on the page."""
    transfer = page.evaluate_handle(
        """(files) => {
            const found = new DataTransfer();
            for (const [name, bytes] of files) found.items.add(new File([new Uint8Array(bytes)], name));
            return found;
        }""",
        [[file.name, list(file.read_bytes())] for file in files],
    )
    page.dispatch_event("h1", "drop", {"dataTransfer": transfer})


# -- what it costs ---------------------------------------------------------------------
@pytest.mark.django_db
def test_the_page_is_not_indexed_nor_kept_and_takes_two_statements(statements: object) -> None:
    with desk() as d:
        act, client = d.signed(), Client()
        with statements(at_most=2):  # type: ignore[operator]
            response = client.get(f"/verifier/{act.code.lower()}/")
        assert response["X-Robots-Tag"] == "noindex"
        assert "no-store" in response["Cache-Control"]
        assert client.post(f"/verifier/{act.code}/").status_code == 405
