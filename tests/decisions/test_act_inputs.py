"""The inputs of an act: their hash, what keeps it from being issued, the law it cites, its public data."""

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from decisions.checks import Problem, problems_of
from decisions.document import ActInputs, Beneficiary, Expense, Grant, Payment, Reasons, Route, Superseded
from decisions.law import association_route
from decisions.layout import layout_of, outcome_of
from tests.decisions.act_samples import (
    ASSOCIATION_AGREEMENT,
    ASSOCIATION_ORDER,
    EVERY_ACT,
    GRANT,
    LOCAL_INVESTMENT,
    PUBLIC_BODY,
    STATE_SERVICE,
    inadmissible,
    letter_of,
    refused,
)


def with_grant(act: ActInputs, **changes: object) -> ActInputs:
    assert act.grant is not None
    return replace(act, grant=replace(act.grant, **changes))


def test_the_hash_is_that_of_the_canonical_bytes_and_stable() -> None:
    assert STATE_SERVICE.inputs_sha256() == replace(STATE_SERVICE).inputs_sha256()
    assert json.loads(STATE_SERVICE.canonical())["inputs"]["grant"]["amount"] == "18000"
    assert STATE_SERVICE.canonical().startswith(b'{"document":"ActInputs","inputs":{"amendment":null,"appeals":{')


def test_equal_amounts_have_one_hash_whatever_their_digits() -> None:
    same = with_grant(STATE_SERVICE, amount=Decimal("18000"), eligible_expense=Decimal("2.4E+4"))
    assert same.inputs_sha256() == STATE_SERVICE.inputs_sha256()


@pytest.mark.parametrize(
    "other",
    [
        replace(STATE_SERVICE, reference="2026-LABO-0099"),
        replace(STATE_SERVICE, template_version="act-0"),
        replace(STATE_SERVICE, signature=replace(STATE_SERVICE.signature, signed_on=date(2026, 12, 15))),
        replace(STATE_SERVICE, signature=replace(STATE_SERVICE.signature, delegation=None)),
        with_grant(STATE_SERVICE, amount=Decimal("18000.01")),
        with_grant(STATE_SERVICE, conditions=("une condition",)),
    ],
)
def test_any_change_changes_the_hash(other: ActInputs) -> None:
    assert other.inputs_sha256() != STATE_SERVICE.inputs_sha256()


def test_a_letter_has_its_own_hash() -> None:
    letter = letter_of(STATE_SERVICE)
    assert letter.inputs_sha256() != STATE_SERVICE.inputs_sha256()
    assert letter.inputs_sha256() != replace(letter, place="Albi").inputs_sha256()


def test_the_samples_are_fit() -> None:
    assert [problems_of(act) for act in EVERY_ACT] == [()] * len(EVERY_ACT)


def codes(act: ActInputs) -> list[str]:
    return [problem.code for problem in problems_of(act)]


def grant_with(**changes: object) -> ActInputs:
    return with_grant(ASSOCIATION_ORDER, expenses=(), payments=(), **changes)


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (replace(STATE_SERVICE, reference=" "), ["missing_reference"]),
        (replace(STATE_SERVICE, reference="2026-LABO-0042<br>"), ["number_form"]),
        (replace(STATE_SERVICE, reference="2" * 41), ["number_form"]),
        (replace(STATE_SERVICE, grant=None), ["missing_grant"]),
        (replace(refused(STATE_SERVICE), reasons=None), ["missing_law", "missing_fact"]),
        (replace(refused(STATE_SERVICE), reasons=Reasons(law=("",), fact=("vrai",))), ["missing_law"]),
        (replace(refused(STATE_SERVICE), grant=GRANT), ["unexpected_grant"]),
        (
            replace(ASSOCIATION_AGREEMENT, beneficiary=replace(ASSOCIATION_AGREEMENT.beneficiary, representative=None)),
            ["missing_representative"],
        ),
        (
            replace(ASSOCIATION_ORDER, beneficiary=replace(ASSOCIATION_ORDER.beneficiary, republican_pledge_on=None)),
            ["missing_pledge"],
        ),
        (
            replace(STATE_SERVICE, beneficiary=Beneficiary(name="", siret="1234", address="")),
            ["missing_beneficiary", "siret"],
        ),
        (
            replace(STATE_SERVICE, verification=replace(STATE_SERVICE.verification, url="javascript:alert(1)")),
            ["verification_url"],
        ),
        (grant_with(amount=Decimal("23000.01"), eligible_expense=Decimal(30000)), ["agreement_due"]),
        (grant_with(amount=Decimal("23000.00"), eligible_expense=Decimal(30000)), []),
        (grant_with(amount=Decimal("24000.01")), ["over_expense", "agreement_due"]),
        (grant_with(amount=Decimal(0)), ["not_positive"]),
        (grant_with(amount=Decimal("-5")), ["not_positive"]),
        (grant_with(amount=Decimal("0.001")), ["precision"]),
        (grant_with(amount=Decimal("NaN")), ["precision"]),
        (grant_with(ends_on=date(2026, 1, 1)), ["dates"]),
        (with_grant(STATE_SERVICE, expenses=(Expense(label="Tout", amount=Decimal(1)),)), ["expense_sum"]),
        (
            with_grant(STATE_SERVICE, payments=(Payment(label="Tout", amount=Decimal(1), condition=""),)),
            ["payment_sum"],
        ),
    ],
)
def test_every_problem_is_told(act: ActInputs, expected: list[str]) -> None:
    assert codes(act) == expected


