"""Anybody may ask of a code whether an act was issued under it, and whether it stands; nobody learns more."""

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from decisions.models import Act
from decisions.verification import ALPHABET, new_code, normalised, page_url
from tests.decisions.desk import desk, inadmissible_desk
from tests.decisions.test_preparing import prepared
from tests.world import do, ok

FACT = "Le même service existe déjà dans le département."


def asked(code: str) -> tuple[int, str]:
    response = Client().get(f"/verifier/{code}/")
    return response.status_code, response.content.decode()


# -- codes -----------------------------------------------------------------------
def test_codes_are_drawn_from_a_readable_alphabet_and_differ() -> None:
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
        people = [d.signatory, d.world.leader, d.lead]
        for kept in [
            *(p.email for p in people),
            *(f"{p.first_name} {p.last_name}" for p in people),
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
        assert "il est en vigueur" in asked(new.code)[1]


@pytest.mark.django_db
def test_a_refusal_taken_back_is_said_to_be_so_and_its_reasons_are_not() -> None:
    with desk(outcome="refusal", reasons=FACT) as d:
        act = d.signed(Act.Kind.REFUSAL)
        shown = asked(act.code)[1]
        assert "Refus de financement" in shown
        for kept in (FACT, "Sous-préfecture de Limoux", d.dossier.title):
            assert kept not in shown, kept
        ok(do(d.dossier, "reopen", d.lead, reason="Recours gracieux du 3 mars."))
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


@pytest.mark.django_db
def test_the_page_is_not_indexed_nor_kept_and_takes_two_statements(statements: object) -> None:
    with desk() as d:
        act, client = d.signed(), Client()
        with statements(at_most=2):  # type: ignore[operator]
            response = client.get(f"/verifier/{act.code.lower()}/")
        assert response["X-Robots-Tag"] == "noindex"
        assert "no-store" in response["Cache-Control"]
        assert client.post(f"/verifier/{act.code}/").status_code == 405
