"""Two versions side by side: nothing of either text is lost, only what changed is marked, and only to who may read."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from accounts.roles import Role
from dossiers import actions
from dossiers.form.changes import Change, Run, changes, compare
from dossiers.models import Dossier
from scoring import actions as scoring
from tests import world
from tests.browser import Live
from tests.dossiers.test_in_the_browser import window_of
from tests.scoring import panel as panels
from tests.work.hands import looked_at
from tests.world import ANSWERS, World, do, fresh, ok

WORDS = st.lists(st.sampled_from(["le", "chat", "est", "parti", ",", ".", "\n", "à", "14"]), max_size=30).map(" ".join)


def said(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs)


def marked(change: Change) -> tuple[list[str], list[str]]:
    return [r.text for r in change.before if r.changed], [r.text for r in change.after if r.changed]


@given(WORDS | st.text(max_size=200), WORDS | st.text(max_size=200))
def test_each_side_put_end_to_end_is_its_text_and_what_is_not_marked_is_common(before: str, after: str) -> None:
    change = compare(before, after)
    assert (said(change.before), said(change.after)) == (before, after)
    common = [[run.text for run in side if not run.changed] for side in (change.before, change.after)]
    assert "".join(common[0]) == "".join(common[1])
    assert change.differs == (before != after)


@given(st.integers(0, 30), st.integers(0, 30), st.sampled_from(["neuf ", "un mot de plus "]))
def test_what_is_left_out_of_a_long_text_is_common_and_far_from_the_change(ahead: int, behind: int, more: str) -> None:
    head, tail = "Tout ceci reste comme avant. " * ahead, "Et cela aussi, mot pour mot. " * behind
    change = compare(f"{head}{tail}", f"{head}{more}{tail}")
    short = change.short or change
    assert marked(short) == marked(change)
    for runs, text in ((short.before, f"{head}{tail}"), (short.after, f"{head}{more}{tail}")):
        place = 0
        for run in runs:  # in the text's own order, each piece where it stands
            place = text.index(run.text, place) + len(run.text)
        assert len(said(runs)) <= 2 * (160 + 80) + len(more)


def test_only_the_words_that_changed_are_marked() -> None:
    change = compare("Un usager sur trois vient deux fois.", "Un usager sur quatre vient encore deux fois.")
    assert marked(change) == (["trois"], ["quatre", " encore"])


def test_a_small_word_left_alone_between_two_changes_is_part_of_them() -> None:
    change = compare("alpha beta de gamma delta", "un deux de trois quatre")
    assert marked(change) == (["alpha beta de gamma delta"], ["un deux de trois quatre"])


def test_a_form_filled_to_slow_the_comparison_is_compared_all_the_same() -> None:
    change = compare("a b " * 1000, "b a c " * 666)
    assert said(change.after) == "b a c " * 666


def budget(*rows: tuple[str, str]) -> dict[str, Any]:
    expenses = [{"label": label, "kind": "event", "amount": amount} for label, amount in rows]
    return {"budget": {"expenses": expenses, "resources": []}}


def test_budget_lines_are_added_removed_and_changed_one_by_one() -> None:
    before = budget(("Ateliers", "100.00"), ("Salle", "50.00"), ("Train", "30.00"))
    after = budget(("Ateliers", "100.00"), ("Salle", "80.00"), ("Train", "30.00"), ("Repas", "20.00"))
    (section,) = changes(before, after)
    (answer,) = section.answers
    assert answer.table is not None
    assert answer.table.kept == 2
    assert [(row.fate, marked(row.cells[2])) for row in answer.table.rows] == [
        ("changed", (["50"], ["80"])),
        ("added", ([], ["20,00\u202f€"])),
    ]
    (section,) = changes(after, before)
    table = section.answers[0].table
    assert table is not None
    assert [row.fate for row in table.rows] == ["changed", "removed"]


def test_the_same_form_has_no_change() -> None:
    assert changes(ANSWERS, ANSWERS) == ()


# -- pages ----------------------------------------------------------------------
NEW_NEED = {**ANSWERS["need"], "irritant": "Trois visites <b>sur</b> quatre."}


def resubmitted(lab: World, dossier: Dossier) -> Dossier:
    """Sent back, its need rewritten, deposited again."""
    ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Précisez."))
    ok(actions.save_section(dossier=dossier, section="need", answers=NEW_NEED, revision=1, by=lab.leader))
    ok(do(dossier, "resubmit", lab.leader))
    return fresh(dossier)


def versions(client: Client, user: User, dossier: Dossier, query: str = "") -> Any:
    client.force_login(user)
    return client.get(f"{dossier.get_absolute_url()}versions/{query}")


@pytest.mark.django_db
def test_those_who_read_the_dossier_from_inside_and_its_leaders_compare(client: Client) -> None:
    lab = world.build()
    dossier = resubmitted(lab, world.in_review(lab))
    outside = world.person("lecteur")
    statuses = {role: versions(client, lab[role], dossier).status_code for role in Role if role is not Role.SYSTEM}
    assert {role for role, status in statuses.items() if status == 200} == {
        Role.LEADER, Role.REFERENT, Role.TEAM, Role.TEAM_LEAD, Role.AUDITOR,
    }  # fmt: skip
    assert set(statuses.values()) == {200, 404}
    assert versions(client, outside, dossier).status_code == 404
    page = versions(client, lab[Role.TEAM], dossier).content.decode()
    assert "&lt;b&gt;" in page
    assert "<b>sur</b>" not in page


@pytest.mark.django_db
def test_with_one_deposit_there_is_nothing_to_compare(client: Client) -> None:
    lab = world.build()
    dossier = world.in_challenge(lab)
    assert versions(client, lab[Role.TEAM], dossier).status_code == 404
    assert "versions/" not in client.get(dossier.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_the_working_draft_is_compared_by_its_leaders_alone(client: Client) -> None:
    lab = world.build()
    dossier = resubmitted(lab, world.in_review(lab))
    ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Encore."))
    secret = {**NEW_NEED, "irritant": "Un constat encore secret."}
    ok(actions.save_section(dossier=dossier, section="need", answers=secret, revision=2, by=lab.leader))
    mine = versions(client, lab.leader, dossier).content.decode()
    assert "Version de travail" in mine
    assert "encore secret" in mine
    for role in (Role.TEAM, Role.REFERENT, Role.AUDITOR):
        theirs = versions(client, lab[role], dossier)
        assert "secret" not in theirs.content.decode()
        assert versions(client, lab[role], dossier, "?before=1&after=0").status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["?before=1", "?before=1&after=9", "?before=%00&after=x", "?before=-1&after=1e9"])
def test_an_unknown_version_is_said_to_be_so(client: Client, query: str) -> None:
    lab = world.build()
    dossier = resubmitted(lab, world.in_review(lab))
    answer = versions(client, lab[Role.TEAM], dossier, query)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.django_db
def test_either_order_reads_from_the_older_to_the_newer(client: Client) -> None:
    lab = world.build()
    dossier = resubmitted(lab, world.in_review(lab))
    pages = [versions(client, lab[Role.TEAM], dossier, f"?before={a}&after={b}") for a, b in ((1, 2), (2, 1))]
    pairs = [(page.context["comparison"].older.number, page.context["comparison"].newer.number) for page in pages]
    assert pairs == [(1, 2), (1, 2)]
    same = versions(client, lab[Role.TEAM], dossier, "?before=2&after=2")
    assert "disent la même chose" in same.content.decode()


@pytest.mark.django_db
def test_a_referent_is_shown_what_changed_since_the_opinion(client: Client) -> None:
    lab = world.build()
    dossier = resubmitted(lab, world.in_review(lab))
    client.force_login(lab.referents[0])
    page = client.get(f"{dossier.get_absolute_url()}challenge/")
    assert [section.code for section in page.context["comparison"].sections] == ["need"]
    confirm = f"{dossier.get_absolute_url()}challenge/avis/confirmer/"
    for version in ("", "1", "9" * 5000, "<b>"):  # a page shown before the last deposit
        stale = client.post(confirm, {"on_version": version})
        assert stale.status_code == 409
        assert "lisez ce qui a changé" in stale.text
    said = client.post(confirm, {"on_version": page.context["comparison"].newer.number}, follow=True)
    assert "confirmé sur la version 2" in said.text
    assert client.get(f"{dossier.get_absolute_url()}challenge/").context["comparison"] is None


@pytest.mark.django_db
def test_a_reviewer_is_shown_what_changed_since_the_review(client: Client) -> None:
    panel = panels.build()
    reviewer = panel.reviewers[0]
    panels.submitted(panel, reviewer)
    resubmitted(panel.world, panel.dossier)
    url = f"{panel.dossier.get_absolute_url()}evaluations/la-mienne/"
    client.force_login(reviewer)
    page = client.get(url)
    assert [section.code for section in page.context["comparison"].sections] == ["need"]
    ok(scoring.confirm_review(review=page.context["review"], by=reviewer, on_version=2))
    assert client.get(url).context["comparison"] is None


@pytest.mark.django_db
def test_the_page_asks_the_database_as_much_for_two_versions_as_for_six(client: Client, statements: Any) -> None:
    lab = world.build()
    dossier = resubmitted(lab, world.in_review(lab))
    for _n in range(4):
        ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Précisez."))
        ok(do(dossier, "resubmit", lab.leader))
    client.force_login(lab.leader)
    with statements(at_most=6):
        assert client.get(f"{dossier.get_absolute_url()}versions/").status_code == 200


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_comparison_is_accessible_and_holds_in_the_width(live: Live) -> None:
    panel = panels.build()
    lab, dossier, reviewer = panel.world, panel.dossier, panel.reviewers[0]
    panels.submitted(panel, reviewer)
    ok(do(dossier, "return_to_leader", lab[Role.TEAM], reason="Précisez."))
    answers = {**ANSWERS["budget"], "expenses": two_lines()}
    ok(actions.save_section(dossier=dossier, section="budget", answers=answers, revision=1, by=lab.leader))
    ok(actions.save_section(dossier=dossier, section="need", answers=NEW_NEED, revision=1, by=lab.leader))
    ok(do(dossier, "resubmit", lab.leader))
    pages = {
        lab[Role.TEAM]: "versions/",
        lab.referents[0]: "challenge/",
        reviewer: "evaluations/la-mienne/",
    }
    for user, path in pages.items():
        page = window_of(live, user)
        page.goto(f"{dossier.get_absolute_url()}{path}")
        assert page.locator("ins").count() > 0
        looked_at(page)


def two_lines() -> list[dict[str, str]]:
    return [
        {"label": "Ateliers", "kind": "event", "amount": "15000.00"},
        {"label": "Prototype", "kind": "service", "amount": "5000.00"},
    ]
