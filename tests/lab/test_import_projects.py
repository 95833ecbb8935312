"""`import_projects`: brings what can be brought, once; tells what is wrong with the rest; no file makes it fall."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from dossiers.models import Call, Dossier
from lab.imports import import_leader
from lab.models import ImportedProject
from tests import world
from tests.world import do, ok, person
from workflow.invariants import violations

HTML = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def project(**said: Any) -> dict[str, Any]:
    """A line that can be brought; `said` replaces what it says."""
    return {
        "slug": "accueil-commun",
        "title": "Accueil commun",
        "administration": "Sous-préfecture de Limoux",
        "summary": "Un parcours usager partagé.",
        "department": "11",
        "requested": 18000,
    } | said


@pytest.fixture
def call(db: None) -> Call:
    return world.open_call()


@pytest.fixture
def bring(call: Call, tmp_path: Path) -> Any:
    """`bring(lines…)` or `bring(content=b"…")`: the command's lines, without the count at the end, then the count."""

    def run(*rows: Any, content: bytes | None = None, code: str = call.code, **options: Any) -> tuple[list[str], str]:
        file, said = tmp_path / "projects.json", StringIO()
        whole = {"source": "Un fichier d’essai", "licence": "Licence Ouverte 2.0", "projects": rows}
        file.write_bytes(json.dumps(whole).encode() if content is None else content)
        call_command("import_projects", str(file), call=code, stdout=said, **options)
        *lines, count = [line for line in said.getvalue().splitlines() if not line.startswith("Source : ")]
        return lines, count

    return run


def problem(bring: Any, **said: Any) -> str:
    """What is wrong with one line that says this; nothing of it may have been written."""
    lines, count = bring(project(**said))
    assert count == "0 repris, 1 avec un problème."
    assert not Dossier.objects.exists()
    return str(lines[0]).split(" : ", 1)[1]


# -- what it brings ----------------------------------------------------------------
def test_a_line_becomes_a_draft_ready_to_deposit(bring: Any, call: Call) -> None:
    leader = person("leader")
    lines, count = bring(project(), leader=leader.email)
    dossier = Dossier.objects.get()
    assert lines == [f"ligne 1, Accueil commun : {dossier.reference}"]
    assert count == "1 repris, 0 avec un problème."
    assert (dossier.state, dossier.call, dossier.leader, dossier.requested) == ("draft", call, leader, 18000)
    ok(do(dossier, "submit", leader))


def test_brought_twice_is_brought_once(bring: Any) -> None:
    bring(project(), project(slug="autre", title="Autre"))
    lines, count = bring(project(), project(slug="autre", title="Autre"))
    assert lines == [
        "ligne 1, Accueil commun : déjà repris dans cet appel",
        "ligne 2, Autre : déjà repris dans cet appel",
    ]
    assert count == "0 repris, 2 avec un problème."
    assert Dossier.objects.count() == ImportedProject.objects.count() == 2
    assert User.objects.get() == import_leader()


def test_the_same_project_may_come_into_another_call(bring: Any) -> None:
    world.open_call("AUTRE")
    bring(project())
    _lines, count = bring(project(), code="AUTRE")
    assert count == "1 repris, 0 avec un problème."
    amounts = [d.sections.get(code="budget").data for d in Dossier.objects.all()]
    assert amounts[0] == amounts[1]  # what is drawn is drawn from the project


def test_a_dry_run_tells_the_same_and_writes_nothing(bring: Any) -> None:
    wrong = project(slug="faux", title="")
    lines, count = bring(project(), wrong, dry_run=True)
    assert lines == ["ligne 1, Accueil commun : peut être repris", "ligne 2, sans titre : « title » manque"]
    assert count == "1 à reprendre, 1 avec un problème."
    assert not Dossier.objects.exists()
    assert not User.objects.exists()
    assert bring(project(), wrong)[0][1] == lines[1]
    assert Dossier.objects.count() == 1


