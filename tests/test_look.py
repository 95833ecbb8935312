"""The look of the pages: strict CSP, neutral branding, components in use, French typography, accessible forms."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.test import Client, RequestFactory, override_settings

from config.context import icon, site
from config.templatetags.jalon import day, due, euros, moment, number, score, since, urgency
from workflow import clock

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if "pdf" not in path.parts)
COMPONENTS = sorted(path.name for path in (TEMPLATES / "components").glob("*.html"))
NOON = datetime(2026, 12, 3, 12, tzinfo=UTC)


def draw(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


# -- the Content-Security-Policy -----------------------------------------------
@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_page_holds_inline_style_or_script(path: Path) -> None:
    html = path.read_text()
    assert re.findall(r"\sstyle\s*=|<style\b|\son[a-z]+\s*=|javascript:|\|safe\b|\shx-on", html, re.I) == []
    assert [tag for tag in re.findall(r"<script\b[^>]*>", html) if " src=" not in tag] == []


def test_pages_load_nothing_from_elsewhere() -> None:
    for path in PAGES:
        assert re.findall(r'(?:src|href)="(?:https?:)?//[^"]*\.(?:js|css|woff2?|svg|png)', path.read_text()) == []


# -- branding -------------------------------------------------------------------
def page(template: str, branding: str) -> str:
    """A page as a stranger gets it, with what every page may name."""
    request = RequestFactory().get("/")
    with override_settings(BRANDING=branding):
        return render_to_string(template, site(request) | {"user": AnonymousUser(), "request": request})


@pytest.mark.parametrize("template", ["base.html", "404.html", "500.html", "400.html", "site/legal.html"])
def test_neutral_pages_bear_no_mark_of_the_state(template: str) -> None:
    html = page(template, "neutral")
    assert "fr-logo" not in html
    assert "publique<br>" not in html
    assert "Marianne" not in html
    assert "dsfr/dist/favicon" not in html
    assert "css/neutral.css" in html


def test_neutral_typeface_wins_over_the_design_system() -> None:
    css = (ROOT / "static/css/neutral.css").read_text()
    assert "Marianne" not in css
    assert ':root body,\n:root input,\n:root select,\n:root textarea {\n  font-family: "Public Sans"' in css


def test_state_pages_bear_them() -> None:
    html = page("base.html", "state")
    assert html.count('<p class="fr-logo">République<br>Française</p>') == 2
    assert "dsfr/dist/favicon/favicon.svg" in html
    assert "css/neutral.css" not in html


@pytest.mark.parametrize("branding", ["neutral", "state"])
def test_the_icon_that_browsers_ask_for_by_themselves_is_that_of_the_pages(branding: str, client: Client) -> None:
    with override_settings(BRANDING=branding):
        answer = client.get("/favicon.ico")
        assert answer["Location"] == static(icon())
    assert finders.find(answer["Location"].removeprefix(settings.STATIC_URL))


# -- components ------------------------------------------------------------------
@pytest.mark.parametrize("component", COMPONENTS)
def test_every_component_is_used(component: str) -> None:
    name = f"components/{component}"
    users = [p for p in PAGES if p.name != component and name in p.read_text()]
    tags = (ROOT / "config/templatetags").glob("*.py")
    assert users or any(name in tag.read_text() for tag in tags), f"{name} is drawn by no page"


def test_icons_exist_in_the_design_system() -> None:
    css = (ROOT / "static/css/icons.css").read_text()
    paths = re.findall(r'url\("\.\./([^"]+)"\)', css)
    assert len(paths) == css.count("mask-image")
    assert [path for path in paths if not finders.find(path)] == []


# -- words -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (Decimal("18000"), "18\u202f000,00\u202f€"),
        (Decimal("1250000.5"), "1\u202f250\u202f000,50\u202f€"),
        (0, "0,00\u202f€"),
        (None, ""),
    ],
)
def test_euros(amount: Decimal | int | None, written: str) -> None:
    assert euros(amount) == written


def test_numbers_lose_needless_zeros() -> None:
    assert [number(x) for x in (Decimal("3.50"), Decimal("4.00"), 12000, None)] == ["3,5", "4", "12\u202f000", ""]


def test_dates_are_french() -> None:
    assert [day(date(2026, 12, 3)), day(date(2027, 1, 1)), day(None)] == ["3 décembre 2026", "1er janvier 2027", ""]
    assert moment(datetime(2026, 12, 3, 13, 5, tzinfo=UTC)) == "3 décembre 2026 à 14\u00a0h\u00a005"


@pytest.mark.parametrize(
    ("deadline", "words", "colour"),
    [
        (date(2026, 12, 1), "en retard de 2 jours", "late"),
        (date(2026, 12, 2), "en retard d’un jour", "late"),
        (date(2026, 12, 3), "aujourd’hui", "soon"),
        (date(2026, 12, 4), "demain", "soon"),
        (date(2026, 12, 10), "dans 7 jours", "calm"),
    ],
)
def test_a_deadline_in_words(deadline: date, words: str, colour: str) -> None:
    with clock.at(NOON):
        assert (due(deadline), urgency(deadline)) == (words, colour)


def test_a_reference_is_never_cut_at_a_line_s_end() -> None:
    said = draw("{{ said|unbroken }}", said="Rappel : LO-2026-0042 <b> et LABO-2026-0007, pas A-20-1")
    whole = '<span class="jalon-whole">{}</span>'
    assert said == f"Rappel : {whole.format('LO-2026-0042')} &lt;b&gt; et {whole.format('LABO-2026-0007')}, pas A-20-1"


def test_how_long_ago() -> None:
    with clock.at(NOON):
        days = [date(2026, 12, 3), date(2026, 12, 2), date(2026, 11, 21)]
        assert [since(d) for d in days] == ["aujourd’hui", "hier", "il y a 12 jours"]


def test_a_score_fills_its_boxes_exactly() -> None:
    assert score(Decimal("2.5"))["filled"] == [("0", "18"), ("20.5", "18"), ("41", "9")]
    assert "Sans avis" in draw("{% score None %}")


# -- tables ----------------------------------------------------------------------
def test_a_table_keeps_its_meaning_when_it_folds() -> None:
    html = draw(
        '{% datatable "Dossier|Part : Lab-O|Montant:number" caption="Les dossiers" %}'
        '<tr><th>{{ title }}</th><td class="x">50 %</td><td>1</td></tr>{% enddatatable %}',
        title="<td>",
    )
    assert html.endswith(
        '<tbody role="rowgroup"><tr role="row"><th role="rowheader" scope="row" data-label="Dossier">&lt;td&gt;</th>'
        '<td role="cell" data-label="Part : Lab-O" class="x">50 %</td>'
        '<td role="cell" data-label="Montant" class="jalon-number">1</td></tr></tbody></table>'
    )
    assert '<th role="columnheader" scope="col" class="jalon-number">Montant</th>' in html
    assert html.startswith('<table class="jalon-table" role="table"><caption class="">Les dossiers</caption>')


# -- forms -----------------------------------------------------------------------
class Deposit(forms.Form):
    title = forms.CharField(label="Titre", help_text="Une phrase.")
    kind = forms.ChoiceField(label="Nature", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    acronym = forms.CharField(label="Sigle", required=False)
    start = forms.DateField(label="Début")


def test_a_field_is_tied_to_its_hint_and_its_error() -> None:
    html = draw("{% field form.title %}", form=Deposit({}))
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<span class="fr-hint-text" id="id_title_helptext">Une phrase.</span>' in html
    assert '<div class="fr-messages-group" id="id_title_error">' in html


def test_django_draws_fields_the_same_way() -> None:
    form = Deposit({"title": "<b>"})
    assert form["title"].as_field_group().strip() == draw("{% field form.title %}", form=form).strip()
    assert 'value="&lt;b&gt;"' in form["title"].as_field_group()


def test_the_error_summary_leads_to_each_field() -> None:
    html = draw("{% error_summary form %}", form=Deposit({"title": "x"}))
    assert re.findall(r'href="#([^"]+)"', html) == ["id_kind_0", "id_start"]
    assert "2 points sont à corriger" in html
    assert draw("{% error_summary form %}", form=Deposit()).strip() == ""


def test_only_what_may_stay_empty_says_so() -> None:
    form = Deposit()
    assert "(facultatif)" in draw("{% field form.acronym %}", form=form)
    assert "(facultatif)" not in draw("{% field form.title %}", form=form)


def test_a_date_keeps_the_form_browsers_read() -> None:
    html = draw("{% field form.start %}", form=Deposit(initial={"start": date(2026, 12, 3)}))
    assert 'type="date"' in html
    assert 'value="2026-12-03"' in html