def test_a_problem_is_a_sentence() -> None:
    problems = problems_of(replace(STATE_SERVICE, grant=None))
    assert problems == (Problem("missing_grant", "Un accord doit dire ce qu’il accorde."),)


@pytest.mark.parametrize(
    ("total", "route"),
    [("23000.00", Route.ASSOCIATION_ORDER), ("23000.01", Route.ASSOCIATION_AGREEMENT)],
)
def test_an_agreement_is_due_above_the_year_s_threshold(total: str, route: Route) -> None:
    assert association_route(year_total=Decimal(total)) is route


def numbers_cited(act: ActInputs) -> list[str]:
    """The number of each statute and decree that `act` cites, in order."""
    visas = layout_of(act).visas
    return [found for visa in visas for found in re.findall(r"^l[ea] (?:loi|décret)[^°]* n° ([\d-]+)", visa)]


ASSOCIATION_TEXTS = ["2001-692", "2000-321", "2021-1109", "2001-495", "2004-374", "2012-1246", "2016-1971", "2021-1947"]


@pytest.mark.parametrize(
    ("act", "cited"),
    [
        (STATE_SERVICE, ["2001-692", "2004-374", "2012-1246"]),
        (ASSOCIATION_ORDER, ASSOCIATION_TEXTS),
        (ASSOCIATION_AGREEMENT, ASSOCIATION_TEXTS),
        (LOCAL_INVESTMENT, ["2001-692", "2000-321", "2004-374", "2012-1246", "2018-514"]),
        (PUBLIC_BODY, ["2001-692", "2004-374", "2012-1246"]),
    ],
)
def test_each_route_cites_its_law(act: ActInputs, cited: list[str]) -> None:
    assert numbers_cited(act) == cited


@pytest.mark.parametrize(
    ("act", "articles"),
    [
        (STATE_SERVICE, "son article L. 212-1"),
        (refused(STATE_SERVICE), "ses articles L. 211-5 et L. 212-1"),
        (inadmissible(STATE_SERVICE), "ses articles L. 114-5, L. 211-5 et L. 212-1"),
    ],
)
def test_each_outcome_cites_its_articles_of_the_code(act: ActInputs, articles: str) -> None:
    assert layout_of(act).visas[1] == f"le code des relations entre le public et l’administration, notamment {articles}"


def test_the_papers_of_the_case_come_last_in_order() -> None:
    act = replace(
        inadmissible(ASSOCIATION_ORDER),
        supersedes=Superseded(title="l’arrêté n° 2026-LABO-0007", signed_on=date(2026, 11, 2)),
    )
    assert layout_of(act).visas[-6:] == (
        "l’arrêté n° R76-2026-09-01-00012 du 1er septembre 2026 portant délégation de signature, publié au recueil des "
        "actes administratifs de la préfecture de région",
        "l’appel à projets « Innover ensemble 2026 » publié le 1er septembre 2026",
        "la demande présentée par Association Visites pour tous, déposée le 1er octobre 2026 et enregistrée sous le "
        "n° 2026-0023",
        "la demande de pièces complémentaires adressée le 12 octobre 2026, à produire au plus tard le 9 novembre 2026 "
        "et portant sur : Le devis de la prestation, L’accord de la commune",
        "le contrat d’engagement républicain souscrit par l’association le 28 septembre 2026",
        "l’arrêté n° 2026-LABO-0007 du 2 novembre 2026",
    )


