"""A review saved while it is typed: what the site answers, what it keeps, and that no page overwrites another."""

import html
import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from dossiers import actions as dossier_actions
from scoring import actions
from scoring.drafts import kept
from scoring.models import Review
from tests.scoring.panel import Panel, assigned, codes, concluded, sheet, submitted
from tests.scoring.test_pages import HOSTILE, at, filled, signed_in
from tests.world import do, ok

#: The fields of a page on which nothing was written yet.
EMPTY = {"rationale": "", "rationale-impact": "", "rationale-partnership": "", "rationale-innovation": ""}


@pytest.fixture
def mine(panel: Panel) -> Review:
    return assigned(panel, panel.reviewers[0])


def save(
    client: Client, review: Review, revision: int = 0, *, base: Any = None, query: str = "", **changed: str
) -> Any:
    """What the script sends; `base` are the fields that the page was opened with."""
    data = {**EMPTY, **{name.replace("_", "-"): value for name, value in changed.items()}}
    data |= {"autosave": "1", "writer": str(review.reviewer.ref), "revision": str(revision)}
    data |= {f"base-{name.replace('_', '-')}": value for name, value in (base or {}).items()}
    return client.post(f"/dossiers/{review.dossier.reference}/evaluations/la-mienne/{query}", data)


def texts(review: Review) -> dict[str, str]:
    """What the site keeps, empty fields left out."""
    current = Review.objects.get(pk=review.pk)
    return {name: said for name, said in kept(current, list(current.rubric.criteria.all())).items() if said}


def told(answer: Any) -> list[str]:
    """What the page says is still missing."""
    return re.findall(r'href="#id_([a-z-]+)"', answer.json()["around"]["review-missing"])


def test_what_is_typed_is_kept_with_an_hour_and_what_is_still_missing(panel: Panel, mine: Review) -> None:
    client = signed_in(mine.reviewer)
    answer = save(client, mine, points_impact="3", rationale_partnership="Deux partenaires.")
    said = answer.json()
    assert (answer.status_code, said["revision"], said["problems"], said["taken"]) == (200, 1, [], {})
    assert "\u00a0h\u00a0" in said["hour"]
    assert told(answer) == ["rationale-impact", "points-partnership", "points-innovation", "rationale"]
    assert texts(mine) == {"points-impact": "3", "rationale-partnership": "Deux partenaires."}
    # The same text sent again, its answer being lost on its way, is kept once.
    assert save(client, mine, points_impact="3", rationale_partnership="Deux partenaires.").json()["revision"] == 1
    whole = {"points_impact": "7", "points_partnership": "na", "points_innovation": "8", "rationale": "Sérieux."}
    assert told(save(client, mine, 1, **whole)) == []
    assert Review.objects.get().is_submitted is False


def test_what_cannot_be_read_is_told_and_the_rest_is_kept(panel: Panel, mine: Review) -> None:
    client = signed_in(mine.reviewer)
    save(client, mine, points_impact="6", rationale="Court.")
    answer = save(client, mine, 1, points_impact="11", rationale="x" * 20_001, rationale_impact="Gardé.")
    assert [problem["anchor"] for problem in answer.json()["problems"]] == ["id_points-impact", "id_rationale"]
    assert texts(mine) == {"points-impact": "6", "rationale": "Court.", "rationale-impact": "Gardé."}
    long = save(client, mine, 2, points_impact="6", rationale="x" * 4001)  # a draft may be too long meanwhile
    assert (long.json()["problems"], len(texts(mine)["rationale"])) == ([], 4001)
    assert "1 de trop" in long.json()["around"]["review-missing"]


def test_two_pages_that_changed_different_answers_are_both_kept(panel: Panel, mine: Review) -> None:
    client = signed_in(mine.reviewer)
    save(client, mine, base=EMPTY, points_impact="8", rationale=f"Du téléphone. {HOSTILE}")
    answer = save(client, mine, base=EMPTY, points_innovation="4", rationale_impact="Du poste fixe.")
    said = answer.json()
    assert (answer.status_code, sorted(said["taken"])) == (200, ["points-impact", "rationale"])
    assert 'value="8" id="id_points-impact_8" checked' in said["taken"]["points-impact"]
    assert "Du téléphone." in html.unescape(said["taken"]["rationale"])
    assert HOSTILE not in said["taken"]["rationale"] + said["note"]
    assert "sur une autre page" in said["note"]
    assert texts(mine).keys() == {"points-impact", "points-innovation", "rationale", "rationale-impact"}


