"""The open file of subsidies: as the national description asks, only what may be known, the same for everybody."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from frictionless import Resource, Schema

from decisions.document import ActInputs, Route
from decisions.identity import identity
from decisions.opendata.subsidies import csv_of, row_of
from tests.decisions.act_samples import EVERY_ACT
from tests.decisions.desk import LOCAL, desk, grouped_desk
from tests.statements import counted
from tests.world import do, fresh, ok
from workflow import clock

pytestmark = pytest.mark.django_db

FILE = "/donnees-ouvertes/subventions.csv"
SCHEMA = Path(settings.BASE_DIR, "static/schemas/scdl-subventions-2.1.1.json")
#: The columns as the design lists them, in that order.
COLUMNS = (
    "nomAttribuant idAttribuant dateConvention referenceDecision nomBeneficiaire idBeneficiaire rnaBeneficiaire objet "
    "montant nature conditionsVersement datesPeriodeVersement idRAE notificationUE pourcentageSubvention dispositifAide"
).split()


def taken() -> bytes:
    """The file as anybody gets it."""
    answer = Client().get(FILE)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(taken().decode())))


def faults(content: bytes, tmp_path: Path) -> list[list[Any]]:
    """What the validator of the format finds in it, against the description that the site gives."""
    file = tmp_path / "subventions.csv"
    file.write_bytes(content)
    resource = Resource(path=file.name, basepath=str(tmp_path), schema=Schema(json.loads(SCHEMA.read_text())))
    return [[error.type, error.note] for task in resource.validate().tasks for error in task.errors]


def test_the_file_is_what_the_national_description_asks_for_and_follows_what_is_in_force(tmp_path: Path) -> None:
    with desk(LOCAL, LOCAL, {}, call={"envelope": "90000.00"}) as d:
        assert rows() == []
        first, second, transfer = (d.signed(dossier=dossier) for dossier in d.dossiers)
        assert transfer.route == Route.STATE_SERVICE.value
        content = taken()
        assert faults(content, tmp_path) == []
        told = rows()
        assert list(told[0]) == COLUMNS
        assert [row["referenceDecision"] for row in told] == [first.number, second.number]
        assert told[0]["nomBeneficiaire"] == LOCAL["name"]
        assert told[0]["idAttribuant"] == identity().siret
        assert told[0]["montant"] == f"{first.amount:.2f}"
        assert [row["pourcentageSubvention"] for row in told] == ["1.00", "1.00"]
        assert told[0]["dateConvention"] == clock.today().isoformat()
        # The validator does see what is wrong.
        spoiled = content.replace(b",non,", b",parfois,", 1).replace(b"10000000900017", b"12", 1)
        assert {kind for kind, _note in faults(spoiled, tmp_path)} == {"type-error", "constraint-error"}
        # Whoever has the file as it stands is told so; it changes with what is in force.
        mark = Client().get(FILE)["ETag"]
        again = Client().get(FILE, headers={"If-None-Match": mark})
        assert (again.status_code, again["ETag"]) == (304, mark)
        page = Client().get("/donnees-ouvertes/").text
        assert "2 subventions" in page
        assert second.number in page
        assert transfer.number not in page
        with counted() as asked:
            taken()
        assert len(asked.sql) == 2
        ok(do(fresh(d.dossiers[0]), "decline", d.world.leader, reason="Le projet est abandonné."))
        assert [row["referenceDecision"] for row in rows()] == [second.number]
        assert Client().get(FILE, headers={"If-None-Match": mark}).status_code == 200


def test_a_decision_is_published_once_its_leaders_know_of_it() -> None:
    with grouped_desk() as d:
        act = d.signed(dossier=d.dossiers[0])
        assert act.awaits_telling
        assert rows() == []
        assert act.number not in Client().get("/donnees-ouvertes/").text


def test_without_the_authority_s_own_number_nothing_is_published(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = replace(identity(), siret="")
    monkeypatch.setattr("decisions.views.opendata.identity", lambda: nobody)
    assert Client().get(FILE).status_code == 404
    assert "Pas encore publiées" in Client().get("/donnees-ouvertes/").text


@pytest.mark.parametrize("act", [act for act in EVERY_ACT if act.grant and act.route != Route.STATE_SERVICE])
def test_every_route_makes_a_row_that_holds(act: ActInputs, tmp_path: Path) -> None:
    """Whatever people wrote: a title longer than a cell of the description, and one that a spreadsheet would obey."""
    title = '=CUMUL(A1), "' + "très " * 60 + "long"
    odd = replace(act, project=replace(act.project, title=title))
    assert act.grant
    assert odd.grant
    out = b"".join(csv_of([row_of(act, act.grant), row_of(odd, odd.grant)]))
    assert faults(out, tmp_path) == []
    second = list(csv.DictReader(io.StringIO(out.decode())))[1]
    assert second["objet"].startswith("'=CUMUL(A1)")
    assert len(second["objet"]) < 256
