"""The pages of acts and letters: valid for every route, outcome and branding, true to their inputs, robust."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from decisions.checks import UnfitActError
from decisions.document import ActInputs, Branding, Delegation, Superseded
from decisions.rendering import render_act, render_notification
from tests.decisions.act_samples import (
    AMENDED,
    ASSOCIATION_AGREEMENT,
    ASSOCIATION_ORDER,
    EVERY_ACT,
    LOCAL_INVESTMENT,
    PUBLIC_BODY,
    STATE_SERVICE,
    inadmissible,
    letter_of,
    refused,
)
from tests.decisions.pages import failures, normalised, pages_of, text_of

pytestmark = pytest.mark.pdf

EXPECTED = Path(__file__).parent / "expected"


@cache
def act_pdf(act: ActInputs) -> bytes:
    return render_act(act)


@pytest.mark.parametrize("act", EVERY_ACT, ids=lambda act: f"{act.route}-{act.kind}-{act.reference}")
def test_every_act_and_letter_is_archivable_and_accessible(act: ActInputs) -> None:
    """By the quick validator; test_verapdf.py asks the reference one of each kind, in both brandings."""
    assert failures(act_pdf(act)) == []
    assert failures(render_notification(letter_of(act))) == []


@pytest.mark.parametrize(
    ("name", "act"),
    [
        ("state_service", STATE_SERVICE),
        ("association_order", ASSOCIATION_ORDER),
        ("association_agreement", ASSOCIATION_AGREEMENT),
        ("local_investment", LOCAL_INVESTMENT),
        ("public_body", PUBLIC_BODY),
        ("agreement_amended", AMENDED),
        ("state_service_refused", refused(STATE_SERVICE)),
        ("local_investment_refused", refused(LOCAL_INVESTMENT)),
        ("association_inadmissible", inadmissible(ASSOCIATION_ORDER)),
    ],
)
def test_the_text_of_an_act(name: str, act: ActInputs) -> None:
    """Word for word. After a wanted change, `TEMPLATE_VERSION` goes up and the expected text is read again, whole."""
    assert text_of(act_pdf(act)) == normalised((EXPECTED / f"{name}.txt").read_text(encoding="utf-8"))


def test_the_text_of_a_letter() -> None:
    pdf = render_notification(letter_of(ASSOCIATION_ORDER))
    assert text_of(pdf) == normalised((EXPECTED / "letter_association_order.txt").read_text(encoding="utf-8"))


ARTICLES = [
    "Article 1er – Bénéficiaire",
    "Article 2 – Projet et dépense éligible",
    "Article 3 – Montant",
    "Article 4 – Calendrier",
    "Article 5 – Versements",
    "Article 6 – Compte rendu et indicateurs",
    "Article 7 – Reversement",
    "Article 8 – Imputation budgétaire",
]


@pytest.mark.parametrize(
    ("act", "headings"),
    [
        (ASSOCIATION_ORDER, [*ARTICLES, "Article 9 – Conditions particulières", "Article 10 – Exécution"]),
        (
            ASSOCIATION_AGREEMENT,
            [*ARTICLES, "Article 9 – Modification, résiliation, durée et litiges", "Article 10 – Exécution"],
        ),
        (
            refused(LOCAL_INVESTMENT),
            ["Article 1er – Rejet de la demande", "Article 2 – Nouvelle demande", "Article 3 – Exécution"],
        ),
    ],
)
def test_the_bookmarks_follow_the_articles(act: ActInputs, headings: list[str]) -> None:
    outline = PdfReader(BytesIO(act_pdf(act))).outline
    assert [title for title in titles_in(outline) if title.startswith("Article")] == headings
    assert len([each for each in outline if not isinstance(each, list)]) == 1  # one h1, all the rest under it


def titles_in(outline: list[object]) -> Iterator[str]:
    for each in outline:
        if isinstance(each, list):
            yield from titles_in(each)
        else:
            yield str(each["/Title"])


@pytest.mark.parametrize("act", [STATE_SERVICE, refused(ASSOCIATION_ORDER)], ids=["grant", "refusal"])
def test_each_page_bears_its_number_the_reference_and_the_code(act: ActInputs) -> None:
    pages = pages_of(act_pdf(act))
    for number, text in enumerate(pages, start=1):
        code = f"code de vérification {act.verification.code}"
        assert normalised(text).endswith(f"Décision n° {act.reference} · {code} page {number} sur {len(pages)}")


def test_the_state_s_marks_are_for_state_sites_only() -> None:
    def fonts(pdf: bytes) -> set[str]:
        resources = PdfReader(BytesIO(pdf)).pages[0]["/Resources"]["/Font"].values()
        return {re.sub(r"^/[A-Z]{6}\+", "", str(font.get_object()["/BaseFont"])) for font in resources}

    assert fonts(act_pdf(STATE_SERVICE)) == {"DejaVu-Sans-Bold", "DejaVu-Sans", "DejaVu-Serif-Bold", "DejaVu-Serif"}
    assert {"Marianne-Bold", "Marianne"} <= fonts(act_pdf(replace(STATE_SERVICE, branding=Branding.STATE)))
    assert [figure for figure, _ in figures(act_pdf(STATE_SERVICE))] == [QR]
    marks = [figure for figure, _ in figures(act_pdf(replace(STATE_SERVICE, branding=Branding.STATE)))]
    assert marks == ["Marianne, République française", "Liberté, Égalité, Fraternité", QR]


QR = "Code QR menant à la page de vérification de l’acte"


def figures(pdf: bytes) -> list[tuple[str, object]]:
    """Alternative text and structure element of each figure, in reading order."""

    def walk(element: object) -> Iterator[tuple[str, object]]:
        element = element.get_object() if hasattr(element, "get_object") else element
        if isinstance(element, list):
            for each in element:
                yield from walk(each)
        elif isinstance(element, dict):
            if element.get("/S") == "/Figure":
                yield str(element["/Alt"]), element
            yield from walk(element.get("/K"))

    return list(walk(PdfReader(BytesIO(pdf)).root_object["/StructTreeRoot"]))


def test_the_data_travel_with_the_act() -> None:
    files = PdfReader(BytesIO(act_pdf(ASSOCIATION_ORDER))).attachments
    assert files == {"decision-2026-LABO-0043.json": [ASSOCIATION_ORDER.to_public_json()]}


def test_an_act_with_problems_is_not_rendered() -> None:
    with pytest.raises(UnfitActError) as raised:
        render_act(replace(STATE_SERVICE, reference="", grant=None))
    assert [problem.code for problem in raised.value.problems] == ["missing_reference", "missing_grant"]


def test_optional_parts_may_be_absent() -> None:
    bare = replace(
        ASSOCIATION_ORDER,
        issuer=replace(ASSOCIATION_ORDER.issuer, tagline="", service="", email="", address=""),
        beneficiary=replace(ASSOCIATION_ORDER.beneficiary, rna="", address=""),
        signature=replace(ASSOCIATION_ORDER.signature, delegation=None),
        committee=None,
        findings=(),
        grant=replace(
            ASSOCIATION_ORDER.grant,  # type: ignore[type-var]
            computation="",
            expenses=(),
            milestones=(),
            payments=(),
            indicators=(),
            conditions=(),
            budget=replace(ASSOCIATION_ORDER.grant.budget, activity="", accounting_officer=""),  # type: ignore[union-attr]
        ),
    )
    pdf = render_act(bare)
    assert failures(pdf) == []
    text = text_of(pdf)
    assert "None" not in text
    assert "Le montant est versé en une fois, après notification du présent arrêté." in text
    assert "par délégation" not in text
    letter = replace(letter_of(bare), next_steps=(), enclosures=(), contact=replace(letter_of(bare).contact, phone=""))
    assert failures(render_notification(letter)) == []


def test_a_superseding_act_names_the_act_it_replaces() -> None:
    act = replace(
        STATE_SERVICE, supersedes=Superseded(title="la décision n° 2026-LABO-0007", signed_on=date(2026, 11, 2))
    )
    text = text_of(act_pdf(act))
    assert "Vu la décision n° 2026-LABO-0007 du 2 novembre 2026 ;" in text
    assert "La présente décision remplace la décision n° 2026-LABO-0007 du 2 novembre 2026." in text


def test_the_amount_is_said_in_figures_and_in_words() -> None:
    act = replace(
        LOCAL_INVESTMENT,
        grant=replace(
            LOCAL_INVESTMENT.grant,  # type: ignore[type-var]
            amount=Decimal("12345.67"),
            eligible_expense=Decimal("40000.00"),
            payments=(),
        ),
    )
    assert (
        "est fixé à 12 345,67 € (douze mille trois cent quarante-cinq euros et soixante-sept centimes), soit 30,86 % "
        "de la dépense subventionnable prévisionnelle, pour 40 000,00 € demandés."
    ) in text_of(act_pdf(act))


def test_the_delegation_without_its_publication() -> None:
    signature = replace(STATE_SERVICE.signature, delegation=Delegation(reference="12", signed_on=date(2026, 9, 1)))
    assert "Vu l’arrêté n° 12 du 1er septembre 2026 portant délégation de signature ;" in text_of(
        act_pdf(replace(STATE_SERVICE, signature=signature))
    )