def test_the_real_projects_of_the_demo_can_all_be_brought(bring: Any) -> None:
    path = Path(__file__).parents[2] / "lab/data/public-innovation-projects.json"
    _lines, count = bring(content=path.read_bytes())
    assert count == "57 repris, 0 avec un problème."


# -- what is wrong with a line -------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"title": ""}, "« title » manque"),
        ({"title": None, "summary": " "}, "« title » manque ; « summary » manque"),
        ({"title": "T" * 151}, "« title » dépasse 150 caractères"),
        ({"title": ["Accueil"]}, "« title » n’est pas un texte"),
        ({"title": "\u0000\u202e"}, "« title » manque"),
        ({"administration": ""}, "« administration » manque"),
        ({"administration": "…"}, "Écrivez le nom du service en toutes lettres."),
        ({"slug": "s" * 201}, "« slug » dépasse 200 caractères"),
        ({"department": "75"}, "département inconnu : 75"),
        ({"department": 31}, "« department » n’est pas un texte"),
        ({"beneficiary": "particulier"}, "bénéficiaire inconnu : particulier"),
        ({"description_markdown": "x" * 100_001}, "« description_markdown » dépasse 100000 caractères"),
        ({"partners": [f"Partenaire {n}" for n in range(31)]}, "30 lignes au plus\u00a0: regroupez-en quelques-unes."),
    ],
)
def test_each_problem_is_told(bring: Any, said: dict[str, Any], told: str) -> None:
    assert problem(bring, **said) == told


OUT = "« requested » doit aller de 0,01 à 10000000 euros, avec deux décimales au plus"
NONE = "« requested » n’est pas un montant"


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ("0", OUT),
        ("-5", OUT),
        ("10000000.01", OUT),
        ("0.001", OUT),
        ("1e13", OUT),
        ("1e400", OUT),
        ("-1e400", OUT),
        ("9" * 5000, OUT),
        ('"1e999999999999"', OUT),
        ("NaN", NONE),
        ("Infinity", OUT),
        ("true", NONE),
        ('"beaucoup"', NONE),
        ('"1e99999999999999999999"', NONE),
        ("[1]", NONE),
        ("[" * 400 + "]" * 400, NONE),
    ],
)
def test_an_absurd_amount_is_told(bring: Any, amount: str, told: str) -> None:
    row = json.dumps(project(requested=None)).replace("null", amount)
    lines, _count = bring(content=f'{{"projects": [{row}]}}'.encode())
    assert lines == [f"ligne 1, Accueil commun : {told}"]
    assert not Dossier.objects.exists()


def test_lines_that_are_no_object_and_keys_met_twice_are_told_among_the_others(bring: Any) -> None:
    lines, count = bring(None, 5, "texte", [], project(), project(title="Encore"))
    assert [line.split(" : ", 1)[1] for line in lines[:4]] == ["ce n’est pas un objet"] * 4
    assert lines[5] == "ligne 6, Encore : clé en double : accueil-commun"
    assert count == "1 repris, 5 avec un problème."


def test_two_projects_without_key_are_told_apart_by_their_titles(bring: Any) -> None:
    _lines, count = bring(project(slug=""), project(slug=None, title="Autre"))
    assert count == "2 repris, 0 avec un problème."


# -- hostile files ---------------------------------------------------------------------
@pytest.mark.parametrize(
    "content",
    [b"", b"\x00", b"\xff\xfe{}", b"<html>", b'{"projects": [', b"[" * 100_000, b'{"a":' * 100_000],
    ids=["empty", "NUL", "UTF-16", "HTML", "cut", "deep list", "deep object"],
)
def test_what_is_not_json_is_refused_whole(bring: Any, content: bytes) -> None:
    with pytest.raises(CommandError, match=r"^Ce fichier n’est pas du JSON en UTF-8\.$"):
        bring(content=content)


