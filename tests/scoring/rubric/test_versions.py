"""The editor of rubrics: each change is a new version, what serves is never touched, what is wrong is told at once."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from scoring import actions
from scoring.models import Criterion, Review, Rubric
from scoring.rubric.drafting import CriterionDraft, RubricDraft, draft_of
from scoring.rubrics import default_rubric
from tests.browser import Live, assert_accessible, assert_fits
from tests.scoring.panel import Panel, assigned, codes
from tests.world import ok
from workflow.verdict import Why

pytestmark = pytest.mark.django_db
LIST, FORM = "/evaluations/grilles/", "/evaluations/grilles/lab-o/nouvelle-version/"
MORE = CriterionDraft("", "Sobriété", "", 20, None, tuple(f"Niveau {n}" for n in range(6)))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def write(panel: Panel, draft: RubricDraft, *, by: User | None = None, reason: str = "Plus sobre.", **said: Any) -> Any:
    admin = by or panel.world[Role.ADMIN]
    former = said.get("former", default_rubric())
    return actions.write_rubric_version(former=former, draft=draft, reason=reason, by=admin)


def test_a_change_is_a_new_version_and_what_serves_stays_as_it_is(panel: Panel) -> None:
    review = assigned(panel, panel.reviewers[0])
    first = default_rubric()
    before = list(Criterion.objects.filter(rubric=first).values())
    draft = draft_of(first)
    new = ok(write(panel, replace(draft, criteria=(*draft.criteria, MORE), recommended_from=Decimal("3.5"))))
    assert (new.code, new.version, new.written_by, new.reason) == (
        "lab-o", 2, panel.world[Role.ADMIN], "Plus sobre.",
    )  # fmt: skip
    assert list(new.criteria.values_list("code", flat=True)) == ["impact", "partnership", "innovation", "sobriete"]
    assert list(Criterion.objects.filter(rubric=first).values()) == before
    assert Review.objects.get(pk=review.pk).rubric == first
    again = ok(write(panel, replace(draft, criteria=(*draft.criteria, MORE), recommended_from=Decimal("3.5"))))
    assert (again, Rubric.objects.count()) == (new, 2)


def test_a_version_written_meanwhile_is_read_first(panel: Panel) -> None:
    draft = draft_of(default_rubric())
    ok(write(panel, replace(draft, title="Grille revue")))
    refused = write(panel, replace(draft, title="Autre grille"))
    assert (refused.why, Rubric.objects.count()) == (Why.STALE, 2)


@pytest.mark.parametrize("role", [Role.TEAM, Role.TEAM_LEAD, Role.AUDITOR, Role.COPIL_CHAIR, Role.REFERENT])
def test_only_the_administration_writes(panel: Panel, role: Role) -> None:
    draft = replace(draft_of(default_rubric()), title="Autre")
    assert write(panel, draft, by=panel.world[role]).why is Why.FORBIDDEN
    assert signed_in(panel.world[role]).get(FORM).status_code == 404


def test_everything_that_is_wrong_is_told_at_once(panel: Panel) -> None:
    draft = draft_of(default_rubric())
    impact, partnership, innovation = draft.criteria
    bad = RubricDraft(
        " ",
        Decimal(4),
        Decimal(3),
        (replace(impact, weight=0), replace(partnership, tie_break=1), replace(innovation, levels=("",) * 6), impact),
    )
    refused = write(panel, bad, reason="\x00 ")
    assert set(codes(refused)) == {"title", "recommended_from", "criteria", "reason"}
    assert "décrivez chaque note" in refused.sentence
    assert codes(write(panel, draft)) == ["criteria"]  # nothing changes
    assert codes(write(panel, replace(draft, criteria=()))) == ["criteria"]
    twice = replace(partnership, label=impact.label.upper())
    assert codes(write(panel, replace(draft, criteria=(impact, twice, innovation)))) == ["criteria"]
    assert Rubric.objects.count() == 1


def sent(client: Client, **changes: str) -> Any:
    """The form as it opens, sent with those changes."""
    page = client.get(FORM)
    form, criteria = page.context["form"], page.context["criteria"]
    said = {"shown": str(page.context["former"].version), "reason": "Plus clair."}
    for one in (form, criteria.management_form, *criteria.forms):
        for bound in one:
            if bound.value() is not None:
                said.setdefault(bound.html_name, str(bound.value()))
    return client.post(FORM, {**said, **changes})


def test_the_page_writes_the_next_version_and_keeps_what_was_typed(panel: Panel) -> None:
    client = signed_in(panel.world[Role.ADMIN])
    hostile = "<script>alert(1)</script>"
    refused = sent(client, **{"form-0-weight": "", "form-0-label": hostile})
    assert refused.status_code == 422
    assert hostile not in refused.text
    assert "&lt;script&gt;" in refused.text
    for typed in ("101", "-1", "beaucoup", "9" * 400):
        assert sent(client, **{"form-0-weight": typed}).status_code == 422
    # A form cut on its way, or tampered with, is told in plain French.
    for changes, said in (
        ({"form-TOTAL_FORMS": "x"}, "Ce formulaire est arrivé incomplet"),
        ({"form-TOTAL_FORMS": "999"}, "8 lignes au plus."),
        ({"form-0-code": "é<b>"}, "Ce critère n’est plus reconnu"),
    ):
        tampered = sent(client, **changes)
        assert (tampered.status_code, said in " ".join(tampered.text.split())) == (422, True), said
        assert not any(word in tampered.text for word in ("ManagementForm", "slug", "Please"))
    assert sent(client, shown="7").status_code == 404
    assert sent(client, **{"form-2-label": ""}).status_code == 302  # the third criterion leaves
    assert list(Rubric.objects.get(version=2).criteria.values_list("code", flat=True)) == ["impact", "partnership"]
    stale = sent(client, shown="1", title="Trop tard")
    assert (stale.status_code, "Trop tard" in stale.text) == (409, True)


def test_who_judges_by_the_rubrics_reads_them(panel: Panel, statements: Any) -> None:
    default_rubric()
    for role in (Role.ADMIN, Role.TEAM, Role.AUDITOR):
        client = signed_in(panel.world[role])
        with statements(at_most=6):
            page = client.get(LIST)
        assert "Preuve de pilote, évaluation prévue" in page.text
        assert ("Écrire la version suivante" in page.text) == (role is Role.ADMIN)
    for role in (Role.REFERENT, Role.COPIL_MEMBER, Role.SIGNATORY):
        assert signed_in(panel.world[role]).get(LIST).status_code == 404
    assert signed_in(panel.world.leader).get(LIST).status_code == 404


@pytest.mark.browser
def test_the_editor_is_used_on_a_phone_as_on_a_desk(live: Live, panel: Panel) -> None:
    client = signed_in(panel.world[Role.ADMIN])
    for width in (1280, 390):
        page = live.window(width=width)
        page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live.url}])
        page.goto(FORM)
        assert_accessible(page)
        assert_fits(page)
    page.get_by_label("Intitulé").fill("Grille revue")
    page.get_by_label("Pourquoi la grille change").fill("Plus claire.")
    page.get_by_role("button", name="Écrire cette version").click()
    page.get_by_text("La version 2 est écrite").wait_for()
    assert_accessible(page)
