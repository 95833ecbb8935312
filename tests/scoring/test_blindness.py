"""From when scores are read, call by call: obeyed on every page, in every count, order and file."""

import html
import re
from collections.abc import Iterator

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from dossiers import actions as dossier_actions
from dossiers.actions.call_opening import clone_call
from dossiers.models import CallChange
from scoring import actions
from scoring.blindness.modes import Mode, mode_of
from scoring.models import Discussion, Review
from tests import world
from tests.scoring.panel import Panel, assigned, build, codes, consensus, sheet, submitted
from tests.scoring.test_pages import at, filled, signed_in
from tests.scoring.test_visibility import NOTHING, read_by
from tests.world import ok
from workflow import clock

SECRET = "Un avis que nul ne doit lire avant l’heure."
#: What those scores make, nowhere else in the lab: the marks of a leak.
FIGURES = re.compile(r"(?<!\d)(4[,.]35|3[,.]78|3[,.]35)(?!\d)")  # and no part of the second in which something was done
#: Pages on which a score, a mean, a rank or a text could come out.
ELSEWHERE = ("home", "dossiers:list", "dossiers:board", "dossiers:weekly", "scoring:ranking", "notifications:news")


@pytest.fixture(params=list(Mode))
def blind(request: pytest.FixtureRequest, db: None) -> Panel:
    panel = build()
    ok(actions.choose_blindness(call=panel.world.call, mode=request.param, revision=0, by=panel.world[Role.ADMIN]))
    return panel


def told(panel: Panel, reviewer: User, *half_points: int) -> Review:
    review = assigned(panel, reviewer)
    given = sheet(*half_points, rationale=SECRET, why=SECRET)
    return ok(actions.submit_review(review=review, sheet=given, by=reviewer, on_version=1))


def readers(panel: Panel, *people: User) -> set[str]:
    """Who of those people reads the scores, in every way in which they could come out, or in none."""
    found = set()
    for person in people:
        got = read_by(person, panel)
        if got["reviews"]:
            found.add(person.first_name)
        else:
            assert got == NOTHING
    return found


def leaks(panel: Panel, person: User) -> Iterator[str]:
    """The pages of the site on which that person finds something of what others gave."""
    client, dossier = signed_in(person), panel.dossier
    others = Review.objects.filter(dossier=dossier).exclude(reviewer=person)
    pages = [at(panel, name) for name in ("overview", "consensus", "discussion", "review", "answer")]
    pages += [at(panel, "history", review.pk) for review in others]
    pages += [reverse(name) for name in ELSEWHERE]
    pages += [f"/dossiers/{dossier.reference}/", f"/dossiers/?q={dossier.reference}", "/classement/resultats.csv"]
    for url in pages:
        text = client.get(url).content.decode()
        if url == at(panel, "review") and Review.objects.own_of(person).exists():
            continue  # one's own
        if SECRET in text:
            yield f"{url}: the words"
        if FIGURES.search(text):
            yield f"{url}: a figure"


EXPECTED = {
    # two of three are in; all are in; the discussion is open; one more person is asked
    Mode.OWN: ({"reviewer1", "reviewer2"}, "ALL", "ALL", "ALL"),
    Mode.ALL: (set(), "ALL", "ALL", set()),
    Mode.DISCUSSION: (set(), set(), "ALL", "ALL"),
}
EVERYBODY = {"reviewer1", "reviewer2", "reviewer3", "team_lead", "team"}


def test_each_mode_opens_the_scores_when_it_says_and_to_nobody_sooner(blind: Panel) -> None:
    panel, mode = blind, mode_of(blind.world.call)
    people = (*panel.reviewers, panel.lead, panel.team)
    steps = [EVERYBODY if who == "ALL" else who for who in EXPECTED[mode]]
    first = told(panel, panel.reviewers[0], 9, 9, 8)
    told(panel, panel.reviewers[1], 9, 7, 7)
    third = assigned(panel, panel.reviewers[2])
    assert readers(panel, *people) == steps[0]
    assert list(leaks(panel, panel.reviewers[2])) == list(leaks(panel, panel.lead)) == []
    if mode != Mode.OWN:
        assert list(leaks(panel, panel.reviewers[0])) == []
    # One always reads one's own.
    own = signed_in(panel.reviewers[0]).get(at(panel, "review"))
    assert own.context["mine"].rationale == SECRET
    assert signed_in(panel.reviewers[0]).get(at(panel, "history", first.pk)).status_code == 200
    assert codes(actions.open_discussion(dossier=panel.dossier, by=panel.lead)) == ["reviews_in"]
    given = sheet(2, 9, 9, rationale=SECRET, why=SECRET)
    ok(actions.submit_review(review=third, sheet=given, by=third.reviewer, on_version=1))
    assert readers(panel, *people) == steps[1]
    if not steps[1]:
        assert [list(leaks(panel, person)) for person in people] == [[]] * 5
        assert codes(consensus(panel, by=panel.lead)) == ["scores_open"]
        page = signed_in(panel.lead).get(at(panel, "overview"))
        assert at(panel, "open_discussion") in page.text
        assert "quand l’équipe ouvrira la discussion" in signed_in(panel.lead).get(at(panel, "consensus")).text
    assert signed_in(panel.lead).post(at(panel, "open_discussion")).status_code == 302
    assert readers(panel, *people) == steps[2]
    late = world.person("late", Role.TEAM)
    assigned(panel, late)
    assert readers(panel, *people, late) == steps[3]
    assert list(leaks(panel, late)) == []
    # A consensus ends it for all; who still owes a review reads nothing all the same.
    if steps[3]:
        ok(consensus(panel, by=panel.lead))
        assert readers(panel, *people) == EVERYBODY
        later = world.person("later", Role.TEAM)
        assigned(panel, later)
        assert readers(panel, *people, later) == EVERYBODY
        assert list(leaks(panel, later)) == []
        ranking = signed_in(later).get("/classement/")
        assert panel.dossier.reference not in ranking.text
        assert panel.dossier.reference not in signed_in(later).get("/classement/resultats.csv").content.decode()