def test_two_pages_that_changed_one_answer_are_asked_to_choose(panel: Panel, mine: Review) -> None:
    client = signed_in(mine.reviewer)
    save(client, mine, base=EMPTY, points_impact="8", rationale="Le premier texte.")
    answer = save(client, mine, base=EMPTY, points_impact="3", rationale="Le second texte.")
    said = answer.json()
    assert (answer.status_code, said["why"], said["revision"]) == (409, "moved", 1)
    panel_html = html.unescape(said["panel"])
    assert "<mark>second</mark>" in panel_html
    assert "<mark>4</mark>" in panel_html  # a score is compared in words
    assert texts(mine)["rationale"] == "Le premier texte."
    chosen = {"points_impact": "3", "rationale": "Le second texte.", "choose_points_impact": "theirs"}
    assert save(client, mine, 1, **chosen, choose_rationale="mine").status_code == 200
    assert texts(mine) == {"points-impact": "8", "rationale": "Le second texte."}
    # Without a script the buttons say the same.
    stale = client.post(at(panel, "review"), {**filled(5, 5, 5, do="save"), "rationale": "Un troisième."})
    assert stale.status_code == 409
    assert stale.context["written"].choice is not None
    assert stale.context["form"]["rationale"].value() == "Un troisième."
    again = {**filled(5, 5, 5, choose="theirs"), "revision": str(stale.context["written"].revision)}
    assert client.post(at(panel, "review"), again).status_code == 302
    assert texts(mine)["rationale"] == "Le second texte."


def test_a_page_left_behind_submits_nothing_over_what_was_written_since(panel: Panel, mine: Review) -> None:
    client = signed_in(mine.reviewer)
    save(client, mine, rationale="Écrit depuis.", points_impact="9")
    answer = client.post(at(panel, "review"), filled(7, 6, 5, do="submit"))
    assert answer.status_code == 409
    assert "Écrit depuis." in answer.text.replace("<mark>", "").replace("</mark>", "")
    assert not Review.objects.get().is_submitted
    # What is merely incomplete is refused and kept as a draft all the same.
    partial = filled(7, 6, 5, do="submit", revision="1", rationale="")
    refused = client.post(at(panel, "review"), partial)
    assert (refused.status_code, refused.context["written"].revision) == (422, 2)
    assert texts(mine)["points-innovation"] == "5"
    assert client.post(at(panel, "review"), filled(7, 6, 5, do="submit", revision="2")).status_code == 302
    late = save(client, mine, 2, rationale="Trop tard.")
    assert (late.status_code, late.json()["why"]) == (409, "wrong_state")


def test_a_correction_is_saved_beside_what_was_submitted(panel: Panel) -> None:
    review, query = submitted(panel, panel.reviewers[0], 7, 6, 5), "?corriger=1"
    client = signed_in(review.reviewer)
    before = texts(review)
    changed = {name.replace("-", "_"): said for name, said in before.items()} | {"points_impact": "9"}
    answer = save(client, review, review.draft_revision, query=query, **changed)
    assert answer.status_code == 200
    assert told(answer) == ["reason"]
    assert (texts(review)["points-impact"], Review.objects.get().weighted) == ("9", review.weighted)
    for page in (
        client.get(at(panel, "review")),
        client.get(at(panel, "overview")),
    ):  # what counts is what was submitted
        assert [row.given[0].points for row in _rows(page)] == [3.5]
    assert "commencé une correction" in client.get(at(panel, "review")).text
    forget = filled(9, 6, 5, do="forget", revision=str(answer.json()["revision"]))
    assert client.post(at(panel, "review") + query, forget).url == at(panel, "review")
    assert (texts(review), Review.objects.get().draft) == (before, {})


def _rows(page: Any) -> list[Any]:
    return [page.context["mine"]] if page.context.get("mine") else list(page.context["scores"].rows)


