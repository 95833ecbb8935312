"""Writing the form in the browser: whatever is sent, what was typed comes back, and nothing else is written."""

import html
from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from dossiers import actions
from dossiers.form.questions import BY_CODE, SECTIONS
from dossiers.models import Dossier, Section
from tests import world
from tests.world import ANSWERS, World, do, ok

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7|add:7 }}"


@pytest.fixture
def lab() -> World:
    return world.build()


@pytest.fixture
def dossier(lab: World) -> Dossier:
    return ok(actions.open_draft(call=lab.call, by=lab.leader))


def sent(section: str, revision: int = 0, **changed: Any) -> dict[str, str]:
    """What a browser sends for that section, filled as in `ANSWERS`."""
    data = {"revision": str(revision)}
    for name, value in {**ANSWERS[section], **changed}.items():
        if isinstance(value, list):
            data |= {f"{name}-TOTAL_FORMS": str(len(value)), f"{name}-INITIAL_FORMS": "0"}
            data |= {f"{name}-{n}-{cell}": said for n, row in enumerate(value) for cell, said in row.items()}
        else:
            data[name] = value
    return data


def url(dossier: Dossier, section: str = "") -> str:
    return f"/dossiers/{dossier.reference}/formulaire/" + (f"{section}/" if section else "")


def kept(dossier: Dossier, section: str) -> dict[str, Any]:
    return Section.objects.get(dossier=dossier, code=section).data


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize("section", [s.code for s in SECTIONS])
def test_each_section_is_saved_and_leads_to_the_next(
    client: Client, lab: World, dossier: Dossier, section: str
) -> None:
    client.force_login(lab.leader)
    assert client.get(url(dossier, section)).status_code == 200
    answer = client.post(url(dossier, section), sent(section))
    codes = [s.code for s in SECTIONS]
    following = codes[codes.index(section) + 1 :]
    assert (answer.status_code, answer["Location"]) == (302, url(dossier, following[0] if following else "pieces"))
    wanted = {q.name: ANSWERS[section].get(q.name, "") for q in BY_CODE[section].questions}
    assert kept(dossier, section) == wanted
    again = client.get(url(dossier, section))
    assert again.status_code == 200


def test_saving_may_stay_on_the_page(client: Client, lab: World, dossier: Dossier) -> None:
    client.force_login(lab.leader)
    answer = client.post(url(dossier, "need"), {**sent("need"), "stay": "1"})
    assert answer["Location"] == url(dossier, "need")


def test_nothing_is_required_to_save(client: Client, lab: World, dossier: Dossier) -> None:
    client.force_login(lab.leader)
    for section in SECTIONS:
        assert client.post(url(dossier, section.code), {"revision": "0"}).status_code == 302
    page = text(client.get(url(dossier)))
    assert "points renseignés" in page


def test_a_refused_value_comes_back_with_everything_that_was_typed(
    client: Client, lab: World, dossier: Dossier
) -> None:
    client.force_login(lab.leader)
    data = sent(
        "budget",
        expenses=[
            {"label": "Ateliers", "kind": "event", "amount": "vingt mille"},
            {"label": "Matériel", "kind": "purchase", "amount": "-3"},
        ],
    )
    answer = client.post(url(dossier, "budget"), data)
    assert answer.status_code == 422
    page = text(answer)
    assert "Écrivez un montant en euros, par exemple 1 250,50." in page
    assert "Un montant ne peut pas être négatif." in page
    for typed in ("Ateliers", "vingt mille", "Matériel", "-3", "18000.00", "Fonds propres"):
        assert f'value="{typed}"' in page
    assert "2 points sont à corriger" in page
    assert not Section.objects.exists()