@pytest.mark.parametrize("content", [b"null", b"[]", b"12", b"{}", b'{"projects": {"a": 1}}', b'{"projects": null}'])
def test_json_without_a_list_of_projects_is_refused_whole(bring: Any, content: bytes) -> None:
    with pytest.raises(CommandError, match="liste « projects » ou « dossiers »"):
        bring(content=content)


def test_html_in_every_text_is_kept_as_text(bring: Any, call: Call) -> None:
    texts = dict.fromkeys(("slug", "title", "administration", "summary", "description_markdown"), HTML)
    row = project(
        **texts,
        partners=[HTML],
        key_figures=[{"amount": HTML, "description": HTML}],
        deliverables=[{"title": HTML, "description": HTML}],
    )
    file = {"source": HTML, "licence": HTML, "projects": [row]}
    leader = person("leader")
    lines, _count = bring(content=json.dumps(file).encode(), leader=leader.email)
    dossier = Dossier.objects.get()
    assert lines == [f"ligne 1, {HTML} : {dossier.reference}"]
    client = Client()
    client.force_login(leader)
    for path in ("", "formulaire/", "formulaire/need/", "formulaire/partners/"):
        page = client.get(f"{dossier.get_absolute_url()}{path}").content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;" in page


def test_nothing_invisible_is_kept_nor_printed(bring: Any) -> None:
    nasty = "Accueil\u0000 com\u001b[31mmun\u202e\ud800\r\n"
    texts = {name: f"{nasty}{name}" for name in ("slug", "title", "administration", "summary", "description_markdown")}
    row = project(**texts, partners=[nasty], key_figures=[{"amount": 12, "description": nasty}])
    file = {"source": nasty, "licence": nasty, "projects": [row]}
    lines, _count = bring(content=json.dumps(file).encode())
    dossier, imported = Dossier.objects.get(), ImportedProject.objects.get()
    assert lines == [f"ligne 1, Accueil com[31mmun title : {dossier.reference}"]
    assert (imported.slug, imported.source) == ("Accueil com[31mmun slug", "Accueil com[31mmun")
    kept = json.dumps([s.data for s in dossier.sections.all()])
    assert "Accueil com[31mmun" in kept
    assert not any(mark in kept for mark in ("\\u0000", "\\u001b", "\\u202e", "\\ud800"))


def test_small_objects_that_hold_anything_else_are_passed_over(bring: Any) -> None:
    row = project(
        partners={"a": 1},
        key_figures=["x", None, {"amount": {"deep": []}, "description": None}, {"amount": 1e400}],
        deliverables=12,
    )
    assert bring(row)[1] == "1 repris, 0 avec un problème."


# -- the command's own words ---------------------------------------------------------------
def test_an_unknown_call_is_told_with_those_that_exist(bring: Any) -> None:
    with pytest.raises(CommandError, match=r"^Aucun appel « RIEN »\. Appels connus : ESSAI\.$"):
        bring(project(), code="RIEN")


def test_an_unknown_leader_is_told(bring: Any) -> None:
    with pytest.raises(CommandError, match=r"^Aucun compte ouvert à l’adresse « personne@lab-o\.example »\.$"):
        bring(project(), leader="personne@lab-o.example")
    assert not Dossier.objects.exists()


def test_a_closed_call_takes_no_line(bring: Any, call: Call) -> None:
    call.closes_on = call.opens_on
    call.save()
    assert problem(bring) == "Cet appel ne reçoit pas de dossiers aujourd’hui."


def test_a_file_that_cannot_be_read_is_told(call: Call, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.json"):
        with pytest.raises(CommandError, match=r"^Le fichier ne peut pas être lu : .+\.$"):
            call_command("import_projects", str(path), call=call.code)


def test_whatever_was_brought_is_sound(bring: Any) -> None:
    bring(project(), project(slug="b", beneficiary="association"), project(slug="c", beneficiary="EPCI"))
    assert list(violations()) == []
