"""The agenda: its order, who presents, other business with and without a vote, minutes approved."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from copil import actions, tally
from copil.agenda.departures import departures
from copil.agenda.lines import lines_of
from copil.convocation.inputs import read
from copil.models import AgendaItem, Business, Seat, Session
from dossiers.models import Interest
from tests import world
from tests.copil.committee import Committee, build, decided, on_agenda, sitting
from tests.copil.refusals import codes
from tests.world import ok
from workflow import clock
from workflow.invariants import violations

pytestmark = pytest.mark.django_db
Draft = actions.BusinessDraft
REPORT = Draft(kind="report", title="Activité du semestre")
VOTED = Draft(kind="orientations", title="Priorités 2027", text="Trois axes.", proposal="Retenir l’axe rural.")


def keys(session: Session) -> list[str]:
    return [line.key for line in lines_of(session)]


def add(committee: Committee, draft: actions.BusinessDraft, by: User | None = None) -> Any:
    return actions.add_business(session=committee.session, draft=draft, by=by or committee.secretary)


WHY = "Son porteur ne peut rester."


def arrange(committee: Committee, order: list[str], *, why: str = WHY, **presenters: User) -> Any:
    lines = [actions.Arranged(key, place, presenters.get(key)) for place, key in enumerate(order)]
    return actions.arrange_agenda(session=committee.session, lines=lines, by=committee.secretary, reason=why)


@pytest.fixture
def full() -> Committee:
    """Two dossiers, the better put on last; orientations to vote on, then a report."""
    committee = build(4)
    on_agenda(committee, 4, 4, 4)
    on_agenda(committee, 9, 9, 9)
    ok(add(committee, VOTED))
    ok(add(committee, REPORT))
    return committee


# -- the order -------------------------------------------------------------------------
def test_by_default_the_report_comes_first_then_dossiers_by_rank_then_the_rest(full: Committee) -> None:
    low, high, voted, report = keys(full.session)
    ok(actions.convoke(session=full.session, by=full.lead))
    assert keys(full.session) == [report, high, low, voted]
    assert [line.position for line in lines_of(full.session)] == [1, 2, 3, 4]


def test_an_order_set_by_the_secretary_stands_until_the_scores_are_asked_for_again(full: Committee) -> None:
    low, high, voted, report = keys(full.session)
    presenter = full.world[Role.TEAM]
    ok(arrange(full, [low, voted, high, report], **{low: presenter, voted: full.members[1]}))
    revision = full.again().revision
    ok(arrange(full, [low, voted, high, report], **{low: presenter, voted: full.members[1]}))
    assert full.again().revision == revision
    ok(actions.convoke(session=full.session, by=full.lead))
    assert keys(full.session) == [low, voted, high, report]
    told = [point.rapporteur for point in read(full.session.notices.get().said).points]
    assert told == [presenter.full_name, full.members[1].full_name, "", ""]
    ok(actions.rank_agenda(session=full.session, by=full.lead))
    assert keys(full.session) == [report, high, low, voted]
    assert AgendaItem.objects.get(pk=low[1:]).rapporteur == presenter


def test_an_order_that_leaves_the_rank_says_why_until_it_is_followed_again(client: Client, full: Committee) -> None:
    low, high, voted, report = keys(full.session)
    behind, ahead = (AgendaItem.objects.select_related("dossier").get(pk=key[1:]).dossier for key in (high, low))
    ok(arrange(full, [high, low, voted, report], why=""))  # in rank order, nothing to explain
    assert codes(arrange(full, [low, high, voted, report], why=" ")) == ["departure_explained"]
    ok(arrange(full, [low, voted, high, report]))
    ok(arrange(full, [low, voted, high, report], why="", **{voted: full.members[1]}))  # who presents changes no rank
    (found,) = departures(full.session, [behind, ahead])
    assert (found.dossier, found.passed_over, found.reason) == (ahead, (behind.reference,), WHY)
    client.force_login(full.members[1])
    assert WHY in client.get(full.session.get_absolute_url()).content.decode()
    client.force_login(full.secretary)
    said = {"lines-TOTAL_FORMS": "4", "lines-INITIAL_FORMS": "4", "reason": ""}
    for n, key in enumerate([high, voted, low, report]):
        said |= {f"lines-{n}-key": key, f"lines-{n}-position": str(9 - n), f"lines-{n}-rapporteur": ""}
    url = f"{full.session.get_absolute_url()}ordre-du-jour/"
    refused = client.post(url, said)
    assert (refused.status_code, "procès-verbal le reprendra" in refused.content.decode()) == (422, True)
    assert client.post(url, said | {"reason": "Une urgence."}).status_code == 302
    ok(actions.rank_agenda(session=full.session, by=full.lead))
    assert list(departures(full.session, [behind, ahead])) == []


def test_what_an_arrangement_may_not_be(full: Committee) -> None:
    low, high, voted, report = keys(full.session)
    item = AgendaItem.objects.select_related("dossier").get(pk=low[1:])
    tied = full.world.people[Role.TEAM]
    Interest.objects.create(dossier=item.dossier, person=tied, reason="Un lien.", declared_at=clock.now())
    assert codes(arrange(full, [low, high, voted])) == ["stale"]
    assert codes(arrange(full, [low, low, voted, report])) == ["stale"]
    whole = [low, high, voted, report]
    assert codes(arrange(full, whole, **{low: tied})) == ["rapporteur_independent"]
    assert codes(arrange(full, whole, **{low: full.world.leader})) == ["rapporteur_able"]
    ok(arrange(full, whole, **{high: tied}))
    lines = [actions.Arranged(key, 0) for key in whole]
    for by in (full.chair, full.members[1], full.world[Role.TEAM], full.world.leader):
        assert codes(actions.arrange_agenda(session=full.session, lines=lines, by=by)) == ["forbidden"]
        assert codes(actions.rank_agenda(session=full.session, by=by)) == ["forbidden"]


# -- other business ---------------------------------------------------------------------
def test_what_other_business_may_not_be(full: Committee) -> None:
    wrong = [
        (Draft(kind="party", title="Fête"), "kind_chosen"),
        (Draft(kind="other", title=" \0 "), "title_written"),
        (Draft(kind="other", title="x" * 201), "title_written"),
        (Draft(kind="other", title="x", text="x" * 4001), "text_too_long"),
        (Draft(kind="minutes"), "minutes_of_a_held_session"),
        (Draft(kind="minutes", about=full.session), "minutes_of_a_held_session"),
    ]
    for draft, code in wrong:
        assert codes(add(full, draft)) == [code]
    assert codes(add(full, REPORT, by=full.chair)) == ["forbidden"]
    assert ok(add(full, REPORT)) == Business.objects.get(kind="report")  # the form sent twice


def test_a_session_may_have_no_dossier_at_all() -> None:
    committee = build(3)
    assert codes(actions.convoke(session=committee.session, by=committee.lead)) == ["has_an_agenda"]
    gone = ok(add(committee, Draft(kind="other", title="Une question")))
    ok(actions.remove_business(business=gone, by=committee.lead))
    ok(actions.remove_business(business=gone, by=committee.lead))
    assert codes(actions.convoke(session=committee.session, by=committee.lead)) == ["has_an_agenda"]
    ok(add(committee, REPORT))
    assert ok(actions.convoke(session=committee.session, by=committee.lead)).status == "convoked"


def test_a_show_of_hands_is_counted_by_the_law(full: Committee) -> None:
    voted = Business.objects.get(kind="orientations")
    with sitting(full, present=3):
        ok(actions.give_proxy(giver=full.seat(3), holder=full.seat(1), by=full.secretary))
        seats = [full.seat(n).pk for n in range(4)]
        choices = dict(zip(seats, ["pour", "contre", "contre", "pour"], strict=True))
        for by in (full.members[1], full.lead, full.world.leader):
            assert codes(actions.close_business(business=voted, choices=choices, by=by)) == ["forbidden"]
        bad = {**choices, seats[0]: "maybe"}
        assert codes(actions.close_business(business=voted, choices=bad, by=full.chair)) == ["choices_known"]
        closed = ok(actions.close_business(business=voted, choices=choices, conclusion="Débat.", by=full.chair))
        again = ok(actions.close_business(business=voted, choices={}, by=full.secretary))
    assert (closed.verdict, closed.result["casting_vote"], closed.result["quorum"]["present"]) == ("adopted", True, 4)
    assert again.result == closed.result
    assert codes(actions.remove_business(business=voted, by=full.lead)) == ["wrong_state"]
    Business.objects.filter(pk=voted.pk).update(verdict="rejected")
    assert any("décompte" in line for line in violations())
    Business.objects.filter(pk=voted.pk).update(verdict="adopted")


def test_without_a_quorum_the_vote_is_worth_nothing(full: Committee) -> None:
    voted = Business.objects.get(kind="orientations")
    with sitting(full, present=1):
        choices = {full.seat(0).pk: "pour"}
        closed = ok(actions.close_business(business=voted, choices=choices, by=full.chair))
    assert closed.verdict == tally.Outcome.INVALID


def test_a_point_without_a_vote_says_what_was_agreed(full: Committee) -> None:
    report = Business.objects.get(kind="report")
    early = actions.close_business(business=report, conclusion="Vu.", by=full.chair)
    assert codes(early) == ["wrong_state"]
    with sitting(full):
        assert codes(actions.close_business(business=report, by=full.chair)) == ["conclusion_written"]
        assert ok(actions.close_business(business=report, conclusion="Vu.", by=full.chair)).verdict == ""


# -- minutes ------------------------------------------------------------------------------
def test_the_minutes_of_a_session_are_approved_at_the_next(full: Committee) -> None:
    first = full.session
    with sitting(full):
        for line in lines_of(first):
            if isinstance(line.point, AgendaItem):
                decided(full, line.point.dossier)
        for item in first.items.all():
            ok(actions.validate_excerpt(item=item, by=full.chair))
        ok(actions.close_session(session=first, by=full.chair))
        later = clock.now() + timedelta(days=30)
        full.session = ok(actions.plan_session(held_at=later, by=full.lead))
        minutes = ok(add(full, Draft(kind="minutes", about=first)))
        assert minutes.title == "Approbation du procès-verbal de la séance n°\u00a01"
        ok(actions.convoke(session=full.session, by=full.lead))
    with clock.at(later):
        ok(actions.open_session(session=full.session, by=full.chair))
        approving = {"business": minutes, "approved": True, "by": full.secretary}
        assert codes(actions.close_business(**approving)) == ["minutes_submitted"]
        ok(actions.submit_minutes(session=first, by=full.secretary))
        ok(actions.close_business(**approving))
        full.again()
        former = Session.objects.get(pk=first.pk)
        assert (former.status, former.approved_in) == ("approved", full.session)
        assert codes(actions.convoke(session=former, by=full.lead)) == ["wrong_state"]
        assert codes(add(full, Draft(kind="minutes", about=former))) == ["minutes_of_a_held_session"]


# -- the pages ----------------------------------------------------------------------------
def at(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


def test_the_agenda_is_arranged_and_added_to_by_its_pages(full: Committee, statements: Any) -> None:
    url = full.session.get_absolute_url()
    me = at(full.secretary)
    with statements(at_most=12):
        page = me.get(url + "ordre-du-jour/").content.decode()
    assert [page.count(what) for what in ("Accueil commun", "mis aux voix", 'id="id_lines-')] == [2, 1, 16]
    sent = {"lines-TOTAL_FORMS": "4", "lines-INITIAL_FORMS": "4"}
    for n, key in enumerate(keys(full.session)):
        sent |= {f"lines-{n}-key": key, f"lines-{n}-position": str(9 - n), f"lines-{n}-rapporteur": ""}
    before = keys(full.session)
    assert me.post(url + "ordre-du-jour/", {**sent, "lines-0-position": "-1"}).status_code == 422
    assert me.post(url + "ordre-du-jour/", {**sent, "lines-0-key": "d0"}).status_code == 409
    assert me.post(url + "ordre-du-jour/", sent).status_code == 302
    assert keys(full.session) == before[::-1]
    assert me.post(url + "ordre-du-jour/notes/").status_code == 302
    added = {"kind": "other", "title": "<b>Salles</b>", "text": "", "proposal": ""}
    refused = me.post(url + "points-divers/ajouter/", {**added, "title": "", "text": "Gardé"})
    assert (refused.status_code, "Gardé" in refused.content.decode()) == (422, True)
    assert me.post(url + "points-divers/ajouter/", added).status_code == 302
    point = Business.objects.get(kind="other")
    assert "&lt;b&gt;Salles" in me.get(url).content.decode()
    assert me.get(point.get_absolute_url()).status_code == 200
    assert me.post(point.get_absolute_url() + "retirer/").status_code == 302
    assert me.get(point.get_absolute_url()).status_code == 404


def test_a_vote_by_show_of_hands_is_entered_and_read_by_its_pages(full: Committee) -> None:
    voted = Business.objects.get(kind="orientations")
    url = voted.get_absolute_url()
    me, member = at(full.secretary), at(full.members[1])
    with sitting(full, present=3):
        page = me.get(url + "conclure/").content.decode()
        assert [f"seat_{full.seat(n).pk}" in page for n in range(4)] == [True, True, True, False]
        wrong = me.post(url + "conclure/", {f"seat_{full.seat(0).pk}": "king", "conclusion": "Gardé"})
        assert (wrong.status_code, "Gardé" in wrong.content.decode()) == (422, True)
        said = {f"seat_{full.seat(n).pk}": "pour" for n in range(3)}
        assert me.post(url + "conclure/", said).status_code == 302
        read = member.get(url).content.decode()
        assert "Votes nominatifs" not in at(full.lead).get(url).content.decode()
    assert read.count("copil-legend__mark--pour") == 4  # the legend's own, and three hands
    assert "adopté" in read.lower()
    assert Seat.objects.filter(session=full.session).count() == 4
    assert at(world.person("outsider", Role.COPIL_MEMBER)).get(url).status_code == 404