@pytest.mark.parametrize(
    ("section", "name", "typed"),
    [
        ("beneficiary", "siret", "13002526500014"),
        ("beneficiary", "kind", "friend"),
        ("calendar", "starts_on", "31/02/2027"),
        ("indicator", "target", "beaucoup"),
        ("project", "title", "a" * 151),
        ("project", "department", "99"),
        ("need", "irritant", "a" * 4001),
        ("interests", "has_interest", "maybe"),
    ],
)
def test_each_kind_refuses_in_its_own_words(
    client: Client, lab: World, dossier: Dossier, section: str, name: str, typed: str
) -> None:
    client.force_login(lab.leader)
    answer = client.post(url(dossier, section), sent(section, **{name: typed}))
    assert answer.status_code == 422
    assert len(answer.context["form"].errors[name]) == 1
    assert not Section.objects.exists()


def test_html_in_every_text_is_shown_as_text(client: Client, lab: World, dossier: Dossier) -> None:
    client.force_login(lab.leader)
    for code, changed in {
        "project": {"title": HOSTILE, "service": HOSTILE, "summary": HOSTILE},
        "need": {"irritant": HOSTILE, "evidence": HOSTILE, "users": HOSTILE},
        "method": {"approach": HOSTILE},
        "partners": {"partners": [{"name": HOSTILE, "role": HOSTILE, "commitment": "idea"}]},
        "calendar": {"deliverables": HOSTILE},
        "budget": {"expenses": [{"label": HOSTILE, "kind": "event", "amount": "20000"}]},
        "indicator": {"indicator": HOSTILE, "unit": "<b>%</b>", "measured_how": HOSTILE},
        "reuse": {"reuse": HOSTILE, "shared": HOSTILE},
        "interests": {"has_interest": "yes", "interest": HOSTILE},
        "beneficiary": {"name": HOSTILE, "address": HOSTILE},
    }.items():
        assert client.post(url(dossier, code), sent(code, **changed)).status_code == 302
    ok(do(dossier, "submit", lab.leader))
    ok(actions.assign_referent(dossier=dossier, referent=lab.referents[0], by=lab[Role.TEAM]))
    asked = ok(actions.ask_question(dossier=dossier, section="need", text=HOSTILE, by=lab.referents[0]))
    ok(actions.answer_question(question=asked, text=HOSTILE, by=lab.leader))
    ok(actions.declare_interest(dossier=dossier, reason=HOSTILE, by=lab[Role.TEAM_LEAD]))
    base = f"/dossiers/{dossier.reference}/"
    for person, paths in {
        lab.leader: ("", "formulaire/", "challenge/", "porteurs/"),
        lab[Role.TEAM]: ("", "challenge/", "acces/", "interet/", "gestes/suspend/"),
        lab.referents[0]: ("", "challenge/"),
    }.items():
        client.force_login(person)
        for path in [base + path for path in paths] + ["/", "/dossiers/"]:
            page = client.get(path).content.decode()
            assert "<script>alert" not in page, path
            assert "<img src=x" not in page, path
            assert "<b>%</b>" not in page, path
            assert "{{" in page or "alert" not in page, path  # the braces are left as they were typed


# -- rows -----------------------------------------------------------------------
def test_a_row_is_added_without_judging_nor_saving_what_is_typed(client: Client, lab: World, dossier: Dossier) -> None:
    client.force_login(lab.leader)
    data = sent("budget", expenses=[{"label": "Ateliers", "kind": "event", "amount": "vingt"}])
    answer = client.post(url(dossier, "budget"), {**data, "add_row": "expenses"})
    assert answer.status_code == 200
    expenses, resources = answer.context["tables"]
    assert (len(expenses.forms), len(resources.forms)) == (2, 3)
    assert 'value="vingt"' in text(answer)
    assert "Écrivez un montant" not in text(answer)
    assert not Section.objects.exists()