@pytest.mark.parametrize(
    ("act", "outcome"),
    [
        (STATE_SERVICE, "Accord de financement"),
        (LOCAL_INVESTMENT, "Accord partiel de financement"),
        (ASSOCIATION_ORDER, "Accord partiel de financement sous conditions"),
        (refused(STATE_SERVICE), "Refus de financement"),
        (inadmissible(STATE_SERVICE), "Demande irrecevable"),
    ],
)
def test_the_outcome_in_words(act: ActInputs, outcome: str) -> None:
    assert outcome_of(act) == outcome


def test_public_data_hold_exact_amounts_and_no_address() -> None:
    data = json.loads(ASSOCIATION_ORDER.to_public_json())
    assert data["grant"]["amount"] == "18000.00"
    assert data["grant"]["rate_percent"] == "75.00"
    assert data["beneficiary"] == {
        "name": "Association Visites pour tous",
        "siret": "40483304800022",
        "rna": "W343012345",
    }
    assert "rue des Exemples" not in ASSOCIATION_ORDER.to_public_json().decode()


SCHEMA = json.loads((Path(settings.BASE_DIR) / "static/schemas/decision-1.schema.json").read_text(encoding="utf-8"))
TYPES = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None), "boolean": bool}


def breaches(value: object, schema: dict[str, object], where: str = "$") -> list[str]:
    """How `value` breaks `schema`: the few words of JSON Schema that ours uses, and no other."""
    if "$ref" in schema:
        return breaches(value, SCHEMA["$defs"][str(schema["$ref"]).removeprefix("#/$defs/")], where)
    known = {"type", "const", "enum", "pattern", "properties", "required", "additionalProperties", "items", "anyOf"}
    assert not set(schema) - known - {"description", "title", "$schema", "$id", "$defs"}, f"{where}: unknown word"
    if "anyOf" in schema:
        answers = [breaches(value, each, where) for each in schema["anyOf"]]
        return [] if [] in answers else [f"{where}: no alternative holds"]
    found = []
    if "const" in schema and value != schema["const"]:
        found.append(f"{where}: not {schema['const']}")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{where}: not among the values")
    if "type" in schema and type(value) is not TYPES[schema["type"]]:
        return [*found, f"{where}: not of type {schema['type']}"]
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        found.append(f"{where}: does not match")
    if isinstance(value, list):
        found += [each for i, item in enumerate(value) for each in breaches(item, schema["items"], f"{where}[{i}]")]
    if isinstance(value, dict):
        properties = schema["properties"]
        assert schema["additionalProperties"] is False
        found += [f"{where}.{name}: missing" for name in schema["required"] if name not in value]
        found += [f"{where}.{name}: unknown" for name in value if name not in properties]
        for name in value.keys() & properties.keys():
            found += breaches(value[name], properties[name], f"{where}.{name}")
    return found


@pytest.mark.parametrize("act", EVERY_ACT, ids=lambda act: f"{act.route}-{act.kind}")
def test_public_data_keep_the_published_schema(act: ActInputs) -> None:
    assert breaches(json.loads(act.to_public_json()), SCHEMA) == []


def test_the_schema_would_notice() -> None:
    data = json.loads(STATE_SERVICE.to_public_json())
    data["grant"]["amount"] = 18000.0
    data["beneficiary"]["siret"] = "1711"
    data["address"] = "29, rue de la Mairie"
    del data["reference"]
    assert sorted(breaches(data, SCHEMA)) == [
        "$.address: unknown",
        "$.beneficiary.siret: does not match",
        "$.grant: no alternative holds",
        "$.reference: missing",
    ]


def test_the_rate_has_two_digits() -> None:
    grant: Grant = replace(GRANT, amount=Decimal(20000), eligible_expense=Decimal(30000), expenses=(), payments=())
    assert grant.rate == Decimal("66.67")
