"""One language an installation (docs/adr/0016): whole in English, and acts in French all the same."""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import Role
from decisions.models import ActFile
from decisions.rendering import render_act
from dossiers.wording import hour_of, written_day
from notifications.letters import write
from notifications.models import Message
from scoring.models import Criterion
from tests import world
from tests.copil import committee as committees
from tests.copil.committee import proposed, sitting
from tests.decisions.act_samples import STATE_SERVICE
from tests.decisions.desk import desk
from tests.decisions.pages import pages_of
from tests.scoring import panel as panels
from tests.scoring.panel import assigned
from workflow.models import WorkItem

ROOT = Path(settings.BASE_DIR)
PO = ROOT / "locale/en/LC_MESSAGES/django.po"
#: Words and typography that no English sentence has, and that nothing typed by these tests has either.
FRENCH = re.compile(
    r"[«»]|[\w”] [:;?!]|\b(vous|votre|séances?|échéance|déposé|déposer|aucune?|avec|dans|être|connecter|référents?|"
    r"évaluations?|rubrique|montant|enveloppe|signé|étape|ordre du jour|porteur)\b|dossier à|%\(|\{\w+\}",
    re.IGNORECASE,
)
#: What the tests type that has such words.
TYPED = ("Parcours usager partagé", "Ateliers avec les usagers")


class Texts(HTMLParser):
    """Every text of a page, those of its attributes that are read out too; scripts and styles left out."""

    READ_OUT = ("aria-label", "title", "alt", "placeholder")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent = tag in {"script", "style"}
        self.found += [value for name, value in attrs if value and name in self.READ_OUT]

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser’s signature
        self.silent = False

    def handle_data(self, data: str) -> None:
        if not self.silent and data.strip():
            self.found.append(" ".join(data.split()))


@pytest.fixture
def english(settings: object) -> Iterator[None]:
    """The site as `JALON_LANGUAGE=en` makes it."""
    settings.LANGUAGE_CODE = "en-gb"  # type: ignore[attr-defined]
    with translation.override("en-gb"):
        yield


def french_in(user: User | None, *urls: str) -> dict[str, list[str]]:
    """The French texts of each page, by its address; each page must answer."""
    client = Client()
    if user is not None:
        client.force_login(user)
    found, terms = {}, _terms()
    for url in urls:
        response = client.get(url)
        assert response.status_code == 200, (url, response.status_code)
        page = response.content.decode()
        assert '<html lang="en-gb"' in page
        texts = [text for text in Texts(page).found if FRENCH.search(text) and not terms.search(text)]
        if texts:
            found[url] = texts
    return found


def _terms() -> re.Pattern[str]:
    """What may be French on any page: what was typed, and the terms of the rubric, which acts quote."""
    columns = ("label", "hint", *(f"level_{points}" for points in range(6)))
    rubric = [term for row in Criterion.objects.values_list(*columns) for term in row if term]
    return re.compile("|".join(re.escape(term) for term in (*TYPED, *rubric)), re.IGNORECASE)


def child(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A process of its own, with the environment of an installation."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


# -- the setting ----------------------------------------------------------------------
def test_the_site_speaks_french_unless_told_otherwise() -> None:
    assert settings.LANGUAGE_CODE == "fr"
    assert '<html lang="fr"' in Client().get(reverse("account_login")).content.decode()


@pytest.mark.parametrize(("count", "said"), [(0, "0 point"), (1, "1 point"), (2, "2 points")])
def test_zero_takes_the_singular_in_french_as_templates_and_code_count_it(count: int, said: str) -> None:
    assert ngettext("%(n)s point", "%(n)s points", count) % {"n": count} == said
    counted = "{% blocktranslate count n=n %}{{ n }} point{% plural %}{{ n }} points{% endblocktranslate %}"
    assert Template("{% load i18n %}" + counted).render(Context({"n": count})) == said


def test_a_language_the_site_does_not_speak_is_refused_at_start_up() -> None:
    done = child("manage.py", "check", JALON_LANGUAGE="de")
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].endswith("JALON_LANGUAGE is “de”: the site speaks fr or en.")


@pytest.mark.django_db
def test_a_visitor_s_browser_changes_nothing() -> None:
    page = Client(headers={"accept-language": "en"}).get(reverse("account_login")).content.decode()
    assert '<html lang="fr"' in page
    assert "Se connecter" in page


# -- the pages ------------------------------------------------------------------------
@pytest.mark.django_db
def test_what_strangers_read_is_english(english: None) -> None:
    names = ("home", "account_login", "account_signup", "account_reset_password", "decisions:ask")
    assert french_in(None, *(reverse(name) for name in names)) == {}


@pytest.mark.django_db
def test_what_a_leader_reads_is_english(english: None) -> None:
    lab = world.build()
    draft, deposited = world.draft(lab), world.in_review(lab)
    page = reverse("dossiers:page", args=[deposited.reference])
    form = [reverse("dossiers:section", args=[draft.reference, section]) for section in world.ANSWERS]
    ask = reverse("dossiers:new", args=[lab.call.code])
    assert french_in(lab.leader, "/", reverse("dossiers:list"), ask, page, *form) == {}


@pytest.mark.django_db
def test_what_the_team_and_the_referents_read_is_english(english: None) -> None:
    lab = world.build()
    dossier = world.assigned(lab)
    page, challenge = (reverse(f"dossiers:{name}", args=[dossier.reference]) for name in ("page", "challenge"))
    urls = ("/", reverse("dossiers:list"), reverse("dossiers:referents"), page)
    assert french_in(lab[Role.TEAM], *urls) == {}
    assert french_in(lab.referents[0], "/", page, challenge) == {}