def test_a_row_is_removed_and_the_others_stay(client: Client, lab: World, dossier: Dossier) -> None:
    client.force_login(lab.leader)
    row = {"label": "Ateliers", "kind": "event", "amount": "5"}
    data = sent("budget", expenses=[row, {**row, "label": "Matériel"}, row])
    answer = client.post(url(dossier, "budget"), {**data, "remove_row": "expenses-1"})
    shown = [form.initial.get("label", "") for form in answer.context["tables"][0].forms]
    assert shown == ["Ateliers", "Ateliers", ""]
    for nonsense in ("expenses-99", "expenses", "wishes-0", "-", "expenses--1"):
        answer = client.post(url(dossier, "budget"), {**data, "remove_row": nonsense})
        assert (answer.status_code, len(answer.context["tables"][0].forms)) == (200, 4)


@pytest.mark.parametrize("count", ["", "-1", "1e9", "99999999999999999999", "３", "None"])
def test_a_table_that_lies_about_its_rows_breaks_nothing(
    client: Client, lab: World, dossier: Dossier, count: str
) -> None:
    client.force_login(lab.leader)
    answer = client.post(url(dossier, "budget"), {**sent("budget"), "expenses-TOTAL_FORMS": count})
    assert answer.status_code == 302
    assert kept(dossier, "budget") == ANSWERS["budget"]


def test_too_many_rows_are_refused_and_shown(client: Client, lab: World, dossier: Dossier) -> None:
    client.force_login(lab.leader)
    rows = [{"name": f"Service {n}", "role": "", "commitment": ""} for n in range(31)]
    answer = client.post(url(dossier, "partners"), sent("partners", partners=rows))
    assert answer.status_code == 422
    assert "30 lignes au plus" in text(answer)
    assert 'value="Service 30"' in text(answer)
    rows = [{"name": f"Service {n}", "role": "", "commitment": ""} for n in range(200)]
    assert client.post(url(dossier, "partners"), sent("partners", partners=rows)).status_code == 422
    assert not Section.objects.exists()


# -- two people at once ------------------------------------------------------------
def test_a_stale_section_shows_both_texts_and_may_then_be_saved(client: Client, lab: World, dossier: Dossier) -> None:
    friend = world.person("coporteur")
    world.co_lead(dossier, friend, by=lab.leader)
    client.force_login(lab.leader)
    assert client.get(url(dossier, "need")).status_code == 200
    theirs = {**ANSWERS["need"], "irritant": "Le texte de l’autre."}
    ok(actions.save_section(dossier=dossier, section="need", answers=theirs, revision=0, by=friend))

    answer = client.post(url(dossier, "need"), sent("need", irritant="Mon texte à moi."))
    assert answer.status_code == 409
    page = text(answer)
    assert "<mark>Mon</mark> texte <mark>à moi</mark>." in page
    assert "<mark>Le</mark> texte <mark>de l’autre</mark>." in page
    assert friend.full_name in page
    # Only what differs is told twice.
    assert [shown.name for shown in answer.context["texts"].differences] == ["irritant"]
    assert kept(dossier, "need")["irritant"] == "Le texte de l’autre."

    assert 'name="revision" value="1"' in page
    answer = client.post(url(dossier, "need"), sent("need", 1, irritant="Mon texte à moi."))
    assert answer.status_code == 302
    assert kept(dossier, "need")["irritant"] == "Mon texte à moi."


@pytest.mark.parametrize(
    ("choice", "kept_irritant", "kept_users"),
    [
        ({"choose": "theirs"}, "Le sien.", "Les siens."),
        ({"choose": "mine"}, "Le mien.", "Les miens."),
        ({"choose-irritant": "theirs", "choose-users": "mine"}, "Le sien.", "Les miens."),
        ({"choose-irritant": "nonsense"}, "Le mien.", "Les miens."),
        ({"choose": "mine", "choose-irritant": "theirs"}, "Le mien.", "Les miens."),
    ],
)
def test_two_texts_are_chosen_between_one_by_one_or_whole(
    client: Client, lab: World, dossier: Dossier, choice: dict[str, str], kept_irritant: str, kept_users: str
) -> None:
    theirs = {**ANSWERS["need"], "irritant": "Le sien.", "users": "Les siens."}
    ok(actions.save_section(dossier=dossier, section="need", answers=theirs, revision=0, by=lab.leader))
    client.force_login(lab.leader)
    mine = sent("need", 1, irritant="Le mien.", users="Les miens.")
    answer = client.post(url(dossier, "need"), {**mine, **choice, "stay": "1"})
    assert answer["Location"] == url(dossier, "need")
    assert (kept(dossier, "need")["irritant"], kept(dossier, "need")["users"]) == (kept_irritant, kept_users)