def test_a_mode_is_changed_only_while_it_opens_nothing_to_who_has_not_scored(db: None) -> None:
    panel = build()
    call, admin = panel.world.call, panel.world[Role.ADMIN]

    def choose(mode: Mode) -> object:
        call.refresh_from_db()
        return actions.choose_blindness(call=call, mode=mode, revision=call.revision, by=admin)

    assert ok(choose(Mode.DISCUSSION)).revision == ok(choose(Mode.DISCUSSION)).revision == 1
    assert CallChange.objects.get().moved[0][0] == "mode"
    submitted(panel, panel.reviewers[0])
    submitted(panel, panel.reviewers[1])
    for mode in (Mode.OWN, Mode.DISCUSSION):  # two of three: only who has scored would read
        ok(choose(mode))
    submitted(panel, panel.reviewers[2])
    refusal = choose(Mode.OWN)
    assert codes(refusal) == codes(choose(Mode.ALL)) == ["mode"]
    assert "d’1 dossier en cours" in refusal.sentence
    part = reverse("dossiers:call_part", args=[call.code, "lecture-des-notes"])
    page = signed_in(admin).post(part, {"mode": "own", "revision": "3"})
    assert (page.status_code, refusal.sentence in html.unescape(page.text)) == (422, True)
    ok(actions.open_discussion(dossier=panel.dossier, by=panel.lead))
    assert ok(choose(Mode.ALL))  # open already
    assert ok(choose(Mode.DISCUSSION))  # closing more is always possible
    clone = ok(clone_call(call=call, code="SUITE", title="Suite", opens_on=clock.today(), by=admin))
    assert (mode_of(clone), mode_of(call)) == (Mode.DISCUSSION, Mode.DISCUSSION)
    assert actions.choose_blindness(call=call, mode=Mode.OWN, revision=0, by=panel.lead).status == 403


def test_the_versions_of_a_review_say_who_when_and_why_to_who_reads_scores_alone(panel: Panel) -> None:
    review = submitted(panel, panel.reviewers[0], 7, 6, 5)
    why = "J’avais mal lu l’annexe."
    ok(actions.correct_review(review=review, sheet=sheet(9, 6, 5), reason=why, by=review.reviewer, on_version=1))
    url = at(panel, "history", review.pk)
    page = signed_in(review.reviewer).get(url)
    versions = page.context["versions"]
    assert [(v.number, v.reason, [cell.moved for cell in v.cells]) for v in versions] == [
        (2, why, [True, False, False]), (1, "", [False, False, False]),
    ]  # fmt: skip
    assert [cell.points for cell in versions[1].cells] == ["3,5 sur 5", "3 sur 5", "2,5 sur 5"]
    assert url in signed_in(review.reviewer).get(at(panel, "overview")).text
    blind = assigned(panel, panel.reviewers[1]).reviewer
    for person in (blind, panel.lead, panel.world.leader, panel.world[Role.REFERENT]):
        assert signed_in(person).get(url).status_code == 404
        # Nor does the dossier's page tell why, which would tell what.
        assert why not in signed_in(person).get(f"/dossiers/{panel.dossier.reference}/").text
    submitted(panel, panel.reviewers[2])
    ok(actions.submit_review(review=Review.objects.get(reviewer=blind), sheet=sheet(6, 6, 6), by=blind, on_version=1))
    assert signed_in(panel.lead).get(url).status_code == 200
    # An interest found late sets the whole of it aside: kept, said, counted nowhere.
    ok(dossier_actions.declare_interest(dossier=panel.dossier, reason="Un parent.", by=review.reviewer))
    assert signed_in(review.reviewer).get(url).status_code == 404
    kept = signed_in(blind).get(url)
    assert "pour un lien déclaré après coup" in kept.text
    overview = signed_in(panel.lead).get(at(panel, "overview"))
    assert f"L’évaluation de {review.reviewer.full_name} est écartée" in overview.text
    assert not Discussion.objects.exists()


def test_a_correction_still_written_over_a_closed_reading_is_one_s_own(blind: Panel) -> None:
    review = told(blind, blind.reviewers[0], 7, 7, 7)
    url = at(blind, "review") + "?corriger=1"
    sent = filled(9, 7, 7, do="submit", reason="Relu.", revision=str(review.draft_revision))
    assert signed_in(review.reviewer).post(url, sent).status_code == 302
    assert signed_in(review.reviewer).get(at(blind, "review")).context["mine"].corrected == "Relu."
