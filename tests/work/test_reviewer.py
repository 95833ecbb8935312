"""A reviewer between two meetings: the dossier and the sheet on paper, the scores given on a phone."""

import io
from uuid import uuid4

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from dossiers import actions
from tests.browser import Live
from tests.dossiers.test_in_the_browser import window_of
from tests.scoring import panel as panels
from tests.scoring.panel import CODES
from tests.work.hands import looked_at, press, told
from tests.world import ok

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]
NOTED = "Rappeler la trésorière avant le vote."


def test_a_review_is_read_on_paper_and_given_by_phone(live: Live) -> None:
    panel = panels.build()
    first, second = panel.reviewers[:2]
    panels.submitted(panel, first, 8, 6, 5)
    panels.assigned(panel, second)
    note = ok(actions.write_note(dossier=panel.dossier, text=NOTED, by=first, key=uuid4()))
    ok(actions.pin_note(note=note, by=first))
    page = window_of(live, second, width=390)
    page.goto("/")
    press(page, "Évaluer le dossier")
    looked_at(page)
    paper = printed(page)
    assert "Deux visites sur trois." in paper  # what a fold hides on the screen
    assert "Ateliers avec les usagers." in paper
    for pressed in ("Remettre mon évaluation", "Enregistrer le brouillon", "Se déconnecter"):
        assert pressed not in paper, pressed
    assert page.locator("details[open]").count() == 0  # closed again, as they were
    for code, half_points in zip(CODES, (4, 6, 5), strict=True):
        page.locator(f"label:has(#id_points-{code}_{half_points})").click()
    page.get_by_label("Votre appréciation d’ensemble").fill("Un besoin mesuré, une méthode encore classique.")
    looked_at(page)
    press(page, "Remettre mon évaluation")
    told(page, "Un projet sérieux.")  # the other's, once one's own is in
    looked_at(page)
    # Two points apart on one criterion: they answer each other, and one looks at their score again.
    press(page, "Prendre part à la discussion")
    page.get_by_label("Votre message").fill("L’irritant n’est décrit que d’un côté du guichet.")
    looked_at(page)
    press(page, "Envoyer")
    told(page, "L’irritant n’est décrit que d’un côté du guichet.", first.full_name)
    looked_at(page)
    press(page, "Corriger ma note")
    told(page, "Ce que vous avez remis compte jusqu’à ce que vous remettiez la correction.")
    page.goto(panel.dossier.get_absolute_url())
    told(page, NOTED)
    assert NOTED not in printed(page)  # the team's own notes are not for paper


def printed(page: Page) -> str:
    """The page as it would be printed, every run of spaces as one."""
    sheets = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    return " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())