@pytest.mark.parametrize("revision", ["", "-1", "abc", "99999999999999999999999", "1.0"])
def test_a_revision_that_is_no_number_overwrites_nothing(
    client: Client, lab: World, dossier: Dossier, revision: str
) -> None:
    ok(actions.save_section(dossier=dossier, section="need", answers=ANSWERS["need"], revision=0, by=lab.leader))
    client.force_login(lab.leader)
    answer = client.post(url(dossier, "need"), {**sent("need", irritant="Autre."), "revision": revision})
    assert answer.status_code == 409
    assert kept(dossier, "need") == ANSWERS["need"]


# -- who, and when ------------------------------------------------------------------
def test_a_section_that_is_not_there_is_not_found(client: Client, lab: World, dossier: Dossier) -> None:
    client.force_login(lab.leader)
    assert client.get(url(dossier, "secrets")).status_code == 404
    assert client.post(url(dossier, "secrets"), {"revision": "0"}).status_code == 404


def test_a_deposited_form_is_read_not_written_and_what_was_typed_is_not_lost(client: Client, lab: World) -> None:
    dossier = world.in_challenge(lab)
    client.force_login(lab.leader)
    assert client.get(url(dossier, "need"))["Location"] == url(dossier)
    assert client.get(url(dossier)).status_code == 200
    answer = client.post(url(dossier, "need"), sent("need", 1, irritant="Trop tard, mais écrit."))
    assert answer.status_code == 409
    assert "Trop tard, mais écrit." in text(answer)


def test_the_working_draft_is_nobody_else_s_to_see_nor_to_write(client: Client, lab: World) -> None:
    """That of a dossier sent back, which they saw deposited; the table of every address has a first draft's."""
    dossier = world.assigned(lab)
    ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Précisez."))
    for person in lab.people.values():
        client.force_login(person)
        for path in (url(dossier), url(dossier, "need")):
            assert client.get(path).status_code == 404
        assert client.post(url(dossier, "need"), sent("need", 1, irritant="Volé.")).status_code == 404
    assert kept(dossier, "need") == ANSWERS["need"]


def test_the_recapitulation_names_and_links_what_is_missing_then_offers_the_deposit(client: Client, lab: World) -> None:
    dossier = ok(actions.open_draft(call=lab.call, by=lab.leader))
    client.force_login(lab.leader)
    page = text(client.get(url(dossier)))
    assert f'href="{url(dossier, "beneficiary")}#id_siret"' in page
    assert "gestes/submit/" not in page
    full = world.draft(lab)
    page = text(client.get(url(full)))
    assert "Le dossier est complet." in page
    assert f'href="/dossiers/{full.reference}/gestes/submit/"' in page


def test_a_budget_out_of_balance_is_not_called_complete(client: Client, lab: World) -> None:
    dossier = world.draft(lab, budget={"resources": [{"source": "lab", "label": "", "amount": "1.00"}]})
    client.force_login(lab.leader)
    page = text(client.get(url(dossier)))
    assert "Le dossier est complet." not in page
    assert f'href="{url(dossier, "budget")}#id_resources"' in page
    assert "Écart de 19\u202f999,00\u202f€" in page


def test_a_budget_is_said_balanced_only_once_it_has_amounts(lab: World, dossier: Dossier) -> None:
    client = Client()
    client.force_login(lab.leader)
    balanced = "Dépenses et ressources sont égales"
    assert balanced not in client.get(url(dossier, "budget")).text
    client.post(url(dossier, "budget"), sent("budget"))
    assert balanced in client.get(url(dossier, "budget")).text