def test_nobody_else_reads_a_draft_and_an_interest_forgets_it(panel: Panel, mine: Review) -> None:
    secret = "Un avis que nul ne doit lire."
    save(signed_in(mine.reviewer), mine, rationale=secret)
    for other in (panel.lead, panel.team, panel.reviewers[1], panel.world[Role.AUDITOR], panel.world.leader):
        client = signed_in(other)
        for name in ("overview", "review", "consensus"):
            assert secret not in client.get(at(panel, name)).text
        assert save(client, mine, rationale="Le mien.").status_code == 404
    ok(dossier_actions.declare_interest(dossier=panel.dossier, reason="Un parent.", by=mine.reviewer))
    assert save(signed_in(mine.reviewer), mine, 1, rationale=secret).status_code == 404
    assert Review.objects.get().draft == {}


def test_a_correction_begun_is_forgotten_with_an_interest_and_closed_by_the_consensus(panel: Panel) -> None:
    concluded(panel)
    review = Review.objects.get(reviewer=panel.reviewers[0])
    refusal = actions.save_correction(review=review, sheet=sheet(9, 9, 9), reason="", by=review.reviewer)
    assert "consensus" in refusal.sentence
    assert signed_in(review.reviewer).get(at(panel, "review"), {"corriger": "1"}).context["form"] is None


def test_saving_stops_while_the_dossier_is_back_with_its_leader(panel: Panel, mine: Review) -> None:
    client = signed_in(mine.reviewer)
    save(client, mine, rationale="Commencé sur la première version.")
    ok(do(panel.dossier, "return_to_leader", panel.team, reason="Précisez."))
    answer = save(client, mine, 1, rationale="Pendant ce temps.")
    assert (answer.status_code, answer.json()["why"]) == (409, "wrong_state")
    page = client.get(at(panel, "review"))
    assert page.context["form"] is None
    assert "Commencé sur la première version." in page.text
    ok(do(panel.dossier, "resubmit", panel.world.leader))
    page = client.get(at(panel, "review"))
    assert (page.context["comparison"].older.number, page.context["comparison"].newer.number) == (1, 2)
    assert page.context["form"]["rationale"].value() == "Commencé sur la première version."
    # Sent from the page shown before: refused once, with what changed; then it is about the version that was shown.
    aged = client.post(at(panel, "review"), filled(7, 6, 5, do="submit", revision="1"))
    assert (aged.status_code, aged.context["comparison"].newer.number) == (409, 2)
    assert (aged.context["form"]["on_version"].value(), aged.context["written"].revision) == ("2", 2)
    assert texts(mine)["points-impact"] == "7"
    stale = actions.submit_review(review=mine, sheet=sheet(7, 6, 5), by=mine.reviewer, on_version=1)
    assert stale.status == 409
    assert codes(actions.submit_review(review=mine, sheet=sheet(None, None, None), by=mine.reviewer, on_version=2))


def test_nothing_is_saved_in_the_name_of_who_signed_in_since(panel: Panel, mine: Review) -> None:
    other: User = panel.reviewers[1]
    assigned(panel, other)
    answer = save(signed_in(other), mine, rationale="Le texte du premier.")
    assert (answer.status_code, answer.json()["why"]) == (403, "other_person")
    assert not Review.objects.exclude(draft={}).exists()
    assert save(Client(), mine).status_code == 302


@pytest.mark.parametrize("hostile", ["\x00", "<script>alert(1)</script>", "\u202e", "🂡" * 200, "a" * 100_000])
def test_whatever_is_sent_is_answered_in_words(panel: Panel, mine: Review, hostile: str) -> None:
    client = signed_in(mine.reviewer)
    data = dict.fromkeys([*filled(1, 2, 3), "base-", "base-rationale", "choose", "choose-rationale"], hostile)
    sent = {**data, "autosave": "1", "writer": str(mine.reviewer.ref), "revision": "0"}
    answer = client.post(at(panel, "review"), sent)
    assert answer.status_code == 200
    assert "<script>" not in str(answer.json())
    restored = client.post(at(panel, "review"), {**data, "restore": "1", "revision": hostile})
    assert restored.status_code == 200
    assert (restored.context["written"].shows_kept, "<script>alert" in restored.text) == (False, False)


def test_a_text_found_again_is_shown_and_not_saved(panel: Panel, mine: Review) -> None:
    answer = signed_in(mine.reviewer).post(at(panel, "review"), {**filled(7, None, 5), "restore": "1"})
    assert answer.status_code == 200
    assert answer.context["form"]["points-impact"].value() == "7"
    assert " data-kept" not in answer.text
    assert Review.objects.get().draft == {}