@pytest.mark.django_db
def test_scoring_is_in_english(english: None) -> None:
    panel = panels.build()
    assigned(panel, panel.team)
    mine, overview = (reverse(f"scoring:{name}", args=[panel.dossier.reference]) for name in ("review", "overview"))
    assert french_in(panel.team, mine, overview) == {}


@pytest.mark.django_db
def test_a_session_and_its_vote_are_in_english(english: None) -> None:
    committee = committees.build(4)
    dossier = committees.on_agenda(committee)
    with sitting(committee):
        proposed(committee, dossier, "partial", amount="9000")
        urls = ("/", reverse("copil:sessions"), committee.session.get_absolute_url())
        item = committee.item(dossier).get_absolute_url()
        assert french_in(committee.chair, *urls, item) == {}


@pytest.mark.django_db
def test_signing_is_in_english_and_the_act_in_french(english: None) -> None:
    with desk() as found:
        sheet = reverse("decisions:sign", args=[found.dossier.reference])
        assert french_in(found.signatory, "/", sheet) == {}
        act = found.signed()
        page = reverse("dossiers:page", args=[act.dossier.reference])
        assert french_in(found.signatory, page, reverse("decisions:list")) == {}
    for part, words in ((ActFile.Part.ACT, "Article 1er"), (ActFile.Part.LETTER, "Madame, Monsieur")):
        text = " ".join(pages_of(bytes(ActFile.objects.get(act=act, part=part).content)))
        assert words in text
        assert not re.search(r"\b(the|of|grant)\b", text, re.IGNORECASE)


# -- what verbs write -------------------------------------------------------------------
@pytest.mark.django_db
def test_what_verbs_write_is_in_the_language_of_the_site(english: None) -> None:
    lab = world.build()
    dossier = world.in_challenge(lab)
    assert [task.label for task in WorkItem.objects.filter(case_id=dossier.pk, closed_at=None)] == [
        "Appoint innovation contacts and follow their opinions"
    ]
    world.tell()
    mail = write(Message.objects.get(template="submitted", recipient=lab.leader))
    assert mail.subject == f"Dossier received: {dossier}"
    assert not FRENCH.search(mail.body.replace(str(dossier), ""))


@pytest.mark.parametrize(
    ("code", "written"),
    [("fr", "mardi 1er décembre 2026, 9\u00a0h\u00a005"), ("en-gb", "Tuesday 1 December 2026, 9:05")],
)
def test_days_and_hours_are_written_in_the_language_of_the_site(code: str, written: str) -> None:
    with translation.override(code):
        day = datetime(2026, 12, 1, 9, 5, tzinfo=UTC)
        assert f"{written_day(day.date())}, {hour_of(day)}" == written


# -- acts -----------------------------------------------------------------------------
def test_the_act_of_an_english_site_is_the_french_one_byte_for_byte() -> None:
    program = (
        "import django, hashlib; django.setup();"
        "from decisions.rendering import render_act; from tests.decisions.act_samples import STATE_SERVICE;"
        "print(hashlib.sha256(render_act(STATE_SERVICE)).hexdigest())"
    )
    done = child("-c", program, JALON_LANGUAGE="en")
    assert done.stdout.split() == [hashlib.sha256(render_act(STATE_SERVICE)).hexdigest()], done.stderr


# -- the catalogue --------------------------------------------------------------------
@pytest.fixture(scope="module")
def catalogue() -> ModuleType:
    """bin/catalogue.py, which is a program and no module."""
    spec = spec_from_file_location("catalogue", ROOT / "bin/catalogue.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_catalogue_is_sound_and_compiled(catalogue: ModuleType, tmp_path: Path) -> None:
    compiled = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "--check", "-o", compiled, PO], check=True, capture_output=True)
    assert catalogue.run("msgunfmt", compiled, cwd=ROOT) == catalogue.run("msgunfmt", PO.with_suffix(".mo"), cwd=ROOT)


def test_a_translation_keeps_the_places_tags_and_columns_of_its_sentence() -> None:
    kept = re.compile(r"%\(\w+\)s|\{\w+\}|</?\w+|:(?:number|nowrap|actions)\b|\|")
    one_line = PO.read_text().replace('"\n"', "")
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', one_line, re.MULTILINE)
    assert len(pairs) > 2000
    assert [french for french, said in pairs if sorted(kept.findall(french)) != sorted(kept.findall(said))] == []


def test_what_lacks_or_is_a_guess_is_told(catalogue: ModuleType, tmp_path: Path) -> None:
    po = tmp_path / catalogue.PO
    po.parent.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    po.write_text(head + 'msgid "Oui"\nmsgstr "Yes"\n')
    assert catalogue.faults(tmp_path, "") == []
    po.write_text(po.read_text() + '\nmsgid "Non"\nmsgstr ""\n\n#, fuzzy\nmsgid "Ouïe"\nmsgstr "Yes"\n')
    assert catalogue.faults(tmp_path, "") == [f"{catalogue.PO} lacks 2 translations:", "  Non", "  Ouïe"]


def test_a_sentence_is_found_whatever_the_way_its_characters_are_typed(catalogue: ModuleType) -> None:
    assert catalogue.read(r'msgid "Plus\\u00a0: rien"') == 'msgid "Plus\u00a0: rien"'
