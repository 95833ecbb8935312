"""Results as files: the same rows as the board for the same person, and no formula whatever was written in a title."""

import csv
import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from odfdo import Document

from accounts.models import User
from accounts.roles import Role
from dossiers import actions as dossier_actions
from dossiers.cells import harmless
from dossiers.models import Dossier
from scoring.ranking.files import FORMATS_BY_EXTENSION
from tests.copil import committee as committees
from tests.copil.committee import Committee
from tests.world import ok

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("https://exemple.fr";"Ouvrir")'


@pytest.fixture
def lab() -> Committee:
    committee = committees.build(3, envelope="20000.00")
    committees.ready(committee, 9, 9, 9, project={"title": FORMULA})
    committees.on_agenda(committee, 7, 7, 6, project={"title": "Accueil ; commun"})
    return committee


def fetched(user: User, extension: str, **query: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(f"/classement/resultats.{extension}", query)


def lines(answer: Any) -> list[dict[str, str]]:
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_csv_says_what_the_board_says(lab: Committee) -> None:
    answer = fetched(lab.lead, "csv")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="classement-essai-')
    first, second = lines(answer)
    assert (first["Rang"], first["Titre"], first["Note du consensus"]) == ("1", f"'{FORMULA}", "4,50")
    assert (second["Titre"], second["Note du consensus"], second["Situation"]) == (
        "Accueil ; commun", "3,35", "Accord partiel possible",
    )  # fmt: skip
    assert (second["Impact avéré sur l’action publique"], second["Évaluations"]) == ("3,5", "3")
    assert (second["Demandé"], second["Cumul"]) == ("18000,00", "36000,00")


def test_an_ods_holds_texts_as_texts_and_numbers_as_numbers(lab: Committee) -> None:
    answer = fetched(lab.lead, "ods")
    table = Document(io.BytesIO(answer.content)).body.tables[0]
    _heads, first, _second = table.get_values()
    assert (first[0], first[2], first[7]) == (1, FORMULA, Decimal("4.50"))
    assert "table:formula" not in table.serialize()


def test_an_xlsx_holds_no_formula_and_no_link(lab: Committee) -> None:
    answer = fetched(lab.lead, "xlsx")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "HYPERLINK" in book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert '<c r="A2"><v>1</v></c>' in sheet


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@A1", "\t=1", " =1", "\r\n=1", "\uff1d1", "%0A=1", "|calc"])
def test_a_text_that_a_spreadsheet_would_obey_begins_with_an_apostrophe(text: str) -> None:
    assert harmless(text).startswith("'")


def test_what_is_tried_is_in_no_file(lab: Committee) -> None:
    second = Dossier.objects.get(title="Accueil ; commun")
    answer = fetched(lab.lead, "csv", enveloppe="90000", **{f"montant-{second.reference}": "1"})
    assert lines(answer)[1]["Montant"] == "18000,00"
    assert lines(answer)[1]["Situation"] == "Accord partiel possible"


@pytest.mark.parametrize("extension", sorted(FORMATS_BY_EXTENSION))
def test_a_file_holds_nothing_that_its_reader_may_not_read(lab: Committee, extension: str) -> None:
    refused = (Role.LEADER, Role.REFERENT, Role.SIGNATORY, Role.ADMIN)
    assert {fetched(lab.world[role], extension).status_code for role in refused} == {404}
    second = Dossier.objects.get(title="Accueil ; commun")
    ok(dossier_actions.declare_interest(dossier=second, reason="Un parent.", by=lab.lead))
    answer = fetched(lab.lead, extension)
    assert answer.status_code == 200
    assert _rows(answer, extension) == 1
    assert _rows(fetched(lab.chair, extension), extension) == 1  # only what is on the agenda of their session


def _rows(answer: Any, extension: str) -> int:
    if extension == "csv":
        return len(lines(answer))
    if extension == "ods":
        return len(Document(io.BytesIO(answer.content)).body.tables[0].get_values()) - 1
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        return book.read("xl/worksheets/sheet1.xml").decode().count("<row ") - 1


def test_a_kind_of_file_that_is_none_is_not_found(lab: Committee) -> None:
    for extension in ("pdf", "CSV", "csv-x", "x" * 300):
        assert fetched(lab.lead, extension).status_code == 404


def test_a_file_asks_little_of_the_database(lab: Committee, statements: Any) -> None:
    client = Client()
    client.force_login(lab.lead)
    client.get("/classement/resultats.csv")
    with statements(at_most=8):
        client.get("/classement/resultats.csv")
